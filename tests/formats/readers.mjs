// What reads the files that are taken away, and how its answers are compared with the page's.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openAlone } from "../e2e/taken.mjs";

const folder = (name) => fileURLToPath(new URL(`../${name}/`, import.meta.url));
const run = promisify(execFile);

/** `HEADSTART_FORMATS` names a Python that has the readers: `cargo xtask test formats` installs one. */
const python = process.env.HEADSTART_FORMATS;

const hasReaders = python && existsSync(join(folder("node"), "node_modules/@tensorflow/tfjs"));

/** For tests that need the readers: why they are skipped without them. */
export const needsReaders = { skip: hasReaders ? false : "`cargo xtask test formats` installs what reads the files" };

/** Runs a script of `tests/python`, or a module of Python's own, and gives what it prints. */
async function ask(...args) {
  const { stdout } = await run(python, args, { timeout: 120_000, maxBuffer: 1 << 26 });
  return stdout;
}

/** Makes pictures of a side of the photos in a folder: PNGs, and their pixels in one file. */
export async function makePictures(photos, side, into) {
  await ask(join(folder("python"), "pictures.py"), photos, String(side), into);
  return join(into, "pixels");
}

/** What a reader says: `name`, and a `row` for each, in their order, of the form that `rowsOfTable` gives. */
function read({ reader, labels, answers }) {
  const row = ({ probabilities, ...rest }) => {
    const named = Object.fromEntries(labels.map((label, at) => [label, probabilities[at]]));
    return { ...rest, probabilities: named, label: likeliest(named) };
  };
  return { name: reader, rows: answers.map(row) };
}

const likeliest = (named) => Object.entries(named).reduce((best, next) => (next[1] > best[1] ? next : best))[0];

/** What a program of Python says of pixels or of texts by a file. */
export async function readInPython(path, input) {
  return read(JSON.parse(await ask(join(folder("python"), "answers.py"), path, input)));
}

/** What TensorFlow.js says of pixels by a zip. */
export async function readInNode(path, pixels) {
  const files = path.slice(0, -extname(path).length);
  await ask("-m", "zipfile", "--extract", path, files);
  const script = join(folder("node"), "tfjs_answers.mjs");
  const { stdout } = await run(process.execPath, [script, files, pixels], { timeout: 120_000, maxBuffer: 1 << 26 });
  return read(JSON.parse(stdout));
}

/** What the page by itself says of files, in the order of their names. */
export async function readAlone(browser, path, files) {
  const { page, close } = await openAlone(browser, path);
  await page.locator("#files").setInputFiles(files);
  await page.waitForFunction((count) => document.querySelectorAll("article .prediction").length === count, files.length, { timeout: 120_000 });
  const rows = await page.evaluate(() => {
    for (const more of document.querySelectorAll("article button[aria-expanded=false]")) more.click();
    return [...document.querySelectorAll("article")].map((article) => {
      const list = article.querySelector(".prediction");
      const lines = [...list.querySelectorAll("li:not(.unknown)")];
      const share = (line) => [line.querySelector(".name").textContent, Number(line.querySelector("data").value)];
      return {
        file: article.querySelector(".file").textContent,
        label: lines[0].querySelector(".name").textContent,
        probabilities: Object.fromEntries(lines.map(share)),
        similarity: Number(list.dataset.similarity),
        unknown: list.querySelector(".unknown") !== null,
      };
    });
  });
  await close();
  rows.sort((a, b) => (a.file < b.file ? -1 : 1));
  return { name: "one page", rows };
}

/** The rows of the table that the page saves, with numbers; of files in the order of their names. */
export function rowsOfTable(table) {
  const rows = table.map(({ file, text, label, probability, unknown, corrected, ...classes }) => {
    const probabilities = Object.fromEntries(Object.entries(classes).map(([name, share]) => [name, Number(share)]));
    return { file: file ?? text, label, probabilities, unknown: unknown === "yes" };
  });
  return table[0].file === undefined ? rows : rows.sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** Half of the last digit of a probability in the page's table: what it may be off by, and no other is at fault. */
const HALF_A_DIGIT = 5e-5;

/**
 * Sees that a reader gives all the same label, the same that are unknown, and the same probabilities but for `tolerance`.
 * Gives the largest difference, beyond what the table rounds.
 */
export function compare({ name, rows }, expected, { tolerance, what }) {
  assert.equal(rows.length, expected.length, `${name}: as many`);
  let largest = 0;
  const others = [];
  const strange = [];
  for (const [at, row] of rows.entries()) {
    const wanted = expected[at];
    assert.deepEqual(Object.keys(row.probabilities).sort(), Object.keys(wanted.probabilities).sort(), `${name}: classes`);
    for (const [label, share] of Object.entries(row.probabilities)) {
      const off = Math.abs(share - wanted.probabilities[label]) - HALF_A_DIGIT;
      // What is no number is the worst.
      if (!(off <= largest)) largest = Number.isNaN(off) ? Infinity : off;
    }
    if (row.label !== wanted.label) others.push([wanted.file, wanted.label, row.label]);
    // TensorFlow.js does not tell.
    if (row.unknown !== null && row.unknown !== wanted.unknown) strange.push([wanted.file, row.similarity]);
  }
  assert.deepEqual(others, [], `${name}, ${what}: the same labels`);
  assert.deepEqual(strange, [], `${name}, ${what}: the same are like nothing that was taught`);
  assert.ok(largest <= tolerance, `${name}, ${what}: the largest difference is ${largest}`);
  return largest;
}
