// Everything that is done is on the device: it is there again after a reload, with every step back and forth; in several
// projects, of which one tab at a time writes each; and where there is no room for it the page says so.

import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  launch, named, needsData, open, photos, publicAddress, read, shippedCard, site, Studio, until,
} from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

/** Counts the pictures that the studio's worker decodes: each that is embedded is decoded before. */
const counting = `
  self.decoded = 0;
  const decode = self.createImageBitmap;
  self.createImageBitmap = (...of) => {
    self.decoded += 1;
    return decode.apply(self, of);
  };
`;

const small = "?device=cpu&model=small-resnet";

async function opened(t, { query = small, ...options } = {}) {
  const studio = await open(browser, { query, network: null, prelude: counting, ...options });
  t.after(() => studio.close());
  return studio;
}

const status = (studio) => studio.page.getByRole("status", { name: "Saved", exact: true });

/** Waits until the page says this of saving. */
async function says(studio, words, timeout = 15_000) {
  await status(studio).filter({ hasText: words }).waitFor({ timeout });
}

/** Waits until everything is on the device. */
const saved = (studio) => says(studio, /^Saved on this device$/);

async function reload(studio) {
  await studio.page.reload();
  await studio.ready();
  await saved(studio);
}

/** How many pictures the worker in use has decoded. */
async function decoded(studio) {
  const all = studio.page.workers().filter((worker) => worker.url().endsWith(`/${named("worker_loader.js")}`));
  return all.at(-1).evaluate(() => self.decoded);
}

const projectName = (studio) => studio.page.getByRole("textbox", { name: "Project name" });

async function call(studio, name) {
  await projectName(studio).fill(name);
  await projectName(studio).blur();
}

const press = (studio, name) => studio.page.getByRole("button", { name, exact: true }).click();
const project = (studio) => new URL(studio.page.url()).searchParams.get("project");

/** The classes in their order, with the names of their examples in theirs. */
function order(studio) {
  const box = studio.page.getByRole("textbox", { name: "Class name" });
  return studio.page.getByRole("group").filter({ has: box }).evaluateAll((groups) =>
    groups.map((group) => [
      group.querySelector("input").value,
      [...group.querySelectorAll("li button")].map((button) => button.getAttribute("aria-label").replace("Remove ", "")),
    ]),
  );
}

/** Every file that this site has in its own place on the device: paths. */
function files(studio) {
  return studio.page.evaluate(async () => {
    const walk = async (folder, path) => {
      const found = [];
      for await (const [name, entry] of folder.entries()) {
        if (entry.kind === "file") found.push(`${path}/${name}`);
        else found.push(...(await walk(entry, `${path}/${name}`)));
      }
      return found;
    };
    return walk(await navigator.storage.getDirectory(), "");
  });
}

test("after a reload all is there, also the head, and no picture is read again", needsData, async (t) => {
  const studio = await opened(t);
  await studio.addPhotos();
  await call(studio, "Sea and pond");
  await studio.setEpochs(37);
  const { text } = await studio.trainToEnd();
  const epochs = await studio.epochsInTable();
  const before = await order(studio);
  assert.ok((await decoded(studio)) >= 6, "decoding is counted");
  await saved(studio);

  await reload(studio);
  await studio.shows({ dolphin: 3, lotus: 3 });
  assert.deepEqual(await order(studio), before);
  assert.equal(await projectName(studio).inputValue(), "Sea and pond");
  await studio.underTheHood();
  assert.equal(await studio.page.getByLabel("Epochs", { exact: true }).inputValue(), "37");
  assert.equal(await studio.chosenModel(), shippedCard("small-resnet").name);
  assert.equal(await studio.result.innerText(), text);
  assert.deepEqual(await studio.epochsInTable(), epochs);
  await studio.embedded();
  assert.equal(await decoded(studio), 0, "nothing is read again");
  await studio.tellsApart();
  await studio.page.waitForTimeout(300);
  assert.equal(await decoded(studio), 2, "but what is tried");
});

