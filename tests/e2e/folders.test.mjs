// Folders and zips of classes, chosen or dropped: every file goes where its folder says, and what is on its way can be
// stopped. Of many pictures only those in sight are made.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { zip } from "./crafted.mjs";
import { launch, needsData, open, photos, until } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

async function opened(t, query = "?device=cpu&model=small-resnet") {
  const studio = await open(browser, { query, network: null });
  t.after(() => studio.close());
  return studio;
}

/** A folder of photos by class, with what systems leave in folders: its path. */
function folder(t, name, classes, count = 2) {
  const place = mkdtempSync(join(tmpdir(), "headstart-"));
  t.after(() => rmSync(place, { recursive: true }));
  for (const one of classes) {
    mkdirSync(join(place, name, one), { recursive: true });
    for (const photo of photos("train", one, count)) copyFileSync(photo, join(place, name, one, basename(photo)));
    writeFileSync(join(place, name, one, ".DS_Store"), "x");
  }
  writeFileSync(join(place, name, "Thumbs.db"), "x");
  return join(place, name);
}

/** The same as a zip's files. */
function inside(classes, count = 2, within = "") {
  const files = {};
  for (const one of classes) {
    for (const photo of photos("train", one, count)) files[`${within}${one}/${basename(photo)}`] = readFileSync(photo);
    files[`__MACOSX/${within}${one}/._x.jpg`] = Buffer.from("x");
  }
  return files;
}

const choose = (studio, label, files) => studio.page.getByLabel(label, { exact: true }).setInputFiles(files);

/** Drops files and folders of the disk on something, as a visitor does. */
async function drop(studio, target, files) {
  // Until the project is open nothing can be dropped.
  await studio.page.locator(".cards[inert]").waitFor({ state: "detached" });
  await target.scrollIntoViewIfNeeded();
  // What is dropped falls on what is painted there.
  await studio.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const { x, y, width, height } = await target.boundingBox();
  const session = await studio.page.context().newCDPSession(studio.page);
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", {
      type,
      x: x + width / 2,
      y: y + height / 2,
      data: { items: [], files, dragOperationsMask: 1 },
    });
  }
}

test("a folder's folders are classes, in the place of empty ones", needsData, async (t) => {
  const studio = await opened(t);
  await choose(studio, "Add a folder of classes", folder(t, "sea", ["lotus", "dolphin"]));
  await studio.shows({ dolphin: 2, lotus: 2 });
  await studio.page.getByText("4 examples in 2 classes added.").waitFor();
  // The same names again are the same classes.
  await choose(studio, "Add a folder of classes", folder(t, "more", ["lotus", "ketch"], 3));
  await studio.shows({ dolphin: 2, lotus: 5, ketch: 3 });
  assert.equal(await studio.alert.count(), 0);
  await studio.page.getByRole("button", { name: "Undo", exact: true }).click();
  await studio.shows({ dolphin: 2, lotus: 2 });
});

test("folders that are dropped on the page are classes; on a class, its pictures", needsData, async (t) => {
  const studio = await opened(t);
  const sea = folder(t, "sea", ["dolphin", "lotus"]);
  await drop(studio, studio.page.getByRole("heading", { name: "Examples" }), [join(sea, "dolphin"), join(sea, "lotus")]);
  await studio.shows({ dolphin: 2, lotus: 2 });
  await drop(studio, studio.group("lotus"), [folder(t, "others", ["ketch", "dolphin"])]);
  await studio.shows({ dolphin: 2, lotus: 6 });
});

for (const deflate of [false, true]) {
  test(`a zip is taken in as a folder is, ${deflate ? "deflated" : "stored"}`, needsData, async (t) => {
    const studio = await opened(t);
    const buffer = zip(inside(["dolphin", "lotus"], 3, "sea/train/"), { deflate });
    await choose(studio, "Add a zip of classes", { name: "sea.zip", mimeType: "application/zip", buffer });
    await studio.shows({ dolphin: 3, lotus: 3 });
    await studio.canBeTaught();
    await studio.page.reload();
    await studio.ready();
    await studio.shows({ dolphin: 3, lotus: 3 });
  });
}

