// The worker's helpers, which embed pictures beside each other on the CPU: that they do, and that nothing is
// lost where they cannot be had, miscalculate, or die.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { after, before, test } from "node:test";
import { launch, named, needsData, open, photos, site, until } from "./harness.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const loader = "helper_loader.js";

/** For the helpers below: what is a picture. */
const pixels = `const pixels = (data) => data instanceof Uint8Array && data.length === 224 * 224 * 4;
`;

const helpers = (studio) => studio.page.workers().filter((worker) => worker.url().endsWith(named(loader)));

async function opened(t, options = {}) {
  const studio = await open(browser, { query: "?device=cpu", ...options });
  t.after(() => studio.close());
  return studio;
}

/** Teaches two classes of a dozen photos, and sees that a new photo is taken for what it is. */
async function teaches(studio) {
  await studio.nameClasses(["dolphin", "lotus"]);
  for (const name of ["dolphin", "lotus"]) await studio.add(name, photos("train", name, 12));
  await studio.embedded();
  await studio.shows({ dolphin: 12, lotus: 12 });
  await studio.canBeTaught();
}

const several = { skip: cpus().length > 1 ? needsData.skip : "there is one core" };

test("there are as many as cores, and they embed", several, async (t) => {
  // Each counts what it is given.
  const counting = `${pixels}let pictures = 0;
    addEventListener("message", ({ data }) => (self.pictures = pictures += pixels(data)));`;
  const studio = await opened(t, { files: { [loader]: counting + readFileSync(site(loader)) } });
  await teaches(studio);
  assert.equal(helpers(studio).length, Math.min(cpus().length, 8));
  const embedded = await Promise.all(helpers(studio).map((helper) => helper.evaluate(() => self.pictures)));
  t.diagnostic(`pictures embedded by each: ${embedded}`);
  assert.ok(embedded.every((pictures) => pictures > 1), `${embedded}`);
});

test("they end with the model that they embed for", several, async (t) => {
  const studio = await opened(t);
  await teaches(studio);
  const box = studio.page.getByRole("combobox", { name: "Pre-trained model" });
  await box.selectOption({ label: await box.locator("option").last().textContent() });
  await studio.modelLoaded();
  await studio.embedded();
  await until(() => helpers(studio).length <= Math.min(cpus().length, 8));
});

test("without them the worker embeds by itself", needsData, async (t) => {
  const studio = await opened(t, { files: { [loader]: "throw new Error('out of luck')" }, allow: /out of luck/ });
  await teaches(studio);
  assert.deepEqual(helpers(studio), [], "none was kept");
});

test("helpers whose code does not arrive are not waited for", needsData, async (t) => {
  const studio = await opened(t, { files: { "helper.js": "", "helper_relaxed.js": "" } });
  const start = performance.now();
  await teaches(studio);
  t.diagnostic(`${Math.round(performance.now() - start)} ms`);
  assert.deepEqual(helpers(studio), [], "none was kept");
});

test("helpers that miscalculate are not trusted", needsData, async (t) => {
  const wrong = `${pixels}onmessage = ({ data }) => pixels(data) && postMessage(new Float32Array(1280));
    postMessage(null);`;
  const studio = await opened(t, { files: { [loader]: wrong } });
  await teaches(studio);
  assert.deepEqual(helpers(studio), [], "they were sent home");
});

test("a helper that dies takes nothing with it", several, async (t) => {
  const mortal = `${pixels}let pictures = 0;
    addEventListener("message", ({ data }) => {
      if (pixels(data) && ++pictures === 4) throw new Error("out of luck");
    });`;
  const studio = await opened(t, {
    files: { [loader]: mortal + readFileSync(site(loader)) },
    allow: /out of luck/,
  });
  await studio.modelLoaded();
  assert.ok(helpers(studio).length > 1, "they were there");
  await teaches(studio);
  assert.deepEqual(helpers(studio), [], "the others were sent home");
});