test("the chosen model comes back, and going back to one embeds nothing again", needsData, async (t) => {
  const studio = await opened(t, { query: "?device=cpu", network: undefined });
  const box = studio.page.getByRole("combobox", { name: "Pre-trained model" });
  const { name } = shippedCard("small-resnet");
  await studio.addPhotos();
  await studio.modelLoaded();
  await studio.embedded();
  await box.selectOption({ label: name });
  await studio.modelLoaded();
  await studio.embedded();
  await saved(studio);
  await reload(studio);
  await studio.modelLoaded();
  assert.equal(await studio.chosenModel(), name);
  await studio.embedded();
  await box.selectOption({ label: "MobileNetV2" });
  await studio.modelLoaded(/^Ready/);
  await studio.embedded();
  await studio.canBeTaught();
  assert.equal(await decoded(studio), 2, "only what was tried");
});

test("every edit can be taken back and done again after a reload", needsData, async (t) => {
  const studio = await opened(t);
  const passed = [await order(studio)];
  const note = async (edit) => {
    await edit();
    await until(async () => JSON.stringify(await order(studio)) !== JSON.stringify(passed.at(-1)));
    passed.push(await order(studio));
  };
  const [one, two, three] = photos("train", "dolphin", 3);
  await note(() => studio.nameClasses(["dolphin"]));
  await note(() => studio.add("dolphin", [one, two]));
  await note(() => press(studio, "Remove " + one.split("/").at(-1)));
  await note(() => press(studio, "Add class"));
  await note(() => studio.add("dolphin", [three]));
  await note(() => studio.nameClasses(["dolphin", "lotus"]));
  await note(() => press(studio, "Remove class dolphin"));
  await saved(studio);
  const walk = async (button, expected) => {
    for (const state of expected) {
      await press(studio, button);
      await until(async () => JSON.stringify(await order(studio)) === JSON.stringify(state)).catch(() => {});
      assert.deepEqual(await order(studio), state);
    }
  };
  await reload(studio);
  assert.deepEqual(await order(studio), passed.at(-1));
  await walk("Undo", passed.slice(0, -1).reverse());
  // In the middle of the steps, too.
  await walk("Redo", passed.slice(1, 4));
  await saved(studio);
  await reload(studio);
  await walk("Redo", passed.slice(4));
  await walk("Undo", passed.slice(4, -1).reverse());
  assert.equal(await studio.page.locator(".unread").count(), 0);
  await studio.shows({ dolphin: 1, "Class 2": 0, "Class 1": 0 });
});

test("texts are there again, with what was learnt of them", async (t) => {
  const studio = await opened(t, { query: "text/?device=cpu" });
  await studio.modelLoaded();
  const lines = {
    Billing: ["I was charged twice.", "My invoice is wrong.", "Refund the money I paid."],
    Delivery: ["The parcel has not arrived.", "The box came broken.", "When will the package be here?"],
  };
  await studio.nameClasses(Object.keys(lines));
  for (const [name, texts] of Object.entries(lines)) await studio.addTexts(name, texts);
  const { text } = await studio.trainToEnd();
  const answer = await studio.tryText("my invoice shows the wrong amount");
  await saved(studio);
  await reload(studio);
  for (const [name, texts] of Object.entries(lines)) assert.deepEqual(await studio.texts(name), texts);
  assert.equal(await studio.result.innerText(), text);
  assert.deepEqual(await studio.tryText("my invoice shows the wrong amount"), answer);
  await press(studio, "Undo");
  assert.deepEqual(await studio.texts("Delivery"), []);
  await press(studio, "Redo");
  assert.deepEqual(await studio.texts("Delivery"), lines.Delivery);
});

