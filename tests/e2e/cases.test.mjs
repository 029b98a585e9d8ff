// Pictures as people have them, from public reports about others: each is taken as browsers take it, or left out with a
// sentence that says what it is.

import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { film, png16 } from "./crafted.mjs";
import { cases, file, launch, needsCases, needsData, open, photos, read, until } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

/** The page, with a class for these. */
async function studio(t, options = {}) {
  const studio = await open(browser, { query: "?device=cpu", ...options });
  t.after(() => studio.close());
  await studio.nameClasses(["these"]);
  return studio;
}

/** The paths of a case's files. */
const of = (id, folder = "") => readdirSync(join(cases, id, folder)).sort().map((name) => join(cases, id, folder, name));

/** Adds files, and waits until all have been looked at and so many are there. */
async function added(studio, files, count, name = "these") {
  await studio.add(name, files);
  await until(async () => (await studio.contents())[name] === count);
  await studio.embedded();
  assert.equal((await studio.contents())[name], count, "still");
}

/** What stands in the alert of pictures and of the browser, a sentence each. */
async function said(studio) {
  const all = await studio.alert.getByRole("listitem").allInnerTexts();
  return all.filter((sentence) => !sentence.startsWith("The weights of"));
}

/** Red, green and blue of a class's thumbnails, at a quarter and three quarters of their width and height. */
async function corners(studio, name = "these") {
  const thumbnails = studio.group(name).locator("img");
  return thumbnails.evaluateAll((images) =>
    Promise.all(images.map(async (image) => {
      await image.decode();
      const canvas = new OffscreenCanvas(4, 4);
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0, 4, 4);
      const at = (x, y) => [...context.getImageData(x, y, 1, 1).data.slice(0, 3)];
      return [at(0, 0), at(3, 0), at(0, 3), at(3, 3)];
    })),
  );
}

/** Whether two thumbnails show about the same. */
function areAlike(one, other) {
  return one.flat().every((value, at) => Math.abs(value - other.flat()[at]) < 24);
}

for (const [id, what, count] of [
  ["P02", "padded JPEGs", 3],
  ["P03", "bitmaps from the top and of OS/2", 3],
  ["P10", "a photo of 50 megapixels", 1],
  ["P24", "an icon", 1],
]) {
  test(`${id}: taken without a word: ${what}`, needsCases, async (t) => {
    const page = await studio(t);
    await added(page, of(id), count);
    assert.equal(await page.alert.count(), 0);
    for (const thumbnail of await corners(page)) {
      assert.ok(new Set(thumbnail.flat()).size > 3, "something is to be seen");
    }
  });
}

test("P05: a film is called a video, and the photo beside it is taken", needsCases, async (t) => {
  const page = await studio(t);
  await added(page, of("P05"), 1);
  await page.alertSays("“IMG_0042.mov” was left out: it is a video.");
});

test("P06: HEIC is called so whatever its name, in one sentence with a count", needsCases, async (t) => {
  const page = await studio(t);
  await added(page, of("P06"), 0);
  await page.alertSays("2 files (“IMG_0001.HEIC” and “IMG_0002.jpg”) were left out, each because it is a HEIC photo");
  const [first] = of("P06");
  const more = Array.from({ length: 198 }, (_, at) => file(`IMG_${at + 3}.HEIC`, read(first)));
  await added(page, more, 0);
  await page.alertSays("200 files (");
  assert.equal((await said(page)).length, 1);
});

test("P05: 200 films give one sentence, and what is not a film its own", async (t) => {
  const page = await studio(t, { network: null });
  const films = Array.from({ length: 200 }, (_, at) => file(`IMG_${at + 1}.mov`, film()));
  await added(page, [...films, file("a.pdf", "%PDF-1.7")], 0);
  await page.alertSays("200 files (“IMG_1.mov”, “IMG_2.mov” and 198 others) were left out, each because it is a video");
  await page.alertSays("“a.pdf” was left out: it is a PDF document.");
  assert.equal((await said(page)).length, 2);
});

test("P10: eight large photos at once take at most 400 MB", { skip: needsCases.skip || process.platform !== "linux" }, async (t) => {
  const own = await launch({ gpu: false });
  t.after(() => own.close());
  const page = await open(own, { query: "?device=cpu" });
  t.after(() => page.close());
  await page.modelLoaded();
  const [photo] = of("P10");
  // The same bytes would be one file.
  const eight = Array.from({ length: 8 }, (_, at) =>
    file(`${at}.jpg`, Buffer.concat([read(photo), Buffer.from([at])])));
  await page.nameClasses(["these"]);
  const before = memory();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, memory())), 50);
  await added(page, eight, 8);
  clearInterval(watch);
  const grown = Math.round(most - before);
  t.diagnostic(`${grown} MB above the idle page`);
  assert.ok(grown <= 400, `${grown} MB`);
  assert.equal(await page.alert.count(), 0);
});

