// What TensorFlow.js makes of written files, beside what the page says: node tests/node/tfjs_samples.mjs FOLDER

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { json, open, version } from "./tfjs.mjs";

const largestAt = (values) => values.indexOf(Math.max(...values));

const root = process.argv[2];
let worst = 0;
let count = 0;
for (const name of readdirSync(root).sort()) {
  const folder = join(root, name, "tfjs");
  if (!existsSync(folder)) continue;
  const model = await open(folder);
  const { side, probes } = json(root, name, "probes.json");
  if (model.side !== side) throw new Error(`${name}: another side`);
  let largest = 0;
  for (const { pixels, probabilities } of probes) {
    const actual = model.answer(pixels);
    if (actual.length !== model.labels.length || largestAt(actual) !== largestAt(probabilities)) {
      throw new Error(`${name}: another label`);
    }
    // What is no number is the worst.
    const differences = actual.map((value, at) => Math.abs(value - probabilities[at]));
    largest = Math.max(largest, ...differences);
  }
  console.log(`${name}: ${largest.toExponential(1)}`);
  worst = Math.max(worst, largest);
  count += 1;
  model.close();
}
console.log(`TensorFlow.js ${version}: of ${count}, the largest difference is ${worst.toExponential(1)}`);
process.exit(count > 0 && worst <= 1e-4 ? 0 : 1);
