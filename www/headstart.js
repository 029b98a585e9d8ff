// Teaches a classifier in the tab of whoever visits your page: docs/embedding.md has the manual.
//
// Everything comes from the folder that this file lies in, and nothing that is added leaves the page.

import start, { connect, read, say, write } from "./author.js";

/** The scripts that start a worker, by what it reads. */
const WORKERS = {
  pictures: new URL("./worker_loader.js", import.meta.url),
  texts: new URL("./text_worker_loader.js", import.meta.url),
};

/** The files with the sentences of errors, by language. */
const WORDS = {
  en: [new URL("./words_en.md", import.meta.url), new URL("./later_en.md", import.meta.url)],
  de: [new URL("./words_de.md", import.meta.url), new URL("./later_de.md", import.meta.url)],
};

const MODALITIES = { pictures: "Pictures", texts: "Texts" };
const DEVICES = { auto: "Auto", cpu: "Cpu", webgpu: "WebGpu" };

/** Once the program is there, and can say what goes wrong; the first page to ask decides on the language. */
let started;
const begin = (lang) =>
  (started ??= Promise.all([start(), ...WORDS[lang].map(async (file) => (await fetch(file)).text())])
    .then(([, ...words]) => say(lang, words.join("\n")))
    .catch((error) => {
      started = undefined;
      throw error;
    }));

/** What one of these is called otherwise. */
function chosen(names, name, of) {
  if (Object.hasOwn(names, name)) return names[name];
  throw new Error(`There is no ${of} "${name}": choose ${Object.keys(names).join(" or ")}.`);
}

/** The address of a worker's script that this page may start: of another host, one of a module that imports it. */
function startable(script) {
  if (script.origin === location.origin) return script.href;
  const base = JSON.stringify(new URL("./", script).href);
  const code = `globalThis.headstartBase=${base};await import(${JSON.stringify(script.href)});`;
  return URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
}

/** A file of what can be drawn: its own bytes where it is one, or else a PNG, which loses nothing. */
async function fileOf(drawable) {
  if (drawable instanceof Blob) return drawable;
  const data = drawable instanceof ImageData;
  const width = drawable.naturalWidth ?? drawable.videoWidth ?? drawable.width;
  const height = drawable.naturalHeight ?? drawable.videoHeight ?? drawable.height;
  if (!(width > 0 && height > 0)) throw new Error("There is nothing to see in it yet. Wait until it has loaded.");
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  if (data) context.putImageData(drawable, 0, 0);
  else context.drawImage(drawable, 0, 0, width, height);
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("The picture could not be read."))), "image/png");
  });
}

/** A classifier of this page's. */
class Headstart {
  #tell;
  #reads;
  #calls = new Map();
  #last = 0;
  #files = new Map();
  #ended;
  #model;
  #onDownload;
  #order = Promise.resolve();
  #assessed = Promise.resolve();
  #isAssessed = () => {};

  static async create({ reads = "pictures", model, device = "auto", seed, lang = "en", onDownload } = {}) {
    const options = { reads: chosen(MODALITIES, reads, "kind of input"), device: chosen(DEVICES, device, "device") };
    chosen(WORDS, lang, "language");
    await begin(lang);
    const made = new Headstart();
    made.#reads = reads;
    made.#onDownload = onDownload;
    made.seed = seed;
    const address = startable(WORKERS[reads]);
    made.#tell = connect(JSON.stringify(options), address, (reply) => made.#hear(JSON.parse(reply)));
    try {
      made.#model = await made.#ask("Load", { model: model ?? null });
    } catch (error) {
      made.close();
      throw error;
    }
    return made;
  }

  get reads() {
    return this.#reads;
  }

  get model() {
    return this.#model;
  }

