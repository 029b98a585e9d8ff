// The spine: add photos, train, try another, on real photos of twenty classes.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { classes, launch, needsData, open, photos } from "./harness.mjs";
import { done, labels, sortFiles } from "./sorted.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Share of all 400 test photos, in percent, whose class is found when they are sorted. */
async function accuracy(studio, names) {
  const asked = names.flatMap((name) => photos("test", name, 20).map((path) => ({ name, path })));
  await sortFiles(studio, asked.map(({ path }) => path));
  await done(studio, new RegExp(`^${asked.length} pictures: `));
  const found = await labels(studio);
  assert.equal(found.length, asked.length);
  const right = asked.filter(({ name }, index) => found[index] === name).length;
  return (100 * right) / asked.length;
}

test("twenty classes from five and from ten photos each, on the CPU", needsData, async (t) => {
  const studio = await open(browser, { query: "?device=cpu" });
  t.after(() => studio.close());
  assert.equal(await studio.device(), "cpu");
  const names = classes();
  await studio.nameClasses(names);

  // Of five photos one is held out until it has been measured.
  for (const name of names) await studio.add(name, photos("train", name, 5));
  const five = await studio.trainToEnd();
  assert.equal(five.heldOut, 20);
  const fromFive = await accuracy(studio, names);
  t.diagnostic(`5 photos a class: ${fromFive.toFixed(2)} % of 400 (needed: 89.5); ${five.text}`);
  assert.ok(fromFive >= 89.5, `${fromFive} %`);

  for (const name of names) await studio.add(name, photos("train", name, 5, 5));
  const ten = await studio.trainToEnd();
  assert.equal(ten.heldOut, 40);
  const fromTen = await accuracy(studio, names);
  t.diagnostic(`10 photos a class: ${fromTen.toFixed(2)} % of 400 (needed: 92.5); ${ten.text}`);
  assert.ok(fromTen >= 92.5, `${fromTen} %`);
});

/** Teaches three classes from five photos each and tries five more of each. */
async function teachThree(t, query, hidden = 0) {
  const studio = await open(browser, { query });
  t.after(() => studio.close());
  if (hidden > 0) await studio.set("Hidden layer", hidden);
  const names = ["dolphin", "lotus", "watch"];
  await studio.nameClasses(names);
  for (const name of names) await studio.add(name, photos("train", name, 5));
  const { heldOut, text } = await studio.trainToEnd();
  assert.equal(heldOut, 3);
  const best = [];
  for (const name of names) {
    for (const photo of photos("test", name, 5)) best.push((await studio.try(photo))[0].name);
  }
  const right = best.filter((name, index) => name === names[Math.floor(index / 5)]).length;
  const fact = studio.page.locator("dt", { hasText: "Hidden layer" }).locator("+ dd");
  const facts = hidden > 0 ? await fact.textContent() : undefined;
  return { device: await studio.device(), best, right, text, hidden: facts };
}

test("WebGPU says what the CPU says", needsData, async (t) => {
  const cpu = await teachThree(t, "?device=cpu");
  const gpu = await teachThree(t, "?device=webgpu");
  assert.equal(cpu.device, "cpu");
  assert.equal(gpu.device, "webgpu");
  const same = cpu.best.filter((name, index) => name === gpu.best[index]).length;
  t.diagnostic(`${same} of 15 predictions are the same; WebGPU: ${gpu.text}`);
  assert.ok(same >= 14, `${same} of 15`);
});

test("a hidden layer is trained on either device", needsData, async (t) => {
  const cpu = await teachThree(t, "?device=cpu", 100);
  const gpu = await teachThree(t, "?device=webgpu", 100);
  for (const [device, result] of Object.entries({ cpu, webgpu: gpu })) {
    assert.equal(result.device, device);
    assert.equal(result.hidden, "100", "the facts of the head say so");
    t.diagnostic(`${device}: ${result.right} of 15 are right; ${result.text}`);
    assert.ok(result.right >= 13, `${device}: ${result.right} of 15`);
  }
  const same = cpu.best.filter((name, index) => name === gpu.best[index]).length;
  assert.ok(same >= 14, `${same} of 15 predictions are the same`);
});

test("the same seed and examples give the same result", needsData, async (t) => {
  const first = await teachThree(t, "?device=cpu");
  const second = await teachThree(t, "?device=cpu");
  // All but the seconds that it took.
  const steady = (text) => text.replace(/[\d.]+ s(econds)?/g, "");
  assert.deepEqual(second.best, first.best);
  assert.equal(steady(second.text), steady(first.text));
});

test("one photo is classified within a second on the CPU", needsData, async (t) => {
  // A promise to the visitor, far above what it takes (some 100 ms), so not a benchmark.
  const studio = await open(browser, { query: "?device=cpu" });
  t.after(() => studio.close());
  await studio.nameClasses(["dolphin", "lotus"]);
  for (const name of ["dolphin", "lotus"]) await studio.add(name, photos("train", name, 3));
  await studio.trainToEnd();
  const [best, other] = await studio.try(photos("test", "lotus", 1)[0]);
  assert.equal(best.name, "lotus");
  assert.ok(best.percent >= other.percent);
  assert.ok(Math.abs(best.percent + other.percent - 100) <= 1, "rounded, they add up to 100");
});
