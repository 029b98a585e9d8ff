// The classifier: from a picture to the probability of each class. It asks nothing of the page but its data.

/** What the element of this id holds. */
const inside = (id) => document.getElementById(id).textContent.trim();

/** The bytes that base64 says. */
function bytes(base64) {
  const text = atob(base64);
  const all = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) all[at] = text.charCodeAt(at);
  return all;
}

/** The numbers that base64 says: float32, little-endian, as every machine with a browser has them. */
const floats = (base64) => new Float32Array(bytes(base64).buffer);

/** The numbers from -1 to 1 that base64 says: int16, 1 as 32,767. */
const shorts = (base64) => Float32Array.from(new Int16Array(bytes(base64).buffer), (short) => short / 32_767);

/** What the worker does before it is given the program: the first message names its script and brings its code. */
const LOADER = `addEventListener("message", async ({ data: [script, code] }) => {
  try {
    const { default: start } = await import(script);
    await start({ module_or_path: code });
  } catch (error) {
    postMessage(String(error));
  }
}, { once: true });`;

/** The backbone: a worker that embeds pictures, one after the other. */
class Backbone {
  #worker;
  /** Who waits for an embedding, in order. */
  #asked = [];
  #fail;
  #listens;

  constructor() {
    // Settled once the worker listens; what fails later shows to who asks.
    this.#listens = new Promise((done, failed) => {
      this.#fail = (why) => {
        failed(new Error(why));
        this.#listens = Promise.reject(new Error(why));
        this.#listens.catch(() => {});
        for (const { failed } of this.#asked.splice(0)) failed(new Error(why));
      };
      this.#start(done);
    });
    this.#listens.catch(() => {});
  }

  #start(done) {
    const loader = URL.createObjectURL(new Blob([LOADER], { type: "text/javascript" }));
    // Of a page that was opened as a file, Chromium starts no module of a blob, but a plain script, which may import
    // what an address holds itself.
    this.#worker = new Worker(loader);
    this.#worker.onerror = (event) => this.#fail(event.message ?? "worker");
    this.#worker.onmessage = ({ data }) => {
      // It says `null` once it listens, and takes the plan first. What is no embedding says that it failed.
      if (data === null) {
        this.#worker.postMessage(bytes(inside("plan")));
        done();
      } else if (data instanceof Float32Array) this.#asked.shift()?.done(data);
      else this.#fail(data ?? "plan");
    };
    const helper = `data:text/javascript;base64,${inside("helper")}`;
    this.#worker.postMessage([helper, bytes(inside("code"))]);
  }

  /** The embedding of a picture: pixels of red, green, blue and opacity. */
  async embed(rgba) {
    await this.#listens;
    return new Promise((done, failed) => {
      this.#asked.push({ done, failed });
      this.#worker.postMessage(rgba);
    });
  }
}

/** The cosine of an embedding to each of some directions, which have length 1; 0 of what has no direction. */
function cosines(directions, embedding) {
  const length = Math.sqrt(embedding.reduce((sum, x) => sum + x * x, 0)) || Infinity;
  const count = directions.length / embedding.length;
  return Array.from({ length: count }, (_, row) => {
    const first = row * embedding.length;
    return embedding.reduce((sum, x, at) => sum + x * directions[first + at], 0) / length;
  });
}

/** What comes out of a fully connected layer, `[inputs, outputs]`. */
function through({ weight, bias }, x) {
  return Array.from(bias, (start, output) =>
    x.reduce((sum, x, input) => sum + x * weight[input * bias.length + output], start));
}

