// Looking into the models that learnt without labels: what the autoencoder draws again, and the patches
// that the filter bank found.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { file, launch, needsData, open, photos, read, until } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

const card = (id) => JSON.parse(readFileSync(new URL(`../../www/weights/${id}.json`, import.meta.url)));

/** The gallery. Another model is in use than those that are looked into. */
async function gallery(t, options = {}) {
  const studio = await open(browser, { query: "models/?device=cpu&model=small-resnet", network: null, ...options });
  t.after(() => studio.close());
  return studio;
}

const article = (studio, id) => studio.page.getByRole("article", { name: card(id).name, exact: true });
const memory = (studio) => article(studio, "autoencoder").getByRole("group", { name: "What does it remember?" });
const finds = (studio) => article(studio, "kmeans").getByRole("group", { name: "What did it find?" });
const choose = (group, file) => group.getByLabel("Choose a picture", { exact: true }).setInputFiles(file);
const chooseSecond = (group, file) => group.getByLabel("Choose a second picture").setInputFiles(file);
const picture = (group, name) => group.getByRole("img", { name, exact: true });
const slider = (group) => group.getByRole("slider", { name: "From the first picture to the second" });
const photo = (name, index = 0) => photos("test", name, 1, index)[0];

/** Waits until nothing is computed for a group any more. */
async function settled(group) {
  await until(async () => (await group.getAttribute("aria-busy")) === "false", 60_000);
}

/** What a picture shows: `{ width, height, rgba }`. */
function pixels(canvas) {
  return canvas.evaluate((canvas) => {
    const { width, height } = canvas;
    const rgba = width ? [...canvas.getContext("2d").getImageData(0, 0, width, height).data] : [];
    return { width, height, rgba };
  });
}

/** The mean difference of two pictures' values, of 255. */
function distance(a, b) {
  assert.equal(a.rgba.length, b.rgba.length);
  return a.rgba.reduce((sum, value, index) => sum + Math.abs(value - b.rgba[index]), 0) / a.rgba.length;
}

/** Shows a picture, and waits for what is drawn of it. */
async function drawnOf(group, file) {
  await choose(group, file);
  await picture(group, "What it draws").waitFor({ timeout: 60_000 });
  await settled(group);
  return pixels(picture(group, "What it draws"));
}

/** Moves the slider, and waits for what is drawn there. */
async function drawnAt(group, step) {
  await slider(group).fill(String(step));
  await settled(group);
  return pixels(picture(group, "What it draws"));
}

test("the autoencoder draws a picture again, and says how far it was squeezed", needsData, async (t) => {
  const studio = await gallery(t);
  const group = memory(studio);
  assert.equal(await group.getByRole("img").count(), 0);
  const drawn = await drawnOf(group, photo("lotus"));
  const seen = await pixels(picture(group, "What the model saw"));
  const { input_size, embedding_size } = card("autoencoder");
  assert.deepEqual([seen.width, seen.height], [input_size, input_size]);
  assert.deepEqual([drawn.width, drawn.height], [input_size, input_size]);
  assert.ok(new Set(seen.rgba).size > 50, "the photo itself");
  assert.ok(distance(seen, drawn) > 0.1, "drawn, not copied");
  const numbers = (number) => number.toLocaleString("en");
  const words = `${input_size} × ${input_size} dots in three colours is ${numbers(3 * input_size ** 2)} numbers`;
  await group.getByText(words).waitFor();
  await group.getByText(`squeezes it into ${numbers(embedding_size)}`).waitFor();
  assert.equal(await slider(group).count(), 0, "there is nowhere to walk to yet");
  // The same picture gives the same drawing; the model in use has not changed.
  assert.deepEqual(await drawnOf(group, photo("lotus")), drawn);
  assert.equal(await article(studio, "autoencoder").getByText("In use", { exact: true }).count(), 0);
});

