// The pad: what is drawn with a mouse, a finger or a pen becomes an example of the right class.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { complaints } from "./axe.mjs";
import { launch, open } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

const query = "?device=cpu&model=small-resnet";

/** Draws a line over the pad, from and to these shares of its sides. */
async function line(page, [x0, y0], [x1, y1]) {
  const pad = page.getByRole("img", { name: /^Pad/ });
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  const at = (x, y) => [box.x + box.width * x, box.y + box.height * y];
  await page.mouse.move(...at(x0, y0));
  await page.mouse.down();
  await page.mouse.move(...at((x0 + x1) / 2, (y0 + y1) / 2), { steps: 4 });
  await page.mouse.move(...at(x1, y1), { steps: 4 });
  await page.mouse.up();
}

/** How bright the pad is, 0 to 255, at these shares of its sides. */
function brightness(page, x, y) {
  return page.getByRole("img", { name: /^Pad/ }).evaluate((pad, [x, y]) => {
    const [red] = pad.getContext("2d").getImageData(pad.width * x, pad.height * y, 1, 1).data;
    return red;
  }, [x, y]);
}

async function opened(t, options = {}) {
  const studio = await open(browser, { query, ...options });
  t.after(() => studio.close());
  await studio.nameClasses(["one", "two"]);
  const button = (name) => studio.page.getByRole("button", { name, exact: true });
  return { studio, page: studio.page, button };
}

test("drawings go to the class that they were drawn for", async (t) => {
  const { studio, page, button } = await opened(t);
  await button("Draw for two").click();
  assert.equal(await button("Add drawing").isDisabled(), true, "nothing is drawn");
  await line(page, [0.2, 0.5], [0.8, 0.5]);
  assert.equal(await brightness(page, 0.5, 0.5), 0);
  assert.equal(await brightness(page, 0.5, 0.2), 255, "on white");
  assert.deepEqual(await complaints(page), []);
  await button("Add drawing").click();
  await studio.shows({ one: 0, two: 1 });
  await page.getByText("1 drawing added").waitFor();
  assert.equal(await brightness(page, 0.5, 0.5), 255, "the next begins on white");

  // Another place: the pad of the first is closed.
  await button("Draw for one").click();
  assert.equal(await page.getByRole("img", { name: /^Pad/ }).count(), 1);
  await line(page, [0.5, 0.2], [0.5, 0.8]);
  await button("Add drawing").click();
  await studio.shows({ one: 1, two: 1 });
  await button("Close").click();
  assert.equal(await page.getByRole("img", { name: /^Pad/ }).count(), 0);
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Draw for one/);
});

test("strokes are taken back one by one, and can be thick or thin", async (t) => {
  const { page, button } = await opened(t);
  await button("Draw for one").click();
  await line(page, [0.2, 0.3], [0.8, 0.3]);
  await page.getByRole("slider", { name: "Thickness" }).fill("60");
  await line(page, [0.2, 0.7], [0.8, 0.7]);
  assert.equal(await brightness(page, 0.5, 0.3 + 0.04), 255, "20 of 512 are thinner than that");
  assert.equal(await brightness(page, 0.5, 0.7 + 0.04), 0);
  await button("Undo stroke").click();
  assert.deepEqual([await brightness(page, 0.5, 0.3), await brightness(page, 0.5, 0.7)], [0, 255]);
  await button("Clear").click();
  assert.equal(await brightness(page, 0.5, 0.3), 255);
  assert.equal(await button("Undo stroke").isDisabled(), true);
});

test("what is added is 256 pixels a side, and one step", async (t) => {
  const { studio, page, button } = await opened(t);
  // The address of the file, before it is copied and given back.
  const made = page.evaluate(() => new Promise((done) => {
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      if (blob.type === "image/png") createImageBitmap(blob).then(({ width, height }) => done([width, height]));
      return make.call(URL, blob);
    };
  }));
  await button("Draw for one").click();
  await line(page, [0.2, 0.5], [0.8, 0.5]);
  await button("Add drawing").click();
  assert.deepEqual(await made, [256, 256]);
  await studio.shows({ one: 1, two: 0 });
  await button("Undo").first().click();
  await studio.shows({ one: 0, two: 0 });
});

test("a finger draws, on a phone", async (t) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const { studio, page, button } = await opened(t, phone);
  await button("Draw for one").tap();
  const pad = page.getByRole("img", { name: /^Pad/ });
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
  assert.equal(await brightness(page, 0.5, 0.5), 0, "a dot");
  assert.ok(box.width <= 390 - 32, "it fits");
  await button("Add drawing").tap();
  await studio.shows({ one: 1, two: 0 });
});

test("a drawing is tried, and stays to be changed", async (t) => {
  const { studio, page, button } = await opened(t);
  await button("Draw one to try").click();
  await line(page, [0.2, 0.5], [0.8, 0.5]);
  await button("Try drawing").click();
  await studio.alertSays("nothing has been trained yet");
  await button("Dismiss").click();

  for (const [name, from, to] of [["one", [0.5, 0.1], [0.5, 0.9]], ["two", [0.1, 0.5], [0.9, 0.5]]]) {
    await button(`Draw for ${name}`).click();
    for (const [at, shift] of [-0.1, 0, 0.1].entries()) {
      await line(page, from.map((share) => share + shift), to);
      await button("Add drawing").click();
      // The first makes the pad move: the hint goes.
      await page.getByText(at === 0 ? "1 drawing added" : `${at + 1} drawings added`).waitFor();
    }
  }
  await studio.shows({ one: 3, two: 3 });
  await studio.trainToEnd();
  await button("Draw one to try").click();
  await line(page, [0.5, 0.2], [0.5, 0.8]);
  await button("Try drawing").click();
  assert.equal((await studio.predicted()).length, 2);
  assert.equal(await brightness(page, 0.5, 0.5), 0);
});
