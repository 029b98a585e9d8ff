// How long each model takes to embed a photo, decoding included, beside MobileNetV2 in the same run on
// the same device: the page is given photos, and then one model after the other.

import { classes, data, launch, open, photos } from "../e2e/harness.mjs";

if (!data) {
  console.log("embedding: SKIPPED, there is no shared data beside this checkout");
  process.exit(0);
}

const REFERENCE = "mobilenet-v2";
const MODELS = [REFERENCE, "small-resnet", "autoencoder", "kmeans"];

const browser = await launch();
const rows = [];
for (const device of ["cpu", "webgpu"]) {
  // The software adapter is slow.
  const count = device === "cpu" ? 20 : 4;
  const names = classes().slice(0, 4);
  const times = Object.fromEntries(MODELS.map((model) => [model, Infinity]));
  // Twice, and the better of the two: the first use of a model compiles its shaders.
  for (const _ of [1, 2]) {
    for (const model of MODELS) {
      const studio = await open(browser, { query: `?device=${device}&model=${model}` });
      await studio.nameClasses(names);
      await studio.add(names[0], photos("train", names[0], 1));
      await studio.embedded();
      const start = performance.now();
      for (const name of names) await studio.add(name, photos("test", name, count));
      await studio.embedded();
      const each = (performance.now() - start) / (names.length * count);
      times[model] = Math.min(times[model], each);
      await studio.close();
    }
  }
  for (const model of MODELS) {
    rows.push({
      device,
      model,
      "ms a photo": Number(times[model].toFixed(1)),
      "of MobileNetV2's time": Number((times[model] / times[REFERENCE]).toFixed(2)),
    });
  }
}
await browser.close();
console.log("Embedding a photo, decoding included. Aim: less than MobileNetV2's time.");
console.table(rows);
console.log(JSON.stringify({ embedding: rows }));
