// What TensorFlow.js makes of a folder with `model.json`, `weights.bin` and `metadata.json`.
//
// The library is that of this folder: `cargo xtask test formats` installs it, or `npm ci`.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import tf from "@tensorflow/tfjs";

tf.enableProdMode();

export const version = tf.version.tfjs;

export const json = (...path) => JSON.parse(readFileSync(join(...path), "utf8"));

/** The model in a folder, loaded as from an address: the weights are what the manifest names. */
async function load(folder) {
  const { modelTopology, weightsManifest } = json(folder, "model.json");
  const shards = weightsManifest.flatMap((group) => group.paths).map((path) => readFileSync(join(folder, path)));
  const weightData = new Uint8Array(Buffer.concat(shards)).buffer;
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  return tf.loadLayersModel({ load: async () => ({ modelTopology, weightSpecs, weightData }) });
}

/** The classifier in a folder: its labels, the side of its pictures, and what it says of pixels, 0 to 255. */
export async function open(folder) {
  const model = await load(folder);
  const { labels, imageSize: side } = json(folder, "metadata.json");
  const answer = (pixels) =>
    tf.tidy(() => {
      const picture = tf.tensor4d(pixels, [1, side, side, 3]).div(127.5).sub(1);
      return [...model.predict(picture).dataSync()];
    });
  return { labels, side, answer, close: () => model.dispose() };
}
