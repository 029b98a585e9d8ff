// What is taken away: every file is checked against the page before it is handed over, and the page by itself answers.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { complaints } from "./axe.mjs";
import { launch, needsData, open, photos, until } from "./harness.mjs";
import { isCalibrated, openAlone, region, take } from "./taken.mjs";

let browser;
let folder;
before(async () => {
  browser = await launch({ gpu: false });
  folder = mkdtempSync(join(tmpdir(), "headstart-taken-"));
});
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

const CLASSES = ["dolphin", "lotus"];

/** What the page by itself says of a file: each class with its percents. */
async function alone(path, photo) {
  const { page, close } = await openAlone(browser, path);
  await page.locator("input[type=file]").first().setInputFiles(photo);
  const items = page.getByRole("listitem").filter({ hasText: /\d\s*%/ });
  await items.first().waitFor({ timeout: 30_000 });
  const text = await items.allInnerTexts();
  await close();
  return text.join("\n");
}

test("every format is checked on what was held out, and the page by itself answers", needsData, async (t) => {
  const studio = await open(browser, { query: "?device=cpu" });
  t.after(() => studio.close());
  const { page } = studio;
  await studio.addPhotos(CLASSES, 12);
  const { heldOut } = await studio.trainToEnd();
  await isCalibrated(page);
  await region(page).waitFor();

  const begins = (bytes, text, at = 0) => assert.equal(bytes.subarray(at, at + text.length).toString("latin1"), text);
  const onnx = await take(page, "ONNX", folder);
  assert.equal(onnx.probes, heldOut);
  assert.match(onnx.path, /\.onnx$/);
  assert.ok(onnx.bytes.includes('["dolphin","lotus"]') && onnx.bytes.includes("threshold"));
  const tflite = await take(page, "TensorFlow Lite", folder);
  begins(tflite.bytes, "TFL3", 4);
  const tfjs = await take(page, "TensorFlow.js", folder);
  assert.match(tfjs.path, /\.zip$/);
  for (const name of ["model.json", "weights.bin", "metadata.json"]) assert.ok(tfjs.bytes.includes(name), name);
  const safetensors = await take(page, "safetensors", folder);
  begins(safetensors.bytes, '{"__metadata__"', 8);
  const one = await take(page, "one page", folder);
  assert.ok(one.bytes.length <= 2_600_000, `${one.bytes.length} bytes`);
  assert.deepEqual(await complaints(page), []);

  const [photo] = photos("test", "lotus", 1);
  const said = await studio.try(photo);
  const text = await alone(one.path, photo);
  const found = new RegExp(`${said[0].name}\\D*?(\\d+)\\s*%`, "s").exec(text);
  assert.ok(found, text);
  assert.ok(Math.abs(Number(found[1]) - said[0].percent) <= 5, `${text}\n${JSON.stringify(said)}`);

  const bare = await take(page, "the head alone", folder);
  assert.match(bare.path, /\.head\.safetensors$/);
  assert.ok(bare.bytes.length < 400_000, `${bare.bytes.length} bytes`);
  await page.getByRole("button", { name: "Projects", exact: true }).click();
  for (const { path } of [onnx, one, tflite, tfjs, safetensors, bare]) {
    const before = page.url();
    await page.getByLabel("Open a project file").setInputFiles(path);
    await until(() => page.url() !== before);
    await studio.shows({ dolphin: 0, lotus: 0 });
    const again = await studio.try(photo);
    assert.equal(again[0].name, said[0].name, path);
    assert.ok(Math.abs(again[0].percent - said[0].percent) <= 1, `${path}: ${JSON.stringify([again, said])}`);
  }
  // One goes on to teach.
  await studio.addPhotos(CLASSES, 4);
  await studio.trainToEnd();
});

test("a file that is none of ours is not opened, and why is said", async (t) => {
  const studio = await open(browser, { query: "?device=cpu" });
  t.after(() => studio.close());
  const { page } = studio;
  await page.getByRole("button", { name: "Projects", exact: true }).click();
  const input = page.getByLabel("Open a project file");
  for (const name of ["model.onnx", "model.tflite", "model.safetensors", "page.html"]) {
    await input.setInputFiles({ name, mimeType: "", buffer: Buffer.from("somebody else's") });
    const said = page.getByRole("alert").filter({ hasText: "it is no saved project, or it is damaged" });
    await said.waitFor();
    await page.getByRole("button", { name: "Dismiss" }).first().click();
  }
});

test("what a format cannot hold is said, and nothing is handed over", needsData, async (t) => {
  const studio = await open(browser, { query: "?device=cpu&model=kmeans" });
  t.after(() => studio.close());
  const { page } = studio;
  await studio.addPhotos(CLASSES, 6);
  await studio.trainToEnd();
  await isCalibrated(page);
  await region(page).getByRole("button", { name: "Download as TensorFlow.js", exact: true }).click();
  await region(page).getByText("this model compares patches").waitFor({ timeout: 60_000 });
  const onnx = await take(page, "ONNX", folder);
  assert.match(onnx.path, /\.onnx$/);
});
