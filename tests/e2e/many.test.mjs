// Many examples and many classes: one is looked at closely, what came out wrong is shown, classes fold, are found and
// put into another order, and files that say nothing of their class are asked about.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { after, before, test } from "node:test";
import { complaints } from "./axe.mjs";
import { zip } from "./crafted.mjs";
import { classes, launch, needsData, open, photos, until } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

async function opened(t, options = {}) {
  const query = "?device=cpu&model=small-resnet";
  const studio = await open(browser, { query, network: null, ...options });
  t.after(() => studio.close());
  return studio;
}

const dialog = (studio) => studio.page.getByRole("dialog");
/** The box that selects a photo of a class. */
const box = (studio, name, path) =>
  studio.group(name).getByRole("checkbox", { name: `Select ${basename(path)}`, exact: true });

/** Waits until the dialog shows this photo, whole, beside the pixels that the model sees. */
async function looksAt(studio, path) {
  await dialog(studio).getByRole("heading", { name: basename(path) }).waitFor();
  const original = dialog(studio).getByRole("img", { name: basename(path) });
  const widths = () => original.evaluateAll(([image]) => image?.complete && image.naturalWidth);
  await until(async () => (await widths()) > 200);
  const seen = dialog(studio).locator("canvas");
  const side = await seen.evaluate((canvas) => [canvas.width, canvas.height]);
  assert.ok(side[0] === side[1] && side[0] >= 32, `${side}`);
  await dialog(studio).getByText(`What the model sees: ${side[0]} × ${side[0]}`).waitFor();
}

test("an example is looked at closely, by keyboard and by mouse", needsData, async (t) => {
  const studio = await opened(t);
  await studio.addPhotos();
  await studio.embedded();
  const [one, two, three] = photos("train", "dolphin", 3);
  const { keyboard } = studio.page;
  await box(studio, "dolphin", one).focus();
  await keyboard.press("Enter");
  await looksAt(studio, one);
  await dialog(studio).getByText("1 of 3 in dolphin").waitFor();
  await keyboard.press("ArrowRight");
  await looksAt(studio, two);
  await keyboard.press("ArrowLeft");
  await keyboard.press("ArrowLeft");
  await looksAt(studio, three);
  assert.deepEqual(await complaints(studio.page), []);
  await keyboard.press("Escape");
  await dialog(studio).waitFor({ state: "detached" });
  const focused = () => studio.page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  assert.equal(await focused(), `Select ${basename(one)}`, "the focus is back");
  // Selecting by a click works as before, and a double click selects nothing.
  await box(studio, "dolphin", one).click();
  await studio.page.getByRole("toolbar").getByText("1 selected").waitFor();
  await box(studio, "dolphin", one).click();
  await studio.group("dolphin").getByRole("img", { name: basename(two) }).dblclick();
  await looksAt(studio, two);
  assert.equal(await studio.page.getByRole("toolbar", { includeHidden: true }).count(), 0);
  await dialog(studio).getByLabel("Move to class").selectOption({ label: "lotus" });
  await dialog(studio).getByText("4 of 4 in lotus").waitFor();
  await dialog(studio).getByRole("button", { name: "Remove" }).click();
  await dialog(studio).getByText("1 of 3 in lotus").waitFor();
  await dialog(studio).getByRole("button", { name: "Close" }).click();
  await studio.shows({ dolphin: 2, lotus: 3 });
  // By the small button.
  await studio.group("dolphin").getByRole("img", { name: basename(three) }).hover();
  await studio.group("dolphin").getByRole("button", { name: `Look at ${basename(three)}` }).click();
  await looksAt(studio, three);
});

test("where nothing is kept the original is shown as well", needsData, async (t) => {
  const studio = await opened(t, { init: () => delete Navigator.prototype.storage });
  await studio.addPhotos();
  await studio.embedded();
  const [one] = photos("train", "dolphin", 1);
  await box(studio, "dolphin", one).focus();
  await studio.page.keyboard.press("Enter");
  await looksAt(studio, one);
});

