// Runs in the page: opens one contestant, sees that it computes what the others do, and takes its time.

import { bytes } from "./fetch.mjs";

export { epochs, models } from "./growth.mjs";

const SIZE = 224;

/** Opens `{ library, on }`: what it says of itself, and what there is to measure. */
async function contestant({ library, on }) {
  const { open } = await import(`./${library}.mjs`);
  return open(on);
}

function about(opened) {
  return { ...opened.about, isolated: crossOriginIsolated };
}

/** Photos as pixels of red, green, blue and opacity, one after the other; their centred squares. */
async function photos(paths) {
  const all = new Uint8Array(paths.length * SIZE * SIZE * 4);
  const canvas = new OffscreenCanvas(SIZE, SIZE).getContext("2d", { willReadFrequently: true });
  for (const [index, path] of paths.entries()) {
    const bitmap = await createImageBitmap(new Blob([await bytes(path)]));
    const side = Math.min(bitmap.width, bitmap.height);
    const [left, top] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
    canvas.drawImage(bitmap, left, top, side, side, 0, 0, SIZE, SIZE);
    all.set(canvas.getImageData(0, 0, SIZE, SIZE).data, index * SIZE * SIZE * 4);
    bitmap.close();
  }
  return all;
}

/** The features of photos, and how far TensorFlow.js is from its own golden file on this backend. */
export async function reference({ who, paths, golden }) {
  const opened = await contestant(who);
  const input = new Float32Array(SIZE * SIZE * 3); // [size, size, 3]
  for (let pixel = 0; pixel < SIZE * SIZE; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      input[pixel * 3 + channel] = Math.sin(0.01 * (channel * SIZE * SIZE + pixel));
    }
  }
  const difference = distance(await opened.golden(input, SIZE), golden);
  const embed = await opened.pictures();
  const features = [];
  for (const path of paths) features.push(...await embed(await photos([path])));
  return { difference, features };
}

/**
 * Milliseconds an item, for each size of batch: `{ about, difference, times: { size: [..] } }`. `expected` is
 * what one item's embedding must be. Each size goes on until `budget` milliseconds are over.
 */
async function embedding(opened, embed, { items, expected, batches, budget }) {
  const first = await embed(items(0, 1));
  const difference = distance(first, expected);
  const times = {};
  for (const size of batches) {
    times[size] = [];
    // Not measured: compiling shaders and preparing memory for this size.
    await embed(items(0, size));
    const end = performance.now() + budget;
    do {
      const start = performance.now();
      await embed(items(times[size].length, size));
      times[size].push((performance.now() - start) / size);
    } while (performance.now() < end);
  }
  return { about: about(opened), difference, times };
}

/** Times of embedding photos. */
export async function pictures({ who, paths, ...rest }) {
  const all = await photos(paths);
  const opened = await contestant(who);
  const one = SIZE * SIZE * 4;
  // Begins with another photo each time, and around at the end.
  const items = (first, count) => {
    const some = new Uint8Array(count * one);
    for (let at = 0; at < count; at++) {
      const from = ((first + at) % paths.length) * one;
      some.set(all.subarray(from, from + one), at * one);
    }
    return some;
  };
  return embedding(opened, await opened.pictures(), { items, ...rest });
}

/** Times of embedding texts. */
export async function texts({ who, texts, ...rest }) {
  const opened = await contestant(who);
  const items = (first, count) => Array.from({ length: count }, (_, at) => texts[(first + at) % texts.length]);
  return embedding(opened, await opened.texts(), { items, ...rest });
}

/**
 * Milliseconds a step for each lesson, `{ name, hidden, batch }`: `{ about, times: { name: { how: [..] } } }`,
 * for each way in which a contestant trains.
 */
export async function training({ who, lessons, features, labels, classes, rate, budget }) {
  const opened = await contestant(who);
  const [times, losses, missing] = [{}, {}, {}];
  for (const { name, hidden, batch } of lessons) {
    let trainers;
    try {
      trainers = opened.trainers({ features: new Float32Array(features), labels, classes, batch, hidden, rate });
    } catch (error) {
      missing[name] = String(error);
      continue;
    }
    const steps = Math.ceil(labels.length / batch);
    times[name] = {};
    for (const [how, trainer] of Object.entries(trainers)) {
      // Not measured, but for how many epochs make up a tenth of the budget; some at least, since reading back
      // at their end counts.
      await trainer.epochs(2);
      let start = performance.now();
      await trainer.epochs(1);
      const epochs = Math.max(3, Math.round(budget / 10 / (performance.now() - start)));
      times[name][how] = [];
      const end = performance.now() + budget;
      do {
        start = performance.now();
        losses[name] = await trainer.epochs(epochs);
        times[name][how].push((performance.now() - start) / (epochs * steps));
      } while (performance.now() < end);
      trainer.close();
    }
  }
  return { about: about(opened), times, losses, missing };
}

/** The distance between two vectors, relative to the length of the second. */
function distance(actual, expected) {
  const square = (sum, value) => sum + value * value;
  const difference = expected.map((value, index) => value - actual[index]);
  return actual.length === expected.length
    ? Math.sqrt(difference.reduce(square, 0) / expected.reduce(square, 0))
    : NaN;
}
