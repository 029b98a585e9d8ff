// What it takes to have a thousand photos sorted and saved as a table, beside embedding alone, and whether the tab's
// memory stays within bounds: photos of 640 x 480 pixels, MobileNetV2, on the CPU.
//
// Embedding alone is what nobody can do without who asks the network about a photo: the same files are added to a class of
// a studio that keeps nothing, so each is decoded, made small and embedded, and its thumbnail is drawn. No head is asked,
// nothing is put in order and no table is written. Either studio has embedded a hundred photos before, so that its helpers
// have come and its code is compiled. All take turns, each in a browser of its own, as a peak of memory is of a process's
// life.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answerWithWeights, classes, data, launch, photos } from "../e2e/harness.mjs";
import { cells, download, sortFiles } from "../e2e/sorted.mjs";
import { machine, option } from "./shared/bench.mjs";
import { against, processor } from "./shared/budget.mjs";
import { manyPhotos } from "./shared/many_photos.mjs";
import { peakMemory } from "./shared/memory.mjs";
import { report } from "./shared/report.mjs";
import { summary } from "./shared/statistics.mjs";
import { openKeeping } from "./shared/without_store.mjs";

if (!data) {
  console.log("sorting: SKIPPED, there is no shared data beside this checkout");
  process.exit(0);
}

const ROUNDS = option("rounds", 3);
const COUNT = option("count", 1000);
const SIZE = { width: 640, height: 480 };
const QUERY = "?device=cpu";

/** How many times as long as embedding alone it may take. */
const MOST = 1.2;

const CLASSES = classes().slice(0, 5);
const TAUGHT = 20;

/** Waits until the page shows something. It is looked at ten times a second: to look by roles takes its thread for long. */
const saw = ({ page }, what, all) => page.waitForFunction(what, all, { polling: 100, timeout: 600_000 });

/** A studio with a few examples, with the store or in memory alone. */
async function withExamples(browser, kept) {
  const studio = await openKeeping(browser, QUERY, kept, { network: answerWithWeights });
  await studio.modelLoaded();
  await studio.nameClasses(CLASSES);
  for (const name of CLASSES) await studio.add(name, photos("train", name, TAUGHT));
  await studio.embedded();
  return studio;
}

/** Has files sorted, until their table is saved. */
async function sort(browser, files) {
  const studio = await withExamples(browser, true);
  await studio.trainToEnd();
  await studio.page.locator(".trust[aria-busy=false]").waitFor({ timeout: 120_000 });
  const before = await peakMemory(browser);
  const since = await processor(browser);
  const start = performance.now();
  await sortFiles(studio, files);
  // Nothing is said while answers are still to come.
  const all = `${files.length.toLocaleString("en")} pictures: `;
  await saw(studio, (all) => document.querySelector(".sorted [role=status]")?.textContent.startsWith(all), all);
  const { bytes } = await download(studio, "Save predictions as CSV");
  const seconds = (performance.now() - start) / 1000;
  const took = await since();
  const [head, ...rows] = cells(bytes.toString());
  const without = rows.filter((row) => !CLASSES.includes(row[head.indexOf("label")]));
  if (rows.length !== files.length || without.length) {
    throw new Error(`${rows.length} rows, ${without.length} of them without an answer`);
  }
  const memory = await peakMemory(browser);
  await studio.close();
  return { seconds, took, memory, before };
}

/** Has the same files embedded, and nothing else. */
async function embed(browser, files) {
  const studio = await withExamples(browser, false);
  const before = await peakMemory(browser);
  const since = await processor(browser);
  const start = performance.now();
  await studio.add(CLASSES[0], files);
  const all = `${(files.length + TAUGHT).toLocaleString("en")} `;
  await saw(studio, (all) => {
    const counts = [...document.querySelectorAll(".class-ways .hint")].map(({ textContent }) => textContent);
    return counts.some((count) => count.startsWith(all)) && !document.querySelector("section[aria-busy=true]");
  }, all);
  const seconds = (performance.now() - start) / 1000;
  const took = await since();
  const memory = await peakMemory(browser);
  await studio.close();
  return { seconds, took, memory, before };
}

const folder = mkdtempSync(join(tmpdir(), "headstart-photos-"));
try {
  const first = await launch({ gpu: false });
  const studio = await openKeeping(first, QUERY, true);
  const about = await machine(first, studio.address);
  await studio.close();
  const files = await manyPhotos(first, { count: COUNT, ...SIZE, folder });
  await first.close();

  const counts = [COUNT / 4, COUNT / 2, COUNT].map(Math.round);
  const entries = [
    ...counts.map((count) => ({ who: { name: `${count} photos sorted` }, work: sort, count, results: [] })),
    { who: { name: `${COUNT} photos embedded alone` }, work: embed, count: COUNT, results: [] },
  ];
  for (let round = 0; round < ROUNDS; round += 1) {
    // Either of those that are compared goes first as often as the other.
    for (const { who, work, count, results } of round % 2 ? entries.toReversed() : entries) {
      const browser = await launch({ gpu: false });
      try {
        results.push(await work(browser, files.slice(0, count)));
      } finally {
        await browser.close();
      }
      const { seconds, took } = results.at(-1);
      console.log(`${who.name}: ${seconds.toFixed(2)} s, ${took.seconds.toFixed(2)} of the processor; others had ${took.others} cores`);
    }
  }

  const [sorted, alone] = entries.slice(-2);
  for (const [what, of] of [["time", ({ seconds }) => seconds], ["processor time", ({ took }) => took.seconds]]) {
    const [mine, others] = [sorted, alone].map(({ results }) => results.map(of));
    const { median, lowest, highest } = summary(mine.map((value, round) => value / others[round]));
    const least = Math.min(...mine) / Math.min(...others);
    const [ratio, from, to, quickest] = [median, lowest, highest, least].map((ratio) => Number(ratio.toFixed(3)));
    console.log(`${COUNT} photos to a table take ${ratio} times the ${what} of embedding alone, ${against(ratio, MOST)} (${
      from} to ${to}; the least of either: ${quickest}).`);
  }
  const measurement = (title, unit, value) =>
    ({ title, unit, entries, ways: (result) => ({ [unit]: [value(result)] }) });
  report("sorting", about, [
    measurement("Photos to a table, and embedded alone", "s", ({ seconds }) => seconds),
    measurement("The same: of the processor", "s", ({ took }) => took.seconds),
    measurement("The same: peak of the tab's process", "MB", ({ memory }) => memory?.renderer),
    measurement("The same: how much more than before the first photo", "MB", ({ memory, before }) =>
      memory && memory.renderer - before.renderer),
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