test("what came out wrong is shown under the verdict, and opens large", needsData, async (t) => {
  const studio = await opened(t);
  await studio.nameClasses(["crab", "crayfish"]);
  // Half of each are of the other, so some of those that are held out must come out wrong.
  const crabs = photos("train", "dolphin", 10);
  const others = photos("train", "lotus", 10);
  await studio.add("crab", [...crabs.slice(0, 5), ...others.slice(0, 5)]);
  await studio.add("crayfish", [...crabs.slice(5), ...others.slice(5)]);
  await studio.embedded();
  await studio.trainToEnd();
  const wrong = studio.page.getByRole("list", { name: "Got wrong" }).getByRole("button");
  await wrong.first().waitFor();
  const said = await wrong.allInnerTexts();
  const shares = said.map((text) => Number(/is (crab|crayfish), said (crab|crayfish) (\d+)%/.exec(text)[3]));
  assert.deepEqual(shares, [...shares].sort((one, other) => other - one), "the surest first");
  assert.deepEqual(await complaints(studio.page), []);
  await wrong.first().click();
  await dialog(studio).getByText("Held out: kept aside as a test").waitFor();
  await dialog(studio).getByText("In the test it was taken for").waitFor();
  await studio.page.keyboard.press("Escape");
  await dialog(studio).waitFor({ state: "detached" });
  // They come back with the project.
  await studio.page.getByText("Saved on this device").waitFor();
  await studio.page.reload();
  await studio.ready();
  await wrong.first().waitFor();
  assert.deepEqual(await wrong.allInnerTexts(), said);
  assert.ok(!(await studio.page.locator("main").innerText()).includes("nats"), "loss is under the hood");
});

const press = (studio, name) => studio.page.getByRole("button", { name, exact: true }).click();
const names = (studio) => studio.page.getByRole("textbox", { name: "Class name" }).evaluateAll((all) => all.map((box) => box.value));
const fold = (studio, name) => studio.page.getByRole("button", { name: `Examples of ${name}`, exact: true });

/** A zip with a folder for each of twenty classes, of so many photos each. */
function twenty(count) {
  const files = {};
  for (const name of classes()) {
    for (const path of photos("train", name, count)) files[`${name}/${basename(path)}`] = readFileSync(path);
  }
  return { name: "twenty.zip", mimeType: "application/zip", buffer: zip(files) };
}

test("many classes come folded, are found by name, and keep the order they are given", needsData, async (t) => {
  const studio = await opened(t);
  await studio.page.getByLabel("Add a zip of classes").setInputFiles(twenty(4));
  await fold(studio, "ketch").waitFor();
  const all = classes();
  assert.deepEqual(await names(studio), all);
  assert.equal(await studio.page.locator(".tile").count(), 0, "nothing is made of what is folded");
  const height = await studio.page.evaluate(() => document.documentElement.scrollHeight);
  assert.ok(height < 2200, `${height} px`);
  assert.deepEqual(await complaints(studio.page), []);
  await fold(studio, "ketch").click();
  await until(async () => (await studio.examples("ketch")) === 4);
  assert.equal(await fold(studio, "ketch").getAttribute("aria-expanded"), "true");
  // Found by name.
  const search = studio.page.getByRole("searchbox", { name: "Find a class" });
  await search.fill("DRAGON");
  await until(async () => (await names(studio)).join() === "dragonfly");
  await studio.page.getByText("1 of 20").waitFor();
  // Another class is seen, whatever was searched for, and is open.
  await press(studio, "Add class");
  await until(async () => (await names(studio)).length === 21);
  assert.equal(await search.inputValue(), "");
  assert.equal(await fold(studio, "Class 1").getAttribute("aria-expanded"), "true");
  await press(studio, "Remove class Class 1");
  // Moved by keyboard and by button; the focus stays.
  const { keyboard } = studio.page;
  const first = studio.group("bonsai").getByRole("textbox", { name: "Class name" });
  await first.focus();
  await keyboard.press("Alt+ArrowDown");
  await keyboard.press("Alt+ArrowDown");
  await until(async () => (await names(studio)).indexOf("bonsai") === 2);
  await until(() => first.evaluate((box) => box === document.activeElement));
  await press(studio, "Reorder bonsai");
  await press(studio, "Move bonsai up");
  await until(async () => (await names(studio)).indexOf("bonsai") === 1);
  await press(studio, "Undo");
  await until(async () => (await names(studio)).indexOf("bonsai") === 2);
  await studio.page.getByText("Saved on this device").waitFor();
  await studio.page.reload();
  await studio.ready();
  await until(async () => (await names(studio)).length === 20);
  assert.equal((await names(studio)).indexOf("bonsai"), 2, "the order is kept");
  await until(async () => (await fold(studio, "ketch").getAttribute("aria-expanded")) === "false");
  await press(studio, "Unfold all");
  await until(async () => (await studio.examples("butterfly")) === 4);
  await press(studio, "Fold all");
  await until(async () => (await studio.page.locator(".tile").count()) === 0);
});

