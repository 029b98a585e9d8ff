// <head-start>: classes, a button that trains, and a place to try, for any page. docs/embedding.md has the manual.

import { create } from "./headstart.js";

/** What stands on it, by language. */
const WORDS = {
  en: {
    title: "Teach a classifier", class: "Class name", addClass: "Add class", add: "Add examples to", texts: "Texts for",
    addTexts: "Add texts to", train: "Train", training: "Training…", try: "Try a picture", tryText: "Try a text", classify: "Classify",
    result: "Result", prediction: "Prediction", examples: "examples", of: "right of", held: "it had never seen",
    unmeasured: "Trained. Add more examples to measure it.", unknown: "I don't know", untitled: "class", loading: "Loading…",
  },
  de: {
    title: "Einen Klassifikator anlernen", class: "Name der Klasse", addClass: "Klasse hinzufügen", add: "Beispiele hinzufügen zu",
    texts: "Texte für", addTexts: "Texte hinzufügen zu", train: "Trainieren", training: "Trainiert…", try: "Ein Bild ausprobieren",
    tryText: "Einen Text ausprobieren", classify: "Zuordnen", result: "Ergebnis", prediction: "Antwort", examples: "Beispiele",
    of: "richtig von", held: "die es nie gesehen hat", unmeasured: "Trainiert. Mehr Beispiele, und es kann gemessen werden.",
    unknown: "Weiß ich nicht", untitled: "Klasse", loading: "Lädt…",
  },
};

/** Okabe and Ito's palette, in the studio's order. */
const COLOURS = ["#e69f00", "#56b4e9", "#009e73", "#cc79a7", "#0072b2", "#d55e00", "#f0e442"];

// The studio's colours, each of which a page may set otherwise.
const STYLE = `
  :host {
    --card: var(--head-start-card, light-dark(#ffffff, #202026));
    --sunk: var(--head-start-sunk, light-dark(#f1f0ec, #292930));
    --line: var(--head-start-line, light-dark(#dddad2, #3a3a43));
    --edge: var(--head-start-edge, light-dark(#8a867b, #85858f));
    --text: var(--head-start-text, light-dark(#1d1c1a, #f0eff2));
    --soft: var(--head-start-soft, light-dark(#5b5850, #b4b3bb));
    --accent: var(--head-start-accent, light-dark(#4338ca, #b3b0ff));
    --on-accent: var(--head-start-on-accent, light-dark(#ffffff, #17162b));
    display: block; color-scheme: light dark; color: var(--text); font: 1rem/1.5 system-ui, sans-serif;
  }
  .classes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: 1rem; }
  fieldset, .trial { min-inline-size: 0; margin: 0; padding: 0.9rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.7rem; }
  fieldset { border-inline-start: 4px solid var(--class); }
  fieldset p { margin: 0.3rem 0 0.6rem; color: var(--soft); }
  label { display: block; color: var(--soft); }
  input, textarea, button { box-sizing: border-box; font: inherit; color: var(--text); }
  input:not([type="file"]), textarea { display: block; inline-size: 100%; padding: 0.45rem 0.6rem; background: var(--card); border: 1px solid var(--edge); border-radius: 0.5rem; }
  input[type="file"] { max-inline-size: 100%; }
  textarea { margin-block-end: 0.6rem; resize: vertical; }
  button { min-block-size: 2.75rem; padding: 0.4rem 1rem; font-weight: 600; background: var(--card); border: 1px solid var(--edge); border-radius: 0.5rem; cursor: pointer; }
  button:disabled { opacity: 0.6; cursor: default; }
  .primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
  .trial button { margin-block-start: 0.6rem; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  [role="alert"] { color: light-dark(#a3341f, #ffb4a2); }
  [role="alert"]:empty, [role="status"]:empty { display: none; }
  ol { margin: 0.8rem 0 0; padding: 0; list-style: none; }
  ol:empty { display: none; }
  li { margin-block-start: 0.3rem; padding: 0.35rem 0.6rem; border-radius: 0.4rem; background: linear-gradient(to right, color-mix(in srgb, var(--class) 35%, transparent) var(--share), var(--sunk) 0); }
`;