test("several projects: new, named, duplicated, deleted and brought back, by their addresses", needsData, async (t) => {
  const studio = await opened(t);
  const list = studio.page.getByRole("list", { name: "Projects" });
  const item = (name) => list.getByRole("button", { name: `Open ${name}`, exact: true });
  const go = async (name) => {
    await item(name).click();
    await until(async () => (await projectName(studio).inputValue()) === name);
  };
  const count = (number) => until(async () => (await list.getByRole("listitem").count()) === number);
  await studio.addPhotos(["dolphin", "lotus"], 1);
  await call(studio, "First");
  await saved(studio);
  const first = project(studio);
  assert.match(first, /^[0-9a-f]{16}$/);

  await press(studio, "Projects");
  await press(studio, "New project");
  await until(() => project(studio) !== first);
  await studio.shows({ "Class 1": 0, "Class 2": 0 });
  assert.equal(await projectName(studio).inputValue(), "");
  await call(studio, "Second");
  await studio.nameClasses(["watch"]);
  await saved(studio);
  const second = project(studio);
  await studio.page.reload();
  await studio.ready();
  await saved(studio);
  await studio.shows({ watch: 0, "Class 2": 0 });

  await press(studio, "Projects");
  await go("First");
  await studio.shows({ dolphin: 1, lotus: 1 });
  await until(() => project(studio) === first);
  await press(studio, "Duplicate First");
  await count(3);
  await go("First (copy)");
  await studio.shows({ dolphin: 1, lotus: 1 });
  await press(studio, "Remove class lotus");
  await saved(studio);
  await go("First");
  await studio.shows({ dolphin: 1, lotus: 1 });

  await press(studio, "Delete First");
  await until(() => project(studio) !== first);
  await count(2);
  await press(studio, "Bring back the project");
  await count(3);
  await go("First");
  await studio.shows({ dolphin: 1, lotus: 1 });
  await saved(studio);
  await studio.page.goto(`${studio.address}${small}&project=${second}`);
  await studio.ready();
  await saved(studio);
  await studio.shows({ watch: 0, "Class 2": 0 });
});

test("a file that is deleted from the disk stays in its class", needsData, async (t) => {
  const studio = await opened(t, { query: "?device=cpu", network: undefined });
  const folder = mkdtempSync(join(tmpdir(), "headstart-kept-"));
  const copies = photos("train", "dolphin", 3).map((photo, at) => join(folder, `${at}.jpg`));
  photos("train", "dolphin", 3).forEach((photo, at) => copyFileSync(photo, copies[at]));
  await studio.nameClasses(["dolphin", "lotus"]);
  await studio.add("dolphin", copies);
  await studio.add("lotus", photos("train", "lotus", 3));
  await studio.shows({ dolphin: 3, lotus: 3 });
  await saved(studio);
  rmSync(folder, { recursive: true });
  const box = studio.page.getByRole("combobox", { name: "Pre-trained model" });
  await box.selectOption({ label: shippedCard("small-resnet").name });
  await studio.modelLoaded();
  await studio.embedded();
  await studio.shows({ dolphin: 3, lotus: 3 });
  await saved(studio);
  await reload(studio);
  await studio.shows({ dolphin: 3, lotus: 3 });
  await studio.canBeTaught();
  assert.equal(await studio.alert.count(), 0);
});

test("a second tab looks on, takes over, and nothing is lost", needsData, async (t) => {
  const studio = await opened(t);
  await studio.addPhotos(["dolphin", "lotus"], 2);
  await saved(studio);
  const page = await studio.page.context().newPage();
  const other = new Studio(page, [], studio.address);
  await page.goto(studio.page.url());
  await other.ready();
  await says(other, "Open in another tab");
  await other.shows({ dolphin: 2, lotus: 2 });
  // What the first does last is there, too.
  await studio.nameClasses(["dolphin", "water lily"]);
  await studio.add("dolphin", photos("train", "dolphin", 1, 2));
  await press(other, "Take over");
  await saved(other);
  await other.shows({ dolphin: 3, "water lily": 2 });
  await says(studio, "Open in another tab");
  await other.add("dolphin", photos("train", "dolphin", 1, 3));
  await saved(other);
  await press(studio, "Take over");
  await saved(studio);
  await studio.shows({ dolphin: 4, "water lily": 2 });
  await says(other, "Open in another tab");
  await page.close();
  await reload(studio);
  await studio.shows({ dolphin: 4, "water lily": 2 });
});