test("the slider walks from one picture to another", needsData, async (t) => {
  const studio = await gallery(t);
  const group = memory(studio);
  const second = await drawnOf(group, photo("dolphin"));
  const first = await drawnOf(group, photo("lotus"));
  assert.ok(distance(first, second) > 0, "two pictures are not drawn the same");
  await chooseSecond(group, photo("dolphin"));
  await slider(group).waitFor();
  await settled(group);
  assert.equal(await slider(group).inputValue(), "50");
  const half = await pixels(picture(group, "What it draws"));
  assert.deepEqual(await drawnAt(group, 0), first, "at the start it is the first picture's");
  assert.deepEqual(await drawnAt(group, 100), second, "at the end it is the second's");
  assert.deepEqual(await drawnAt(group, 50), half);
  const ends = distance(first, second);
  assert.ok(distance(half, first) < ends && distance(half, second) < ends, "in between is nearer to both");
  const quarter = await drawnAt(group, 25);
  assert.ok(distance(quarter, first) < distance(quarter, second), "nearer to the nearer end");

  // By keyboard, and told as a share.
  await slider(group).focus();
  await studio.page.keyboard.press("Home");
  await settled(group);
  assert.equal(await slider(group).getAttribute("aria-valuetext"), "0% of the way");
  assert.deepEqual(await pixels(picture(group, "What it draws")), first);
  await studio.page.keyboard.press("End");
  await settled(group);
  assert.deepEqual(await pixels(picture(group, "What it draws")), second);

  // Both pictures can be changed for others.
  await chooseSecond(group, photo("lotus", 1));
  await settled(group);
  await choose(group, photo("dolphin"));
  await settled(group);
  assert.deepEqual(await drawnAt(group, 0), second);
});

test("a slider in quick motion ends at what it points to", needsData, async (t) => {
  const studio = await gallery(t);
  const group = memory(studio);
  await drawnOf(group, photo("lotus"));
  await chooseSecond(group, photo("dolphin"));
  await slider(group).waitFor();
  await settled(group);
  const wanted = await drawnAt(group, 83);
  await drawnAt(group, 0);
  // Far more positions than can be drawn; the pictures that are shown on the way are counted.
  const shown = await slider(group).evaluate(async (slider) => {
    const canvas = slider.closest("[role=group]").querySelector('[aria-label="What it draws"]');
    const context = canvas.getContext("2d");
    const seen = new Set();
    for (let move = 0; move < 240; move += 1) {
      slider.value = move < 239 ? (move * 7) % 101 : 83;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      if (move % 4 === 0) await new Promise((done) => requestAnimationFrame(done));
      seen.add(context.getImageData(0, 0, canvas.width, canvas.height).data.join());
    }
    return seen.size;
  });
  const started = Date.now();
  await settled(group);
  t.diagnostic(`${shown} pictures in 240 moves, settled ${Date.now() - started} ms after the last`);
  assert.ok(shown > 2, `${shown} pictures shown while it moved`);
  assert.deepEqual(await pixels(picture(group, "What it draws")), wanted);
});

const broken = [
  ["no picture", () => file("letter.jpg", "Dear diary"), "“letter.jpg” could not be drawn again: it is not a picture"],
  ["half a picture", () => {
    const whole = read(photo("watch"));
    return file("cut.jpg", whole.subarray(0, whole.length / 2));
  }, "“cut.jpg” could not be drawn again: the file stops in the middle"],
];

for (const [what, make, words] of broken) {
  test(`${what} cannot be drawn: the page says so, and what is there stays`, needsData, async (t) => {
    const studio = await gallery(t);
    const group = memory(studio);
    await choose(group, make());
    await studio.alertSays(words);
    await settled(group);
    assert.equal(await group.getByRole("img").count(), 0);
    await studio.page.getByRole("button", { name: "Dismiss" }).click();

    const drawn = await drawnOf(group, photo("lotus"));
    await chooseSecond(group, make());
    await studio.alertSays(words);
    await settled(group);
    assert.equal(await slider(group).count(), 0);
    assert.deepEqual(await pixels(picture(group, "What it draws")), drawn);
    await chooseSecond(group, photo("dolphin"));
    await slider(group).waitFor();
    await settled(group);
    assert.deepEqual(await drawnAt(group, 0), drawn);
  });
}

