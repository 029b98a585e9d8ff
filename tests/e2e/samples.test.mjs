// Examples that come with the page: one click in an empty studio, and one step back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { complaints } from "./axe.mjs";
import { launch, open, until } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

const drawn = { house: 8, tree: 8, fish: 8, car: 8 };

test("sample pictures fill an empty studio, and can be trained on", async (t) => {
  const studio = await open(browser, { query: "?device=cpu&model=small-resnet" });
  t.after(() => studio.close());
  const { page } = studio;
  const button = page.getByRole("button", { name: "Use sample pictures" });
  assert.deepEqual(await complaints(page), []);
  await button.click();
  await studio.shows(drawn);
  assert.equal(await button.count(), 0, "it is for empty studios");
  assert.equal(await page.evaluate(() => document.activeElement.id), "add-class", "the focus is not lost");
  const { accuracy, heldOut } = await studio.trainToEnd();
  t.diagnostic(`${accuracy} % of ${heldOut} held out`);
  assert.ok(heldOut >= 4 && accuracy >= 50);

  await page.getByRole("status", { name: "Saved" }).getByText("Saved on this device").waitFor();
  await page.reload();
  await studio.ready();
  await studio.shows(drawn);
});

test("they are one step, and leave what was named", async (t) => {
  const studio = await open(browser, { query: "?device=cpu&model=small-resnet" });
  t.after(() => studio.close());
  const { page } = studio;
  await studio.nameClasses(["mine"]);
  await page.getByRole("button", { name: "Use sample pictures" }).click();
  await studio.shows({ mine: 0, ...drawn });
  await page.getByRole("button", { name: "Undo" }).first().click();
  await studio.shows({ mine: 0, "Class 2": 0 });
  await page.getByRole("button", { name: "Use sample pictures" }).waitFor();
});

test("sample texts are messages to a shop", async (t) => {
  const studio = await open(browser, { query: "text/?device=cpu" });
  t.after(() => studio.close());
  const { page } = studio;
  await page.getByRole("button", { name: "Use sample texts" }).click();
  for (const name of ["Praise", "Complaint", "Question"]) {
    await until(async () => (await studio.texts(name)).length === 8);
  }
  assert.equal(await page.getByRole("button", { name: "Use sample texts" }).count(), 0);
  assert.deepEqual(await complaints(page), []);
  assert.equal((await studio.texts("Question"))[0], "Do you also deliver to the islands?");
});
