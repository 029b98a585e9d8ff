// Examples are selected, moved and removed together, by mouse and keyboard; and what is pasted at a class is of it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { after, before, test } from "node:test";
import { launch, needsData, open, photos } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

async function opened(t) {
  const studio = await open(browser, { query: "?device=cpu&model=small-resnet", network: null });
  t.after(() => studio.close());
  await studio.addPhotos();
  return studio;
}

/** The box that selects a photo of dolphins. */
const box = (studio, path) =>
  studio.group("dolphin").getByRole("checkbox", { name: `Select ${basename(path)}`, exact: true });
const press = (studio, name) => studio.page.getByRole("button", { name, exact: true }).click();
const bar = (studio) => studio.page.getByRole("toolbar", { name: "Selected examples" });

test("pictures are selected by click and Shift, and moved by the menu", needsData, async (t) => {
  const studio = await opened(t);
  const [one, , three] = photos("train", "dolphin", 3);
  await box(studio, one).click();
  await box(studio, three).click({ modifiers: ["Shift"] });
  await bar(studio).getByText("3 selected").waitFor();
  await box(studio, one).click();
  await bar(studio).getByText("2 selected").waitFor();
  await studio.page.getByLabel("Move to class").selectOption({ label: "lotus" });
  await studio.shows({ dolphin: 1, lotus: 5 });
  assert.equal(await bar(studio).count(), 0);
  await press(studio, "Undo");
  await studio.shows({ dolphin: 3, lotus: 3 });
});

test("by keyboard alone: selected, removed, and brought back", needsData, async (t) => {
  const studio = await opened(t);
  const [one, two, three] = photos("train", "dolphin", 3);
  const { keyboard } = studio.page;
  await box(studio, one).focus();
  await keyboard.press("Space");
  await bar(studio).getByText("1 selected").waitFor();
  await box(studio, two).focus();
  await keyboard.press("Space");
  await keyboard.press("Delete");
  await studio.shows({ dolphin: 1, lotus: 3 });
  // What is not selected is removed by itself.
  await box(studio, three).focus();
  await keyboard.press("Delete");
  await studio.shows({ dolphin: 0, lotus: 3 });
  await press(studio, "Undo");
  await press(studio, "Undo");
  await studio.shows({ dolphin: 3, lotus: 3 });
});

test("a picture that is pasted while one is at a class is of that class, and elsewhere is tried", needsData, async (t) => {
  const studio = await opened(t);
  await studio.trainToEnd();
  const bytes = [...readFileSync(photos("train", "ketch", 1)[0])];
  const paste = (target) =>
    target.evaluate((element, bytes) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([new Uint8Array(bytes)], "pasted.jpg", { type: "image/jpeg" }));
      element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, bytes);
  await paste(studio.group("lotus").getByRole("textbox", { name: "Class name" }));
  await studio.shows({ dolphin: 3, lotus: 4 });
  assert.equal(await studio.prediction.count(), 0);
  await paste(studio.page.locator("body"));
  await studio.prediction.waitFor();
  await studio.shows({ dolphin: 3, lotus: 4 });
});
