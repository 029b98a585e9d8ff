// The camera: its pictures go to the right class, it tells live what it sees, and its light is off whenever nobody
// looks. Chromium's own moving test picture stands in for one.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { complaints } from "./axe.mjs";
import { launch, needsData, open, photos, until } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false, cameras: 1 })));
after(() => browser.close());

const query = "?device=cpu&model=small-resnet";

/** Keeps what cameras give to the page in `streams`. */
function keepStreams() {
  window.streams = [];
  const ask = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
  if (!ask) return;
  navigator.mediaDevices.getUserMedia = async (wishes) => {
    window.wishes = wishes;
    const stream = await ask(wishes);
    window.streams.push(stream);
    return stream;
  };
}

/** How the tracks of all streams so far stand: "live" or "ended". */
const tracks = (page) => page.evaluate(() => window.streams.map((stream) => stream.getVideoTracks()[0].readyState));

/** Hides the page, or shows it, as far as it can see. */
const hide = (page, hidden) => page.evaluate((hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}, hidden);

async function opened(t, { from = browser, classes = ["one", "two"], ...options } = {}) {
  const studio = await open(from, { query, init: keepStreams, ...options });
  t.after(() => studio.close());
  if (classes.length > 0) await studio.nameClasses(classes);
  const { page } = studio;
  const button = (name) => page.getByRole("button", { name, exact: true });
  const sees = () => until(() => page.getByLabel("What the camera sees").evaluate((video) => video.videoWidth > 0));
  return { studio, page, button, sees };
}

/** How many examples a class has. */
const count = (studio, name) => studio.group(name).getByRole("listitem").count();

test("a click takes one picture, for the class whose camera it is", async (t) => {
  const { studio, page, button, sees } = await opened(t);
  await button("Camera for two").click();
  await sees();
  assert.equal(await button("Camera for two").getAttribute("aria-expanded"), "true");
  assert.deepEqual(await complaints(page), []);
  await button("Take pictures").click();
  await studio.shows({ one: 0, two: 1 });
  await page.getByText("1 picture taken").waitFor();
  await button("Take pictures").click();
  await studio.shows({ one: 0, two: 2 });
  assert.deepEqual(await tracks(page), ["live"]);

  await button("Close camera").click();
  assert.equal(await page.getByLabel("What the camera sees").count(), 0);
  assert.deepEqual(await tracks(page), ["ended"]);
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Camera for two/);
  await page.getByRole("status", { name: "Saved" }).getByText("Saved on this device").waitFor();
  await page.reload();
  await studio.ready();
  await studio.shows({ one: 0, two: 2 });
});

test("held, it takes about eight a second, and a second of them is one step", async (t) => {
  const { studio, page, button, sees } = await opened(t);
  await button("Camera for one").click();
  await sees();
  await button("Take pictures").hover();
  await page.mouse.down();
  await page.waitForTimeout(2_300);
  await page.mouse.up();
  await page.waitForTimeout(500);
  const taken = await count(studio, "one");
  t.diagnostic(`${taken} in 2.3 seconds`);
  assert.ok(taken >= 10 && taken <= 19, `${taken}`);
  await page.waitForTimeout(500);
  assert.equal(await count(studio, "one"), taken, "it was let go");
  await button("Undo").first().click();
  const left = await count(studio, "one");
  assert.ok(left < taken && left >= taken - 8, `${left}`);
});

test("what is shown is a mirror, and what is kept is not", async (t) => {
  const { page, button, sees } = await opened(t);
  // A camera whose picture is red on its left and blue on its right; and the file of what is taken.
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = async () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
      const context = canvas.getContext("2d");
      const draw = () => ["red", "blue"].forEach((colour, half) => {
        context.fillStyle = colour;
        context.fillRect(320 * half, 0, 320, 480);
      });
      setInterval(draw, 50);
      return canvas.captureStream();
    };
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      if (blob.type === "image/jpeg") window.made ??= blob;
      return make.call(URL, blob);
    };
  });
  await button("Camera for one").click();
  await sees();
  const shown = page.getByLabel("What the camera sees");
  assert.equal(await shown.evaluate((video) => getComputedStyle(video).transform), "matrix(-1, 0, 0, 1, 0, 0)");
  await button("Take pictures").click();
  await until(() => page.evaluate(() => Boolean(window.made)));
  const [width, height, left, right] = await page.evaluate(async () => {
    const taken = await createImageBitmap(window.made);
    const context = new OffscreenCanvas(taken.width, taken.height).getContext("2d");
    context.drawImage(taken, 0, 0);
    const at = (x) => [...context.getImageData(x, taken.height / 2, 1, 1).data].slice(0, 3);
    return [taken.width, taken.height, at(10), at(taken.width - 10)];
  });
  assert.deepEqual([width, height], [480, 480], "the square in the middle");
  assert.ok(left[0] > 200 && left[2] < 50, `red on the left: ${left}`);
  assert.ok(right[0] < 50 && right[2] > 200, `blue on the right: ${right}`);
});

