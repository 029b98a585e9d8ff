// How far to trust it: found out in the background, shown in words and tables, and acted on.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { complaints } from "./axe.mjs";
import { file, launch, needsData, open, photos, read } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

const CLASSES = ["dolphin", "lotus"];
const card = (studio) => studio.page.getByRole("region", { name: "How far to trust it", exact: true });

/** Waits until all was found out that answers need. */
async function assessed(studio) {
  await card(studio).waitFor({ timeout: 60_000 });
  await studio.page.locator(".trust[aria-busy=false]").waitFor({ timeout: 120_000 });
}

test("is measured after a run; a picture in the wrong class is found and moved", needsData, async (t) => {
  const studio = await open(browser, { query: "?device=cpu" });
  t.after(() => studio.close());
  await studio.nameClasses(CLASSES);
  for (const name of CLASSES) {
    const other = CLASSES.find((it) => it !== name);
    const own = photos("train", name, 10).map((path, at) => file(`${name} ${at}.jpg`, read(path)));
    // One of the other class's, which is in none but this.
    const [stray] = photos("train", other, 1, 10);
    await studio.add(name, name === "lotus" ? [...own, file("stray.jpg", read(stray))] : own);
  }
  await studio.trainToEnd();
  await assessed(studio);
  const region = card(studio);
  assert.match(await region.innerText(), /Calibration error \d+%/);
  const rows = region.getByRole("table", { name: "Per class", exact: true }).getByRole("row");
  assert.deepEqual(
    (await rows.getByRole("rowheader").allInnerTexts()).slice(0, 2),
    CLASSES,
  );
  const suspects = region.getByRole("list", { name: "Look at these again", exact: true }).getByRole("listitem");
  const stray = suspects.filter({ hasText: "stray.jpg" });
  await stray.waitFor();
  assert.match(await stray.innerText(), /In lotus, looks like dolphin/);
  await studio.page.getByRole("slider", { name: "Say “I don't know”", exact: true }).waitFor();
  const map = studio.page.getByRole("region", { name: "Map of examples", exact: true });
  assert.equal(await map.locator("circle").count(), 21);
  assert.deepEqual(await complaints(studio.page), []);

  await stray.getByRole("button", { name: /^Move to dolphin/ }).click();
  await stray.waitFor({ state: "detached" });
  const dolphin = studio.page.getByRole("group", { name: "dolphin", exact: true });
  await dolphin.getByText(/^11 /).first().waitFor();
});

test("what is like nothing it was taught begins with “I don't know”", needsData, async (t) => {
  const studio = await open(browser, { query: "?device=cpu" });
  t.after(() => studio.close());
  await studio.addPhotos(CLASSES, 10);
  await studio.trainToEnd();
  await assessed(studio);
  const first = async (path) => {
    await studio.try(path);
    const list = studio.page.getByRole("list", { name: "Prediction", exact: true });
    return list.getByRole("listitem").first().innerText();
  };
  assert.match(await first(photos("test", "lotus", 1)[0]), /^lotus/);
  const slider = studio.page.getByRole("slider", { name: "Say “I don't know”", exact: true });
  await slider.focus();
  // As often as it can: then even much of what is known is told.
  await slider.press("End");
  const [strange] = photos("test", "laptop", 1);
  assert.equal(await first(strange), "I don't know");
});

test("after a reload it is found out again, and what was said of it is kept", needsData, async (t) => {
  const studio = await open(browser, { query: "?device=cpu" });
  t.after(() => studio.close());
  await studio.nameClasses(CLASSES);
  const [stray] = photos("train", "dolphin", 1, 10);
  for (const name of CLASSES) {
    const own = photos("train", name, 10).map((path, at) => file(`${name} ${at}.jpg`, read(path)));
    await studio.add(name, name === "lotus" ? [...own, file("stray.jpg", read(stray))] : own);
  }
  await studio.trainToEnd();
  await assessed(studio);
  const error = async () => /Calibration error (\d+)%/.exec(await card(studio).innerText())[1];
  const before = await error();
  const suspects = card(studio).getByRole("listitem").filter({ hasText: "stray.jpg" });
  await suspects.getByRole("button", { name: /^It is right/ }).click();
  await suspects.waitFor({ state: "detached" });
  const slider = studio.page.getByRole("slider", { name: "Say “I don't know”", exact: true });
  await slider.focus();
  await slider.press("Home");
  await slider.press("ArrowRight");
  const place = await slider.inputValue();
  const saved = studio.page.getByRole("status", { name: "Saved", exact: true });
  await saved.filter({ hasText: "Saved on this device" }).waitFor();
  await studio.page.reload();
  await studio.ready();
  await assessed(studio);
  await studio.page.getByText(/Calibration error/).waitFor({ timeout: 60_000 });
  assert.equal(await error(), before);
  assert.equal(await slider.inputValue(), place);
  assert.equal(await suspects.count(), 0, "it was said to be right");
  await studio.page.getByRole("button", { name: "Undo", exact: true }).click();
  await suspects.waitFor();
});