test("Delete everything leaves nothing", needsData, async (t) => {
  const studio = await opened(t, { query: "?device=cpu", network: undefined, allow: /ERR_FAILED|ERR_INTERNET/ });
  const left = () => studio.page.evaluate(async () => ({
    cached: await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url))).then((all) => all.flat()),
    workers: (await navigator.serviceWorker?.getRegistrations())?.length ?? 0,
    local: { ...localStorage, ...sessionStorage },
  }));
  await studio.modelLoaded();
  await studio.addPhotos(["dolphin", "lotus"], 2);
  await studio.embedded();
  await saved(studio);
  await studio.page.evaluate(() => localStorage.setItem("test", "1"));
  assert.ok((await files(studio)).length >= 4 && (await left()).cached.length > 0);
  // Or the page that is loaded anew keeps its model at once.
  for (const address of [publicAddress, /\/weights\/.*safetensors$/]) {
    await studio.page.route(address, (route) => route.abort());
  }
  await press(studio, "Projects");
  await press(studio, "Delete everything");
  const loaded = studio.page.waitForEvent("load");
  await press(studio, "Yes, delete it all");
  await loaded;
  await studio.ready();
  await saved(studio);
  assert.deepEqual(await files(studio), []);
  // But that one is in this studio, which the page notes when it is opened.
  const { local, ...rest } = await left();
  assert.deepEqual(rest, { cached: [], workers: 0 });
  assert.ok(Object.entries(local).every(([key, value]) => key === "headstart-studio" && !value.includes("project")), JSON.stringify(local));
  await studio.shows({ "Class 1": 0, "Class 2": 0 });
});

test("where nothing can be kept the page works in memory, says so, and asks before it is left", needsData, async (t) => {
  const without = "delete StorageManager.prototype.getDirectory;\n";
  const studio = await opened(t, {
    init: without,
    prelude: without,
    files: { "keeper_loader.js": without + read(site("keeper_loader.js")) },
  });
  await says(studio, /^Not kept on this device: this browser keeps no files for this page/);
  const asked = [];
  studio.page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    return dialog.accept();
  });
  await studio.page.reload();
  await studio.ready();
  assert.deepEqual(asked, [], "there is nothing to lose");
  await studio.addPhotos();
  await studio.canBeTaught();
  await studio.page.reload();
  assert.deepEqual(asked, ["beforeunload"]);
  await studio.ready();
  await studio.shows({ "Class 1": 0, "Class 2": 0 });
});

test("a full disk: what was saved stays saved, the new waits in memory until there is room", needsData, async (t) => {
  const studio = await opened(t);
  await studio.addPhotos(["dolphin", "lotus"], 2);
  await saved(studio);
  const session = await studio.page.context().newCDPSession(studio.page);
  const { origin } = new URL(studio.address);
  const { usage } = await session.send("Storage.getUsageAndQuota", { origin });
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: usage });
  await studio.add("dolphin", photos("train", "dolphin", 6, 2));
  await says(studio, /^Not saved yet: there is no room left for it on this device\. Make room by deleting/);
  await studio.shows({ dolphin: 8, lotus: 2 });
  // Who looks at what is on the device sees what was saved.
  const page = await studio.page.context().newPage();
  const other = new Studio(page, [], studio.address);
  await page.goto(studio.page.url());
  await other.ready();
  await says(other, "Open in another tab");
  const { dolphin, lotus } = await other.contents();
  assert.ok(Number(dolphin) >= 2 && lotus === 2, `${dolphin} and ${lotus}`);
  await page.close();
  await session.send("Storage.overrideQuotaForOrigin", { origin });
  await press(studio, "Try to save again");
  await saved(studio);
  await reload(studio);
  await studio.shows({ dolphin: 8, lotus: 2 });
});

