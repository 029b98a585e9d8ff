// A project leaves the device as one file and comes back from it: ours, and those of Teachable Machine.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { file, launch, needsData, open, photos, read, until } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

const fixture = (name) => fileURLToPath(new URL(`../fixtures/projects/${name}`, import.meta.url));

/** Opens a page whose panel of projects is open. */
async function opened(t, query = "?device=cpu") {
  const studio = await open(browser, { query });
  t.after(() => studio.close());
  await panel(studio);
  return studio;
}

async function panel(studio) {
  const button = studio.page.getByRole("button", { name: "Projects", exact: true });
  if ((await button.getAttribute("aria-expanded")) !== "true") await button.click();
  await studio.page.getByRole("button", { name: "Save as a file" }).waitFor();
}

const saved = (studio) => studio.page.getByText("Saved on this device", { exact: true }).waitFor();
const projectName = (studio) => studio.page.getByLabel("Project name");

/** Saves the project as a file, and gives the file's name and its path. */
async function save(studio) {
  const download = studio.page.waitForEvent("download");
  await studio.page.getByRole("button", { name: "Save as a file" }).click();
  const done = await download;
  return { name: done.suggestedFilename(), path: await done.path() };
}

const openFile = (studio, path) => studio.page.getByLabel("Open a project file").setInputFiles(path);

test("a project with its head goes into a file, and all of it comes back from it", needsData, async (t) => {
  const studio = await opened(t);
  await projectName(studio).fill("Water");
  await projectName(studio).blur();
  await studio.addPhotos();
  const before = await studio.trainToEnd();
  const [tried] = photos("test", "lotus", 1);
  const answer = await studio.try(tried);
  await saved(studio);
  const { name, path } = await save(studio);
  assert.equal(name, "Water.headstart");
  // The download's own copy goes with the page.
  const bytes = read(path);
  t.diagnostic(`${bytes.length} bytes`);

  await studio.page.getByRole("button", { name: "Delete everything" }).click();
  const loaded = studio.page.waitForEvent("load");
  await studio.page.getByRole("button", { name: "Yes, delete it all" }).click();
  await loaded;
  await studio.ready();
  await panel(studio);
  await studio.page.getByText("Nothing is kept yet").waitFor();

  await openFile(studio, file(name, bytes, "application/zip"));
  await until(async () => (await projectName(studio).inputValue()) === "Water");
  await studio.shows({ dolphin: 3, lotus: 3 });
  assert.equal(await studio.result.innerText(), before.text);
  assert.deepEqual(await studio.try(tried), answer, "the head is the same");
  await saved(studio);

  // It is kept like any other.
  await studio.page.reload();
  await studio.ready();
  await studio.shows({ dolphin: 3, lotus: 3 });
});

test("a file of an earlier version is opened", async (t) => {
  const studio = await opened(t);
  await openFile(studio, fixture("version-1.headstart"));
  await studio.shows({ fish: 4, tree: 3 });
});

test("a project of Teachable Machine's is opened", async (t) => {
  const studio = await opened(t);
  await openFile(studio, fixture("teachable-machine.tm"));
  await studio.shows({ house: 3, "cup -!- mug": 2, "Stern ☆": 2 });
  assert.equal(await projectName(studio).inputValue(), "teachable-machine");
});

test("of a damaged file what is whole is there, and what is no project says so", async (t) => {
  const studio = await opened(t);
  const whole = read(fixture("version-1.headstart"));
  const damaged = Buffer.from(whole);
  // In the middle of the last picture, which is stored as it is.
  const at = damaged.lastIndexOf("BM") + 500;
  damaged[at] ^= 1;
  await openFile(studio, file("damaged.headstart", damaged));
  await studio.alertSays(/The project is not whole: .* missing or damaged \(“tree 2.bmp”\)/);
  await studio.shows({ fish: 4, tree: 2 });

  for (const [name, bytes] of [
    ["letter.headstart", "Dear diary, today I took no picture."],
    ["empty.tm", ""],
    ["cut.headstart", whole.subarray(0, 300)],
  ]) {
    await openFile(studio, file(name, bytes));
    await studio.alertSays("The project was not opened: it is");
    await studio.page.getByRole("button", { name: "Dismiss" }).first().click();
    await studio.shows({ fish: 4, tree: 2 });
  }
});

test("texts go into a file, which the studio for pictures hands to that for texts", async (t) => {
  const studio = await opened(t, "text/?device=cpu");
  const { page } = studio;
  await studio.nameClasses(["good", "bad"]);
  await studio.addTexts("good", ["I like it", "a fine thing"]);
  await studio.addTexts("bad", ["I do not"]);
  await saved(studio);
  const { name, path } = await save(studio);
  assert.equal(name, "Untitled project.headstart");
  const bytes = read(path);
  await page.goto(`${studio.address}?device=cpu`);
  await studio.ready();
  await panel(studio);
  await openFile(studio, file(name, bytes));
  await page.waitForURL(/\/text\/\?.*project=/);
  await studio.group("good").waitFor();
  assert.deepEqual(await studio.texts("good"), ["I like it", "a fine thing"]);
});
