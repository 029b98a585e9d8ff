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

const STYLE = `
  :host { color-scheme: light dark; display: block; font: 1rem/1.5 system-ui, sans-serif; }
  fieldset, .trial { border: 1px solid; border-radius: 0.5rem; margin: 0 0 1rem; padding: 0.75rem 1rem; }
  input, textarea, button { font: inherit; }
  label { display: block; margin: 0.25rem 0; }
  [aria-invalid="true"], [role="alert"] { color: light-dark(#a00000, #ff9a9a); }
`;

/** An element of this tag with these properties, and these in it. */
function made(tag, properties = {}, ...inside) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...inside);
  return element;
}

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
    const classes = made("div");
    const addClass = made("button", { type: "button", textContent: words.addClass, onclick: () => this.#addClass().focus() });
    const train = made("button", { type: "button", textContent: words.train, onclick: () => this.#train() });
    const result = made("p", { role: "status", ariaLabel: words.result });
    const alert = made("p", { role: "alert" });
    const prediction = made("ol", { ariaLabel: words.prediction });
    const trial = this.#reads === "texts" ? this.#trialOfTexts() : this.#trialOfPictures();
    // A group and no landmark: those are of the page around it.
    const section = made("div", { role: "group", ariaLabel: words.title }, classes, made("p", {}, addClass, " ", train), result, alert,
      made("div", { className: "trial" }, ...trial, prediction));
    root.append(made("style", { textContent: STYLE }), section);
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
    const line = ({ label, probability }) => made("li", { textContent: `${label} ${Math.round(probability * 100)} %` });
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
    const style = ":host, iframe { display: block; } iframe { border: 0; inline-size: 100%; }";
    const frame = made("iframe", { src: address.href, title: this.getAttribute("name"), height: 400, loading: "lazy" });
    root.replaceChildren(made("style", { textContent: style }), frame);
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

customElements.define("head-start", HeadStartElement);
customElements.define("head-start-experiment", HeadStartExperiment);
