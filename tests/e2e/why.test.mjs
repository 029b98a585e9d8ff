// Why it says so: cells and words in numbers that add up, what is said without one; and the record of the result.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { complaints } from "./axe.mjs";
import { file, launch, needsData, open, photos, read, until } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

const CLASSES = ["dolphin", "lotus"];
const why = (studio) => studio.page.getByRole("region", { name: "Why it says so", exact: true });

/** A number as the page writes it. */
const value = (text) => Number(text.replace("−", "-"));

/** Opens “Why?” of what is tried, and waits until every part has been left out. */
async function explained(studio) {
  await studio.page.getByRole("button", { name: "Why?", exact: true }).click();
  const region = why(studio);
  await region.and(studio.page.locator('[aria-busy="false"]')).waitFor({ timeout: 60_000 });
  return region;
}

/** The numbers of the sentence that says what the logit is the sum of. */
async function sum(region) {
  const text = await region.getByText(/cells add/).last().innerText();
  const [, cells, bias, logit] = /add ([+−]?[\d.]+), and ([+−]?[\d.]+) is .*: the logit is ([+−]?[\d.]+)\./.exec(text) ?? [];
  return [cells, bias, logit].map(value);
}

/** Saves what a button saves: its text. */
async function saved(studio, button) {
  const waits = studio.page.waitForEvent("download");
  await studio.page.getByRole("button", { name: button, exact: true }).click();
  const download = await waits;
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

test("cells add up, covering one changes the answer, and the record says what the page says", needsData, async (t) => {
  const studio = await open(browser, { query: "?device=cpu" });
  t.after(() => studio.close());
  await studio.nameClasses(CLASSES);
  for (const name of CLASSES) {
    const own = photos("train", name, 10).map((path, at) => file(`${name} ${at} secret.jpg`, read(path)));
    await studio.add(name, own);
  }
  const { accuracy, heldOut } = await studio.trainToEnd();
  await studio.page.locator(".trust[aria-busy=false]").waitFor({ timeout: 120_000 });
  // Of neither class, so that it is not too sure to be moved.
  await studio.try(photos("test", "laptop", 1)[0]);
  const region = await explained(studio);

  // The numbers of the table, rounded to thousandths, add up to what the sentence says of them.
  await region.getByText("The numbers as a table").click();
  const table = region.getByRole("table", { name: "What each cell does", exact: true });
  const numbers = async () => (await table.getByRole("cell").allInnerTexts()).map(value);
  await table.getByRole("cell").nth(48).waitFor();
  const [cells, bias, logit] = await sum(region);
  const all = await numbers();
  assert.equal(all.length, 49);
  assert.ok(all.every(Number.isFinite), all.join());
  assert.ok(Math.abs(all.reduce((sum, it) => sum + it, 0) - cells) <= 49 * 0.0005 + 1e-9, `${cells}`);
  assert.ok(Math.abs(cells + bias - logit) <= 0.0015 + 1e-9, `${cells} + ${bias}, and not ${logit}`);

  // Of another class they are others.
  const box = region.getByRole("combobox", { name: "What speaks for" });
  const other = (await box.locator("option").allInnerTexts())[1];
  await box.selectOption({ label: other });
  await until(async () => (await numbers()).join() !== all.join());
  const [othersCells, othersBias, othersLogit] = await sum(region);
  assert.ok(Math.abs(othersCells + othersBias - othersLogit) <= 0.0015 + 1e-9);

  // By keyboard: Tab stops at one cell, arrows go to the others, Enter covers.
  const grid = region.getByRole("grid", { name: "Cells of the picture", exact: true });
  assert.equal(await grid.getByRole("gridcell").count(), 49);
  assert.equal(await grid.locator('[tabindex="0"]').count(), 1);
  const cell = (row, column) => grid.getByRole("gridcell", { name: new RegExp(`^Row ${row}, column ${column}:`) });
  const focused = () => studio.page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  await cell(1, 1).focus();
  await studio.page.keyboard.press("ArrowRight");
  await until(async () => /^Row 1, column 2:/.test(await focused()));
  await studio.page.keyboard.press("ArrowDown");
  await until(async () => /^Row 2, column 2:/.test(await focused()));
  await studio.page.keyboard.press("Enter");
  const without = region.getByRole("list", { name: "With row 2, column 2 covered", exact: true });
  await without.getByRole("listitem").nth(1).waitFor();
  assert.equal(await without.getByRole("listitem").count(), 2);
  assert.equal(await cell(2, 2).getAttribute("aria-selected"), "true");
  assert.deepEqual(await complaints(studio.page), []);

  // Somewhere in the picture is what the answer depends on: by how many percent at most.
  const change = await grid.getByRole("gridcell").evaluateAll(async (cells) => {
    const widths = (list) => Object.fromEntries([...list.querySelectorAll("li:not(.unknown)")].map((item) =>
      [item.style.cssText, parseFloat(item.querySelector(".bar span").style.width)]));
    const before = widths(document.querySelector(".prediction"));
    let most = 0;
    for (const cell of cells) {
      cell.click();
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      if (cell.getAttribute("aria-selected") !== "true") continue;
      const now = widths(document.querySelector(".why-without .prediction"));
      for (const name in now) most = Math.max(most, Math.abs(now[name] - before[name]));
    }
    return most;
  });
  assert.ok(change > 0.1, `no cell matters: ${change}`);

  // The record.
  await studio.page.getByRole("button", { name: "Record of this result", exact: true }).click();
  const dialog = studio.page.getByRole("dialog", { name: "Record of this result", exact: true });
  await dialog.waitFor();
  const shown = studio.page.frameLocator("#record-page");
  await shown.getByRole("heading", { name: "What it must not be used for", exact: true }).waitFor();
  assert.deepEqual(await complaints(studio.page), []);
  const { name, text } = await saved(studio, "Save as JSON");
  assert.match(name, / record\.json$/);
  const record = JSON.parse(text);
  assert.deepEqual(record.data.classes.map((it) => [it.name, it.examples]), CLASSES.map((it) => [it, 10]));
  assert.equal(record.held_out.examples, heldOut);
  assert.equal(Math.round(record.held_out.accuracy * 100), accuracy);
  const error = /Calibration error (\d+)%/.exec(await studio.page.locator(".trust").innerText())[1];
  assert.equal(Math.round(record.calibration.error_after * 100), Number(error));
  assert.equal(record.training.embeds_on, "cpu");
  assert.match(record.model.files[0].sha256, /^[0-9a-f]{64}$/);
  assert.ok(record.limits.some((it) => it.about === "people"));
  const html = await saved(studio, "Save as HTML");
  assert.ok(html.text.includes(record.model.files[0].sha256) && html.text.includes(`Calibration error ${error}%`));
  for (const foreign of ["<script", "<link", "src=\"http", "secret", "data:image"]) {
    assert.ok(!html.text.includes(foreign) && !text.includes(foreign), foreign);
  }
  await studio.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
});

test("a text is asked again without each of its words", async (t) => {
  const studio = await open(browser, { query: "text/?device=cpu", network: null });
  t.after(() => studio.close());
  await studio.modelLoaded();
  const texts = {
    Billing: ["I was charged twice for my order.", "My invoice shows the wrong amount.", "Please refund the money I paid."],
    Delivery: ["The parcel has not arrived yet.", "The courier left it at the wrong house.", "When will the package be here?"],
  };
  await studio.nameClasses(Object.keys(texts));
  for (const [name, lines] of Object.entries(texts)) await studio.addTexts(name, lines);
  await studio.trainToEnd();
  await studio.tryText("please refund my parcel");
  const region = await explained(studio);
  const words = region.getByRole("toolbar", { name: "Words of the text", exact: true }).getByRole("button");
  const said = (await words.allInnerTexts()).map((text) => text.trim().split(/\s+/));
  assert.deepEqual(said.map(([word]) => word), ["please", "refund", "my", "parcel"]);
  const scores = said.map(([, score]) => value(score));
  assert.ok(scores.every(Number.isFinite), scores.join());

  // The score of a word is by how much the logit falls in a text without it.
  const logit = async () => value(/The logit is ([+−]?[\d.]+)\./.exec(await region.innerText())[1]);
  const whole = await logit();
  const asked = await region.getByRole("combobox", { name: "What speaks for" }).inputValue();
  await words.nth(1).focus();
  await studio.page.keyboard.press("Enter");
  const list = region.getByRole("list", { name: "Without “refund”", exact: true });
  await list.getByRole("listitem").nth(1).waitFor();
  const without = await list.getByRole("listitem").allInnerTexts();
  assert.equal(without.length, 2);
  assert.deepEqual(await complaints(studio.page), []);
  // It stays open, and is asked of what is typed next.
  await studio.tryText("please my parcel");
  await until(async () => (await words.allInnerTexts()).length === 3);
  await region.and(studio.page.locator('[aria-busy="false"]')).waitFor();
  await region.getByRole("combobox", { name: "What speaks for" }).selectOption(asked);
  const rest = await until(async () => (await region.innerText()).includes("The logit is") && (await logit()));
  assert.ok(Math.abs(whole - rest - scores[1]) <= 0.002, `${whole} - ${rest}, and not ${scores[1]}`);
  // What was said without the word is said of the text without it.
  const first = await studio.predicted();
  assert.ok(without[0].startsWith(`${first[0].name} ${first[0].percent}%`), `${without[0]}, ${JSON.stringify(first)}`);
  await studio.page.getByRole("button", { name: "Why?", exact: true }).click();
  await region.waitFor({ state: "detached" });
});
