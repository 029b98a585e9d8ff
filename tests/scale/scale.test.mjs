// Where one machine is not enough: two workers of Ray say of 200 photos what the page says of them.
//
// `HEADSTART_RAY` names a Python that has Ray, ONNX Runtime and Pillow: `cargo xtask test scale` installs one.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { classes, launch, needsData, open, photos } from "../e2e/harness.mjs";
import { done, records, saved, sortFiles } from "../e2e/sorted.mjs";
import { isCalibrated, take } from "../e2e/taken.mjs";

const docs = fileURLToPath(new URL("../../docs", import.meta.url));
const python = process.env.HEADSTART_RAY;
const needsRay = { skip: needsData.skip || (python ? false : "HEADSTART_RAY names no Python that has Ray") };

/** So many classes are taught; photos of the others ought to be like nothing that was. */
const TAUGHT = 15;

/** The page learns, gives the ONNX file into `folder`, and sorts the photos: where the file is, and what is said of each. */
async function askThePage(t, folder, files) {
  const browser = await launch({ gpu: false });
  t.after(() => browser.close());
  const studio = await open(browser, { query: "?device=cpu" });
  await studio.addPhotos(classes().slice(0, TAUGHT), 10);
  await studio.trainToEnd();
  await isCalibrated(studio.page);
  const { path } = await take(studio.page, "ONNX", folder);
  await sortFiles(studio, files);
  t.diagnostic(await done(studio, new RegExp(`^${files.length} pictures`)));
  const page = await saved(studio);
  await studio.close();
  return { path, page };
}

/** What Ray's workers say of each photo of a folder. */
async function askRay(model, folder, answers) {
  const options = { timeout: 240_000, env: { ...process.env, RAY_USAGE_STATS_ENABLED: "0" } };
  const { stderr } = await promisify(execFile)(python, [join(docs, "scale.py"), model, folder, answers], options);
  assert.match(stderr, /Actors: 2\b/, "there are two workers");
  const tables = readdirSync(answers).map((name) => readFileSync(join(answers, name), "utf8"));
  // Its lines end otherwise.
  return tables.flatMap((table) => records(table.replaceAll("\n", "\r\n")));
}

test("the page of documentation shows the script, which has at most 25 lines", () => {
  const script = readFileSync(join(docs, "scale.py"), "utf8");
  assert.ok(script.trimEnd().split("\n").length <= 25);
  assert.ok(readFileSync(join(docs, "scale.md"), "utf8").includes(`\`\`\`python\n${script}\`\`\`\n`));
});

test("two workers of Ray give 200 photos the labels that the page gives them", needsRay, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "headstart-scale-"));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "photos"));
  const files = classes().flatMap((name) =>
    photos("test", name, 10).map((path) => {
      const copy = join(folder, "photos", `${name} ${basename(path)}`);
      copyFileSync(path, copy);
      return copy;
    }),
  );
  assert.equal(files.length, 200);

  const { path, page } = await askThePage(t, folder, files);
  const start = Date.now();
  const ray = await askRay(path, join(folder, "photos"), join(folder, "answers"));
  t.diagnostic(`Ray took ${((Date.now() - start) / 1000).toFixed(1)} s`);
  assert.deepEqual(ray.map(({ file }) => basename(file)).sort(), files.map((file) => basename(file)).sort());

  const byName = new Map(ray.map((row) => [basename(row.file), row]));
  const pairs = page.map((row) => ({ row, other: byName.get(row.file) }));
  const differences = pairs.map(({ row, other }) => Math.abs(Number(other.probability) - Number(row.probability)));
  const right = ray.filter(({ file, label, unknown }) => unknown === "false" && basename(file).startsWith(`${label} `));
  t.diagnostic(`the largest difference of the likeliest class: ${Math.max(...differences).toFixed(4)}`);
  t.diagnostic(`${right.length} of ${TAUGHT * 10} photos of what was taught are right`);
  const others = pairs.filter(({ row, other }) => row.label !== other.label);
  assert.deepEqual(others, [], "the same labels");
  const strange = pairs.filter(({ row, other }) => (row.unknown === "yes") !== (other.unknown === "true"));
  assert.deepEqual(strange, [], "the same are like nothing that was taught");
  assert.ok(page.some(({ unknown }) => unknown === "yes"), "and some are");
});