/** Styles that a page's policy need not allow, as a style element would have it. */
function sheet(rules) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  return sheet;
}

const SHEET = sheet(STYLE);
const FRAME = sheet(":host, iframe { display: block; } iframe { border: 0; inline-size: 100%; }");

/** An element of this tag with these properties, and these in it. */
function made(tag, properties = {}, ...inside) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...inside);
  return element;
}

/** The colour of a class by its place; beyond the last they come again. */
const colourOf = (place) => COLOURS[Math.max(place, 0) % COLOURS.length];

class HeadStartElement extends HTMLElement {
  #headstart;
  #words;
  #classes = [];
  #parts;

  connectedCallback() {
    if (this.#parts) return;
    this.#words = WORDS[this.getAttribute("lang")] ?? WORDS.en;
    const root = this.attachShadow({ mode: "open" });
    const words = this.#words;
    const classes = made("div", { className: "classes" });
    const addClass = made("button", { type: "button", textContent: words.addClass, onclick: () => this.#addClass().focus() });
    const train = made("button", { type: "button", className: "primary", textContent: words.train, onclick: () => this.#train() });
    const result = made("p", { role: "status", ariaLabel: words.result });
    const alert = made("p", { role: "alert" });
    const prediction = made("ol", { ariaLabel: words.prediction });
    const trial = this.#reads === "texts" ? this.#trialOfTexts() : this.#trialOfPictures();
    // A group and no landmark: those are of the page around it.
    const section = made("div", { role: "group", ariaLabel: words.title }, classes, made("p", {}, addClass, " ", train), result, alert,
      made("div", { className: "trial" }, ...trial, prediction));
    root.adoptedStyleSheets = [SHEET];
    root.append(section);
    this.#parts = { classes, train, result, alert, prediction };
    this.#addClass();
    this.#addClass();
  }

  /** Left for good, and not only moved to another place. */
  disconnectedCallback() {
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#headstart?.then((it) => it.close(), () => {});
      this.#headstart = undefined;
    });
  }

  get #reads() {
    return this.getAttribute("reads") === "texts" ? "texts" : "pictures";
  }

  /** The classifier, which is fetched when it is needed first. */
  get headstart() {
    return (this.#headstart ??= create({
      reads: this.#reads,
      model: this.getAttribute("model") ?? undefined,
      lang: WORDS[this.getAttribute("lang")] ? this.getAttribute("lang") : "en",
    }));
  }

  get labels() {
    return this.#classes.map(({ name }) => name.value);
  }

  #addClass() {
    const words = this.#words;
    const name = made("input", { value: `${words.untitled} ${this.#classes.length + 1}` });
    const count = made("p", { textContent: `0 ${words.examples}` });
    const group = made("fieldset", {}, made("label", {}, `${words.class} `, name), count);
    const one = { name, count: 0 };
    group.style.setProperty("--class", colourOf(this.#classes.length));
    const given = async (inputs) => {
      const added = await this.#tried(async () => (await this.headstart).add(name.value, inputs));
      // Once it has examples, it is called what they were added to.
      name.readOnly = true;
      if (added) count.textContent = `${(one.count += inputs.length)} ${words.examples}`;
    };
    const source = this.#reads === "texts" ? this.#textSource(given) : this.#pictureSource(given);
    const called = () => {
      group.setAttribute("aria-label", name.value);
      source.call(name.value);
    };
    name.addEventListener("input", called);
    group.append(...source.elements);
    called();
    this.#classes.push(one);
    this.#parts.classes.append(group);
    return name;
  }

  #pictureSource(given) {
    const input = made("input", { type: "file", multiple: true, accept: "image/*" });
    input.addEventListener("change", () => given([...input.files]));
    return { elements: [input], call: (name) => (input.ariaLabel = `${this.#words.add} ${name}`) };
  }

