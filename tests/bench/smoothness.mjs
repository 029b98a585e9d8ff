// How smooth the page stays while the worker embeds and trains: long tasks (over 50 ms) on the main
// thread, counted by the browser. Frames are not counted beside them: asking for every frame makes a
// browser that paints in software do so all the time, and on two cores that alone makes long tasks.

import { classes, data, launch, open, photos } from "../e2e/harness.mjs";

if (!data) {
  console.log("smoothness: SKIPPED, there is no shared data beside this checkout");
  process.exit(0);
}

/** Runs in the page before anything else of it. */
function watch() {
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.longTasks.push(task.duration);
  }).observe({ type: "longtask", buffered: true });
}

const browser = await launch();
const rows = [];
for (const device of ["cpu", "webgpu"]) {
  // The software adapter is slow: fewer pictures say as much about the main thread.
  const count = device === "cpu" ? 10 : 2;
  const studio = await open(browser, { query: `?device=${device}`, init: watch });
  const names = classes();
  await studio.nameClasses(names);
  const measure = async (phase, work) => {
    await studio.page.evaluate(() => (window.longTasks.length = 0));
    await work();
    const tasks = await studio.page.evaluate(() => window.longTasks);
    rows.push({
      device,
      phase,
      "long tasks": tasks.length,
      "longest task (ms)": Math.round(Math.max(0, ...tasks)),
    });
  };
  await measure(`add and embed ${names.length * count} photos`, async () => {
    for (const name of names) await studio.add(name, photos("train", name, count));
    await studio.embedded();
  });
  await measure("train 50 epochs", () => studio.trainToEnd(600_000));
  await studio.close();
}
await browser.close();
console.log("Main thread while the worker computes. Aim: no task over 50 ms.");
console.table(rows);
console.log(JSON.stringify({ smoothness: rows }));
