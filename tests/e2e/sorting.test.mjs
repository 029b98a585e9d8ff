// Many at once: sorted, the most unsure first, corrected, and taken away; nothing is taught unless it is put there.

import assert from "node:assert/strict";
import { inflateRawSync } from "node:zlib";
import { after, before, test } from "node:test";
import { complaints } from "./axe.mjs";
import { complaintsAbout, file, launch, needsData, open, photos, read, until } from "./harness.mjs";
import { cells, done, download, region, sortFiles } from "./sorted.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

const CLASSES = ["dolphin", "lotus"];

/** A studio that tells two classes apart. */
async function taught(t, options = {}) {
  const studio = await open(browser, { query: "?device=cpu", ...options });
  t.after(() => studio.close());
  await studio.addPhotos(CLASSES, 5);
  await studio.trainToEnd();
  return studio;
}

/** Twelve photos that it has never seen, six of each class. */
const unseen = () => CLASSES.flatMap((name) =>
  photos("test", name, 6).map((path, index) => file(`${name} ${index + 1}.jpg`, read(path))));

const items = (studio) => region(studio).getByRole("list", { name: /^Sorted / }).getByRole("listitem");

/** What stands at each: `{ name, label, percent, unknown }`, as shown. */
function shown(studio) {
  return items(studio).evaluateAll((all) =>
    all.map((item) => {
      const [label, percent] = item.querySelector(".share")?.innerText.split(/\s(?=\d+%$)/) ?? [];
      const unknown = item.querySelector(".unknown") !== null;
      return { name: item.querySelector(".file-name").innerText, label, percent: parseInt(percent, 10), unknown };
    }),
  );
}

/** What is in a zip: bytes by paths. */
function unzip(bytes) {
  const files = {};
  let at = bytes.lastIndexOf("PK\x05\x06", undefined, "latin1");
  const count = bytes.readUInt16LE(at + 10);
  at = bytes.readUInt32LE(at + 16);
  for (let index = 0; index < count; index += 1) {
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = bytes.subarray(start, start + size);
    files[bytes.subarray(at + 46, at + 46 + name).toString()] = method === 8 ? inflateRawSync(content) : content;
    at += 46 + name + extra + comment;
  }
  return files;
}

