// What is taken away: how a test gets at it, and opens the page by itself.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { until } from "./harness.mjs";

/** The region with all formats. */
export const region = (page) => page.getByRole("region", { name: "Take it with you", exact: true });

/** Waits until what was learnt is calibrated, and knows what it does not know. */
export const isCalibrated = (page) => page.locator(".trust[aria-busy=false]").waitFor({ timeout: 120_000 });

/** Has a format made into `folder`, and gives the path of the file and what was found when it was checked. */
export async function take(page, name, folder) {
  const waits = page.waitForEvent("download", { timeout: 60_000 });
  await region(page).getByRole("button", { name: `Download as ${name}`, exact: true }).click();
  const download = await waits;
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  const status = region(page).getByRole("status", { name: "Checked", exact: true });
  await until(async () => (await status.innerText()).startsWith("Checked: "));
  const said = await status.innerText();
  const [, largest, probes] = /^Checked: largest difference (\S+) over (\d+) examples$/.exec(said) ?? [];
  assert.ok(Number(largest) <= 1e-4, said);
  return { path, bytes: await readFile(path), probes: Number(probes) };
}

/** Opens the page by itself from a disk, without a network; `close` fails if its console has an error. */
export async function openAlone(browser, path) {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await page.goto(`file://${path}`);
  const close = async () => {
    await context.close();
    assert.deepEqual(problems, []);
  };
  return { page, close };
}
