// The page for everybody: its names, by keyboard alone, on a phone, in the dark, anywhere on a host,
// and talking to nobody else.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { complaints } from "./axe.mjs";
import { hosted, launch, needsData, open, photos, publicAddress, read, until } from "./harness.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

async function opened(t, options = {}) {
  const studio = await open(browser, { query: "?device=cpu", ...options });
  t.after(() => studio.close());
  return studio;
}

test("everything has the name that scripts and screen readers rely on", needsData, async (t) => {
  const studio = await opened(t);
  const { page } = studio;
  const there = (role, name) => page.getByRole(role, { name, exact: true }).waitFor();
  await there("combobox", "Pre-trained model");
  const devices = page.getByRole("combobox", { name: "Device", exact: true }).getByRole("option");
  assert.deepEqual(await devices.allInnerTexts(), ["Auto", "WebGPU", "CPU"]);
  await there("button", "Add class");
  await there("button", "Train");
  // Empty until there is one, but there, so that a screen reader tells of it.
  await page.getByRole("status", { name: "Result", exact: true }).waitFor({ state: "attached" });
  assert.equal(await page.locator("html").getAttribute("data-ready"), "true");
  assert.deepEqual(await studio.contents(), { "Class 1": 0, "Class 2": 0 });
  await there("group", "Class 1");
  const several = page.getByLabel("Add examples to Class 1", { exact: true });
  assert.deepEqual(await several.evaluate(({ type, multiple }) => [type, multiple]), ["file", true]);
  assert.equal(await page.getByLabel("Try a file", { exact: true }).getAttribute("type"), "file");
  assert.equal(await studio.alert.count(), 0);
});

test("the names of what comes and goes with training", needsData, async (t) => {
  const studio = await opened(t);
  const { page } = studio;
  await studio.addPhotos();
  await studio.setLongRun();
  await studio.train.click();
  await studio.stop.waitFor();
  await page.getByRole("progressbar", { name: "Training", exact: true }).waitFor();
  assert.equal(await page.getByRole("region", { name: "Training", exact: true }).getAttribute("aria-busy"), "true");
  await studio.stop.click();
  const { text } = await studio.finished();
  assert.match(text, /Held-out accuracy \d+%.* 2 held-out examples/);
  await studio.try(photos("test", "lotus", 1)[0]);
  const items = await studio.prediction.getByRole("listitem").allInnerTexts();
  assert.equal(items.length, 2);
  for (const item of items) assert.match(item.trim(), /^(dolphin|lotus) \d+%$/);
  for (const name of ["Examples", "Training", "Try it"]) {
    assert.notEqual(await page.getByRole("region", { name, exact: true }).getAttribute("aria-busy"), "true", name);
  }
});

/** Presses Tab until this has the focus. */
async function tabTo(page, locator, key = "Tab") {
  await locator.waitFor({ state: "attached" });
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press(key);
    if (await locator.evaluate((element) => element === document.activeElement)) return;
  }
  assert.fail(`Tab never reaches ${locator}`);
}

/** The name of what has the focus. */
const focused = (page) =>
  page.evaluate(() => document.activeElement.ariaLabel ?? document.activeElement.textContent.trim());