test("twelve photos are sorted, corrected, and go out as a table and a zip", needsData, async (t) => {
  const studio = await taught(t);
  const files = unseen();
  await sortFiles(studio, files);
  assert.match(await done(studio, /^12 pictures/), /^12 pictures(: |, )(\d+ (dolphin|lotus|it does not know)(, |$))+$/);
  const sorted = await shown(studio);
  assert.deepEqual(sorted.map(({ name }) => name).sort(), files.map(({ name }) => name).sort());
  const strange = sorted.filter(({ unknown }) => unknown);
  assert.ok(sorted.slice(0, strange.length).every(({ unknown }) => unknown), "what it does not know comes first");
  for (const some of [strange, sorted.slice(strange.length)]) {
    const percents = some.map(({ percent }) => percent);
    assert.deepEqual(percents, [...percents].sort((a, b) => a - b), "the most unsure come first");
  }
  assert.equal(await items(studio).locator("img").count(), 12);
  assert.deepEqual(await studio.contents(), { dolphin: 5, lotus: 5 }, "nothing was taught");
  assert.equal(await studio.prediction.count(), 0);
  assert.deepEqual(await complaints(studio.page), []);

  // The first is corrected with one press.
  const [first] = sorted;
  const other = CLASSES.find((name) => name !== first.label);
  await items(studio).first().getByRole("button", { name: other, exact: true }).click();
  await items(studio).first().getByRole("button", { name: other, exact: true, pressed: true }).waitFor();

  const table = await download(studio, "Save predictions as CSV");
  assert.equal(table.name, "Untitled project predictions.csv");
  const [head, ...rows] = cells(table.bytes.toString());
  assert.deepEqual(head, ["file", "label", "probability", "unknown", "corrected", ...CLASSES]);
  assert.deepEqual(rows.map(([name]) => name), files.map(({ name }) => name), "in the order they came");
  for (const [name, label, probability, unknown, corrected, ...shares] of rows) {
    const is = sorted.find((one) => one.name === name);
    const isUnknown = is.unknown && is !== first;
    assert.equal(unknown, isUnknown ? "yes" : "no");
    assert.equal(label, is === first ? other : is.label);
    assert.equal(corrected, is === first ? "yes" : "no");
    assert.equal(probability, shares[CLASSES.indexOf(label)]);
    assert.ok(Math.abs(Number(shares[0]) + Number(shares[1]) - 1) < 0.001, shares.join());
  }

  const zip = await download(studio, "Save as a zip, a folder a class");
  assert.equal(zip.name, "Untitled project sorted.zip");
  const unpacked = unzip(zip.bytes);
  const expected = rows.map(([name, label, , unknown]) => `${unknown === "yes" ? "I don't know" : label}/${name}`).sort();
  assert.deepEqual(Object.keys(unpacked).sort(), expected);
  for (const { name, buffer } of files) {
    const [inside] = Object.keys(unpacked).filter((path) => path.endsWith(`/${name}`));
    assert.ok(unpacked[inside].equals(buffer), `${inside} has the bytes that were added`);
  }

  await region(studio).getByRole("button", { name: "Add corrections as examples (1)" }).click();
  await studio.shows({ dolphin: 5, lotus: 5, [other]: 6 });
  await items(studio).first().getByText(`An example of ${other}`).waitFor();
  // One of those that were right is added by itself, and one step back takes it out again.
  await items(studio).nth(1).getByRole("button", { name: /^Add to / }).click();
  await until(async () => Object.values(await studio.contents()).reduce((sum, count) => sum + Number(count), 0) === 12);
  await studio.page.getByRole("button", { name: "Undo" }).click();
  await studio.shows({ dolphin: 5, lotus: 5, [other]: 6 });
  await studio.embedded();

  // A new head: the answers are from before, until it is asked.
  await studio.trainToEnd();
  await region(studio).getByText("Some answers are from before the last training.").waitFor();
  await region(studio).getByRole("button", { name: "Sort again" }).click();
  await region(studio).getByText("Some answers are from before").waitFor({ state: "detached", timeout: 60_000 });
  await done(studio, /^12 pictures/);

  // The copy that is kept goes into the zip as well.
  const again = unzip((await download(studio, "Save as a zip, a folder a class")).bytes);
  assert.equal(Object.keys(again).length, 12);
  await region(studio).getByRole("button", { name: "Clear" }).click();
  await region(studio).waitFor({ state: "detached" });
});

test("what cannot be read says so at its place, and all else is sorted", needsData, async (t) => {
  const studio = await taught(t);
  const [photo] = photos("test", "lotus", 1);
  await sortFiles(studio, [file("letter.jpg", "Dear diary"), file("lotus.jpg", read(photo)), file("empty.png", "")]);
  await done(studio, /^3 pictures: 1 (lotus|it does not know), 2 could not be read$/);
  const card = studio.page.getByRole("region", { name: "Try it" });
  await card.getByText("“letter.jpg” was left out: it is not a picture").waitFor();
  await card.getByText("“empty.png” was left out: the file is empty.").waitFor();
  assert.equal(await studio.alert.count(), 0, "and no alarm does");
  assert.deepEqual(await complaints(studio.page), []);
  // One by itself is tried as before.
  assert.equal((await studio.try(photo))[0].name, "lotus");
});

