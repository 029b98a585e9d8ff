// A page with TensorFlow.js that is taught as Teachable Machine is: each file is drawn on a canvas, the
// network's features of it are kept on the device, and a head is trained on them with `model.fit`. Its
// scripts stand in the page, so that they are fetched side by side.

import { bytes } from "./fetch.mjs";

const { tf } = window;
const SIZE = 224;
const named = location.pathname.split("/").at(-1).split(".")[0];
const on = named.replace("-all", "");

tf.enableProdMode();
if (on === "wasm") {
  const cores = navigator.hardwareConcurrency;
  // See `tfjs.mjs`: it takes half of what it is told.
  if (named === "wasm-all") Object.defineProperty(navigator, "hardwareConcurrency", { value: cores * 2 });
  tf.wasm.setWasmPaths("/packages/@tensorflow/tfjs-backend-wasm/dist/");
  tf.wasm.setThreadsCount(cores);
}
await tf.setBackend(on);
const model = await tf.loadLayersModel("/models/mobilenet/model.json");
if (tf.getBackend() !== on) throw new Error(`no ${on}`);
document.documentElement.dataset.model = "ready";

const canvas = Object.assign(document.createElement("canvas"), { width: SIZE, height: SIZE });
const context = canvas.getContext("2d", { willReadFrequently: true });

/** The features of a file, on the device. */
async function features(file) {
  const bitmap = await createImageBitmap(file);
  const side = Math.min(bitmap.width, bitmap.height);
  const [left, top] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
  context.drawImage(bitmap, left, top, side, side, 0, 0, SIZE, SIZE);
  bitmap.close();
  return tf.tidy(() => {
    const pixels = tf.browser.fromPixels(canvas).toFloat().div(127.5).sub(1);
    return model.layers[0].predict(pixels.expandDims(0));
  });
}

/** Shaders are compiled before anything is measured, as the packages of TensorFlow.js' models do it. */
window.warm = async () => {
  const output = await features(new Blob([await bytes(`/photos/${window.warmWith}`)]));
  await output.data();
  output.dispose();
};

/**
 * Milliseconds from giving the files until a first prediction is shown, for each width of a hidden layer, 0
 * for none: `{ width: milliseconds }`. The files are read once; that time counts for each. Of each class the
 * first `trained` are trained on.
 */
window.teach = async ({ lessons, trained, tried, widths, epochs, batch, rate }) => {
  const file = async (path) => new File([await bytes(`/photos/${path}`)], path);
  const given = [];
  for (const [label, paths] of lessons.entries()) {
    for (const path of paths) given.push({ label, file: await file(path) });
  }
  const unknown = await file(tried);

  let start = performance.now();
  const rows = [];
  for (const { file } of given) rows.push(await features(file));
  const taught = given.map(({ label }, index) => ({ label, row: rows[index] }))
    .filter((_, index) => index % (given.length / lessons.length) < trained);
  const x = tf.concat(taught.map(({ row }) => row));
  const labels = tf.tensor1d(taught.map(({ label }) => label), "int32");
  const y = tf.oneHot(labels, lessons.length).toFloat();
  await x.data();
  const reading = performance.now() - start;

  const times = {};
  for (const width of widths) {
    start = performance.now();
    const head = tf.sequential();
    if (width) head.add(tf.layers.dense({ units: width, activation: "relu", inputShape: [x.shape[1]] }));
    head.add(tf.layers.dense({ units: lessons.length, activation: "softmax", inputShape: [x.shape[1]] }));
    head.compile({ optimizer: tf.train.adam(rate), loss: "categoricalCrossentropy" });
    await head.fit(x, y, { epochs, batchSize: batch, shuffle: true, verbose: 0, yieldEvery: "never" });
    const row = await features(unknown);
    const shares = await head.predict(row).data();
    document.body.textContent = [...shares].map((share) => `${Math.round(share * 100)} %`).join(", ");
    times[width] = reading + performance.now() - start;
  }
  return times;
};