test("a journal that was being begun anew when all ended is not read", needsData, async (t) => {
  // Says once that the disk is full, so that the journal is begun anew; of which half is written when it ends.
  const cut = `
    const handle = FileSystemSyncAccessHandle.prototype;
    const { write, truncate } = handle;
    const fails = () => {
      throw new DOMException("", "QuotaExceededError");
    };
    handle.write = function (bytes, options) {
      if (self.ends === "full" && options.at > 0) {
        self.ends = "soon";
        fails();
      }
      if (self.ends === "soon" && bytes.length > 300) {
        write.call(this, bytes.subarray(0, bytes.length - 20), options);
        this.flush();
        self.ends = "over";
      }
      return self.ends === "over" ? fails() : write.call(this, bytes, options);
    };
    handle.truncate = function (size) {
      return self.ends === "over" ? fails() : truncate.call(this, size);
    };
    const remove = FileSystemDirectoryHandle.prototype.removeEntry;
    FileSystemDirectoryHandle.prototype.removeEntry = function (...of) {
      return self.ends === "over" ? new Promise(() => {}) : remove.apply(this, of);
    };
  `;
  const studio = await opened(t, { files: { "keeper_loader.js": cut + read(site("keeper_loader.js")) } });
  studio.page.on("dialog", (dialog) => dialog.accept());
  await studio.addPhotos(["dolphin", "lotus"], 2);
  await saved(studio);
  const keeper = studio.page.workers().find((worker) => worker.url().endsWith(`/${named("keeper_loader.js")}`));
  await keeper.evaluate(() => (self.ends = "full"));
  await studio.nameClasses(["whale"]);
  await says(studio, "Not saved yet");
  await studio.nameClasses(["whale", "water lily"]);
  await until(() => keeper.evaluate(() => self.ends === "over"));
  await reload(studio);
  await studio.shows({ dolphin: 2, lotus: 2 });
});

test("a file that was copied, of an example that could not be written down, is not taken for the next one's", needsData, async (t) => {
  // There is no room for lines that say what was done, but for the short ones that a file is there; or none for files.
  const full = `
    const handle = FileSystemSyncAccessHandle.prototype;
    const { write } = handle;
    handle.write = function (bytes, options) {
      const what = options.at === 0 ? "files" : bytes[8] === 0 ? "lines" : "";
      if (self.full === what) throw new DOMException("", "QuotaExceededError");
      return write.call(this, bytes, options);
    };
  `;
  const studio = await opened(t, { files: { "keeper_loader.js": full + read(site("keeper_loader.js")) } });
  studio.page.on("dialog", (dialog) => dialog.accept());
  const keeper = () => studio.page.workers().findLast((worker) => worker.url().endsWith(`/${named("keeper_loader.js")}`));
  const originals = async () => (await files(studio)).filter((path) => path.includes("/originals/")).length;
  await studio.addPhotos(["dolphin", "lotus"], 1);
  await saved(studio);
  await keeper().evaluate(() => (self.full = "lines"));
  await studio.add("dolphin", photos("train", "dolphin", 1, 1));
  await says(studio, "Not saved yet");
  await until(async () => (await originals()) === 3);
  await reload(studio);
  await studio.shows({ dolphin: 1, lotus: 1 });
  await keeper().evaluate(() => (self.full = "files"));
  await studio.add("dolphin", photos("train", "dolphin", 1, 2));
  await says(studio, "Not saved yet");
  await reload(studio);
  await studio.shows({ dolphin: 1, lotus: 1 });
});

test("of a project whose journals cannot be read any more all pictures are there, and it is said", needsData, async (t) => {
  const studio = await opened(t);
  await studio.addPhotos(["dolphin", "lotus"], 2);
  await call(studio, "Sea and pond");
  await saved(studio);
  // Its card is written when nothing else is to be done.
  await until(async () => (await files(studio)).some((path) => path.endsWith("/about.json")));
  const address = studio.page.url();
  // A place of the same site without a page that has the journals open.
  await studio.page.goto(new URL(named("icon.svg"), address).href);
  await studio.page.evaluate(async () => {
    const place = await navigator.storage.getDirectory();
    const projects = await (await place.getDirectoryHandle("headstart")).getDirectoryHandle("projects");
    for await (const project of projects.values()) {
      for await (const [name, file] of project.entries()) {
        if (!name.startsWith("journal-")) continue;
        const { size } = await file.getFile();
        const writer = await file.createWritable();
        await writer.write(new Uint8Array(size));
        await writer.close();
      }
    }
  });
  await studio.page.goto(address);
  await studio.ready();
  await studio.page.getByRole("alert").filter({ hasText: "its 4 pictures are here in one class" }).waitFor();
  await studio.shows({ "Recovered pictures": 4 });
  assert.equal(await projectName(studio).inputValue(), "Sea and pond");
  await studio.nameClasses(["All of them"]);
  await saved(studio);
  await reload(studio);
  await studio.shows({ "All of them": 4 });
  assert.equal(await studio.page.getByRole("alert").count(), 0);
});