  add(label, input) {
    return this.#inOrder(async () => {
      const all = Array.isArray(input) || input instanceof FileList ? [...input] : [input];
      const inputs = [];
      for (const one of all) inputs.push(await this.#input(one));
      return this.#ask("Add", { label, inputs });
    });
  }

  train(options = {}, onProgress) {
    const { signal, ...settings } = options;
    if (this.seed !== undefined) settings.seed ??= this.seed;
    return this.#inOrder(() => {
      this.#assessed = new Promise((done) => (this.#isAssessed = done));
      const stop = () => this.#tell?.(JSON.stringify("Stop"));
      signal?.addEventListener("abort", stop, { once: true });
      const run = this.#ask("Train", { settings }, onProgress);
      if (signal?.aborted) stop();
      run.catch(this.#isAssessed);
      return run.finally(() => signal?.removeEventListener("abort", stop));
    });
  }

  assessed() {
    return this.#assessed;
  }

  async classify(input) {
    const given = await this.#input(input);
    try {
      return await this.#ask("Classify", { input: given });
    } finally {
      this.#giveBack(given);
    }
  }

  async save() {
    const { project, pictures } = await this.#ask("Describe", {});
    const bytes = [];
    for (const [, url] of pictures) bytes.push(new Uint8Array(await this.#files.get(url).arrayBuffer()));
    const file = write(project, new Uint32Array(pictures.map(([id]) => id)), bytes);
    return new Blob([file], { type: "application/zip" });
  }

  async load(blob, onProgress) {
    const [json, files] = read(new Uint8Array(await blob.arrayBuffer()));
    const opened = JSON.parse(json);
    const reads = opened.reads.toLowerCase();
    if (reads !== this.#reads) throw new Error(`The file teaches with ${reads}. Create one with reads: "${reads}".`);
    this.#tell(JSON.stringify("Clear"));
    for (const url of this.#files.keys()) URL.revokeObjectURL(url);
    this.#files.clear();
    if (opened.model && opened.model !== this.#model) this.#model = await this.#ask("Load", { model: opened.model });
    for (const { label, examples } of opened.classes) {
      const inputs = examples.map(({ Text, Picture }) => Text ?? new File([files[Picture.file]], Picture.name));
      await this.add(label, inputs);
    }
    for (const name of opened.lost) console.warn(`${name} is missing from the file, or damaged.`);
    return opened.trained ? this.train(opened.settings, onProgress) : undefined;
  }

  close() {
    const tell = this.#tell;
    this.#tell = undefined;
    this.#fail("It was closed.");
    for (const url of this.#files.keys()) URL.revokeObjectURL(url);
    this.#files.clear();
    // It may be what it says just now that has one close it.
    queueMicrotask(() => tell?.(undefined));
  }

  /** What comes after what was asked for before, however that ended. */
  #inOrder(act) {
    const done = this.#order.then(act);
    this.#order = done.catch(() => {});
    return done;
  }

  async #input(given) {
    if (this.#reads === "texts") return { Text: String(given) };
    const file = await fileOf(given);
    const url = URL.createObjectURL(file);
    this.#files.set(url, file);
    return { Picture: { name: file.name ?? `picture ${this.#files.size}`, url } };
  }

  #giveBack({ Picture }) {
    if (!Picture) return;
    URL.revokeObjectURL(Picture.url);
    this.#files.delete(Picture.url);
  }

  #ask(kind, wish, onProgress) {
    return new Promise((done, failed) => {
      if (!this.#tell) throw new Error(this.#ended ?? "It was closed.");
      const call = (this.#last += 1);
      this.#calls.set(call, { done, failed, onProgress });
      try {
        this.#tell(JSON.stringify({ [kind]: { call, ...wish } }));
      } catch (error) {
        this.#calls.delete(call);
        throw error;
      }
    });
  }

  #fail(why) {
    this.#ended ??= why;
    for (const { failed } of this.#calls.values()) failed(new Error(why));
    this.#calls.clear();
    this.#isAssessed();
  }

  #answer(call) {
    const waiting = this.#calls.get(call);
    this.#calls.delete(call);
    return waiting;
  }

  #hear(reply) {
    if (reply === "Assessed") return this.#isAssessed();
    const [[kind, said]] = Object.entries(reply);
    const { call, ...rest } = said;
    switch (kind) {
      case "Downloading":
        return told(this.#onDownload, said);
      case "Progress":
        return told(this.#calls.get(call)?.onProgress, rest);
      case "Loaded":
        return this.#answer(call)?.done(said.model);
      case "Done":
        return this.#answer(call)?.done();
      case "Trained":
        return this.#answer(call)?.done(said.run);
      case "Classified":
        return this.#answer(call)?.done(Object.assign(said.ranked, { unknown: said.unknown }));
      case "Project":
        return this.#answer(call)?.done(rest);
      case "Refused":
        return this.#answer(call)?.failed(new Error(said.why));
      case "Warning":
        return console.warn(said.why);
      case "Ended":
        return this.#fail(said.why);
    }
  }
}

/** What a page's own function throws is the page's, and holds nothing else up. */
function told(listener, what) {
  try {
    listener?.(what);
  } catch (error) {
    reportError(error);
  }
}

/** A new classifier, once its model is there. */
export const create = (options) => Headstart.create(options);
