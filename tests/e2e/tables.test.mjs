// Files of texts as people have them, from public reports about others: each is shown as the table that it is before it
// becomes examples, with what is left out and what was taken for what.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { cases, file, launch, needsCases, open, read } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

async function texts(t) {
  const studio = await open(browser, { query: "text/?device=cpu", network: null });
  t.after(() => studio.close());
  await studio.modelLoaded();
  return studio;
}

/** Gives a file, and waits until it is shown. */
async function shown(studio, given, where = "Import a table") {
  await studio.page.getByLabel(where, { exact: true }).setInputFiles(given);
  const panel = studio.page.getByRole("region", { name: `Texts in ${given.name}` });
  await panel.waitFor();
  return panel;
}

/** A file of the cases, under its own name or another. */
const of = (path, name = basename(path)) => file(name, read(join(cases, path)), "");

const remarks = (panel) => panel.locator("ul.hint li").allInnerTexts();
const offer = (panel) => panel.getByRole("button", { name: /^Add / }).innerText();
const chosen = (panel, label) => panel.getByLabel(label, { exact: true }).evaluate((box) => box.selectedOptions[0].textContent);

test("T01: a line that names the separator is no row", needsCases, async (t) => {
  const studio = await texts(t);
  for (const name of readdirSync(join(cases, "T01"))) {
    const panel = await shown(studio, of(`T01/${name}`));
    assert.equal(await chosen(panel, "Texts are in"), "text");
    assert.equal(await chosen(panel, "Classes"), "By label");
    assert.deepEqual(await remarks(panel), []);
    assert.ok(!(await panel.innerText()).includes("sep="));
    await panel.getByRole("button", { name: "Cancel" }).click();
  }
});

test("T02: labelled texts are known wherever they are given, and whatever they are called", needsCases, async (t) => {
  const studio = await texts(t);
  for (const [path, name] of [["T02/fasttext.txt"], ["T02/fasttext.txt", "fasttext"], ["T02/real-amazon_cells_labelled.txt"]]) {
    for (const where of ["Import a table", "Add examples to Class 1"]) {
      const panel = await shown(studio, of(path, name), where);
      assert.match(await offer(panel), /^Add [\d,]+ examples to 2 classes$/);
      assert.equal(await panel.getByRole("columnheader").count(), 2);
      assert.ok(!(await panel.innerText()).includes("__label__"));
      await panel.getByRole("button", { name: "Cancel" }).click();
    }
  }
});

test("T03, T05, T07, T14: each row arrives, and what was not plain is said", needsCases, async (t) => {
  const studio = await texts(t);
  for (const [path, examples, said] of [
    ["T03/tweets.tsv", /^Add 40 examples to 2 classes$/, []],
    ["T05/backspace.csv", /^Add \d+ examples to 2 classes$/, [/control character/]],
    ["T05/nul.csv", /^Add \d+ examples to 2 classes$/, [/control character/]],
    ["T05/unit-separator.csv", /^Add \d+ examples to 2 classes$/, [/control character/]],
    ["T07/sarcasm.jsonl", /^Add \d+ examples to 2 classes$/, []],
    ["T14/title-line-first.csv", /^Add \d+ examples to 2 classes$/, [/^1 row at the top is no part of the table\.$/]],
  ]) {
    const panel = await shown(studio, of(path));
    assert.match(await offer(panel), examples, path);
    const sentences = await remarks(panel);
    assert.equal(sentences.length, said.length, `${path}: ${sentences}`);
    said.forEach((words, at) => assert.match(sentences[at], words));
    if (path.startsWith("T14")) {
      // It was guessed, and can be said otherwise.
      assert.equal(await panel.getByLabel("Rows above the table").inputValue(), "1");
      await panel.getByLabel("Rows above the table").fill("0");
      await panel.getByLabel("Rows above the table").press("Tab");
      await panel.getByRole("columnheader", { name: "Survey of spring 2025" }).waitFor();
    }
    await panel.getByRole("button", { name: "Cancel" }).click();
  }
});

test("T12: long labels that begin alike are classes of their own", needsCases, async (t) => {
  const studio = await texts(t);
  const panel = await shown(studio, of("T12/long-labels.csv"));
  assert.match(await offer(panel), /to 3 classes$/);
  await panel.getByRole("button", { name: /^Add / }).click();
  await studio.page.getByText(/from long-labels\.csv added/).waitFor();
  const boxes = studio.page.getByRole("textbox", { name: "Class name" });
  const names = await boxes.evaluateAll((boxes) => boxes.map(({ value }) => value));
  assert.equal(new Set(names).size, 3, names.join("\n"));
});

test("T15: of a file that is sorted by label each label keeps its share, and that is said", needsCases, async (t) => {
  const studio = await texts(t);
  const panel = await shown(studio, of("T15/sorted-by-label.csv"));
  assert.match(await offer(panel), /^Add 5,000 examples to 2 classes$/);
  const [said] = await remarks(panel);
  assert.match(said, /^1,000 rows are left out: 5,000 are taken, from everywhere in the file\. Of each label its share: “positive” [\d,]+ of [\d,]+, “negative” [\d,]+ of [\d,]+\.$/);
});

test("labels that differ in case, blanks or how their marks are written are one class", async (t) => {
  const studio = await texts(t);
  const rows = ["text,label", "Tasse,Café", "Kanne,Cafe\u0301", "Teller,café ", "Gabel,Besteck"];
  const panel = await shown(studio, file("labels.csv", rows.join("\n"), "text/csv"));
  assert.equal(await offer(panel), "Add 4 examples to 2 classes");
  assert.deepEqual(await remarks(panel), ["1 label differs from another in case or blanks alone and is the same class: “Café” and “café”."]);
  await panel.getByRole("button", { name: /^Add / }).click();
  await studio.group("Café").waitFor();
  assert.deepEqual(await studio.texts("Café"), ["Tasse", "Kanne", "Teller"]);
});

test("JSON that breaks off gets a sentence that says where", async (t) => {
  const studio = await texts(t);
  const given = file("half.jsonl", '{"text": "Hi", "label": 1}\n{"text": "By', "");
  await studio.page.getByLabel("Import a table", { exact: true }).setInputFiles(given);
  await studio.alertSays("its JSON is damaged in line 2");
});
