// What a visitor can do wrong: each gets a sentence that says what to do, and loses nothing.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { file, launch, needsData, open, photos, read } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

/** The page with two classes of three photos each. */
async function withPhotos(t) {
  const studio = await open(browser, { query: "?device=cpu" });
  t.after(() => studio.close());
  await studio.addPhotos();
  return studio;
}

const two = { dolphin: 3, lotus: 3 };

/** The first half of a real photo. */
function truncated() {
  const [path] = photos("train", "watch", 1);
  const whole = read(path);
  return file("cut.jpg", whole.subarray(0, whole.length / 2));
}

/** A PNG that claims 20,000 x 20,000 pixels. */
function huge() {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(20_000, 0);
  head.writeUInt32BE(20_000, 4);
  const parts = ["\x89PNG\r\n\x1a\n\0\0\0\rIHDR", head, "\b\x02\0\0\0\0\0\0\0", "\0\0\0\0IEND\0\0\0\0"];
  return file("huge.png", Buffer.concat(parts.map((part) => Buffer.from(part, "latin1"))), "image/png");
}

const text = () => file("letter.jpg", "Dear diary, today I took no picture.");
const empty = () => file("empty.jpg", "");

const broken = [
  ["a file that is no picture", text, "“letter.jpg” was left out: it is not a picture"],
  ["a file of no bytes", empty, "“empty.jpg” was left out: the file is empty"],
  ["a photo cut in the middle", truncated, "“cut.jpg” was left out: the file stops in the middle"],
  ["a photo of 400 megapixels", huge, "“huge.png” was left out: it has 400 megapixels"],
];

for (const [what, make, words] of broken) {
  test(`${what} among the examples is left out`, needsData, async (t) => {
    const studio = await withPhotos(t);
    await studio.add("lotus", make());
    await studio.alertSays(words);
    await studio.shows(two);
    await studio.canBeTaught();
  });
}

test("what is no whole picture cannot be tried, and the next file can", needsData, async (t) => {
  const studio = await withPhotos(t);
  await studio.trainToEnd();
  for (const [, make, words] of broken) {
    await studio.tellsApart();
    await studio.page.getByLabel("Try a file", { exact: true }).setInputFiles(make());
    await studio.alertSays(words);
    assert.equal(await studio.prediction.count(), 0, "no answer stands beside the wrong file");
  }
  await studio.tellsApart();
  await studio.shows(two);
});

test("many broken files among good ones: the good ones are in", needsData, async (t) => {
  const studio = await withPhotos(t);
  const good = photos("train", "watch", 4).map((path, index) => file(`good${index}.jpg`, read(path)));
  const bad = [truncated(), text(), empty(), huge()];
  await studio.nameClasses(["dolphin", "lotus", "watch"]);
  await studio.add("watch", good.flatMap((photo, index) => [bad[index], photo]));
  await studio.shows({ ...two, watch: 4 });
  // Not a wall of sentences: some, and how many more.
  await studio.page.getByText("and 1 more").click();
  for (const { name } of bad) await studio.alertSays(`“${name}” was left out`);
  await studio.page.getByRole("button", { name: "Dismiss" }).click();
  await studio.alert.waitFor({ state: "hidden" });
  await studio.canBeTaught();
});

test("a name that another class has is not taken", needsData, async (t) => {
  const studio = await withPhotos(t);
  const box = studio.group("lotus").getByRole("textbox", { name: "Class name" });
  await box.fill("dolphin");
  await box.blur();
  await studio.alertSays("The class “lotus” was not changed: another class has that name");
  await studio.shows(two);
  await studio.canBeTaught();
});

test("a blank name is not taken", needsData, async (t) => {
  const studio = await withPhotos(t);
  const box = studio.group("dolphin").getByRole("textbox", { name: "Class name" });
  await box.fill("   ");
  await box.blur();
  await studio.alertSays("The class “dolphin” was not changed: a class needs a name");
  await studio.shows(two);
  await studio.canBeTaught();
});

test("one class is too few to train, until there is another", needsData, async (t) => {
  const studio = await withPhotos(t);
  await studio.page.getByRole("button", { name: "Remove class lotus" }).click();
  await studio.train.click();
  await studio.alertSays("Training did not start: there is only one class");
  await studio.shows({ dolphin: 3 });
  await studio.page.getByRole("button", { name: "Undo" }).click();
  await studio.shows(two);
  await studio.canBeTaught();
  assert.equal(await studio.alert.count(), 0, "what has been put right is not complained about");
});

test("a class without examples stops training, until it has some or is gone", needsData, async (t) => {
  const studio = await withPhotos(t);
  await studio.page.getByRole("button", { name: "Add class" }).click();
  await studio.train.click();
  await studio.alertSays("Training did not start: the class “Class 1” has no examples");
  await studio.shows({ ...two, "Class 1": 0 });
  await studio.page.getByRole("button", { name: "Remove class Class 1" }).click();
  await studio.canBeTaught();
  assert.equal(await studio.alert.count(), 0, "what has been put right is not complained about");
});

test("a class whose only examples are broken stops training", needsData, async (t) => {
  const studio = await withPhotos(t);
  await studio.nameClasses(["dolphin", "lotus", "watch"]);
  await studio.add("watch", [text(), truncated()]);
  await studio.train.click();
  await studio.alertSays("the class “watch” has no examples");
  await studio.shows({ ...two, watch: 0 });
  await studio.page.getByRole("button", { name: "Remove class watch" }).click();
  await studio.canBeTaught();
});

test("Train before anything has been added says what is missing", async (t) => {
  const studio = await open(browser, { query: "?device=cpu", network: null });
  t.after(() => studio.close());
  await studio.train.click();
  await studio.alertSays("Training did not start: the class “Class 1” has no examples");
});

test("trying before training says to press Train", needsData, async (t) => {
  const studio = await withPhotos(t);
  const [photo] = photos("test", "lotus", 1);
  await studio.page.getByLabel("Try a file", { exact: true }).setInputFiles(photo);
  await studio.alertSays("nothing has been trained yet. Press Train first");
  await studio.shows(two);
  await studio.canBeTaught();
});

test("where the words for what is wrong do not arrive, that is said, and they are asked for again", async (t) => {
  let isCut = true;
  const cut = (response) => isCut && Boolean(response.destroy());
  const studio = await open(browser, { query: "?device=cpu&model=small-resnet", files: { "later_en.md": cut }, allow: /ERR_EMPTY_RESPONSE/ });
  t.after(() => studio.close());
  await studio.nameClasses(["letters", "others"]);
  await studio.add("letters", [text()]);
  await studio.alertSays("Something went wrong, and the words for it did not arrive.");
  isCut = false;
  await studio.add("letters", [empty()]);
  await studio.alertSays("“empty.jpg”");
  assert.equal(await studio.alert.filter({ hasText: "did not arrive" }).count(), 0);
});
