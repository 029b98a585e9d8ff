// Where the page cannot start, it says why in place of "Loading…"; and where a browser translates it, it goes on working.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { Studio, built, hosted, launch, listening, needsData, open, options, photos, until } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

async function visit(t, address, options = {}) {
  const context = await browser.newContext({ serviceWorkers: "block", ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

for (const [locale, words] of [["en-GB", "This page was opened as a file"], ["de-DE", "Diese Seite wurde als Datei geöffnet"]]) {
  test(`opened as a file, it says so, ${locale}`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "headstart-file-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    for (const name of ["index.html", "start"]) cpSync(join(built, name), join(folder, name), { recursive: true });
    const page = await visit(t, pathToFileURL(join(folder, "index.html")).href, { locale });
    await page.getByRole("alert").filter({ hasText: words }).waitFor();
    assert.equal(await page.getByText("Loading…").count(), 0);
  });
}

test("in a frame that keeps it from its own files it says so, and leads to a tab of its own", async (t) => {
  const { address } = await hosted(t);
  const shows = `<iframe src="${address}/" sandbox="allow-scripts" style="width: 800px; height: 400px"></iframe>`;
  const other = createServer((_, response) => response.setHeader("content-type", "text/html").end(shows));
  const page = await visit(t, await listening(t, other));
  const alert = page.frameLocator("iframe").getByRole("alert");
  await alert.filter({ hasText: "in a frame that keeps it from its own files" }).waitFor();
  assert.equal(await alert.getByRole("link", { name: "Open it in a tab" }).getAttribute("href"), `${address}/`);
});

test("in an ordinary frame of another page it works", needsData, async (t) => {
  const { address } = await hosted(t);
  const shows = `<iframe src="${address}/?device=cpu&model=small-resnet" style="width: 1000px; height: 700px"></iframe>`;
  const other = createServer((_, response) => response.setHeader("content-type", "text/html").end(shows));
  const page = await visit(t, await listening(t, other));
  const frame = page.frameLocator("iframe");
  await frame.locator('html[data-ready="true"][data-device]').waitFor({ timeout: 60_000 });
  await frame.getByRole("button", { name: "Train", exact: true }).waitFor();
});

test("in a frame of another site that gets no storage it teaches, and says that nothing is kept", needsData, async (t) => {
  const { address } = await hosted(t);
  // Another name is another site, whose frames a browser may keep from storage altogether.
  const there = address.replace("127.0.0.1", "localhost");
  const shows = `<iframe src="${there}/?device=cpu&model=small-resnet" style="width: 1000px; height: 700px"></iframe>`;
  const other = createServer((_, response) => response.setHeader("content-type", "text/html").end(shows));
  const profile = mkdtempSync(join(tmpdir(), "headstart-frame-"));
  mkdirSync(join(profile, "Default"));
  const settings = { profile: { cookie_controls_mode: 1, block_third_party_cookies: true } };
  writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify(settings));
  const context = await chromium.launchPersistentContext(profile, options({ gpu: false }));
  t.after(async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  });
  const page = await context.newPage();
  await page.goto(await listening(t, other));
  const frame = page.frames()[1];
  const studio = new Studio(frame, [], `${there}/`);
  await studio.ready();
  await assert.rejects(frame.evaluate(() => localStorage.length), /SecurityError|Access is denied/);
  await frame.getByText("Not kept on this device: this browser keeps no files for this page").waitFor();
  await frame.getByText("Ready. This browser does not keep it").waitFor();
  await studio.addPhotos();
  await studio.canBeTaught();
});

test("without WebAssembly it says so", async (t) => {
  const { address } = await hosted(t);
  const context = await browser.newContext({ serviceWorkers: "block" });
  t.after(() => context.close());
  await context.addInitScript(() => delete globalThis.WebAssembly);
  const page = await context.newPage();
  await page.goto(address);
  await page.getByRole("alert").filter({ hasText: "computes with WebAssembly, which this browser does not run here" }).waitFor();
});

test("a program that does not arrive is said, in both languages", async (t) => {
  const { address } = await hosted(t);
  const context = await browser.newContext({ serviceWorkers: "block" });
  t.after(() => context.close());
  await context.route(/\/page-[0-9a-f]+\.js$/, (route) => route.abort());
  const page = await context.newPage();
  await page.goto(address);
  await page.getByRole("alert").filter({ hasText: "A file of this page did not arrive: load it again. · Eine Datei" }).waitFor();
});

/** What a browser's translation does: each text that may be translated gets an element of its own, and so what comes later. */
function translate() {
  const may = (node) => {
    const parent = node.parentElement;
    return !parent?.closest("script, style, textarea, font") && parent?.closest("[translate]")?.translate !== false;
  };
  const over = (node) => {
    if (!node.data.trim() || !may(node)) return;
    const font = document.createElement("font");
    font.textContent = `«${node.data}»`;
    node.replaceWith(font);
  };
  const all = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    texts.forEach(over);
  };
  const look = (records) => {
    for (const { type, target, addedNodes } of records) {
      if (type === "characterData") over(target);
      for (const node of addedNodes) if (node.localName !== "font") node.nodeType === 3 ? over(node) : all(node);
    }
  };
  all(document.body);
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
}

test("translated by the browser, the studio says what is so, and the tutorial is translated", needsData, async (t) => {
  const studio = await open(browser, { query: "?device=cpu&model=small-resnet", network: null });
  t.after(() => studio.close());
  await studio.modelLoaded();
  await studio.page.evaluate(translate);
  await studio.addPhotos(["dolphin", "lotus"], 4);
  const { heldOut } = await studio.trainToEnd();
  assert.equal(heldOut, 2);
  const [answer] = await studio.try(photos("test", "lotus", 1)[0]);
  assert.equal(answer.name, "lotus");
  assert.equal(await studio.page.getByText("«").count(), 0);

  const tutorial = await open(browser, { query: "learn/?what-is-a-model", network: null });
  t.after(() => tutorial.close());
  await tutorial.page.locator(".prose p, p.hint").first().waitFor();
  await tutorial.page.evaluate(translate);
  const said = () => tutorial.page.locator(".prose, p.hint").allInnerTexts();
  const before = await said();
  assert.ok(before.filter((text) => text.includes("«")).length >= 3, String(before));
  // In the other language, nothing of that stays.
  await tutorial.page.getByRole("button", { name: "Deutsch" }).or(tutorial.page.getByRole("link", { name: "Deutsch" })).first().click();
  await tutorial.page.waitForFunction(() => document.documentElement.lang === "de");
  await until(async () => {
    const now = await said();
    return now.length >= 3 && now.every((text) => !before.includes(text));
  });
});