test("a countdown takes eight, and can be cancelled", async (t) => {
  const { studio, page, button, sees } = await opened(t);
  await button("Camera for one").click();
  await sees();
  await button("Take 8 in 3 seconds").click();
  await page.getByText("3", { exact: true }).and(page.locator(".countdown")).waitFor();
  await button("Cancel").click();
  await page.waitForTimeout(3_500);
  assert.equal(await count(studio, "one"), 0);
  await button("Take 8 in 3 seconds").click();
  await studio.shows({ one: 8, two: 0 });
  await page.waitForTimeout(500);
  await studio.shows({ one: 8, two: 0 });
});

test("its light goes off with the class, the page, another camera, and the tab", async (t) => {
  const { studio, page, button, sees } = await opened(t);
  await button("Camera for one").click();
  await sees();
  await button("Camera for two").click();
  await sees();
  assert.equal(await page.getByLabel("What the camera sees").count(), 1, "one at a time");
  await until(async () => (await tracks(page)).join() === "ended,live");

  await button("Remove class two").click();
  await until(async () => (await tracks(page)).join() === "ended,ended");

  await button("Camera for one").click();
  await sees();
  await studio.go("Models");
  await until(async () => (await tracks(page)).at(-1) === "ended");
  await studio.go("Studio");
  assert.equal(await page.getByLabel("What the camera sees").count(), 0, "and stays off");

  await button("Camera for one").click();
  await sees();
  await hide(page, true);
  await until(async () => (await tracks(page)).at(-1) === "ended");
  await hide(page, false);
  await page.getByRole("status").getByText(/switched off when this page went out of view/).waitFor();
  await button("Open it again").click();
  await sees();
  assert.equal((await tracks(page)).at(-1), "live");
});

test("a camera that is unplugged is said, and opened again", async (t) => {
  const { page, button, sees } = await opened(t);
  await button("Camera for one").click();
  await sees();
  await page.evaluate(() => window.streams[0].getVideoTracks()[0].dispatchEvent(new Event("ended")));
  const alert = page.getByRole("alert");
  await alert.getByText(/^The camera is off: it was disconnected/).waitFor();
  assert.deepEqual(await complaints(page), []);
  await button("Open it again").click();
  await sees();
  assert.equal(await alert.count(), 0);
});

test("a page that may not use it says what to do, at its place", async (t) => {
  const other = await launch({ gpu: false, cameras: 1, allowed: false });
  t.after(() => other.close());
  const { studio, page, button } = await opened(t, { from: other });
  await button("Camera for one").click();
  await studio.group("one").getByRole("alert").getByText(/was not allowed to use it\. Allow it in the browser/).waitFor();
  assert.deepEqual(await complaints(page), []);
  assert.equal(await button("Take pictures").count(), 0);
});

test("each other reason has a sentence of its own", async (t) => {
  const { studio, page, button } = await opened(t);
  const reasons = {
    NotFoundError: /there is none on this device\. Connect one/,
    NotReadableError: /another program is using it/,
    TypeError: /could not open it \(TypeError\)\. Try again/,
  };
  for (const [name, sentence] of Object.entries(reasons)) {
    await page.evaluate((name) => {
      const error = name === "TypeError" ? new TypeError("x") : new DOMException("x", name);
      navigator.mediaDevices.getUserMedia = () => Promise.reject(error);
    }, name);
    await button("Camera for one").click();
    await studio.group("one").getByRole("alert").getByText(sentence).waitFor();
    await button("Close camera").click();
  }
  await page.evaluate(() => Object.defineProperty(navigator, "mediaDevices", { value: undefined }));
  await button("Camera for one").click();
  await studio.group("one").getByRole("alert").getByText(/begins with https/).waitFor();
});

test("one of several cameras is chosen, and remembered", async (t) => {
  const other = await launch({ gpu: false, cameras: 2 });
  t.after(() => other.close());
  const { page, button, sees } = await opened(t, { from: other });
  await button("Camera for one").click();
  await sees();
  const box = page.getByRole("combobox", { name: "Camera" });
  const names = await box.getByRole("option").allInnerTexts();
  assert.equal(names.length, 2);
  await box.selectOption(names[1]);
  await until(async () => (await tracks(page)).join() === "ended,live");
  await sees();
  const used = () => page.evaluate(() => window.streams.at(-1).getVideoTracks()[0].label);
  assert.equal(await used(), names[1]);
  await button("Camera for two").click();
  await sees();
  assert.equal(await used(), names[1]);
  assert.equal(await box.evaluate((box) => box.selectedOptions[0].textContent), names[1]);
});

