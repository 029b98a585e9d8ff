// How many frames of a camera a second are told apart, and how smooth the page stays meanwhile. Chromium's own test
// picture stands in for a camera: 20 frames a second by itself, which a model may be quicker than.

import { classes, data, launch, open, photos } from "../e2e/harness.mjs";

if (!data) {
  console.log("live: SKIPPED, there is no shared data beside this checkout");
  process.exit(0);
}

const SECONDS = 20;

/** Runs in the page before anything else of it. */
function watch() {
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.longTasks.push(task.duration);
  }).observe({ type: "longtask", buffered: true });
}

const rows = [];
for (const [device, gpu] of [["cpu", false], ["webgpu", true]]) {
  const browser = await launch({ gpu, cameras: 1 });
  const studio = await open(browser, { query: `?device=${device}`, init: watch });
  const names = classes().slice(0, 5);
  await studio.nameClasses(names);
  for (const name of names) await studio.add(name, photos("train", name, 3));
  await studio.trainToEnd(600_000);
  await studio.page.getByRole("button", { name: "Try with the camera" }).click();
  const rate = studio.page.getByText(/^[1-9]\d* a second$/);
  await rate.waitFor({ timeout: 120_000 });
  await studio.page.evaluate(() => (window.longTasks.length = 0));
  const rates = [];
  for (let second = 0; second < SECONDS; second += 1) {
    await studio.page.waitForTimeout(1_000);
    rates.push(Number.parseInt(await rate.innerText(), 10));
  }
  const tasks = await studio.page.evaluate(() => window.longTasks);
  rates.sort((one, other) => one - other);
  rows.push({
    device,
    "frames a second (median)": rates[SECONDS / 2],
    "slowest second": rates[0],
    "long tasks": tasks.length,
    "longest task (ms)": Math.round(Math.max(0, ...tasks)),
  });
  await studio.close();
  await browser.close();
}
console.log("What a camera sees, told apart live with MobileNetV2. Aim on the CPU: 15 a second, no task over 50 ms.");
console.table(rows);
console.log(JSON.stringify({ live: rows }));
