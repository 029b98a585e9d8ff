// What TensorFlow.js makes of written files, beside what the page says: node tests/node/tfjs_samples.mjs FOLDER
// The library is the one of the benches: `npm ci` in tests/bench, or NODE_PATH names where else it is.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const tf = createRequire(new URL("../bench/package.json", import.meta.url))("@tensorflow/tfjs");
tf.enableProdMode();

const json = (...path) => JSON.parse(readFileSync(join(...path), "utf8"));
const largestAt = (values) => values.indexOf(Math.max(...values));

/** The model in a folder, loaded as from an address: the weights are what the manifest names. */
function load(folder) {
  const { modelTopology, weightsManifest } = json(folder, "model.json");
  const shards = weightsManifest.flatMap((group) => group.paths).map((path) => readFileSync(join(folder, path)));
  const weightData = new Uint8Array(Buffer.concat(shards)).buffer;
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  return tf.loadLayersModel({ load: async () => ({ modelTopology, weightSpecs, weightData }) });
}

const root = process.argv[2];
let worst = 0;
let count = 0;
for (const name of readdirSync(root).sort()) {
  const folder = join(root, name, "tfjs");
  if (!existsSync(folder)) continue;
  const model = await load(folder);
  const { labels, imageSize } = json(folder, "metadata.json");
  const { side, probes } = json(root, name, "probes.json");
  if (imageSize !== side) throw new Error(`${name}: another side`);
  let largest = 0;
  for (const { pixels, probabilities } of probes) {
    const actual = tf.tidy(() => {
      const picture = tf.tensor4d(pixels, [1, side, side, 3]).div(127.5).sub(1);
      return [...model.predict(picture).dataSync()];
    });
    if (actual.length !== labels.length || largestAt(actual) !== largestAt(probabilities)) {
      throw new Error(`${name}: another label`);
    }
    // What is no number is the worst.
    const differences = actual.map((value, at) => Math.abs(value - probabilities[at]));
    largest = Math.max(largest, ...differences);
  }
  console.log(`${name}: ${largest.toExponential(1)}`);
  worst = Math.max(worst, largest);
  count += 1;
  model.dispose();
}
console.log(`TensorFlow.js ${tf.version.tfjs}: of ${count}, the largest difference is ${worst.toExponential(1)}`);
process.exit(count > 0 && worst <= 1e-4 ? 0 : 1);
