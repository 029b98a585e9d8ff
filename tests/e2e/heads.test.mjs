// Kinds of head: chosen, trained, tried, kept, and compared with each other.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { complaints } from "./axe.mjs";
import { file, launch, needsData, open, photos, read, until } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

const CLASSES = ["dolphin", "lotus"];

/** Opens the part of the card that chooses, and gives its box. */
async function kinds(studio, { summary = "How it tells classes apart", box = "Kind of head" } = {}) {
  const found = studio.page.getByRole("combobox", { name: box, exact: true });
  if (!(await found.isVisible())) await studio.page.locator("summary", { hasText: summary }).click();
  // It is a part of the page, which may still be on its way.
  await found.waitFor();
  return found;
}

test("every kind is chosen by keyboard, trained, tried, and there again after a reload", needsData, async (t) => {
  const studio = await open(browser, { query: "?device=cpu" });
  t.after(() => studio.close());
  await studio.addPhotos(CLASSES, 6);
  const box = await kinds(studio);
  assert.equal(await box.inputValue(), "linear");
  await studio.underTheHood();
  const page = studio.page;
  const epochs = page.getByLabel("Epochs", { exact: true });
  for (const [key, kind, title] of [
    ["L", "regularised", "Linear layer, L2 by cross-validation"],
    ["N", "nearest", "Nearest neighbours"],
    ["C", "means", "Class means"],
  ]) {
    await box.focus();
    // The letter chooses the next that begins with it.
    await page.keyboard.press(key);
    assert.equal(await box.inputValue(), kind);
    await epochs.waitFor({ state: "hidden" });
    const { heldOut, text } = await studio.trainToEnd();
    assert.equal(heldOut, 2);
    assert.ok(text.includes(`Told apart by: ${title}`), text);
    await page.getByText("there is no curve to draw").waitFor();
    assert.equal(await page.locator(".charts svg").count(), 0, "nothing empty is drawn");
    const facts = page.locator("dt", { hasText: "Kind of head" }).locator("+ dd");
    assert.equal(await facts.textContent(), title);
    await studio.tellsApart();
    await page.locator(".trust[aria-busy=false]").waitFor({ timeout: 60_000 });
    assert.match(await page.locator(".trust").innerText(), /Calibration error \d+%/);
  }
  assert.deepEqual(await complaints(page), []);
  await page.getByRole("button", { name: "Undo" }).click();
  // A kind is a step.
  await until(async () => (await box.inputValue()) === "nearest");
  await page.getByRole("button", { name: "Redo" }).click();
  await until(async () => (await box.inputValue()) === "means");
  await page.getByText("Saved on this device").waitFor();

  await page.reload();
  await studio.result.getByText("Told apart by: Class means").waitFor({ timeout: 30_000 });
  assert.equal(await (await kinds(studio)).inputValue(), "means");
  await studio.tellsApart();
});

test("which works best is ranked, said, and taken with one press", needsData, async (t) => {
  const studio = await open(browser, { query: "?device=cpu" });
  t.after(() => studio.close());
  await studio.addPhotos(CLASSES, 6);
  await studio.set("Epochs", 20);
  const box = await kinds(studio);
  const page = studio.page;
  const status = page.getByRole("status", { name: "Which works best?", exact: true });
  const press = page.getByRole("button", { name: "Which works best?", exact: true });
  // Given up, nothing comes of it.
  await press.click();
  await page.getByRole("button", { name: "Compare no more" }).click();
  await press.waitFor();
  await press.click();
  const table = page.getByRole("table", { name: "The kinds of head, best first" });
  await table.waitFor({ timeout: 120_000 });
  const rows = await table.getByRole("row").allInnerTexts();
  assert.equal(rows.length, 6);
  const shares = rows.slice(1).map((row) => Number(/(\d+)%/.exec(row)[1]));
  assert.deepEqual(shares, [...shares].sort((a, b) => b - a), "the best first");
  assert.match(await status.innerText(), /is right most often \(\d+%\).*chance/);
  assert.match(await page.locator(".heads").innerText(), /Asked about 12 examples, copies once, 3 times over/);
  assert.deepEqual(await complaints(page), []);

  await box.selectOption("hidden");
  const best = await table.getByRole("rowheader").first().innerText();
  await page.getByRole("button", { name: "Use this one", exact: true }).click();
  const chosen = () => box.evaluate((box) => box.selectedOptions[0].textContent);
  await until(async () => (await chosen()) === best);
  await page.getByText(`${best}: chosen for the next training.`).waitFor();

  // Other examples: it is of those before.
  await studio.add("lotus", photos("train", "lotus", 1, 10));
  await page.getByText("This is from before your examples or the model changed.").waitFor();
});

