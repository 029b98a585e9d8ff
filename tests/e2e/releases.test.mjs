// A newer release of the site: it comes beside the one that is open, is taken when the visitor says so, and takes nothing
// away; one that is broken changes nothing.

import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { built, hosted, launch, needsData, Studio, until } from "./harness.mjs";
import { newer } from "./release.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

const query = "/?device=cpu&model=small-resnet";

/** The names of the releases that are kept whole. */
const kept = (page) =>
  page.evaluate(async () => {
    const whole = [];
    for (const name of await caches.keys()) {
      const files = name.startsWith("headstart-site-") ? await (await caches.open(name)).keys() : [];
      if (files.some(({ url }) => url.endsWith("/worker.js")) || files.length > 100) whole.push(`${name} ${files.length}`);
    }
    return whole;
  });

/** The site, opened on a host of its own, once all of it is kept: `{ server, studio, open }`; `open` opens another tab. */
async function visited(t) {
  const { server, address } = await hosted(t);
  const context = await browser.newContext();
  t.after(() => context.close());
  const open = async (at = address + query) => {
    const page = await context.newPage();
    await page.goto(at);
    const studio = new Studio(page, [], address);
    await studio.ready();
    return studio;
  };
  const studio = await open();
  let last;
  await until(async () => {
    const before = last;
    last = String(await kept(studio.page));
    if (last && last === before) return true;
    await studio.page.waitForTimeout(1000);
    return false;
  });
  return { server, studio, open };
}

/** Has the browser look for a newer release, as it does by itself whenever a page is opened. */
const look = (page) => page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update().catch(() => {}));
const release = (page) => page.evaluate(() => document.documentElement.dataset.release ?? "older");
const saved = (studio) => studio.page.getByRole("status", { name: "Saved" }).getByText("Saved on this device").waitFor();
const offer = (page) => page.getByRole("status").filter({ hasText: "A newer version of this page is ready" });

test("a newer release is taken when the visitor says so, with everything there, and the two never mix", needsData, async (t) => {
  const { server, studio, open } = await visited(t);
  const { page } = studio;
  const names = ["dolphin", "lotus"];
  await studio.addPhotos(names, 3);
  await saved(studio);

  server.site = newer(t, built);
  await look(page);
  await offer(page).waitFor();
  assert.deepEqual(await page.evaluate(() => document.querySelectorAll(".newer button").length), 2);

  // Whatever the open page still lacks is of its own release.
  assert.equal(await release(page), "older");
  const { heldOut } = await studio.trainToEnd();
  await page.getByRole("button", { name: "Projects" }).click();
  await page.getByRole("button", { name: "Save as a file" }).waitFor();
  await page.keyboard.press("Escape");
  const result = await studio.result.innerText();
  await saved(studio);

  // A tab that is opened now is of the older one as well, and holds the newer one off.
  const other = await open();
  assert.equal(await release(other.page), "older");
  await offer(other.page).waitFor();
  await page.getByRole("button", { name: "Load it" }).click();
  await page.getByRole("status").filter({ hasText: "Close this page’s other tabs and windows first" }).waitFor();
  assert.equal(await release(page), "older");
  await other.page.close();

  // Nor is it taken while the page would not be left.
  await page.evaluate(() => addEventListener("beforeunload", (event) => event.preventDefault(), { once: true }));
  await page.getByRole("button", { name: "Load it" }).click();
  await page.getByRole("status").filter({ hasText: "Not everything is saved yet" }).waitFor();
  assert.equal(await release(page), "older");

  await page.getByRole("button", { name: "Load it" }).click();
  await page.waitForSelector('html[data-release="newer"]');
  await studio.ready();
  for (const name of names) await studio.group(name).waitFor();
  assert.equal(await studio.result.innerText(), result);
  assert.match(result, new RegExp(`${heldOut}`));
  await saved(studio);
  await until(async () => (await kept(page)).length === 1);
  assert.match(String(await kept(page)), /^headstart-site-ffffffffffff /);
  assert.deepEqual(server.lacked, [], "nobody asked for a file of the other release");
});

test("a release that came while nobody had the page open is taken when it opens", needsData, async (t) => {
  const { server, studio } = await visited(t);
  await studio.addPhotos(["dolphin", "lotus"], 3);
  await saved(studio);
  const address = studio.page.url();
  server.site = newer(t, built);
  await look(studio.page);
  await offer(studio.page).waitFor();
  const context = studio.page.context();
  await studio.page.close();
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForSelector('html[data-release="newer"][data-ready="true"]');
  await page.getByRole("group", { name: "lotus" }).waitFor();
});

test("a release of which a file is missing, or of another release, leaves the older one as it was", needsData, async (t) => {
  const { server, studio } = await visited(t);
  const { page } = studio;
  const broken = newer(t, built);
  // As while it is being uploaded.
  copyFileSync(join(built, "learn/index.html"), join(broken, "learn/index.html"));
  server.site = broken;
  await look(page);
  await until(() =>
    page.evaluate(async () => {
      const { installing, waiting } = await navigator.serviceWorker.getRegistration();
      return !installing && !waiting;
    }),
  );
  assert.equal(await offer(page).count(), 0);
  await page.reload();
  await studio.ready();
  assert.equal(await release(page), "older");
  await studio.addPhotos(["dolphin", "lotus"], 3);
  await studio.trainToEnd();
});

test("it can be installed", async (t) => {
  const { address } = await hosted(t);
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(`${address}/learn/`);
  const devtools = await context.newCDPSession(page);
  const { url, errors, data } = await devtools.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  const manifest = JSON.parse(data);
  assert.equal(new URL(manifest.start_url, url).pathname, "/");
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  // What a test has open is a private window.
  assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito"), []);
  for (const { src, sizes } of [...manifest.icons, ...manifest.screenshots]) {
    const size = await page.evaluate(async (address) => {
      const { width, height } = await createImageBitmap(await (await fetch(address)).blob());
      return `${width}x${height}`;
    }, new URL(src, url).href);
    assert.equal(size, sizes, src);
  }
});