test("by keyboard alone, from the first Tab to the answer", needsData, async (t) => {
  const studio = await opened(t);
  const { page } = studio;
  const { keyboard } = page;
  const button = (name) => page.getByRole("button", { name, exact: true });
  await keyboard.press("Tab");
  await until(async () => (await focused(page)) === "Skip to your examples");

  // Adding a class goes on in the box for its name.
  await tabTo(page, button("Add class"));
  await keyboard.press("Enter");
  await studio.group("Class 3").waitFor();
  await until(async () => (await focused(page)) === "Class name");
  await keyboard.press("ControlOrMeta+a");
  await keyboard.type("watch");
  await studio.group("watch").waitFor();

  // Removing it and bringing it back.
  await tabTo(page, button("Remove class watch"));
  await keyboard.press("Space");
  await studio.shows({ "Class 1": 0, "Class 2": 0 });
  await until(async () => (await focused(page)) === "Class name");
  await tabTo(page, button("Undo"));
  await keyboard.press("Enter");
  await studio.shows({ "Class 1": 0, "Class 2": 0, watch: 0 });
  await tabTo(page, button("Remove class watch"));
  await keyboard.press("Enter");
  await studio.shows({ "Class 1": 0, "Class 2": 0 });

  const names = ["dolphin", "lotus"];
  await page.evaluate(() => document.activeElement.blur());
  for (const [index, name] of names.entries()) {
    await tabTo(page, page.getByRole("textbox", { name: "Class name" }).nth(index));
    await keyboard.press("ControlOrMeta+a");
    await keyboard.type(name);
    const input = page.getByLabel(`Add examples to ${name}`, { exact: true });
    await tabTo(page, input);
    // Space would open the system's own dialog.
    await input.setInputFiles(photos("train", name, 3));
  }
  await studio.shows({ dolphin: 3, lotus: 3 });

  // Removing an example goes on at its neighbour.
  const [first, second] = photos("train", "lotus", 2).map((path) => path.split("/").at(-1));
  await tabTo(page, studio.group("lotus").getByRole("button", { name: `Remove ${first}` }), "Shift+Tab");
  await keyboard.press("Enter");
  await studio.shows({ dolphin: 3, lotus: 2 });
  await until(async () => (await focused(page)) === `Remove ${second}`);
  await tabTo(page, button("Undo"));
  await keyboard.press("Enter");
  await studio.shows({ dolphin: 3, lotus: 3 });

  await tabTo(page, studio.train);
  await keyboard.press("Enter");
  const { heldOut } = await studio.finished();
  assert.equal(heldOut, 2);
  const input = page.getByLabel("Try a file", { exact: true });
  await tabTo(page, input);
  await input.setInputFiles(photos("test", "lotus", 1)[0]);
  assert.equal((await studio.predicted())[0].name, "lotus");

  // What an expert wants is in reach too.
  await tabTo(page, page.getByText("Under the hood"));
  await keyboard.press("Enter");
  await tabTo(page, page.getByLabel("Epochs", { exact: true }));
});

test("the focus can be seen wherever it is", needsData, async (t) => {
  const studio = await opened(t);
  await studio.addPhotos();
  await studio.underTheHood();
  const seen = new Set();
  for (let presses = 0; presses < 80; presses += 1) {
    await studio.page.keyboard.press("Tab");
    const unseen = await studio.page.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body) return "";
      // A file input is seen through its label.
      const drawn = element.type === "file" ? element.labels[0] : element;
      const { outlineStyle, outlineWidth } = getComputedStyle(drawn);
      const { width, height } = drawn.getBoundingClientRect();
      const visible = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && width > 8 && height > 8;
      return visible ? "" : element.outerHTML.slice(0, 120);
    });
    assert.equal(unseen, "");
    seen.add(await focused(studio.page));
  }
  assert.ok(seen.has("Train") && seen.has("Add class"), [...seen].join(", "));
});

test("renaming, removing and bringing back", needsData, async (t) => {
  const studio = await opened(t);
  const { page } = studio;
  await studio.addPhotos();
  await studio.canBeTaught();

  // A new name shows everywhere at once, also in the answer that stands there.
  const box = page.getByRole("textbox", { name: "Class name" }).nth(1);
  await box.fill("Lotosblume 🪷");
  await box.blur();
  await page.getByLabel("Add examples to Lotosblume 🪷", { exact: true }).waitFor({ state: "attached" });
  await studio.prediction.getByText("Lotosblume 🪷").waitFor();
  assert.equal((await studio.try(photos("test", "lotus", 1)[0]))[0].name, "Lotosblume 🪷");

  const [first] = photos("train", "dolphin", 1).map((path) => path.split("/").at(-1));
  const tile = studio.group("dolphin").getByRole("button", { name: `Remove ${first}` });
  await tile.click();
  await studio.shows({ dolphin: 2, "Lotosblume 🪷": 3 });
  await page.getByRole("button", { name: "Undo" }).click();
  await studio.shows({ dolphin: 3, "Lotosblume 🪷": 3 });

  await page.getByRole("button", { name: "Remove class dolphin" }).click();
  await studio.shows({ "Lotosblume 🪷": 3 });
  // The focus has come to the other's name, in which nothing was typed: it is the project's step that is taken back.
  await until(() => page.evaluate(() => document.activeElement.matches("input")));
  await page.keyboard.press("Control+z");
  await studio.shows({ dolphin: 3, "Lotosblume 🪷": 3 });
  const { heldOut } = await studio.trainToEnd();
  assert.equal(heldOut, 2);
});

