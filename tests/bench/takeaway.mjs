// How long a file for other programs takes, from the press of its button until the browser saves it, its proof
// included: of every format, taught with MobileNetV2 and 5 classes of 20 photos, on the CPU.
//
// The first press of a studio stands apart: it fetches the exporter, and has the worker answer what the file is compared
// with. So there are as many studios as formats, and each begins with another one; after that all formats take turns,
// `--rounds N` times.

import { statSync } from "node:fs";
import { classes, data, launch, open, photos, until } from "../e2e/harness.mjs";
import { machine, option } from "./shared/bench.mjs";
import { against, processor } from "./shared/budget.mjs";
import { report } from "./shared/report.mjs";
import { summary } from "./shared/statistics.mjs";

if (!data) {
  console.log("takeaway: SKIPPED, there is no shared data beside this checkout");
  process.exit(0);
}

const ROUNDS = option("rounds", 2);
const CLASSES = 5;
const PHOTOS = 20;

/** Milliseconds that one may take. */
const MOST = 2000;

const FORMATS = ["ONNX", "one page", "TensorFlow Lite", "TensorFlow.js", "safetensors", "the head alone"];

/** A studio that is taught and calibrated. */
async function taught(browser) {
  const studio = await open(browser, { query: "?device=cpu" });
  const names = classes().slice(0, CLASSES);
  await studio.nameClasses(names);
  for (const name of names) await studio.add(name, photos("train", name, PHOTOS));
  await studio.embedded();
  const { heldOut } = await studio.trainToEnd();
  await studio.page.locator(".trust[aria-busy=false]").waitFor({ timeout: 120_000 });
  return { studio, heldOut };
}

/** Takes one away: how long that takes, how large it is, and on how many examples it was run. */
async function take({ page }, name) {
  const region = page.getByRole("region", { name: "Take it with you", exact: true });
  const button = region.getByRole("button", { name: `Download as ${name}`, exact: true });
  await button.scrollIntoViewIfNeeded();
  const waits = page.waitForEvent("download", { timeout: 120_000 });
  const start = performance.now();
  await button.evaluate((button) => button.click());
  const download = await waits;
  const milliseconds = performance.now() - start;
  const { size } = statSync(await download.path());
  const status = region.getByRole("status", { name: "Checked", exact: true });
  const checked = /^Checked: largest difference \S+ over (\d+) examples$/;
  const said = await until(async () => checked.exec(await status.innerText()));
  return { milliseconds, size, probes: Number(said[1]) };
}

const taken = Object.fromEntries(FORMATS.map((name) => [name, { first: [], later: [] }]));
const browser = await launch({ gpu: false });
try {
  let about;
  for (const name of FORMATS) {
    const { studio, heldOut } = await taught(browser);
    about ??= await machine(browser, studio.address);
    const at = FORMATS.indexOf(name);
    const turns = Array.from({ length: ROUNDS }, () => [...FORMATS.slice(at), ...FORMATS.slice(0, at)]).flat();
    for (const [turn, format] of [name, ...turns].entries()) {
      const since = await processor(browser);
      const one = await take(studio, format);
      if (one.probes !== heldOut) throw new Error(`${format} was run on ${one.probes} examples of ${heldOut}`);
      (turn ? taken[format].later : taken[format].first).push({ ...one, ...(await since()) });
    }
    await studio.close();
  }
  console.log(`Taking it away, ${CLASSES} classes of ${PHOTOS} photos, MobileNetV2. Aim: ${MOST} ms.`);
  const times = (some) => some.map(({ milliseconds }) => milliseconds);
  console.table(Object.fromEntries(Object.entries(taken).map(([name, { first, later }]) => {
    const { median, lowest, highest } = summary(times(later));
    return [name, {
      "first (ms)": Math.round(times(first)[0]),
      "then, median (ms)": Math.round(median),
      from: Math.round(lowest),
      to: Math.round(highest),
      KB: Math.round(first[0].size / 1000),
      "held-out examples": first[0].probes,
      "of the processor (ms)": Math.round(1000 * summary(later.map(({ seconds }) => seconds)).median),
      "others' cores": Number(summary(later.map(({ others }) => others)).median.toFixed(2)),
      aim: against(Math.round(median), MOST),
      "aim, first": against(Math.round(times(first)[0]), MOST),
    }];
  })));
  const entries = (which) => FORMATS.map((name) => ({ who: { name }, results: taken[name][which] }));
  const measurement = (title, which) =>
    ({ title, unit: "ms", entries: entries(which), ways: ({ milliseconds }) => ({ ms: [milliseconds] }) });
  report("takeaway", about, [
    measurement(`A file, from the press to the browser, the first of a studio (aim: ${MOST})`, "first"),
    measurement(`The same, after that (aim: ${MOST})`, "later"),
  ]);
} finally {
  await browser.close();
}
