// How costs grow: training by the number of examples and of classes, embedding by the size of the photo and by
// the network. Headstart alone, as curves; a series ends with the first point that takes too long.

import { join } from "node:path";
import { classes, data, launch, photos, Studio } from "../e2e/harness.mjs";
import { open, option } from "./shared/bench.mjs";
import { contestants } from "./shared/contestants.mjs";
import { networkFiles } from "./shared/models.mjs";
import { sitePlaces } from "./shared/places.mjs";
import { reportCurves } from "./shared/report.mjs";
import { serve } from "./shared/server.mjs";
import { summary } from "./shared/statistics.mjs";

if (!data) {
  console.log("growing: SKIPPED, there is no shared data beside this checkout");
  process.exit(0);
}

const WIDTH = 1280;
const BATCH = 32;
/** Examples for 5 classes, and classes of 1000 examples. */
const EXAMPLES = [10, 100, 1000, 5000, 20_000].map((examples) => ({ at: examples, examples, classes: 5 }));
const CLASSES = [2, 5, 20, 50, 200].map((classes) => ({ at: classes, examples: 1000, classes }));
/** Millions of pixels of a photo, three wide and two high, and how many of each are given. */
const MEGAPIXELS = [0.1, 1, 4, 12, 24];
const EACH = option("each", 3);
/** Milliseconds: whatever takes longer is the last of its series. */
const LIMIT = option("limit", 8000);

const who = contestants("headstart");

/** A line of a chart from points that have samples. */
function line({ name, adapter }, points, value) {
  return { name, adapter, points: points.map((point) => ({ at: point.at, name: point.name, ...summary(value(point)) })) };
}

/** `value` of each device's points, by `results` as `[{ who, points }]`. */
const lines = (results, value) => results.map(({ who, points }) => line(who, points, value));

/** Photos of these sizes, given to the page one after the other: milliseconds until each is embedded. */
async function photoSizes() {
  const server = await serve({ find: sitePlaces() });
  const browser = await launch();
  try {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${server.origin}/?device=cpu`);
    const studio = new Studio(page, [], server.origin);
    await studio.ready();
    await studio.modelLoaded();
    const [name] = classes();
    await studio.nameClasses([name]);
    const path = photos("train", name, 1)[0].slice(join(data, "images/caltech20/").length);
    const give = (megapixels, count) => page.evaluate(async (options) => {
      const { embedPhotos } = await import("/contestants/studio.mjs");
      return embedPhotos(options);
    }, { name, path, megapixels, count });
    // Not measured: what starts with the first photo.
    await give(MEGAPIXELS[0], 2);
    const points = [];
    for (const megapixels of MEGAPIXELS) {
      const { samples, bytes } = await give(megapixels, EACH);
      console.log(`${megapixels} megapixels: a JPEG of ${(bytes / 1e6).toFixed(2)} MB`);
      points.push({ at: megapixels, samples });
    }
    return points;
  } finally {
    await browser.close();
    await server.close();
  }
}

const networks = networkFiles();
const bench = await open(networks.files);
const [byExamples, byClasses, byNetwork] = [[], [], []];
for (const one of who) {
  const epochs = (points) => bench.call("epochs", { on: one.on, points, width: WIDTH, batch: BATCH, limit: LIMIT });
  const add = (results, points, asked) => {
    results.push({ who: one, points });
    if (points.length === asked) return;
    const { at } = points.at(-1);
    console.log(`${one.name}: ${at} took over ${LIMIT / 1000} s, so ${asked - points.length} more were not tried`);
  };
  add(byExamples, (await epochs(EXAMPLES)).points, EXAMPLES.length);
  add(byClasses, (await epochs(CLASSES)).points, CLASSES.length);
  const { models } = await bench.call("models", { on: one.on, models: networks.models, limit: LIMIT });
  const points = models.map((model) => ({ ...model, at: model.multiplications, name: `${model.name}, ${model.size} pixels` }));
  add(byNetwork, points.sort((a, b) => a.at - b.at), networks.models.length);
}
await bench.close();

const epoch = ({ samples }) => samples;
const step = ({ examples, samples }) => samples.map((sample) => sample / Math.ceil(examples / BATCH));
const cpu = who.find(({ on }) => on === "cpu");
const bySize = cpu ? [line(cpu, await photoSizes(), epoch)] : [];
const head = `1280 features, batches of ${BATCH}, embeddings made up`;

reportCurves("growing", bench.machine, [
  { title: `An epoch, 5 classes, ${head}`, axis: "examples", unit: "ms", lines: lines(byExamples, epoch) },
  { title: `A step, 5 classes, ${head}`, axis: "examples", unit: "ms", lines: lines(byExamples, step) },
  { title: `An epoch, 1000 examples, ${head}`, axis: "classes", unit: "ms", lines: lines(byClasses, epoch) },
  { title: `A step, 1000 examples, ${head}`, axis: "classes", unit: "ms", lines: lines(byClasses, step) },
  {
    title: "Memory of the program's wasm with these examples",
    axis: "examples",
    unit: "MB",
    lines: lines(byExamples, ({ memory }) => [memory]),
  },
  {
    title: "A photo in the page, from its file until it is embedded",
    axis: "million pixels",
    unit: "ms",
    lines: bySize,
  },
  {
    title: "A picture by the network that embeds it",
    axis: "million multiplications",
    unit: "ms",
    lines: lines(byNetwork, epoch),
  },
]);
