// Ten thousand photos from one zip: how long until all are on the device and embedded, how smooth the page stays, how
// much memory it takes, how their class scrolls, and what going to Models and back takes.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { zip } from "../e2e/crafted.mjs";
import { data, launch, options, read, serve, Studio } from "../e2e/harness.mjs";
import { machine, option } from "./shared/bench.mjs";
import { manyPhotos } from "./shared/many_photos.mjs";
import { peakOfRenderers } from "./shared/memory.mjs";
import { report } from "./shared/report.mjs";
import { openKeeping } from "./shared/without_store.mjs";

if (!data) {
  console.log("arriving: SKIPPED, there is no shared data beside this checkout");
  process.exit(0);
}

const COUNT = option("count", 10_000);
/** So many are different to look at; the others are these with other bytes after their end, so that each is a file of its own. */
const DRAWN = Math.min(COUNT, 200);
const SIZE = { width: 640, height: 480 };
const QUERY = "?device=cpu&model=small-resnet";

/** So many of them are embedded without the store, to see what embedding alone takes. */
const ALONE = Math.min(COUNT, 1000);

/** Runs in the page before all else: the longest task of the main thread, milliseconds. */
function watch() {
  window.longestTask = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longestTask = Math.max(window.longestTask, duration);
  }).observe({ type: "longtask", buffered: true });
}

/** Runs in the page: scrolls a class for three seconds, a tenth of its box a frame, and gives the frames a second. */
async function scroll() {
  const list = [...document.querySelectorAll(".tiles")].sort((a, b) => b.scrollHeight - a.scrollHeight)[0];
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame();
  const start = performance.now();
  let frames = 0;
  while (performance.now() - start < 3000) {
    list.scrollTop += list.clientHeight / 10;
    await frame();
    frames += 1;
  }
  return (frames * 1000) / (performance.now() - start);
}

/** Seconds until these files are embedded, where nothing is kept. */
async function embedAlone(browser, files) {
  const studio = await openKeeping(browser, QUERY, false);
  await studio.modelLoaded();
  const start = performance.now();
  await studio.add("Class 1", files);
  await studio.embedded(900_000);
  const seconds = (performance.now() - start) / 1000;
  await studio.close();
  return seconds;
}

const folder = mkdtempSync(join(tmpdir(), "headstart-photos-"));
const profile = mkdtempSync(join(tmpdir(), "headstart-arriving-"));
const server = await serve();
const browser = await launch({ gpu: false });
try {
  const address = `http://127.0.0.1:${server.address().port}/${QUERY}`;
  const about = await machine(browser, address);
  const drawn = (await manyPhotos(browser, { count: DRAWN, ...SIZE, folder })).map(read);
  const files = {};
  for (let index = 0; index < COUNT; index += 1) {
    const name = `${index % 2 ? "one" : "other"}/${String(index).padStart(5, "0")}.jpg`;
    files[name] = Buffer.concat([drawn[index % DRAWN], Buffer.from(String(index))]);
  }
  const some = Object.entries(files).slice(0, ALONE).map(([name, bytes]) => {
    const path = join(folder, name.replace("/", "-"));
    writeFileSync(path, bytes);
    return path;
  });
  const alone = (await embedAlone(browser, some)) * (COUNT / ALONE);
  await browser.close();
  const path = join(folder, "many.zip");
  writeFileSync(path, zip(files));
  const context = await chromium.launchPersistentContext(profile, options({ gpu: false }));
  await context.addInitScript(watch);
  const studio = new Studio(context.pages()[0], [], address);
  await studio.page.goto(address);
  await studio.ready();
  await studio.modelLoaded();
  const longest = () => studio.page.evaluate(() => window.longestTask);
  const start = performance.now();
  await studio.page.getByLabel("Add a zip of classes", { exact: true }).setInputFiles(path);
  await studio.group("one").waitFor({ timeout: 120_000 });
  const listed = performance.now() - start;
  await studio.embedded(1_800_000);
  const saved = studio.page.getByRole("status", { name: "Saved", exact: true });
  await saved.filter({ hasText: /^Saved on this device$/ }).waitFor({ timeout: 600_000 });
  const seconds = (performance.now() - start) / 1000;
  const task = await longest();
  const frames = await studio.page.evaluate(scroll);
  await studio.page.evaluate(() => (window.longestTask = 0));
  await studio.go("Models");
  await studio.go("Studio");
  await studio.group("one").waitFor();
  await studio.page.waitForTimeout(2000);
  const back = await longest();
  const megabytes = peakOfRenderers(profile);
  await context.close();
  const one = (value) => [{ who: { name: "Headstart CPU" }, results: [value] }];
  const measurement = (title, unit, value) =>
    ({ title, unit, entries: one(value), ways: (result) => ({ [unit]: [result] }) });
  report("arriving", about, [
    measurement(`A zip of ${COUNT} photos, until its classes stand`, "ms", listed),
    measurement("The same, until all are on the device and embedded", "s", seconds),
    measurement("The same, beside embedding alone (aim: 1.3)", "times", seconds / alone),
    measurement("The same: longest task of the main thread (aim: 100)", "ms", task),
    measurement("The same: peak of the tab's process (aim: 1000)", "MB", megabytes),
    measurement("To Models and back: longest task of the main thread (aim: 100)", "ms", back),
    measurement("Scrolling its larger class (aim: 50)", "frames/s", frames),
  ]);
} finally {
  server.close();
  server.closeAllConnections();
  await browser.close();
  for (const made of [folder, profile]) rmSync(made, { recursive: true, force: true });
}
