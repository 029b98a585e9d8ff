// What is fetched when it is shown first: not before, once, and again if it has not arrived.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hasParts, launch, open } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

const query = "?device=cpu&model=small-resnet";
const needsParts = { skip: hasParts ? false : "this site is not cut into parts" };

/** The page, with the names of the parts that it asks for; `lost` tells which do not arrive. */
async function opened(t, allow) {
  const studio = await open(browser, { query, allow });
  t.after(() => studio.close());
  const net = { asked: [], lost: () => false };
  await studio.page.context().route(/_part_/, (route) => {
    const name = /_part_([a-z]+)/.exec(route.request().url())[1];
    net.asked.push(name);
    return net.lost(name) ? route.abort("internetdisconnected") : route.continue();
  });
  const button = (name) => studio.page.getByRole("button", { name, exact: true });
  return { studio, page: studio.page, net, button };
}

test("the first screen needs no part, and none is fetched twice", needsParts, async (t) => {
  const { studio, page, net, button } = await opened(t);
  await page.reload();
  await studio.ready();
  await studio.nameClasses(["one", "two"]);
  assert.deepEqual(net.asked, []);
  const list = page.getByRole("list", { name: "Projects" });
  for (const round of [1, 2]) {
    await button("Projects").click();
    await list.waitFor();
    assert.equal(net.asked.filter((name) => name === "projects").length, 1, `opened ${round} times`);
    await button("Projects").click();
    await list.waitFor({ state: "detached" });
  }
});

test("a part that does not arrive says so, and comes when it is asked for again", needsParts, async (t) => {
  const { studio, page, net, button } = await opened(t, /ERR_INTERNET_DISCONNECTED|Failed to fetch/);
  await studio.nameClasses(["one"]);
  net.lost = () => true;
  await button("Draw for one").click();
  await studio.alert.filter({ hasText: "This part of the page did not arrive" }).waitFor();
  await button("Try again").click();
  await studio.alert.filter({ hasText: "This part of the page did not arrive" }).waitFor();
  assert.equal(await page.getByRole("img", { name: /^Pad/ }).count(), 0);
  // What does not need it goes on.
  await button("Add class").click();
  net.lost = () => false;
  assert.equal(await button("Reload").count(), 1, "a newer page may have other parts");
  await button("Try again").click();
  await page.getByRole("img", { name: /^Pad/ }).waitFor();
  assert.equal(await studio.alert.count(), 0);
  await button("Close").click();
  await button("Draw for one").click();
  await page.getByRole("img", { name: /^Pad/ }).waitFor();
});

test("its words and its style come once, right after the page, and are asked for again like it", async (t) => {
  const { studio, page, button } = await opened(t, /ERR_INTERNET_DISCONNECTED|Failed to fetch/);
  const net = { asked: [], lost: /./ };
  await page.context().route(/\/later/, (route) => {
    const name = /later(_en)?/.exec(route.request().url())[0];
    net.asked.push(name);
    return net.lost.test(name) ? route.abort("internetdisconnected") : route.continue();
  });
  const asked = (name) => net.asked.filter((it) => it === name).length;
  await page.reload();
  await studio.ready();
  await studio.nameClasses(["one"]);
  assert.deepEqual(net.asked.toSorted(), ["later", "later_en"], "before anything needs them");
  const missing = studio.alert.filter({ hasText: "This part of the page did not arrive" });
  await button("Draw for one").click();
  await missing.waitFor();
  // Half of it is not enough.
  net.lost = /_en$/;
  await button("Try again").click();
  await missing.waitFor();
  assert.equal(await page.getByRole("img", { name: /^Pad/ }).count(), 0);
  net.lost = /^$/;
  await button("Try again").click();
  await page.getByRole("img", { name: /^Pad/ }).waitFor();
  const had = [asked("later"), asked("later_en")];
  await button("Projects").click();
  await button("New project").waitFor();
  assert.deepEqual([asked("later"), asked("later_en")], had, "what has come is not asked for again");
});