test("the table behind the charts opens after every training", needsData, async (t) => {
  const studio = await opened(t);
  await studio.addPhotos();
  await studio.setEpochs(3);
  await studio.trainToEnd();
  assert.deepEqual(await studio.epochsInTable(), ["1", "2", "3"]);
  await studio.setEpochs(2);
  await studio.trainToEnd();
  // If it has stayed open, closing it first must do no harm either.
  const details = studio.page.getByRole("group").filter({ hasText: "The charts as a table" }).last();
  if ((await details.getAttribute("open")) !== null) await details.locator("summary").click();
  assert.deepEqual(await studio.epochsInTable(), ["1", "2"]);
});

test("photos dropped on a class are added, and beside it do no harm", needsData, async (t) => {
  const studio = await opened(t);
  const { page } = studio;
  await studio.nameClasses(["dolphin", "lotus"]);
  const files = photos("train", "lotus", 3).map((path) => read(path).toString("base64"));
  const dropped = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const [index, text] of files.entries()) {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], `dropped${index}.jpg`, { type: "image/jpeg" }));
    }
    return transfer;
  }, files);
  await studio.group("lotus").dispatchEvent("drop", { dataTransfer: dropped });
  await studio.shows({ dolphin: 0, lotus: 3 });
  await page.locator("h1").dispatchEvent("drop", { dataTransfer: dropped });
  await studio.shows({ dolphin: 0, lotus: 3 });
  await studio.add("dolphin", photos("train", "dolphin", 3));
  await studio.shows({ dolphin: 3, lotus: 3 });
  await studio.trainToEnd();
  await page.getByText("drop some here").dispatchEvent("drop", { dataTransfer: dropped });
  await page.getByRole("region", { name: "Sorted" }).getByText(/^3 pictures: (\d (lotus|it does not know)(, |$))+/).waitFor();
});

const phones = [
  [390, 844],
  [320, 568],
];

for (const [width, height] of phones) {
  test(`on a phone of ${width} x ${height} Train is always in reach, and nothing is cut off`, needsData, async (t) => {
    const studio = await opened(t, { viewport: { width, height }, hasTouch: true, isMobile: true });
    const { page } = studio;
    const check = async (when) => {
      const wide = await page.evaluate(() => {
        const root = document.documentElement;
        return [...document.querySelectorAll("body *")]
          .filter((element) => !element.closest(".scroll, .tiles"))
          .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1)
          .map((element) => element.outerHTML.slice(0, 100));
      });
      assert.deepEqual(wide, [], `${when}: too wide`);
      for (const share of [0, 0.5, 1]) {
        const reached = await page.evaluate((share) => {
          window.scrollTo(0, share * document.documentElement.scrollHeight);
          const button = [...document.querySelectorAll("button")].find((b) => /^(Train|Stop)$/.test(b.textContent));
          const { left, top, width, height } = button.getBoundingClientRect();
          return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
        }, share);
        assert.ok(reached, `${when}, scrolled to ${share}: Train is out of reach`);
      }
    };
    await check("at first");
    await studio.train.tap();
    await studio.alertSays("has no examples");
    await check("with an alert");
    await page.getByRole("button", { name: "Dismiss" }).tap();
    const long = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen".slice(0, 60);
    await studio.nameClasses(["dolphin", long]);
    await studio.add("dolphin", photos("train", "dolphin", 5));
    await studio.add(long, photos("train", "lotus", 5));
    await studio.shows({ dolphin: 5, [long]: 5 });
    await check("with examples");
    await studio.setLongRun();
    await studio.train.tap();
    await studio.inMidTraining();
    await check("while training");
    await studio.stop.tap();
    await studio.finished();
    await studio.try(photos("test", "lotus", 1)[0]);
    await studio.underTheHood();
    await page.getByText("The charts as a table").tap();
    await check("at the end");
    await page.getByRole("button", { name: `Remove class ${long}` }).tap();
    await page.getByRole("button", { name: "Undo" }).waitFor();
    await check("with an Undo");
  });
}

/** How light a colour of the page is, 0 to 1. */
const lightness = (page, property) =>
  page.evaluate((property) => {
    const colour = getComputedStyle(document.documentElement)[property];
    const [red, green, blue] = colour.match(/[\d.]+/g).map(Number);
    return (red + green + blue) / 765;
  }, property);