test("on a phone there is its own camera, too", async (t) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const { studio, page, button, sees } = await opened(t, phone);
  const own = page.getByLabel("Take a photo for one", { exact: true });
  assert.equal(await own.getAttribute("capture"), "environment");
  assert.equal(await page.locator("label").filter({ hasText: "Take a photo for one" }).isVisible(), true);
  await button("Camera for one").tap();
  await sees();
  await button("Take pictures").tap();
  await studio.shows({ one: 1, two: 0 });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390, "nothing sticks out");
  assert.deepEqual(await complaints(page), []);
});

test("a mouse has no use for it", async (t) => {
  const { page } = await opened(t);
  assert.equal(await page.getByLabel("Take a photo for one", { exact: true }).isVisible(), false);
});

test("by keyboard alone, from an empty page to what the camera sees", async (t) => {
  const { studio, page, button, sees } = await opened(t, { classes: [] });
  const press = async (name, key = "Enter") => {
    const target = button(name);
    // From wherever the focus is, Tab gets there.
    for (let presses = 0; presses < 120; presses += 1) {
      if (await target.evaluateAll((found) => found.includes(document.activeElement))) break;
      await page.keyboard.press("Tab");
    }
    assert.ok(await target.evaluate((it) => it === document.activeElement), `${name} is reached`);
    await page.keyboard.press(key);
  };
  await press("Use sample pictures");
  await studio.shows({ house: 8, tree: 8, fish: 8, car: 8 });
  await press("Camera for house", " ");
  await sees();
  await press("Take pictures", " ");
  await studio.shows({ house: 9, tree: 8, fish: 8, car: 8 });
  await page.keyboard.down("Enter");
  await page.waitForTimeout(1_000);
  await page.keyboard.up("Enter");
  await page.waitForTimeout(400);
  const taken = await count(studio, "house");
  assert.ok(taken >= 12 && taken <= 20, `${taken}`);
  await press("Close camera");
  await press("Train");
  await studio.finished();
  await press("Try with the camera");
  await studio.prediction.waitFor();
  await page.getByText(/^[1-9]\d* a second$/).waitFor();
});

/** Teaches two classes from photos, and opens the camera of the trial. */
async function watched(t, options) {
  const all = await opened(t, options);
  const { studio, button, sees } = all;
  for (const [name, class_] of [["one", "dolphin"], ["two", "lotus"]]) await studio.add(name, photos("train", class_, 4));
  await studio.trainToEnd();
  await button("Try with the camera").click();
  await sees();
  await studio.prediction.waitFor();
  return all;
}

test("it tells live what it sees, each class in its place", needsData, async (t) => {
  const { studio, page, button } = await watched(t);
  const rate = page.getByText(/^\d+ a second$/);
  await until(async () => Number.parseInt(await rate.innerText(), 10) > 0);
  t.diagnostic(`${await rate.innerText()}`);
  const names = async () => (await studio.predicted()).map(({ name }) => name);
  for (let look = 0; look < 5; look += 1) {
    assert.deepEqual(await names(), ["one", "two"]);
    const all = await studio.predicted();
    assert.ok(Math.abs(all[0].percent + all[1].percent - 100) <= 1);
    await page.waitForTimeout(100);
  }
  assert.equal(await studio.prediction.getAttribute("aria-live"), "off");
  assert.equal(await page.getByRole("region", { name: "Try it" }).getAttribute("aria-busy"), "false");
  assert.deepEqual(await complaints(page), []);

  // Hidden, it stops; a file that is tried takes its place.
  await hide(page, true);
  await until(async () => (await tracks(page)).at(-1) === "ended");
  await hide(page, false);
  await button("Open it again").click();
  await until(async () => Number.parseInt(await rate.innerText(), 10) > 0);
  assert.equal((await studio.try(photos("test", "lotus", 1)[0]))[0].name, "two");
  assert.equal(await page.getByLabel("What the camera sees").count(), 0);
  assert.deepEqual([...new Set(await tracks(page))], ["ended"]);
});

test("it goes on with a new head, and waits where there is none", needsData, async (t) => {
  const { studio, page, button, sees } = await opened(t);
  await button("Try with the camera").click();
  await sees();
  await page.getByText("Once it is trained, it says here what it sees.").waitFor();
  for (const [name, class_] of [["one", "dolphin"], ["two", "lotus"]]) await studio.add(name, photos("train", class_, 4));
  await studio.trainToEnd();
  await studio.prediction.waitFor();
  await page.getByText(/^[1-9]\d* a second$/).waitFor();
  await studio.nameClasses(["first"]);
  assert.equal((await studio.predicted())[0].name, "first");
  await button("Close camera").click();
  assert.equal(await studio.prediction.count(), 0);
});

test("on the GPU, too", needsData, async (t) => {
  const other = await launch({ cameras: 1 });
  t.after(() => other.close());
  const { studio, page } = await watched(t, { from: other, query: "?device=webgpu&model=small-resnet" });
  assert.equal(await studio.device(), "webgpu");
  await page.getByText(/^[1-9]\d* a second$/).waitFor();
});
