// How Headstart's costs grow with the work that it is given. Runs in the page.

import { bytes } from "./fetch.mjs";

/** Milliseconds that one sample takes at least, and that all samples of a point take together. */
const [LEAST, BUDGET] = [20, 400];
/** Milliseconds of work before the first point: until then the browser may not have optimised the program. */
const WARM = 2000;

const now = () => performance.now();

/** Numbers from 0 to 1 that are the same each time: a linear congruential generator. */
function randoms() {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Embeddings made up: noise, and for each class some features of its own that stand out of it. */
function embeddings({ examples, classes, width }) {
  const random = randoms();
  const features = new Float32Array(examples * width);
  const labels = Uint32Array.from({ length: examples }, (_, example) => example % classes);
  for (let example = 0; example < examples; example++) {
    for (let feature = 0; feature < width; feature++) {
      const own = feature % classes === labels[example] ? 1 : 0;
      features[example * width + feature] = random() + own;
    }
  }
  return { features, labels };
}

/**
 * Milliseconds of `work(times)`, for one time, until `budget` milliseconds are over. The first is not measured,
 * because it compiles shaders, unless it takes longer than `limit` milliseconds: then it is all there is.
 */
async function sample(work, limit, budget = BUDGET) {
  let start = now();
  await work(1);
  const once = now() - start;
  if (once > limit) return [once];
  start = now();
  await work(1);
  const times = Math.max(1, Math.round(LEAST / (now() - start)));
  const samples = [];
  const end = now() + budget;
  do {
    start = now();
    await work(times);
    samples.push((now() - start) / times);
  } while (now() < end);
  return samples;
}

/** Measures one after the other, up to one whose samples all took longer than `limit` milliseconds. */
async function untilSlow(all, measure, limit) {
  const measured = [];
  for (const one of all) {
    const result = await measure(one);
    measured.push(result);
    if (Math.min(...result.samples) > limit) break;
  }
  return measured;
}

/**
 * Epochs of a head with more and more to learn: for each of `points`, `{ at, examples, classes }`, samples of
 * milliseconds and the megabytes of memory that the program has by then. Ends with a point that takes longer
 * than `limit` milliseconds.
 */
export async function epochs({ on, points, width, batch, limit }) {
  const { open } = await import("./headstart.mjs");
  const opened = await open(on);
  const measure = async (point, budget) => {
    const lesson = { ...embeddings({ ...point, width }), ...point, batch, hidden: 0 };
    const { steps: trainer } = opened.trainers(lesson);
    const samples = await sample(trainer.epochs, limit, budget);
    trainer.close();
    return { ...point, samples, memory: opened.memory() / 1e6 };
  };
  await measure(points[0], WARM);
  return { about: opened.about, points: await untilSlow(points, measure, limit) };
}

/**
 * Models beside each other, `{ name, files: { name: path } }`: of each the side of its pictures, its
 * multiplications in millions, and samples of milliseconds a picture. Ends with one that takes longer than
 * `limit` milliseconds.
 */
export async function models({ on, models, limit }) {
  const { open } = await import("./headstart.mjs");
  const opened = await open(on);
  const measure = async ({ name, files }, budget) => {
    const all = {};
    for (const [file, path] of Object.entries(files)) all[file] = await bytes(path);
    const { size, multiplications, embed } = await opened.network(all);
    const random = randoms();
    // Opaque, as photos are.
    const rgba = Uint8Array.from({ length: size * size * 4 }, (_, at) => (at % 4 === 3 ? 255 : random() * 256));
    const samples = await sample(async (times) => {
      for (let time = 0; time < times; time++) await embed(rgba);
    }, limit, budget);
    return { name, size, multiplications: multiplications / 1e6, samples };
  };
  await measure(models[0], WARM);
  return { about: opened.about, models: await untilSlow(models, measure, limit) };
}
