// How long a picture takes to embed, and a head a step to train: the engine without the page, beside other
// libraries with the same weights, the same pictures, the same heads.

import { join } from "node:path";
import { classes, data, photos, read } from "../e2e/harness.mjs";
import { open, option, turns } from "./shared/bench.mjs";
import { contestants } from "./shared/contestants.mjs";
import { mobilenetFiles } from "./shared/models.mjs";
import { report } from "./shared/report.mjs";

if (!data) {
  console.log("kernels: SKIPPED, there is no shared data beside this checkout");
  process.exit(0);
}

const ROUNDS = option("rounds", 3);
const BATCHES = [1, 16];
/** Milliseconds that each size of batch, and each way of training, goes on in a round. */
const BUDGET = option("budget", 1000);
/** The largest distance between embeddings, relative, that rounding explains. */
const TOLERANCE = 1e-3;

const CLASSES = 5;
const RATE = 0.001;
const LESSONS = [0, 100].flatMap((hidden) => [16, 32].map((batch) => (
  { name: `${hidden ? `hidden layer of ${hidden}` : "linear"}, batch ${batch}`, hidden, batch })));

// 96 examples make whole batches of 16 and of 32.
const names = classes().slice(0, CLASSES);
const files = names.flatMap((name) => photos("train", name, 20).map((file) => ({ name, file }))).slice(0, 96);
const paths = files.map(({ file }) => `/photos${file.slice(join(data, "images/caltech20").length)}`);
const labels = files.map(({ name }) => names.indexOf(name));

const bench = await open(mobilenetFiles());
const golden = JSON.parse(read(join(data, "weights/mobilenet_v2_0.35_224/golden_sin_input.json"))).features_1280;
const { difference, features } = await bench.call("reference", {
  who: { library: "tfjs", on: "wasm" }, paths, golden,
});
if (!(difference < TOLERANCE)) throw new Error(`TensorFlow.js is ${difference} from its golden file`);
const expected = features.slice(0, golden.length);

const embedding = await turns(contestants("headstart", "tfjs", "ort"), ROUNDS, async (who) => {
  const options = { who, paths: paths.slice(0, 16), expected, batches: BATCHES, budget: BUDGET };
  const result = await bench.call("pictures", options);
  if (!(result.difference < TOLERANCE)) throw new Error(`its embedding differs by ${result.difference}`);
  return result;
});
const training = await turns(contestants("headstart", "tfjs"), ROUNDS, async (who, round) => {
  const options = { who, lessons: LESSONS, features, labels, classes: CLASSES, rate: RATE, budget: BUDGET / 2 };
  const result = await bench.call("training", options);
  const losses = Object.values(result.losses);
  if (!losses.every((loss) => loss < Math.log(CLASSES))) throw new Error(`it learns nothing: ${losses}`);
  for (const [lesson, why] of Object.entries(round === 0 ? result.missing : {})) console.log(`${who.name}, ${lesson}: ${why}`);
  return result;
});
await bench.close();

report("kernels", bench.machine, [
  ...BATCHES.map((size) => ({
    title: `MobileNetV2 0.35 at 224, batch ${size}`,
    unit: "ms a picture",
    entries: embedding,
    ways: (result) => ({ embed: result.times[size] }),
  })),
  ...LESSONS.map(({ name }) => ({
    title: `Head 1280 to ${CLASSES}, ${name}`,
    unit: "ms a step",
    entries: training,
    ways: (result) => result.times[name] ?? {},
  })),
]);