test("the filter bank shows the patches that it found", async (t) => {
  const studio = await gallery(t);
  const group = finds(studio);
  const button = group.getByRole("button", { name: "Show what it found" });
  await button.focus();
  await studio.page.keyboard.press("Enter");
  const sheet = picture(group, "The patches that it found");
  await sheet.waitFor({ timeout: 60_000 });
  await settled(group);
  assert.equal(await button.count(), 0);
  assert.equal(await studio.page.evaluate(() => document.activeElement.textContent), "What did it find?");
  await group.getByText(/^The 800 kinds of detail that it tells apart/).waitFor();
  const { width, rgba } = await pixels(sheet);
  // Every patch has a colour that most others have not, and not all are grey.
  const at = (x, y) => rgba.slice(4 * (y * width + x), 4 * (y * width + x) + 3);
  const corners = Array.from({ length: 28 }, (_, column) => at(9 * column, 9 * 20));
  assert.ok(new Set(corners.map(String)).size > 10, "patches differ");
  const isColourful = ([red, green, blue]) => Math.max(red, green, blue) - Math.min(red, green, blue) > 60;
  assert.ok(corners.some(isColourful), "some are colourful");
  assert.equal(rgba[4 * 8 + 3], 0, "there is a gap between them");
});

test("weights that do not come are said, and can be asked for again", async (t) => {
  const studio = await gallery(t, { allow: /404|Failed to load/ });
  const group = finds(studio);
  const show = () => group.getByRole("button", { name: "Show what it found" }).click();
  await studio.page.context().route(/kmeans\.safetensors$/, (route) => route.fulfill({ status: 404 }), { times: 1 });
  await show();
  await studio.alertSays(`The weights of ${card("kmeans").name} could not be fetched: the address answered with HTTP status 404`);
  await settled(group);
  await show();
  await picture(group, "The patches that it found").waitFor({ timeout: 60_000 });
});

test("the weights of a model that is looked into can be cancelled on their way", needsData, async (t) => {
  const weights = read(new URL("../../www/weights/autoencoder.safetensors", import.meta.url).pathname);
  let times = 0;
  // The first time, no more than half of them come.
  const halfway = (response) => {
    times += 1;
    if (times === 1) response.write(weights.subarray(0, weights.length / 2));
    return times === 1;
  };
  const studio = await gallery(t, { files: { "autoencoder.safetensors": halfway } });
  const group = memory(studio);
  await choose(group, photo("lotus"));
  await group.getByRole("progressbar", { name: "Downloading weights" }).waitFor();
  assert.equal(await group.getAttribute("aria-busy"), "true");
  await group.getByRole("button", { name: "Cancel download" }).click();
  await settled(group);
  assert.equal(await group.getByRole("img").count() + (await studio.alert.count()), 0);
  await drawnOf(group, photo("lotus"));
});

test("on a phone nothing is cut off", needsData, async (t) => {
  const studio = await gallery(t, { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true });
  const group = memory(studio);
  await drawnOf(group, photo("lotus"));
  await chooseSecond(group, photo("dolphin"));
  await slider(group).waitFor();
  await finds(studio).getByRole("button", { name: "Show what it found" }).tap();
  await picture(finds(studio), "The patches that it found").waitFor({ timeout: 60_000 });
  const wide = await studio.page.evaluate(() =>
    [...document.querySelectorAll(".looks *")]
      .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map((element) => element.outerHTML.slice(0, 100)),
  );
  assert.deepEqual(wide, []);
});