test("pictures in no folder of a zip are a class of its name; on a class they are its own", needsData, async (t) => {
  const studio = await opened(t);
  const files = Object.fromEntries(photos("train", "dolphin", 2).map((path) => [basename(path), readFileSync(path)]));
  const buffer = zip(files);
  const file = { name: "Whales and such.zip", mimeType: "application/zip", buffer };
  await choose(studio, "Add a zip of classes", file);
  await studio.shows({ "Whales and such": 2 });
  await studio.add("Whales and such", { ...file, name: "again.ZIP" });
  await studio.shows({ "Whales and such": 4 });
});

test("a zip that is none, is empty or is damaged says so, and what is whole of one is taken", needsData, async (t) => {
  const studio = await opened(t);
  const said = async (name, buffer, words) => {
    await choose(studio, "Add a zip of classes", { name, mimeType: "application/zip", buffer });
    await studio.alert.filter({ hasText: words }).waitFor();
  };
  await said("page.zip", Buffer.from("<html></html>"), "“page.zip” was not taken in: it is no zip");
  await said("bare.zip", zip({ ".DS_Store": "x" }), "“bare.zip” was not taken in: there is nothing in it");
  const whole = zip(inside(["dolphin"], 2));
  // Its list of files is at the end.
  await choose(studio, "Add a zip of classes", {
    name: "cut.zip",
    mimeType: "application/zip",
    buffer: whole.subarray(0, whole.length - 60),
  });
  await studio.shows({ dolphin: 2 });
});

test("of many pictures those in sight are made, and reading them can be stopped", needsData, async (t) => {
  const studio = await opened(t);
  const [photo] = photos("train", "dolphin", 1).map((path) => readFileSync(path));
  // Each is another file: what comes after a picture's end is no part of it.
  const files = {};
  for (let index = 0; index < 600; index += 1) {
    files[`dolphin/${index}.jpg`] = Buffer.concat([photo, Buffer.from(String(index))]);
  }
  await choose(studio, "Add a zip of classes", { name: "many.zip", mimeType: "application/zip", buffer: zip(files) });
  const group = studio.group("dolphin");
  await group.getByText("600 examples", { exact: true }).waitFor();
  const made = () => group.getByRole("listitem").count();
  assert.ok((await made()) < 150, `${await made()} are made`);
  await studio.page.getByRole("button", { name: "Stop reading" }).click();
  await studio.page.getByText(/^Stopped: \d+ examples left out/).waitFor();
  await until(async () => !(await group.getByText("600 examples", { exact: true }).isVisible()));
  await studio.page.getByRole("button", { name: "Undo", exact: true }).click();
  await group.getByText("600 examples", { exact: true }).waitFor();
  await studio.embedded();
  // The last is there once one scrolls to it.
  const last = group.getByRole("button", { name: "Remove 599.jpg" });
  assert.equal(await last.count(), 0);
  await group.getByRole("list").evaluate((list) => (list.scrollTop = list.scrollHeight));
  await last.waitFor();
  await last.click();
  await group.getByText("599 examples", { exact: true }).waitFor();
  assert.ok((await made()) < 150, `${await made()} are made`);
});

test("a zip whose folders are called as classes tests them, and teaches nothing", needsData, async (t) => {
  const studio = await opened(t);
  await studio.addPhotos();
  await studio.trainToEnd();
  const files = {};
  for (const one of ["dolphin", "lotus"]) {
    for (const photo of photos("test", one, 4)) files[`test/${one}/${basename(photo)}`] = readFileSync(photo);
  }
  const file = { name: "test.zip", mimeType: "application/zip", buffer: zip(files) };
  await studio.page.getByLabel("Try a file", { exact: true }).setInputFiles(file);
  await studio.page.getByText(/Right on [4-8] of 8 tested/).first().waitFor();
  await studio.shows({ dolphin: 3, lotus: 3 });
});
