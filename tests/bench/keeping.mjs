// What keeping costs, and how long what was kept takes to be there again: photos added with the store and without it,
// and a project of many photos that is opened in a fresh browser.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { answerWithWeights, data, launch, named, options, serve, Studio } from "../e2e/harness.mjs";
import { machine, option, turns } from "./shared/bench.mjs";
import { manyPhotos } from "./shared/many_photos.mjs";
import { peakOfRenderers } from "./shared/memory.mjs";
import { report } from "./shared/report.mjs";
import { summary } from "./shared/statistics.mjs";
import { openKeeping } from "./shared/without_store.mjs";

if (!data) {
  console.log("keeping: SKIPPED, there is no shared data beside this checkout");
  process.exit(0);
}

const ROUNDS = option("rounds", 3);
/** Photos that are added with the store and without it, and those of the project that is opened. */
const ADDED = option("added", 300);
const OPENED = option("opened", 2000);
const SIZE = { width: 800, height: 600 };

/** The smallest model: what is measured is keeping, and embedding would only cover it. */
const QUERY = "?device=cpu&model=small-resnet";
/** Photos are added with it, and with the model that the page starts with: what a visitor waits for. */
const MODELS = [
  { title: "the smallest model", query: QUERY },
  { title: "MobileNetV2, which the page starts with", query: "?device=cpu", network: answerWithWeights },
];

/** Counts the pictures that a worker decodes: each that is embedded is decoded before. */
const COUNTING = `
  self.decoded = 0;
  const decode = self.createImageBitmap;
  self.createImageBitmap = (...of) => {
    self.decoded += 1;
    return decode.apply(self, of);
  };
`;

/** Runs in the page before all else: the longest task of the main thread, milliseconds. */
function watch() {
  window.longestTask = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longestTask = Math.max(window.longestTask, duration);
  }).observe({ type: "longtask", buffered: true });
}

const saying = (studio) => studio.page.getByRole("status", { name: "Saved", exact: true });
const saved = (studio) => saying(studio).filter({ hasText: /^Saved on this device$/ }).waitFor({ timeout: 300_000 });

/** Waits until there are so many examples and all in sight have their thumbnails, and gives the time of the page's clock. */
async function allShown(studio, count) {
  const shown = (count) => {
    const counts = [...document.querySelectorAll(".class-ways .hint")].map(({ textContent }) => parseInt(textContent.replaceAll(",", ""), 10));
    const all = counts.filter(Number.isFinite).reduce((sum, one) => sum + one, 0);
    const [tiles, pictures] = [".tile", ".tile img"].map((what) => document.querySelectorAll(what).length);
    return all === count && tiles > 0 && pictures === tiles && performance.now();
  };
  const time = await studio.page.waitForFunction(shown, count, { timeout: 900_000, polling: 50 });
  return time.jsonValue();
}

/** Gives a class these files: milliseconds until all are shown and embedded and, with the store, kept. */
async function add(browser, files, kept, { query, network }) {
  const studio = await openKeeping(browser, query, kept, { network });
  studio.page.on("dialog", (dialog) => dialog.accept());
  await studio.modelLoaded();
  await saying(studio).filter({ hasText: kept ? /^Saved on this device$/ : /^Not kept/ }).waitFor();
  const start = performance.now();
  await studio.add("Class 1", files);
  await allShown(studio, files.length);
  await studio.embedded();
  if (kept) await saved(studio);
  const time = performance.now() - start;
  await studio.close();
  return time;
}

/** Runs `work` in the studio of a browser of its own, which keeps its files in `profile`. */
async function inBrowser(profile, address, work) {
  const context = await chromium.launchPersistentContext(profile, options({ gpu: false }));
  try {
    await context.addInitScript(watch);
    const studio = new Studio(context.pages()[0], [], address);
    await studio.page.goto(address);
    return await work(studio);
  } finally {
    await context.close();
  }
}

/** Makes a project of two classes, half of these files each. */
async function make(studio, files) {
  const half = files.length / 2;
  await studio.ready();
  await studio.add("Class 1", files.slice(0, half));
  await studio.add("Class 2", files.slice(half));
  await allShown(studio, files.length);
  await studio.embedded(900_000);
  await saved(studio);
}

/** What opening it again takes, by the page's clock, which starts with the visit. */
async function openAgain(studio, profile, count) {
  const opens = await allShown(studio, count);
  await studio.ready();
  await studio.modelLoaded();
  await studio.embedded();
  // What was still to be read would be read by now.
  await studio.page.waitForTimeout(2000);
  const loader = `/${named("worker_loader.js")}`;
  const worker = studio.page.workers().find((worker) => worker.url().endsWith(loader));
  const decoded = await worker.evaluate(() => self.decoded);
  if (decoded) throw new Error(`${decoded} pictures were embedded again`);
  return { opens, task: await studio.page.evaluate(() => window.longestTask), megabytes: peakOfRenderers(profile) };
}

const folder = mkdtempSync(join(tmpdir(), "headstart-photos-"));
const profile = mkdtempSync(join(tmpdir(), "headstart-keeping-"));
const browser = await launch({ gpu: false });
const server = await serve({ prelude: COUNTING });
try {
  const address = `http://127.0.0.1:${server.address().port}/${QUERY}`;
  const about = await machine(browser, address);
  const files = await manyPhotos(browser, { count: Math.max(ADDED, OPENED), ...SIZE, folder });
  const stores = [{ name: "with the store", kept: true }, { name: "in memory alone", kept: false }];
  const adding = [];
  for (const model of MODELS) {
    const entries = await turns(stores, ROUNDS, ({ kept }) => add(browser, files.slice(0, ADDED), kept, model));
    const [kept, memory] = entries.map(({ results }) => summary(results).median);
    const times = (kept / memory).toFixed(3);
    console.log(`Adding ${ADDED} photos with ${model.title} takes ${times} times as long as without the store (aim: at most 1.15).`);
    adding.push({ model, entries });
  }

  const project = files.slice(0, OPENED);
  await inBrowser(profile, address, (studio) => make(studio, project));
  const who = { name: "Headstart CPU" };
  const opening = await turns([who], ROUNDS, () =>
    inBrowser(profile, address, (studio) => openAgain(studio, profile, project.length)));
  const measurement = (title, unit, entries, value) =>
    ({ title, unit, entries, ways: (result) => ({ [unit]: [value(result)] }) });
  report("keeping", about, [
    ...adding.map(({ model, entries }) => measurement(`${ADDED} photos added and embedded by ${model.title}`, "ms", entries, (time) => time)),
    measurement(`A project of ${OPENED} photos, until all thumbnails stand (aim: 3000)`, "ms", opening, ({ opens }) => opens),
    measurement("The same: longest task of the main thread (aim: 100)", "ms", opening, ({ task }) => task),
    measurement("The same: peak of the tab's process (aim: 500)", "MB", opening, ({ megabytes }) => megabytes),
  ]);
} finally {
  server.close();
  server.closeAllConnections();
  await browser.close();
  for (const made of [folder, profile]) rmSync(made, { recursive: true, force: true });
}