  #textSource(given) {
    const box = made("textarea", { rows: 3 });
    const button = made("button", { type: "button" });
    button.addEventListener("click", async () => {
      const lines = box.value.split("\n").map((line) => line.trim()).filter(Boolean);
      box.value = "";
      await given(lines);
    });
    const call = (name) => {
      box.ariaLabel = `${this.#words.texts} ${name}`;
      button.textContent = `${this.#words.addTexts} ${name}`;
    };
    return { elements: [box, button], call };
  }

  #trialOfPictures() {
    const input = made("input", { type: "file", accept: "image/*" });
    input.addEventListener("change", () => input.files[0] && this.#classify(input.files[0]));
    return [made("label", {}, `${this.#words.try} `, input)];
  }

  #trialOfTexts() {
    const input = made("input");
    const button = made("button", { type: "button", textContent: this.#words.classify, onclick: () => this.#classify(input.value) });
    return [made("label", {}, `${this.#words.tryText} `, input), button];
  }

  async #train() {
    const { train, result } = this.#parts;
    const words = this.#words;
    train.disabled = true;
    result.textContent = words.training;
    const run = await this.#tried(async () => (await this.headstart).train());
    train.disabled = false;
    result.textContent = !run ? "" : run.accuracy === null ? words.unmeasured
      : `${Math.round(run.accuracy * run.heldOut)} ${words.of} ${run.heldOut} ${words.held}`;
    if (run) this.#tell("trained", run);
  }

  async #classify(input) {
    const { prediction } = this.#parts;
    const ranked = await this.#tried(async () => (await this.headstart).classify(input));
    if (!ranked) return;
    const line = ({ label, probability }) => {
      const percent = `${Math.round(probability * 100)} %`;
      const item = made("li", { textContent: `${label} ${percent}` });
      item.style.setProperty("--class", colourOf(this.labels.indexOf(label)));
      item.style.setProperty("--share", percent.replace(" ", ""));
      return item;
    };
    const unknown = ranked.unknown ? [made("li", { textContent: this.#words.unknown })] : [];
    prediction.replaceChildren(...unknown, ...ranked.map(line));
    this.#tell("classified", { ranked: [...ranked], unknown: ranked.unknown });
  }

  /** What comes of it; nothing if it fails, which is said. */
  async #tried(act) {
    const { alert } = this.#parts;
    alert.textContent = "";
    try {
      return (await act()) ?? true;
    } catch (error) {
      alert.textContent = error.message;
      return undefined;
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

/** One experiment of the tutorial: `<head-start-experiment name="race" lang="de">`. As high as what it shows. */
class HeadStartExperiment extends HTMLElement {
  #hear;

  connectedCallback() {
    const address = new URL("./learn/", import.meta.url);
    address.searchParams.set("experiment", this.getAttribute("name") ?? "");
    address.searchParams.set("lang", this.getAttribute("lang") ?? "en");
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const frame = made("iframe", { src: address.href, title: this.getAttribute("name"), height: 400, loading: "lazy" });
    root.adoptedStyleSheets = [FRAME];
    root.replaceChildren(frame);
    this.#hear = ({ source, data }) => {
      const [, height] = (source === frame.contentWindow && /^headstart-height (\d+)$/.exec(data)) || [];
      if (height > 0) frame.height = height;
    };
    addEventListener("message", this.#hear);
  }

  disconnectedCallback() {
    removeEventListener("message", this.#hear);
  }
}

// Two copies of this module may meet in a page, as when a notebook's cell is run with another address of the site.
if (!customElements.get("head-start")) {
  customElements.define("head-start", HeadStartElement);
  customElements.define("head-start-experiment", HeadStartExperiment);
}
