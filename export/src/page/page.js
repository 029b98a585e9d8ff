// What is seen. Texts from outside, labels and names of files, are set as texts, never as HTML.

/** So many classes are shown first, and for fewer more than these nobody presses. */
const FIRST = 5;
const SPARED = 2;

/** Colours come again after so many classes, with a pattern. */
const COLOURS = 7;
const PATTERNS = 4;

/** Side of a thumbnail in pixels: sharp on a phone's dense screen. */
const THUMBNAIL = 224;

const $ = (id) => document.getElementById(id);
const classifier = new Classifier();

/** An element of this kind, with properties, and others in it. */
function make(kind, properties = {}, ...children) {
  const element = Object.assign(document.createElement(kind), properties);
  element.append(...children);
  return element;
}

/** Gives an element the colour of a class. */
function coloured(element, at) {
  element.style.setProperty("--class", classifier.colours[at]);
  const round = Math.floor(at / COLOURS) % (PATTERNS + 1);
  if (round) element.style.setProperty("--marks", `var(--marks-${round})`);
  return element;
}

/** A list of which only the first are shown until somebody wants all. */
function shortened(list, items, first) {
  const spare = items.length - first;
  if (spare <= SPARED) {
    list.append(...items);
    return null;
  }
  const button = make("button", { type: "button", className: "quiet" });
  const show = (all) => {
    list.replaceChildren(...items.slice(0, all ? items.length : first));
    button.textContent = all ? say("fewer") : say("more", spare);
    button.setAttribute("aria-expanded", String(all));
    button.onclick = () => show(!all);
  };
  show(false);
  return button;
}

/** The line of a class in a prediction, and what sets its probability. */
function line(at) {
  const share = make("data", { className: "share" });
  const fill = make("span");
  const bar = make("span", { className: "bar", ariaHidden: "true" }, fill);
  const name = make("span", { className: "name", textContent: classifier.labels[at] });
  const item = coloured(make("li", {}, name, " ", share, bar), at);
  const set = (probability) => {
    share.value = String(probability);
    share.textContent = PERCENT.format(probability);
    fill.style.width = `${(probability * 100).toFixed(1)}%`;
  };
  return { item, set };
}

/** The classes by their probabilities, the best first. */
function ranked(probabilities) {
  return probabilities.map((_, at) => at).sort((a, b) => probabilities[b] - probabilities[a]);
}

/** The list “Prediction”, best first, with what belongs below it. */
function prediction({ probabilities, similarity, unknown }) {
  const items = ranked(probabilities).map((at) => {
    const { item, set } = line(at);
    set(probabilities[at]);
    return item;
  });
  if (unknown) items.unshift(make("li", { className: "unknown", textContent: say("unknown") }));
  const list = make("ol", { className: "prediction" });
  list.setAttribute("role", "list");
  list.setAttribute("aria-label", say("prediction"));
  // For programs that read the page: the rest of what is said stands in the shares' values.
  if (similarity !== null) list.dataset.similarity = similarity;
  const button = shortened(list, items, unknown ? FIRST + 1 : FIRST);
  const why = unknown && make("p", { className: "soft why", textContent: say("unknown.why") });
  return [list, button, why].filter(Boolean);
}

/** Says something that went wrong, until something else is done; nothing takes it away. */
function note(sentence = "") {
  $("note").textContent = sentence;
  $("note").hidden = !sentence;
}

/** Shows the answers or the camera, or hides them; beside them the area for files takes less room. */
function show(id, isShown) {
  $(id).hidden = !isShown;
  $("drop").classList.toggle("slim", !$("results").hidden || !$("camera").hidden);
}

/** A card for a file that has yet to be looked at. */
function card(name) {
  const thumbnail = make("div", { className: "thumbnail" });
  const said = make("div", { className: "said" }, make("p", { className: "soft", textContent: say("looking") }));
  const file = make("h3", { className: "file", textContent: name });
  const article = make("article", { className: "card result" }, thumbnail, make("div", {}, file, said));
  return { name, article, thumbnail, said };
}

/** Looks at a picture, and puts what is seen and said of it onto its card. */
async function judge({ name, thumbnail, said }, picture) {
  const small = await picture.thumbnail(THUMBNAIL);
  if (small) thumbnail.replaceChildren(make("img", { src: URL.createObjectURL(small), alt: say("saw", name) }));
  let answer;
  try {
    answer = await classifier.answer(picture);
  } catch (error) {
    said.replaceChildren();
    note(say("broken", error.message));
    return;
  }
  said.replaceChildren(...prediction(answer));
  const [best] = ranked(answer.probabilities);
  const share = `${classifier.labels[best]}, ${PERCENT.format(answer.probabilities[best])}`;
  $("spoken").textContent = say("said", name, answer.unknown ? say("unknown") : share);
}

/** Decodes a file as its orientation says; a sentence of what is no picture. */
async function decode(file) {
  if (!file.size) throw say("file.empty");
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw say("file.undecodable");
  }
}

/** What has been handed in before is looked at first: one after the other, as a large photo takes much memory. */
let queue = Promise.resolve();