test("dark where the visitor likes it dark", async (t) => {
  const dark = await opened(t, { colorScheme: "dark", network: null });
  assert.ok((await lightness(dark.page, "backgroundColor")) < 0.2);
  assert.ok((await lightness(dark.page, "color")) > 0.8);
  const light = await opened(t, { colorScheme: "light", network: null });
  assert.ok((await lightness(light.page, "backgroundColor")) > 0.8);
  assert.ok((await lightness(light.page, "color")) < 0.2);
});

test("nothing moves for who wants no motion", needsData, async (t) => {
  const studio = await opened(t, { reducedMotion: "reduce" });
  const moving = () =>
    studio.page.evaluate(() => {
      const moves = (element) => {
        const { animationName, transitionDuration } = getComputedStyle(element);
        return animationName !== "none" || transitionDuration.split(", ").some((time) => time !== "0s");
      };
      const all = [...document.querySelectorAll("*")].filter(moves);
      return all.map((element) => element.outerHTML.slice(0, 100)).concat(document.getAnimations().map(String));
    });
  assert.deepEqual(await moving(), []);
  await studio.addPhotos();
  await studio.setLongRun();
  await studio.train.click();
  await studio.inMidTraining();
  assert.deepEqual(await moving(), []);
  await studio.stop.click();
  await studio.finished();
  await studio.try(photos("test", "lotus", 1)[0]);
  assert.deepEqual(await moving(), []);
});

const presets = [
  ["?device=cpu", "CPU", "cpu"],
  ["?device=webgpu&model=mobilenet-v2", "WebGPU", "webgpu"],
  ["?device=quantum", "Auto", "cpu"],
];

for (const [query, box, device] of presets) {
  test(`${query} presets the boxes`, needsData, async (t) => {
    const studio = await opened(t, { query });
    const chosen = (name) =>
      studio.page.getByRole("combobox", { name }).evaluate((box) => box.selectedOptions[0].textContent);
    assert.equal(await chosen("Device"), box);
    assert.equal(await chosen("Pre-trained model"), "MobileNetV2");
    assert.equal(await studio.device(), device);
  });
}

test("below any path of a host", needsData, async (t) => {
  const studio = await opened(t, { base: "/some/sub/path/" });
  await studio.addPhotos();
  await studio.canBeTaught();
});

test("a visit sends nothing anywhere and asks for nothing but the weights", needsData, async (t) => {
  const studio = await opened(t, { query: "" });
  const sent = [];
  studio.page.context().on("request", (request) => {
    if (request.method() !== "GET" || request.postData()) sent.push(request.url());
  });
  await studio.page.reload();
  await studio.ready();
  await studio.modelLoaded();
  await studio.addPhotos();
  await studio.canBeTaught();
  assert.deepEqual(sent, []);
  for (const address of studio.requests) assert.match(address, publicAddress);
  assert.deepEqual(await studio.page.context().cookies(), []);
  assert.equal(await studio.page.evaluate(() => localStorage.length), 0);
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing to complain about, ${colorScheme}`, needsData, async (t) => {
    const studio = await opened(t, { colorScheme, reducedMotion: "reduce" });
    const check = async (when) => assert.deepEqual(await complaints(studio.page), [], when);
    await studio.modelLoaded();
    await check("at first");
    await studio.train.click();
    await studio.alertSays("has no examples");
    await check("with an alert");
    await studio.addPhotos();
    await studio.canBeTaught();
    await studio.underTheHood();
    await studio.page.getByText("The charts as a table").click();
    await check("at the end");
    await studio.page.getByRole("button", { name: "Remove class lotus" }).click();
    await check("with an Undo");
  });
}

for (const colorScheme of ["light", "dark"]) {
  test(`the pages that are no program are well, also on a phone, ${colorScheme}`, async (t) => {
    const { address } = await hosted(t);
    const context = await browser.newContext({ colorScheme, viewport: { width: 360, height: 740 }, serviceWorkers: "block" });
    t.after(() => context.close());
    const page = await context.newPage();
    for (const path of ["leak/", "licences/"]) {
      await page.goto(`${address}/${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      assert.deepEqual(await complaints(page), [], path);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(wide, 0, path);
    }
  });
}
