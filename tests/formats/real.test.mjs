// What is taken away says of photos and texts that were never in the page what the page says of them.
//
// Readers are ONNX Runtime, LiteRT, NumPy, TensorFlow.js, and the page by itself; `readers.mjs` asks them.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { classes, data, file, hub, launch, needsData, needsMinilm, open, photos, shippedCard } from "../e2e/harness.mjs";
import { done, saved, sortFiles } from "../e2e/sorted.mjs";
import { isCalibrated, take } from "../e2e/taken.mjs";
import { compare, makePictures, needsReaders, readAlone, readInNode, readInPython, rowsOfTable } from "./readers.mjs";

const needsAll = { skip: needsData.skip || needsReaders.skip };

/** So many classes are taught; photos of the others ought to be like nothing that was. */
const TAUGHT = 10;

/** So many are asked about. */
const ASKED = 40;

/** The largest difference of a probability: of the same pixels or tokens, and where each decodes and scales by itself. */
const SAME = 1e-4;
const OWN = 0.05;

let browser;
let folder;
before(async () => {
  browser = await launch({ gpu: false });
  folder = mkdtempSync(join(tmpdir(), "headstart-formats-"));
});
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** An empty folder of this name. */
function empty(name) {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

/** Copies of photos that are taught nowhere: three of each class that is taught, and one of each other. */
function neverSeen(into) {
  return classes().flatMap((name, at) =>
    photos("test", name, at < TAUGHT ? 3 : 1).map((path) => {
      const copy = join(into, `${name} ${basename(path)}`);
      copyFileSync(path, copy);
      return copy;
    }),
  );
}

/** The page learns; `head` is how. Gives how much its answers are toned down. */
async function teach(studio, head) {
  const box = studio.page.getByRole("combobox", { name: "Kind of head", exact: true });
  if (!(await box.isVisible())) await studio.page.locator("summary", { hasText: "How it tells classes apart" }).click();
  await box.selectOption(head);
  await studio.trainToEnd();
  await isCalibrated(studio.page);
  const said = await studio.page.locator(".trust").innerText();
  return Number(/\(temperature ([\d.]+)\)/.exec(said)?.[1] ?? 1);
}

/** What the page says of files, or of a table of texts. */
async function askThePage(studio, files, pattern) {
  await sortFiles(studio, files);
  await done(studio, pattern);
  return rowsOfTable(await saved(studio));
}

/** Whether what the page says is worth comparing: toned down or raised, and with both known and unknown. */
function isTelling(t, expected, temperature) {
  const unknown = expected.filter((row) => row.unknown).length;
  t.diagnostic(`the page: temperature ${temperature}, ${unknown} of ${expected.length} are unknown`);
  assert.notEqual(temperature, 1, "the temperature shows");
  assert.ok(unknown > 0 && unknown < expected.length, "there are both");
}

/** Takes all formats, and asks each reader about pixels, all at once. */
async function askReaders(studio, into, pixels, { tfjs }) {
  const python = [];
  for (const name of ["ONNX", "TensorFlow Lite", "safetensors"]) python.push((await take(studio.page, name, into)).path);
  const node = tfjs ? [(await take(studio.page, "TensorFlow.js", into)).path] : [];
  const { path: page } = await take(studio.page, "one page", into);
  const asked = [...python.map((path) => readInPython(path, pixels)), ...node.map((path) => readInNode(path, pixels))];
  return { readers: await Promise.all(asked), page };
}

/** The studio, taught photos, with photos that it never saw as they are and as pictures of its model's side. */
async function taught(t, name, { query, side }) {
  const asked = neverSeen(empty(`${name} photos`));
  assert.equal(asked.length, ASKED);
  const into = join(folder, `${name} pictures`);
  const pixels = await makePictures(join(folder, `${name} photos`), side, into);
  const pictures = asked.map((path) => join(into, basename(path).replace(/\.\w+$/, ".png")));
  const studio = await open(browser, { query });
  t.after(() => studio.close());
  await studio.addPhotos(classes().slice(0, TAUGHT), 10);
  return { studio, asked, pictures, pixels };
}

const ALL = new RegExp(`^${ASKED} (pictures|texts): `);

/**
 * Teaches in this way, and sees that each reader says of the same pixels what the page says, and of photos too: Pillow
 * decodes them, and `docs/picture.py` scales them, but for the page by itself, where the browser does.
 */
async function agree(t, { studio, asked, pictures, pixels }, head, { tfjs = true } = {}) {
  const temperature = await teach(studio, head);
  const ofPictures = await askThePage(studio, pictures, ALL);
  const ofPhotos = await askThePage(studio, asked, ALL);
  isTelling(t, ofPictures, temperature);
  const { readers, page } = await askReaders(studio, empty(head), pixels, { tfjs });
  const ownPictures = await readAlone(browser, page, pictures);
  const ownPhotos = await readAlone(browser, page, asked);
  for (const [same, own] of [...readers.map((reader) => [reader, reader]), [ownPictures, ownPhotos]]) {
    const ofSame = compare(same, ofPictures, { tolerance: SAME, what: "same pixels" });
    const ofOwn = compare(own, ofPhotos, { tolerance: OWN, what: "photos" });
    t.diagnostic(`${same.name}: ${ofSame.toExponential(1)} of the same pixels, ${ofOwn.toFixed(4)} of photos`);
  }
}

test("the page of documentation shows how a picture is made ready", () => {
  const docs = new URL("../../docs/", import.meta.url);
  const [script, page] = ["picture.py", "exports.md"].map((name) => readFileSync(new URL(name, docs), "utf8"));
  assert.ok(page.includes(`\`\`\`python\n${script}\`\`\`\n`));
});

test("MobileNetV2 with a linear layer: each format", needsAll, async (t) => {
  await agree(t, await taught(t, "mobilenet", { query: "?device=cpu", side: 224 }), "linear");
});

// Of 128 pixels: most photos are more than half as large again, where the browser scales halved copies.
test("Headstart ResNet with a hidden layer, then with nearest neighbours: each format", needsAll, async (t) => {
  const all = await taught(t, "resnet", { query: "?device=cpu&model=small-resnet", side: 128 });
  await agree(t, all, "hidden");
  await agree(t, all, "nearest", { tfjs: false });
});

/** Requests of CLINC150: of the first intents so many that are taught, as `[text, intent]`, and others of these and more. */
function requests() {
  const all = JSON.parse(readFileSync(join(data, "text/clinc150/data_small.json")));
  const intents = [...new Set(all.train.map(([, intent]) => intent))].sort();
  const of = (part, names, count) => names.flatMap((name) => all[part].filter(([, intent]) => intent === name).slice(0, count));
  const [known, strange] = [intents.slice(0, TAUGHT), intents.slice(-TAUGHT)];
  const asked = [...of("test", known, 3), ...of("test", strange, 1)].map(([text]) => text);
  return { taught: of("train", known, 10), asked };
}

/** Comma-separated values of texts, one of each row. */
const csv = (rows) => rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\n");

const TEXT_MODELS = [
  { id: "bert", name: () => shippedCard("bert").name, needs: needsAll },
  { id: "minilm", name: () => "MiniLM", needs: { skip: needsAll.skip || needsMinilm.skip } },
];

for (const { id, name, needs } of TEXT_MODELS) {
  test(`${id}: ONNX Runtime, of tokens that Python's tokenizers make by tokenizer.json`, needs, async (t) => {
    const { taught, asked } = requests();
    assert.equal(asked.length, ASKED);
    const network = id === "minilm" ? (await hub(t)).answer : null;
    const studio = await open(browser, { query: `text/?device=cpu&model=${id}`, network });
    t.after(() => studio.close());
    const { page } = studio;
    await studio.modelLoaded();
    assert.equal(await studio.chosenModel(), name());
    const table = csv([["text", "intent"], ...taught]);
    await page.getByLabel("Import a table").setInputFiles(file("requests.csv", table, "text/csv"));
    await page.getByRole("button", { name: `Add ${taught.length} examples to ${TAUGHT} classes` }).click();
    await studio.embedded();
    const temperature = await teach(studio, "linear");
    const column = csv([["request"], ...asked.map((text) => [text])]);
    const expected = await askThePage(studio, file("asked.csv", column, "text/csv"), ALL);
    isTelling(t, expected, temperature);
    const { path } = await take(page, "ONNX", empty(id));
    const input = join(folder, `${id}.json`);
    writeFileSync(input, JSON.stringify(asked));
    const reader = await readInPython(path, input);
    const largest = compare(reader, expected, { tolerance: SAME, what: "same texts" });
    t.diagnostic(`${reader.name}: ${largest.toExponential(1)}`);
  });
}
