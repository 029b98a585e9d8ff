// Many that are sorted at once, and what is read of them: shared by the tests that sort, and those that measure.

import { read } from "./harness.mjs";

/** What is sorted, on the page. */
export const region = (studio) => studio.page.getByRole("region", { name: "Sorted", exact: true });

/** Waits until all is sorted, and gives what the region says of it. */
export async function done(studio, pattern) {
  const status = region(studio).getByRole("status");
  await status.filter({ hasText: pattern }).waitFor({ timeout: 60_000 });
  return status.innerText();
}

/** Gives files to be tried; several are sorted. */
export async function sortFiles(studio, files) {
  await studio.page.getByLabel("Try a file", { exact: true }).setInputFiles(files);
}

/** Presses a button of what is sorted that gives a file: `{ name, bytes }`. */
export async function download(studio, button) {
  const waits = studio.page.waitForEvent("download");
  await region(studio).getByRole("button", { name: button }).click();
  const done = await waits;
  return { name: done.suggestedFilename(), bytes: read(await done.path()) };
}

/** The rows of comma-separated values. */
export function cells(text) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n"]*))(,|\r\n|$)/g)) {
    if (quoted === undefined && plain === "" && end === "") break;
    rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === "\r\n") rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}

/** Rows of a table as objects, each value as it is written. */
export function records(text) {
  const [head, ...rows] = cells(text);
  return rows.map((row) => Object.fromEntries(row.map((value, at) => [head[at], value])));
}

/** What is saved of all that is sorted, in the order they came; and what was sorted is cleared. */
export async function saved(studio) {
  const { bytes } = await download(studio, "Save predictions as CSV");
  await region(studio).getByRole("button", { name: "Clear" }).click();
  await region(studio).waitFor({ state: "detached" });
  return records(bytes.toString());
}

/** The likeliest class of each that is sorted. */
export async function labels(studio) {
  return (await saved(studio)).map(({ label }) => label);
}