/** Probabilities; the largest is subtracted first, or `exp` overflows. */
function softmax(logits) {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** From an embedding to a logit for each class: each kind of head. */
const HEADS = {
  layers({ hidden, output }, embedding) {
    const units = hidden ? through(hidden, embedding).map((x) => Math.max(x, 0)) : Array.from(embedding);
    return through(output, units);
  },
  means({ directions, factor }, embedding) {
    return cosines(directions, embedding).map((cosine) => cosine * factor);
  },
  /** The nearest examples vote, the nearer the more. */
  nearest({ directions, labels, voters, temperature, least, factor }, embedding, classes) {
    const near = cosines(directions, embedding).map((cosine, at) => ({ cosine, label: labels[at] }));
    near.sort((a, b) => b.cosine - a.cosine);
    const votes = new Array(classes).fill(least);
    for (const { cosine, label } of near.slice(0, voters)) {
      votes[label] += Math.exp((cosine - near[0].cosine) / temperature);
    }
    return votes.map((votes) => Math.log(votes) * factor);
  },
};

/** A part of the data with its rows of numbers in place of base64. */
function unpacked(part) {
  if (!part) return null;
  const rows = ["weight", "bias", "directions"];
  return Object.fromEntries(Object.entries(part).map(([name, value]) => {
    if (rows.includes(name)) return [name, floats(value)];
    return [name, name === "hidden" || name === "output" ? unpacked(value) : value];
  }));
}

/** All of it: what the page holds, and the backbone. */
class Classifier {
  constructor() {
    const { head, known, ...about } = JSON.parse(inside("classifier"));
    Object.assign(this, about);
    this.head = unpacked(head);
    // Where what is known is what the head knows, it stands there alone.
    const directions = known && (known.directions ? shorts(known.directions) : this.head.directions);
    this.known = known && { ...known, directions };
    this.backbone = new Backbone();
  }

  /** What it says of the centre square of a picture, `{ probabilities, similarity, unknown }`. */
  async answer(picture) {
    const rgba = picture.rgba(this.side);
    const mirror = this.mirrors && mirrored(rgba, this.side);
    let embedding = await this.backbone.embed(rgba);
    if (mirror) {
      const other = await this.backbone.embed(mirror);
      embedding = embedding.map((x, at) => (x + other[at]) / 2);
    }
    const logits = HEADS[this.head.kind](this.head, embedding, this.labels.length);
    const similarity = this.similarity(embedding);
    const unknown = similarity !== null && similarity < this.known.threshold;
    return { probabilities: softmax(logits), similarity, unknown };
  }

  /** The cosine to the nearest example that counts; nothing where unknowns are not told. */
  similarity(embedding) {
    if (!this.known) return null;
    const near = cosines(this.known.directions, embedding).sort((a, b) => b - a);
    return near[Math.max(this.known.nth - 1, 0)] ?? near.at(-1) ?? 1;
  }
}

/** The same pixels, left and right exchanged. */
function mirrored(rgba, side) {
  const pixels = new Uint32Array(rgba.slice().buffer);
  for (let row = 0; row < pixels.length; row += side) pixels.subarray(row, row + side).reverse();
  return new Uint8Array(pixels.buffer);
}

/** Canvases by their side: to make one takes as long as to draw on it. */
const canvases = new Map();

/** A square canvas, with anything left on it. */
function canvasOf(side) {
  if (!canvases.has(side)) {
    const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
    // Kept in the host's memory: the pixels are read back at once, and come out the same on every machine.
    canvases.set(side, canvas.getContext("2d", { willReadFrequently: true }));
  }
  return canvases.get(side);
}

/** The side at which a picture is looked at to choose what it lies on. */
const LOOK = 64;

/** A picture that can be drawn, cut and scaled as Headstart does. */
class Picture {
  constructor(source, width, height) {
    this.source = source;
    this.side = Math.min(width, height);
    this.left = Math.floor((width - this.side) / 2);
    this.top = Math.floor((height - this.side) / 2);
  }

  /** Its centre square on a canvas, on a colour or on nothing. */
  draw(side, colour) {
    const context = canvasOf(side);
    context.clearRect(0, 0, side, side);
    if (colour) {
      context.fillStyle = colour;
      context.fillRect(0, 0, side, side);
    }
    // Over halved copies when it shrinks, so that no pixel is skipped.
    context.imageSmoothingQuality = "medium";
    context.drawImage(this.source, this.left, this.top, this.side, this.side, 0, 0, side, side);
    return context;
  }

  /** What it lies on where it is transparent: white, unless it is drawn in white, and nothing would be seen there. */
  get backdrop() {
    const { data } = this.draw(LOOK).getImageData(0, 0, LOOK, LOOK);
    let [clearest, densest] = [255, 0];
    for (let at = 0; at < data.length; at += 4) {
      const opacity = data[at + 3];
      const darkest = Math.min(data[at], data[at + 1], data[at + 2]);
      if (255 - Math.floor((opacity * (255 - darkest)) / 255) < 224) return "#fff";
      [clearest, densest] = [Math.min(clearest, opacity), Math.max(densest, opacity)];
    }
    return densest - clearest > 255 - 224 ? "#000" : "#fff";
  }

  /** Its pixels of red, green, blue and opacity, row by row. */
  rgba(side) {
    const { data } = this.draw(side, this.backdrop).getImageData(0, 0, side, side);
    return new Uint8Array(data.buffer);
  }

  /** A small copy of it to show, as a file. */
  thumbnail(side) {
    const { canvas } = this.draw(side, this.backdrop);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  }
}

/** Whether this browser changes the pixels that are read, as some do so that nobody is recognised by them. */
function isDisturbed() {
  const context = canvasOf(LOOK);
  const grey = (row) => 4 * row + 1;
  for (let row = 0; row < LOOK; row++) {
    context.fillStyle = `rgb(${grey(row)} ${grey(row)} ${grey(row)})`;
    context.fillRect(0, row, LOOK, 1);
  }
  const { data } = context.getImageData(0, 0, LOOK, LOOK);
  return data.some((value, at) => value !== (at % 4 === 3 ? 255 : grey(Math.floor(at / (4 * LOOK)))));
}