/** A photo as a model takes it, of 224 x 224 pixels, and its mirror image: two files. */
async function withMirrorImage(page, path) {
  const made = await page.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const photo = await createImageBitmap(new Blob([bytes]), { resizeWidth: 224, resizeHeight: 224 });
    const draw = async (scale, left) => {
      const canvas = new OffscreenCanvas(224, 224);
      const context = canvas.getContext("2d");
      context.setTransform(scale, 0, 0, 1, left, 0);
      context.drawImage(photo, 0, 0);
      const blob = await canvas.convertToBlob({ type: "image/png" });
      return [...new Uint8Array(await blob.arrayBuffer())];
    };
    return [await draw(1, 0), await draw(-1, 224)];
  }, read(path).toString("base64"));
  return made.map((bytes, at) => file(["photo.png", "mirrored.png"][at], Buffer.from(bytes)));
}

test("a photo and its mirror image are told the same where mirror images are looked at too", needsData, async (t) => {
  const studio = await open(browser, { query: "?device=cpu" });
  t.after(() => studio.close());
  const { page } = studio;
  await studio.addPhotos(CLASSES, 6);
  await kinds(studio);
  const files = await withMirrorImage(page, photos("test", "laptop", 1)[0]);
  /** What is said of both: the sentence about the logit, once its cells add up. */
  const said = async () => {
    const sentences = [];
    for (const one of files) {
      await studio.try(one);
      const region = page.getByRole("region", { name: "Why it says so", exact: true });
      if (!(await region.isVisible())) await page.getByRole("button", { name: "Why?", exact: true }).click();
      await page.getByText(one.name).first().waitFor();
      await region.and(page.locator('[aria-busy="false"]')).waitFor({ timeout: 60_000 });
      sentences.push(await region.getByText(/the logit is/).last().innerText());
    }
    return sentences;
  };
  await studio.trainToEnd();
  const [photo, mirrored] = await said();
  assert.notEqual(photo, mirrored);
  const box = page.getByRole("checkbox", { name: "Look at mirror images too", exact: true });
  await box.check();
  await page.getByText("Press Train to teach it so.").waitFor();
  await studio.trainToEnd();
  const both = await said();
  assert.equal(both[0], both[1]);
  await studio.underTheHood();
  await page.getByText("looked at as it is and mirrored, and averaged").waitFor();
  assert.deepEqual(await complaints(page), []);
  // It is of the head, and there again with it.
  await page.getByText("Saved on this device").waitFor();
  await page.reload();
  await studio.ready();
  await studio.embedded();
  const again = await said();
  assert.deepEqual(again, both);
});

test("a German page says it in German", needsData, async (t) => {
  const studio = await open(browser, { query: "?device=cpu&lang=de" });
  t.after(() => studio.close());
  const box = await kinds(studio, { summary: "Wie es Klassen unterscheidet", box: "Art des Kopfs" });
  assert.deepEqual(await box.locator("option").allInnerTexts(), [
    "Lineare Schicht",
    "Verborgene Schicht",
    "Lineare Schicht, L2 durch Kreuzvalidierung",
    "Nächste Nachbarn",
    "Klassenmittel",
  ]);
  await studio.page.getByRole("button", { name: "Was passt am besten?" }).click();
  await studio.page.getByRole("alert").filter({ hasText: "Die Arten von Köpfen wurden nicht verglichen" }).waitFor();
});

test("what unbalance does is said; class weights and early stopping are switched on, and told of", needsData, async (t) => {
  const studio = await open(browser, { query: "?device=cpu" });
  t.after(() => studio.close());
  const page = studio.page;
  await studio.nameClasses(CLASSES);
  await studio.add("dolphin", photos("train", "dolphin", 4));
  await studio.add("lotus", photos("train", "lotus", 15));
  const warning = page.getByText("There are many more examples of “lotus” (15) than of “dolphin” (4)");
  await warning.waitFor();
  await kinds(studio);
  await page.getByRole("checkbox", { name: "All classes count the same" }).check();
  await warning.waitFor({ state: "detached" });
  await studio.underTheHood();
  await page.getByRole("checkbox", { name: "Stop early" }).check();
  const { heldOut, text } = await studio.trainToEnd();
  assert.equal(heldOut, 4);
  assert.match(text, /After that it was taught with all/);
  const fact = (name) => page.locator("dt", { hasText: name }).locator("+ dd").textContent();
  assert.equal(await fact("Class weights"), "all classes count the same");
  assert.equal(await fact("What answers"), "learnt in the same way from all of them afterwards");
  await studio.tellsApart();
  await page.getByText(/Of “dolphin”, the smallest class, \d+% is found/).waitFor({ timeout: 60_000 });
  assert.deepEqual(await complaints(page), []);
});
