// The first screen is the work: what it is for while there is nothing, and the three cards, in sight on a laptop and with
// the next step in reach on a phone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, needsData, open } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

const LAPTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

const small = "?device=cpu&model=small-resnet";

async function opened(t, options) {
  const studio = await open(browser, { query: small, network: null, ...options });
  t.after(() => studio.close());
  await studio.modelLoaded();
  return studio;
}

const box = (locator) => locator.boundingBox();
const scrolled = (studio) => studio.page.evaluate(() => window.scrollY);

/** Sees that the headings of the three cards are in the upper part of a laptop's screen. */
async function cardsAreHigh(studio) {
  for (const name of ["Examples", "Training", "Try it"]) {
    const { y } = await box(studio.page.getByRole("heading", { name, level: 2 }));
    assert.ok(y < 320, `${name} is at ${y}`);
  }
}

/** How far the page can be scrolled sideways, pixels. */
const sideways = (studio) => studio.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

for (const [what, path] of [["pictures", ""], ["texts", "text"]]) {
  test(`on a laptop the cards for ${what} begin in the upper third`, needsData, async (t) => {
    const query = path ? "text?device=cpu" : small;
    const studio = await opened(t, { query, viewport: LAPTOP });
    const pitch = studio.page.getByText("so a handful of yours is enough");
    await pitch.waitFor();
    await cardsAreHigh(studio);
    if (path) await studio.addTexts("Class 1", ["a text"]);
    else await studio.addPhotos();
    await pitch.waitFor({ state: "hidden" });
    await cardsAreHigh(studio);
    assert.equal(await sideways(studio), 0);
    assert.equal(await studio.page.getByRole("heading", { level: 1 }).count(), 1, "there for who hears the page");
  });
}

test("on a phone the first class can be given pictures on the first screen, before and after", needsData, async (t) => {
  const studio = await opened(t, { viewport: PHONE, hasTouch: true });
  const add = studio.page.locator("label", { hasText: "Add examples to Class 1" });
  const train = await box(studio.train);
  const inReach = async (label) => {
    const { y, height } = await box(label);
    assert.ok(y + height <= train.y, `it ends at ${y + height}, and Train begins at ${train.y}`);
  };
  await inReach(add);
  await studio.addPhotos();
  await inReach(studio.page.locator("label", { hasText: "Add examples to dolphin" }));
  assert.equal(await sideways(studio), 0);
});

test("the row of the model and the device opens for more", needsData, async (t) => {
  const studio = await opened(t, { viewport: LAPTOP });
  const about = studio.page.getByText("A small residual network");
  const more = studio.page.getByRole("button", { name: "More about the model and the device" });
  assert.equal(await about.isVisible(), false);
  await more.click();
  await about.waitFor();
  await studio.page.getByRole("link", { name: "Compare models" }).waitFor();
  await more.click();
  await about.waitFor({ state: "hidden" });
});

test("nothing scrolls by itself on the way to another page", needsData, async (t) => {
  const studio = await opened(t, { viewport: LAPTOP });
  await studio.addPhotos();
  await studio.go("Models");
  assert.equal(await scrolled(studio), 0);
  await studio.go("Studio");
  assert.equal(await scrolled(studio), 0);
});
