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

test("examples are left out of training, and taken in again", needsData, async (t) => {
  const studio = await opened(t);
  const [one, two] = photos("train", "dolphin", 3);
  const dolphin = studio.group("dolphin");
  await box(studio, one).click();
  await box(studio, two).click();
  await press(studio, "Leave out of training");
  await dolphin.getByText("3 examples, 2 left out of training").waitFor();
  assert.equal(await dolphin.getByText("left out of training", { exact: true }).count(), 2, "both are marked");
  // It is undone as all else, and it is kept.
  await press(studio, "Undo");
  await dolphin.getByText("3 examples", { exact: true }).waitFor();
  await press(studio, "Redo");
  await studio.page.getByText("Saved on this device", { exact: true }).waitFor();
  await studio.page.reload();
  await studio.ready();
  await dolphin.getByText("3 examples, 2 left out of training").waitFor();
  await box(studio, one).click();
  await press(studio, "Use in training again");
  await dolphin.getByText("3 examples, 1 left out of training").waitFor();
  // Looked at closely it says so, and can be changed there too.
  await box(studio, two).focus();
  await studio.page.keyboard.press("Enter");
  const large = studio.page.getByRole("dialog");
  await large.getByText("Left out of training.").waitFor();
  await large.getByRole("button", { name: "Use in training again" }).click();
  await large.getByText("Not held out.").waitFor();
  await large.getByRole("button", { name: "Leave out of training" }).click();
  await studio.page.keyboard.press("Escape");
  // A class of which nothing is left is named, with what to do.
  await studio.embedded();
  for (const path of photos("train", "lotus", 3)) {
    await studio.group("lotus").getByRole("checkbox", { name: `Select ${basename(path)}`, exact: true }).click();
  }
  await press(studio, "Leave out of training");
  await studio.train.click();
  await studio.alert.getByText("all examples of the class “lotus” are left out of training").waitFor();
});