/** Megabytes of all processes below this one, what they share counted once. */
function memory() {
  const parents = new Map();
  for (const id of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      parents.set(id, /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, "utf8"))[1]);
    } catch {
      // It has ended meanwhile.
    }
  }
  const isBelow = (id) => id === String(process.pid) || (parents.has(id) && isBelow(parents.get(id)));
  let kilobytes = 0;
  for (const id of [...parents.keys()].filter((id) => id !== String(process.pid) && isBelow(id))) {
    try {
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, "utf8"))?.[1] ?? 0);
    } catch {
      // Likewise.
    }
  }
  return kilobytes / 1000;
}

test("P11: what is drawn in white on nothing can be told apart", needsCases, async (t) => {
  const page = await studio(t);
  await page.nameClasses(["arrow", "ring"]);
  for (const name of ["arrow", "ring"]) await added(page, of("P11", name), 6, name);
  assert.equal(await page.alert.count(), 0, "none is blank");
  await page.trainToEnd();
  for (const name of ["arrow", "ring"]) {
    assert.equal((await page.try(of("P11", name)[0]))[0].name, name);
  }
});

test("P13: a JPEG whose lower half is missing stops in the middle, though it has an end", needsCases, async (t) => {
  const page = await studio(t);
  await added(page, of("P13"), 0);
  await page.alertSays("“half-grey-with-eoi.jpg” was left out: the file stops in the middle");
});

test("P15: what is to be turned is upright, in all formats alike", needsCases, async (t) => {
  const page = await studio(t);
  await added(page, of("P15"), 2);
  const [jpeg, webp] = await corners(page);
  assert.ok(areAlike(jpeg, webp), `${JSON.stringify(jpeg)} and ${JSON.stringify(webp)}`);
});

test("P16: what was touched, removed or renamed since it was added stays, also with another model", needsData, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "headstart-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const copies = photos("train", "watch", 3).map((photo) => {
    const copy = join(folder, basename(photo));
    copyFileSync(photo, copy);
    return copy;
  });
  const page = await studio(t);
  await added(page, copies, 3);
  utimesSync(copies[0], new Date(), new Date());
  rmSync(copies[1]);
  renameSync(copies[2], join(folder, "elsewhere.jpg"));
  const models = page.page.getByRole("combobox", { name: "Pre-trained model" });
  const before = await page.chosenModel();
  await models.selectOption({ index: 1 });
  assert.notEqual(await page.chosenModel(), before);
  await page.modelLoaded();
  await page.embedded();
  assert.equal((await page.contents()).these, 3);
  assert.equal(await page.alert.count(), 0);
});

test("P20: a name with marks of direction leaves the sentence readable", needsCases, async (t) => {
  const page = await studio(t);
  const names = of("P20").map((path) => basename(path));
  await added(page, of("P20"), 0);
  await page.alertSays("each because it is not a picture");
  const [sentence] = await said(page);
  assert.ok(!/[\u202a-\u202e\u200e\u200f]/u.test(sentence), JSON.stringify(sentence));
  const joined = names.find((name) => name.includes("\u200d"));
  assert.ok(sentence.includes(`“${joined}”`), "joined emoji stay joined");
  const arabic = await studio(t, { network: null });
  await added(arabic, file("قطة.jpg", "no picture"), 0);
  await arabic.alertSays("“\u2068قطة.jpg\u2069” was left out: it is not a picture");
});

test("P22: an animation that begins blank is taken, and said to be blank", needsCases, async (t) => {
  const page = await studio(t);
  await added(page, of("P22"), 1);
  await page.alertSays("“fade-in.gif” was added, but look at it: it is blank");
});

test("pictures of 16 bits are taken, and one too dark to show anything is said to be blank", async (t) => {
  const page = await studio(t, { network: null });
  const bright = png16(64, 48, (x) => 1000 * x);
  const dark = png16(64, 48, (x) => 300 + 4 * x);
  await added(page, [file("bright.png", bright, "image/png"), file("dark.png", dark, "image/png")], 2);
  await page.alertSays("“dark.png” was added, but look at it: it is blank");
  assert.equal((await said(page)).length, 1);
});

test("B01: a browser that changes what pages read from pictures is noticed once", needsCases, async (t) => {
  const prelude = `${read(join(cases, "B01/farble.js"))}\n`;
  for (const strong of [true, false]) {
    const page = await studio(t, { prelude: prelude.replace("STRONG = true", `STRONG = ${strong}`) });
    await added(page, photos("train", "watch", 3), 3);
    await page.alertSays("This browser changes the pixels that pages read");
    assert.equal((await said(page)).length, 1);
  }
});
