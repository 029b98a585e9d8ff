// Uses Headstart's page as a person would, only without pauses, by the names that anybody may rely on. Runs in
// the page.

/** Waits until `check` gives something true, which is asked whenever the page changes. */
function until(check) {
  return new Promise((done) => {
    const look = () => {
      const found = check();
      if (!found) return;
      observer.disconnect();
      done(found);
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
    look();
  });
}

function give(label, files) {
  const isIt = (input) => [...input.labels].some((it) => it.textContent.trim() === label);
  const input = [...document.querySelectorAll("input[type=file]")].find(isIt);
  const list = new DataTransfer();
  files.forEach((file) => list.items.add(file));
  input.files = list.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Milliseconds from giving the files until a first prediction is shown. The classes have their names. */
export async function teach({ lessons, names, tried }) {
  const read = async (path) => {
    const blob = await (await fetch(`/photos/${path}`)).blob();
    return new File([blob], path.replaceAll("/", "-"), { type: "image/jpeg" });
  };
  const given = await Promise.all(lessons.map((paths) => Promise.all(paths.map(read))));
  const unknown = await read(tried);

  const start = performance.now();
  names.forEach((name, index) => give(`Add examples to ${name}`, given[index]));
  const train = [...document.querySelectorAll("button")].find((button) => button.textContent.trim() === "Train");
  train.click();
  const result = document.querySelector('[role="status"][aria-label="Result"]');
  await until(() => result.textContent.includes("Held-out accuracy"));
  give("Try a file", [unknown]);
  await until(() => document.querySelector('[aria-label="Prediction"] li'));
  return performance.now() - start;
}

/**
 * Gives a class so many photos of a size, one after the other: `{ samples, bytes }`, milliseconds from giving each
 * until it is embedded, and how long the last file is. They are a photo beside itself as often as it takes, so
 * that all sizes have as much to see in a pixel.
 */
export async function embedPhotos({ name, path, megapixels, count }) {
  const photo = await createImageBitmap(await (await fetch(`/photos/${path}`)).blob());
  const scale = Math.sqrt(megapixels * 1e6 / 6);
  const [width, height] = [3 * scale, 2 * scale].map(Math.round);
  const examples = [...document.querySelectorAll("section")]
    .find((section) => section.querySelector("h2")?.textContent.endsWith("Examples"));
  const shown = () => examples.querySelectorAll("li img").length;
  const samples = [];
  let bytes;
  for (let index = 0; index < count; index++) {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    context.translate(-7 * index, 0); // no two files are the same
    context.fillStyle = context.createPattern(photo, "repeat");
    context.fillRect(0, 0, 2 * width, height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
    const file = new File([blob], `${megapixels}-${index}.jpg`, { type: blob.type });
    bytes = blob.size;
    const before = shown();
    const start = performance.now();
    give(`Add examples to ${name}`, [file]);
    await until(() => shown() > before && examples.ariaBusy !== "true");
    samples.push(performance.now() - start);
  }
  return { samples, bytes };
}