test("many show their beginning, and can be stopped", needsData, async (t) => {
  const studio = await taught(t);
  const all = photos("test", "dolphin", 20).concat(photos("test", "lotus", 20));
  const many = Array.from({ length: 160 }, (_, index) => file(`${index}.jpg`, read(all[index % all.length])));
  await sortFiles(studio, many);
  const card = studio.page.getByRole("region", { name: "Try it" });
  await card.getByText(/^\d+ of 160 answered$/).waitFor();
  assert.equal(await items(studio).count(), 60);
  await card.getByRole("button", { name: "Cancel" }).click();
  const words = await done(studio, /^160 pictures/);
  t.diagnostic(words);
  assert.match(words, /\d+ not asked$/);
  await region(studio).getByRole("button", { name: "Show more (100 left)" }).click();
  await until(async () => (await items(studio).count()) === 120);
  await region(studio).getByRole("button", { name: "Sort again" }).click();
  assert.doesNotMatch(await done(studio, /^160 pictures/), /not asked/);
  assert.deepEqual(await complaints(studio.page), []);
});

test("before anything is trained there is a sentence, and nothing is sorted", needsData, async (t) => {
  const studio = await open(browser, { query: "?device=cpu" });
  t.after(() => studio.close());
  await sortFiles(studio, photos("test", "lotus", 2));
  await studio.alertSays("Nothing was sorted: nothing has been trained yet. Press Train first.");
  assert.equal(await region(studio).count(), 0);
});

/** A studio for texts that tells two classes apart. */
async function taughtTexts(t) {
  const studio = await open(browser, { query: "text/?device=cpu", network: null });
  t.after(() => studio.close());
  await studio.modelLoaded();
  await studio.nameClasses(Object.keys(complaintsAbout));
  for (const [name, lines] of Object.entries(complaintsAbout)) await studio.addTexts(name, lines);
  await studio.trainToEnd();
  return studio;
}

const week = [
  "I paid and was charged the wrong amount of money", "the package was left at a wrong house", "=1+1, my refund",
];

test("texts in lines and in tables are sorted, and taught only where that is asked for", async (t) => {
  const studio = await taughtTexts(t);
  const { page } = studio;
  // Several lines are one text, until they are said not to be.
  await studio.tryText(week.slice(0, 2).join("\n"));
  await page.getByRole("button", { name: "Sort these 2 lines one by one" }).click();
  assert.equal(await done(studio, /^2 texts/), "2 texts: 1 Billing, 1 Delivery");
  await region(studio).getByRole("button", { name: "Clear" }).click();

  // A file to try: its column is asked for, and then sorted.
  const csv = ["number,complaint", ...week.map((text, index) => `${index + 1},"${text}"`)].join("\n");
  await sortFiles(studio, file("week.csv", csv, "text/csv"));
  const card = page.getByRole("region", { name: "Try it" });
  await card.getByRole("button", { name: "Sort 3 texts" }).waitFor();
  assert.deepEqual(await complaints(page), []);
  await card.getByLabel("Texts are in").selectOption({ label: "complaint" });
  await card.getByRole("button", { name: "Sort 3 texts" }).click();
  await done(studio, /^3 texts/);
  const table = await download(studio, "Save predictions as CSV");
  const rows = cells(table.bytes.toString());
  assert.deepEqual(rows.map(([text]) => text), ["text", week[0], week[1], `'${week[2]}`]);
  assert.deepEqual(rows[0].slice(1), ["label", "probability", "unknown", "corrected", "Billing", "Delivery"]);
  assert.equal(rows[1][1], "Billing");
  assert.equal(rows[2][1], "Delivery");
  assert.equal(await region(studio).getByRole("button", { name: /zip/ }).count(), 0, "texts are no files");
  assert.deepEqual(await complaints(page), []);
  await region(studio).getByRole("button", { name: "Clear" }).click();

  // A table without labels that is imported had better be sorted.
  await page.getByLabel("Import a table").setInputFiles(file("lines.txt", week.join("\n"), "text/plain"));
  await page.getByRole("button", { name: "Sort them instead of teaching" }).click();
  await done(studio, /^3 texts/);
  assert.deepEqual(await studio.texts("Billing"), complaintsAbout.Billing);
  await items(studio).first().getByRole("button", { name: /^Add to / }).click();
  await items(studio).first().getByText(/^An example of /).waitFor();
});
