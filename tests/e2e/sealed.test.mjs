// What is added does not leave the page: every way out there is, tried by the page itself, with servers that count what
// arrives; and the page works without a network.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { firefox, needsFirefox } from "../kill/firefox.mjs";
import { Profile } from "../kill/tab.mjs";
import { end, hosted, isKeptWhole, launch, needsData, photos, Studio, until } from "./harness.mjs";
import { sink } from "./sink.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

async function visit(t, address, options) {
  const context = await browser.newContext(options);
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

/** What the page for it says of the ways out: `[open, all]`, once all were tried. */
async function leak(page, address) {
  await page.getByLabel("Address to try").fill(address);
  await page.getByRole("button", { name: "Try to leak", exact: true }).click();
  const status = page.getByRole("status", { name: "Ways out" });
  const words = /^(\d+) of (\d+) open$/;
  await until(async () => words.test(await status.innerText()));
  // What was late may arrive now.
  await page.waitForTimeout(2000);
  return words.exec(await status.innerText()).slice(1).map(Number);
}

const NOTHING = { http: 0, sockets: 0, connections: 0, packets: 0 };

test("on a host that sends the policy, nothing arrives and no way is open", async (t) => {
  const { address } = await hosted(t, { sealed: true });
  const { address: outside, seen } = await sink(t);
  const page = await visit(t, `${address}/leak/`, { serviceWorkers: "block" });
  const [open, all] = await leak(page, outside);
  assert.ok(all >= 30, `${all} ways`);
  assert.equal(open, 0, await page.locator("#ways").innerText());
  assert.deepEqual(seen, NOTHING);
  assert.match(await page.locator("main").innerText(), /This browser obeys both/);
  const workers = await page.locator("#workers li").allInnerTexts();
  assert.ok(workers.length >= 5 && workers.every((line) => line.endsWith("sealed like the page")), String(workers));
});

test("without any policy, the same ways are open and things arrive", async (t) => {
  const { address } = await hosted(t, { sealed: false });
  const { address: outside, seen } = await sink(t);
  const page = await visit(t, `${address}/leak/`, { serviceWorkers: "block" });
  const [open, all] = await leak(page, outside);
  assert.equal(open, all);
  t.diagnostic(`${all} ways: ${JSON.stringify(seen)}`);
  assert.ok(seen.http >= 20 && seen.sockets >= 2 && seen.packets >= 1, JSON.stringify(seen));
});

test("a host that sends nothing is sealed by the page itself, from the second load on", async (t) => {
  const { address } = await hosted(t, { sealed: false });
  const { address: outside, seen } = await sink(t);
  const page = await visit(t, `${address}/?device=cpu`);
  await page.waitForFunction(() => sessionStorage.getItem("headstart.reloaded") === "policy");
  await page.waitForSelector('html[data-ready="true"]');
  await page.goto(`${address}/leak/`);
  const [open] = await leak(page, outside);
  assert.equal(open, 0, await page.locator("#ways").innerText());
  assert.deepEqual(seen, NOTHING);
});

test("the studio says beside its promise what came of the last try, at once", async (t) => {
  const { address } = await hosted(t, { sealed: true });
  const { address: outside } = await sink(t);
  const page = await visit(t, `${address}/?device=cpu`, { serviceWorkers: "block" });
  const promise = page.getByRole("link", { name: /^Nothing you add leaves this page\./ });
  assert.equal(await promise.innerText(), "Nothing you add leaves this page.");
  const [trying] = await Promise.all([page.waitForEvent("popup"), promise.click()]);
  const [open, all] = await leak(trying, outside);
  const words = `Nothing you add leaves this page. ${open} of ${all} ways out are open`;
  assert.equal(open, 0);
  await until(async () => (await promise.innerText()).replace(/\s+/g, " ") === words);
  await page.reload();
  await until(async () => (await promise.innerText()).replace(/\s+/g, " ") === words);
});

test("in Firefox, which knows no list of connections, the rest is what is said", needsFirefox, async (t) => {
  const { address } = await hosted(t, { sealed: true });
  const { address: outside, seen } = await sink(t);
  const profile = new Profile(firefox);
  await profile.start();
  t.after(() => profile.end());
  const page = await profile.browser.newPage();
  await page.goto(`${address}/leak/`);
  await page.evaluate((outside) => (document.getElementById("host").value = outside), outside);
  await page.click("button");
  const said = () => page.evaluate(() => document.getElementById("outcome").textContent);
  await until(async () => / open$/.test(await said()));
  await new Promise((done) => setTimeout(done, 2000));
  const open = await page.evaluate(() =>
    [...document.querySelectorAll("#ways tr:has(.open)")].map((row) => row.cells[0].textContent),
  );
  assert.deepEqual(open.sort(), ["WebRTC", "dns-prefetch", "navigation", "preconnect", "window.open"]);
  assert.match(await said(), /^5 of \d\d open$/);
  assert.match(await page.evaluate(() => document.body.innerText), /This browser does not know the list of connections/);
  t.diagnostic(`${await said()}: ${JSON.stringify(seen)}`);
  // What the two windows ask for, each with its icon: nothing else.
  assert.ok(seen.http <= 4 && seen.sockets === 0, JSON.stringify(seen));
});

test("a link of the tutorial leads to what it names, and nothing else can be put into it", async (t) => {
  const { address } = await hosted(t, { sealed: true });
  const { address: outside, seen } = await sink(t);
  const paper = "https://arxiv.org/abs/1810.04805";
  const context = await browser.newContext({ serviceWorkers: "block" });
  t.after(() => context.close());
  await context.route(/^https:/, (route) => route.fulfill({ body: "a paper" }));
  const page = await context.newPage();
  await page.goto(`${address}/out/?${paper}`);
  await page.waitForURL(paper);
  // Pages that the browser shows in place of what it has stopped are of no address.
  for (const other of [`${outside}/other`, `${paper}?more`, "https://example.com/"]) {
    await page.goto(`${address}/out/?${other}`);
    await page.waitForTimeout(1000);
    assert.notEqual(page.url(), other);
  }
  assert.deepEqual(seen, NOTHING);
});

/** Code that tries each way out of a worker, before the worker's own. */
const leaking = (outside) => `import { common } from "./leak/ways.js";
import { tryWays } from "./leak/trying.js";
tryWays(common, ${JSON.stringify(outside)});
`;

for (const sealed of [true, false]) {
  test(`from inside every worker of the page, ${sealed ? "nothing arrives" : "things arrive without a policy"}`, async (t) => {
    const { address: outside, seen } = await sink(t);
    const { address } = await hosted(t, { sealed, prelude: leaking(outside) });
    for (const path of ["?device=cpu", "text/?device=cpu", "learn/?race"]) {
      const page = await visit(t, `${address}/${path}`, { serviceWorkers: "block" });
      await page.waitForSelector('html[data-ready="true"]', { timeout: 60_000 });
      await page.waitForTimeout(4000);
    }
    if (sealed) assert.deepEqual(seen, NOTHING);
    else assert.ok(seen.http >= 6, JSON.stringify(seen));
  });
}

test("with the network cut after the first visit, the page opens, teaches, answers and keeps", needsData, async (t) => {
  const { server, address } = await hosted(t, { sealed: true });
  const query = "/?device=cpu&model=small-resnet";
  const page = await visit(t, address + query);
  await page.waitForSelector('html[data-ready="true"]');
  await until(() => page.evaluate(isKeptWhole));
  end(server);
  await page.reload();
  const studio = new Studio(page, [], address);
  await studio.ready();
  const names = ["dolphin", "lotus"];
  await studio.addPhotos(names, 6);
  await studio.trainToEnd();
  const [photo] = photos("test", names[0], 1);
  const answers = await studio.try(photo);
  assert.equal(answers.length, 2);
  await page.getByRole("status", { name: "Saved" }).getByText("Saved on this device").waitFor();
  await page.reload();
  await studio.ready();
  await studio.group(names[1]).waitFor();
  assert.match(await studio.result.innerText(), /Held-out accuracy/);
});
