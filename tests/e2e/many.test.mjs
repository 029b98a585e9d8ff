// Many examples and many classes: one is looked at closely, what came out wrong is shown, classes fold, are found and
// put into another order, and files that say nothing of their class are asked about.

import assert from "node:assert/strict";
import { basename } from "node:path";
import { after, before, test } from "node:test";
import { complaints } from "./axe.mjs";
import { launch, needsData, open, photos, until } from "./harness.mjs";

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