test("of many classes the most confused pairs are shown, and the likeliest of a prediction", needsData, async (t) => {
  const studio = await opened(t);
  await studio.page.getByLabel("Add a zip of classes").setInputFiles(twenty(4));
  await fold(studio, "ketch").waitFor();
  await studio.embedded();
  await studio.trainToEnd();
  await studio.underTheHood();
  const pairs = studio.page.getByRole("region", { name: "Most confused classes" });
  // The region's part of the page may still be on its way.
  await pairs.locator("tbody td:last-child").first().waitFor();
  const counts = await pairs.locator("tbody td:last-child").allInnerTexts();
  assert.ok(counts.length > 0 && counts.every((count) => /^[1-4] of \d$/.test(count)), counts.join());
  assert.equal(await studio.page.locator(".confusion").count(), 0, "the matrix is made when it is asked for");
  await studio.page.getByText("The whole matrix").click();
  const heads = studio.page.getByRole("region", { name: "Confusion matrix" }).getByRole("columnheader");
  await until(async () => (await heads.count()) === 20);
  assert.deepEqual(await complaints(studio.page), []);
  assert.equal((await studio.try(photos("test", "lotus", 1)[0])).length, 10);
  await press(studio, "and 10 more");
  await until(async () => (await studio.prediction.getByRole("listitem").count()) === 20);
});

/** Drops photos beside the classes. */
async function dropBeside(studio, paths) {
  const files = paths.map((path) => [basename(path), readFileSync(path).toString("base64")]);
  const dropped = await studio.page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const [name, text] of files) {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
    }
    return transfer;
  }, files);
  await studio.page.getByRole("heading", { name: "Examples" }).dispatchEvent("drop", { dataTransfer: dropped });
}

test("what is dropped beside the classes is asked about", needsData, async (t) => {
  const studio = await opened(t);
  await studio.addPhotos();
  const panel = (title) => studio.page.getByRole("region", { name: title });
  await dropBeside(studio, photos("train", "ketch", 2));
  const two = panel("What are these 2 pictures for?");
  await two.waitFor();
  assert.equal(await two.getByRole("button", { name: "Sort them" }).count(), 0, "nothing is trained yet");
  assert.deepEqual(await complaints(studio.page), []);
  await two.getByRole("button", { name: "Cancel" }).click();
  await two.waitFor({ state: "detached" });
  await studio.shows({ dolphin: 3, lotus: 3 });
  await dropBeside(studio, photos("train", "lotus", 2, 3));
  await two.getByLabel("Class for them").selectOption({ label: "lotus" });
  await two.getByRole("button", { name: "Add to this class" }).click();
  await studio.shows({ dolphin: 3, lotus: 5 });
  await studio.trainToEnd();
  await dropBeside(studio, photos("test", "lotus", 1));
  await panel("What is this picture for?").getByRole("button", { name: "Try it" }).click();
  await studio.predicted();
  await dropBeside(studio, photos("test", "lotus", 3));
  await panel("What are these 3 pictures for?").getByRole("button", { name: "Sort them" }).click();
  await panel("Sorted").getByRole("listitem").nth(2).waitFor();
  await studio.shows({ dolphin: 3, lotus: 5 });
  await dropBeside(studio, photos("train", "ketch", 2));
  await two.getByRole("button", { name: "Add to this class" }).click();
  await studio.shows({ dolphin: 3, lotus: 5, "Class 1": 2 });
});

test("tiles are dragged to another class, and a frame selects those in it", needsData, async (t) => {
  // All of it is in sight, so that nothing scrolls between looking where it is and going there.
  const studio = await opened(t, { viewport: { width: 1280, height: 1000 } });
  await studio.addPhotos();
  await studio.embedded();
  const [one, two, three] = photos("train", "dolphin", 3);
  const { mouse } = studio.page;
  const centre = async (target) => {
    const { x, y, width, height } = await target.boundingBox();
    return [x + width / 2, y + height / 2];
  };
  const face = (path) => studio.group("dolphin").getByRole("img", { name: basename(path) });
  const drag = async (from, to) => {
    await mouse.move(...from);
    await mouse.down();
    await mouse.move(...to, { steps: 5 });
    await mouse.up();
  };
  const lotus = await centre(studio.group("lotus").getByText("3 examples"));
  await drag(await centre(face(one)), lotus);
  await studio.shows({ dolphin: 2, lotus: 4 });
  // A frame around both that are left, drawn from beside them.
  const first = await face(two).boundingBox();
  const last = await face(three).boundingBox();
  const below = [last.x + last.width + 20, last.y + last.height / 2];
  await drag(below, [first.x + 10, first.y + 10]);
  await studio.page.getByRole("toolbar").getByText("2 selected").waitFor();
  // Dropped beside all classes nothing is moved, and a click is still a click.
  await drag(await centre(face(two)), await centre(studio.train));
  await studio.page.getByRole("toolbar").getByText("2 selected").waitFor();
  await face(three).click();
  await studio.page.getByRole("toolbar").getByText("1 selected").waitFor();
  await face(three).click();
  await drag(await centre(face(three)), await centre(studio.group("lotus").getByText("4 examples")));
  await studio.shows({ dolphin: 0, lotus: 6 });
  await press(studio, "Undo");
  await studio.shows({ dolphin: 2, lotus: 4 });
});
