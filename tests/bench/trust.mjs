// What is found out after a run: how many seconds until all that answers need is there, how smooth the page stays
// meanwhile, how long the map is arranged by neighbours, and how smoothly it moves. Of 400 photos in 20 classes, and of
// 5,000 (`--many N` for another number, 0 for none), on the CPU.
//
// Aims: 2 seconds for 400 and 30 for 5,000, no task of the main thread over 50 ms.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zip } from "../e2e/crafted.mjs";
import { classes, data, launch, open, photos, read } from "../e2e/harness.mjs";
import { option } from "./shared/bench.mjs";
import { manyPhotos } from "./shared/many_photos.mjs";

if (!data) {
  console.log("trust: SKIPPED, there is no shared data beside this checkout");
  process.exit(0);
}

const MANY = option("many", 5000);

/** Runs in the page before anything else of it. */
function watch() {
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.longTasks.push(task.duration);
  }).observe({ type: "longtask", buffered: true });
}

/** Runs in the page: drags the map about for three seconds, and gives the milliseconds of each frame. */
async function drag() {
  const canvas = document.querySelector("#example-map canvas");
  canvas.scrollIntoView({ block: "center" });
  const { left, top, width, height } = canvas.getBoundingClientRect();
  canvas.setPointerCapture = () => {};
  const tell = (type, x, y) => canvas.dispatchEvent(new PointerEvent(type, {
    bubbles: true, pointerId: 1, pointerType: "mouse", isPrimary: true, button: 0, buttons: 1,
    clientX: left + x, clientY: top + y,
  }));
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  tell("pointerdown", width / 2, height / 2);
  const frames = [];
  let before = await frame();
  const start = before;
  while (before - start < 3000) {
    const turn = (before - start) / 400;
    tell("pointermove", width / 2 + Math.cos(turn) * width / 4, height / 2 + Math.sin(turn) * height / 4);
    const now = await frame();
    frames.push(now - before);
    before = now;
  }
  tell("pointerup", width / 2, height / 2);
  return frames.sort((a, b) => a - b);
}

const rows = [];

/** Trains in a studio whose examples are there, and measures what comes after. */
async function measure(studio, examples) {
  const { page } = studio;
  await studio.trainToEnd(600_000);
  await page.evaluate(() => (window.longTasks.length = 0));
  const seconds = async (work) => {
    const start = performance.now();
    await work();
    return Number(((performance.now() - start) / 1000).toFixed(1));
  };
  const found = await seconds(() => page.locator(".trust[aria-busy=false]").waitFor({ timeout: 600_000 }));
  const tasks = await page.evaluate(() => window.longTasks.splice(0));
  const map = page.getByRole("region", { name: "Map of examples", exact: true });
  const arranged = await seconds(async () => {
    await map.getByRole("button", { name: "Neighbours (t-SNE)", exact: true }).click();
    await map.getByRole("button", { name: "Arrange anew", exact: true }).waitFor({ timeout: 600_000 });
  });
  const arranging = await page.evaluate(() => window.longTasks.splice(0));
  for (let step = 0; step < 2; step += 1) await map.getByRole("button", { name: "Closer", exact: true }).click();
  const frames = await page.evaluate(drag);
  const at = (share) => Number(frames[Math.floor(share * (frames.length - 1))].toFixed(1));
  rows.push({
    examples,
    "found out after (s)": found,
    "long tasks": tasks.length,
    "longest (ms)": Math.round(Math.max(0, ...tasks)),
    "t-SNE (s)": arranged,
    "longest then (ms)": Math.round(Math.max(0, ...arranging)),
    "frame while dragging, median (ms)": at(0.5),
    "95 of 100 within (ms)": at(0.95),
  });
}

const folder = mkdtempSync(join(tmpdir(), "headstart-trust-"));
const browser = await launch({ gpu: false });
try {
  const few = await open(browser, { query: "?device=cpu", init: watch });
  await few.nameClasses(classes());
  for (const name of classes()) await few.add(name, photos("train", name, 20));
  await few.embedded();
  await measure(few, 20 * classes().length);
  await few.close();
  if (MANY > 0) {
    const made = await manyPhotos(browser, { count: MANY, width: 320, height: 240, folder });
    const name = (index) => `class ${index % classes().length}/${String(index).padStart(5, "0")}.jpg`;
    const files = Object.fromEntries(made.map((path, index) => [name(index), read(path)]));
    const path = join(folder, "many.zip");
    writeFileSync(path, zip(files));
    const many = await open(browser, { query: "?device=cpu&model=small-resnet", init: watch });
    await many.modelLoaded();
    await many.page.getByLabel("Add a zip of classes", { exact: true }).setInputFiles(path);
    await many.group("class 0").waitFor({ timeout: 120_000 });
    await many.embedded(1_800_000);
    await measure(many, MANY);
    await many.close();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log("After a run, on the CPU.");
console.table(rows);
console.log(JSON.stringify({ trust: rows }));