/** Puts cards on top of those that are there, and looks at what `open` makes of each. */
function take(cards, open) {
  show("results", true);
  $("cards").prepend(...cards.map(({ article }) => article));
  cards.forEach((card, at) => {
    queue = queue.then(async () => {
      // It has been cleared meanwhile.
      if (!card.article.isConnected) return;
      try {
        const bitmap = await open(at);
        await judge(card, new Picture(bitmap, bitmap.width, bitmap.height)).finally(() => bitmap.close());
      } catch (sentence) {
        card.said.replaceChildren(make("p", { className: "failed", textContent: String(sentence) }));
        $("spoken").textContent = say("said", card.name, sentence);
      }
    });
  });
}

/** Looks at files, if there are any. */
function takeFiles(files) {
  note(files.length ? "" : say("no-file"));
  if (!files.length) return;
  take(files.map((file) => card(file.name || say("pasted"))), (at) => decode(files[at]));
}

// Files, by every way that there is.

$("files").onchange = ({ target }) => {
  if (target.files.length) takeFiles([...target.files]);
  // Or the same file could not be chosen again.
  target.value = "";
};

document.addEventListener("paste", ({ clipboardData }) => takeFiles([...clipboardData.files]));

/** How deep within the page something is dragged: each element says when it comes and goes. */
let depth = 0;
const over = (change) => {
  depth = Math.max(depth + change, 0);
  $("drop").classList.toggle("over", depth > 0);
};
document.addEventListener("dragenter", () => over(1));
document.addEventListener("dragleave", () => over(-1));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  over(-depth);
  takeFiles([...event.dataTransfer.files]);
});

$("clear").onclick = () => {
  for (const image of $("cards").querySelectorAll("img")) URL.revokeObjectURL(image.src);
  $("cards").replaceChildren();
  show("results", false);
  $("files").focus();
};

// The camera.

const video = document.querySelector("video");
const live = document.querySelector(".live");

/** Shows the camera, or what is there without one. */
function showCamera(isShown) {
  show("camera", isShown);
  $("open").hidden = isShown;
}

const camera = new Camera(video, (why) => {
  showCamera(false);
  note(why);
});

/** Each class keeps its place while the camera moves; the best stands out. Nothing is read aloud. */
const lines = classifier.labels.map((_, at) => line(at));
const doubt = make("li", { className: "unknown", textContent: say("unknown"), hidden: true });
live.append(doubt, ...lines.map(({ item }) => item));

/** Of many classes the best few show, or the buttons below them would be far away. */
const shown = lines.length > FIRST + SPARED ? FIRST : lines.length;

/** How often the camera was opened: who watches for another time than this has been replaced. */
let times = 0;

/** Says what the camera sees for as long as it is open. */
async function watch(time) {
  while (camera.isOpen && time === times) {
    await new Promise(requestAnimationFrame);
    const { picture } = camera;
    if (!picture) continue;
    const { probabilities, unknown } = await classifier.answer(picture);
    ranked(probabilities).forEach((at, rank) => {
      const { item, set } = lines[at];
      set(probabilities[at]);
      item.classList.toggle("best", rank === 0);
      item.hidden = rank >= shown;
    });
    doubt.hidden = !unknown;
  }
}

$("open").onclick = async () => {
  note();
  $("open").disabled = true;
  try {
    await camera.open();
    showCamera(true);
    $("camera").scrollIntoView({ block: "nearest" });
    $("close").focus({ preventScroll: true });
    watch(++times).catch((error) => {
      camera.close();
      showCamera(false);
      note(say("broken", error.message));
    });
  } catch (sentence) {
    note(sentence);
  } finally {
    $("open").disabled = false;
  }
};

$("close").onclick = () => {
  camera.close();
  showCamera(false);
  $("open").focus();
};

let photos = 0;
$("keep").onclick = async () => {
  const bitmap = await createImageBitmap(video).catch(() => null);
  if (bitmap) take([card(say("photo", ++photos))], () => bitmap);
};

// What is there from the beginning.

/** What it is, in one line. */
function about({ date, model }) {
  const taught = say("taught") + (date ? say("on", day(date)) : "");
  const parts = [say("classes", classifier.labels.length), model].filter(Boolean);
  return `${taught}: ${parts.join(", ")}. ${say("nothing")}`;
}

/** The labels in their colours. */
function legend() {
  const items = classifier.labels.map((label, at) => coloured(make("li", {}, make("span", { textContent: label })), at));
  $("classes").setAttribute("aria-label", say("tells"));
  const button = shortened($("classes"), items, 12);
  if (button) $("classes").after(button);
}

document.documentElement.lang = LANGUAGE;
for (const id of ["invitation", "paste", "choose", "open", "close", "keep", "clear"]) $(id).textContent = say(id);
$("heading").textContent = say("results");
video.setAttribute("aria-label", say("sees"));
live.setAttribute("aria-label", say("prediction"));
$("about").textContent = about(classifier.source);
const { model, licence, version } = classifier.source;
const origin = [model && say("model", model), licence && say("licence", licence), version && say("version", version)];
$("origin").textContent = origin.filter(Boolean).join(" · ");
legend();
if (isDisturbed()) note(say("disturbed"));
