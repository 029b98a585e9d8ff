// Pages of others that teach a classifier by headstart.js: the same numbers as in the studio, from another folder and from
// another host, and the examples that are shown to authors.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename } from "node:path";
import { after, before, test } from "node:test";
import { firefox, needsFirefox } from "../kill/firefox.mjs";
import { Profile } from "../kill/tab.mjs";
import { complaints } from "./axe.mjs";
import { launch, needsData, open, photos, serve, until } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

const CLASSES = ["dolphin", "lotus", "watch"];
const COUNT = 12;

/**
 * A page that is blank, in a folder that is not the site's, with photos of each class at addresses of its own. `policy` is
 * the page's, from the address of the site's host.
 */
async function author(t, { elsewhere = false, policy } = {}) {
  const site = await serve({ base: "/site/" });
  const files = new Map();
  const photo = (part, name, at) => files.set(`/${part}/${name}/${at}`, photos(part, name, 1, at)[0]);
  for (const name of CLASSES) {
    for (let at = 0; at < COUNT; at += 1) photo("train", name, at);
    photo("test", name, 0);
  }
  const proxied = `http://127.0.0.1:${site.address().port}`;
  // One host for both, or one that shares with the other.
  const host = createServer(async (request, response) => {
    const cors = { "access-control-allow-origin": "*" };
    if (request.url.startsWith("/site/")) {
      // Who asks may be gone, and the site with it.
      const answer = await fetch(proxied + request.url).catch(() => undefined);
      if (!answer) return response.destroy();
      const type = answer.headers.get("content-type") ?? "application/octet-stream";
      return response.writeHead(answer.status, { ...cors, "content-type": type }).end(Buffer.from(await answer.arrayBuffer()));
    }
    const path = files.get(request.url);
    if (path) return response.end(readFileSync(path));
    const sealed = policy && { "content-security-policy": policy(`http://127.0.0.1:${port}`) };
    response.writeHead(200, { "content-type": "text/html", ...sealed }).end("<!doctype html><title>Another page</title>");
  });
  await new Promise((done) => host.listen(0, "127.0.0.1", done));
  const { port } = host.address();
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  const asked = new Set();
  page.on("request", (request) => request.url().startsWith("http") && asked.add(new URL(request.url()).host));
  await page.goto(elsewhere ? `http://localhost:${port}/pages/mine/` : `http://127.0.0.1:${port}/pages/mine/`);
  t.after(async () => {
    await context.close();
    for (const server of [host, site]) {
      server.closeAllConnections();
      server.close();
    }
    assert.deepEqual(problems, []);
  });
  return { page, asked, script: `http://127.0.0.1:${port}/site/headstart.js` };
}

/** Teaches what the page can fetch of each class, and says what came of it. */
const teach = async ({ script, classes, count, model, names }) => {
  const { create } = await import(script);
  const get = async (path, name) => new File([await (await fetch(path)).blob()], name);
  const headstart = await create({ reads: "pictures", device: "cpu", model });
  for (const label of classes) {
    const files = [];
    for (let at = 0; at < count; at += 1) files.push(await get(`/train/${label}/${at}`, names[label][at]));
    await headstart.add(label, files);
  }
  const epochs = [];
  const run = await headstart.train({}, ({ epoch }) => epochs.push(epoch));
  await headstart.assessed();
  const answers = [];
  for (const label of classes) answers.push(await headstart.classify(await get(`/test/${label}/0`)));
  window.headstart = headstart;
  return { run, epochs: epochs.length, best: answers.map(([best]) => best), unknown: answers.map((it) => it.unknown) };
};

const wish = (script, model) => ({
  script, classes: CLASSES, count: COUNT, model,
  names: Object.fromEntries(CLASSES.map((name) => [name, photos("train", name, COUNT).map((path) => basename(path))])),
});

/** One that ships with the site and is often wrong: where all is right, nothing differs. */
const MODEL = "autoencoder";

test("headstart.js measures what the studio measures, and its file is opened again", needsData, async (t) => {
  const studio = await open(browser, { query: `?device=cpu&model=${MODEL}` });
  t.after(() => studio.close());
  await studio.nameClasses(CLASSES);
  for (const name of CLASSES) await studio.add(name, photos("train", name, COUNT));
  const expected = await studio.trainToEnd();
  await studio.underTheHood();
  const table = studio.page.locator("table.confusion");
  await table.waitFor();
  const rows = await table.locator("tbody tr").all();
  const confusion = [];
  for (const row of rows) {
    const cells = await row.locator("td").allInnerTexts();
    confusion.push(cells.slice(0, CLASSES.length).map((cell) => Number(/\d+/.exec(cell)?.[0] ?? 0)));
  }
  await studio.page.locator(".trust[aria-busy=false]").waitFor({ timeout: 60_000 });
  const percents = [];
  for (const name of CLASSES) percents.push((await studio.try(photos("test", name, 1)[0]))[0]);

  const { page, asked, script } = await author(t);
  const found = await page.evaluate(teach, wish(script, MODEL));
  t.diagnostic(`${JSON.stringify(found.run)}; the studio: ${expected.text.split("\n")[0]}; ${JSON.stringify(confusion)}`);
  assert.equal(Math.round(found.run.accuracy * 100), expected.accuracy);
  assert.equal(found.run.heldOut, expected.heldOut);
  assert.deepEqual(found.run.labels, CLASSES);
  assert.deepEqual(found.run.confusion, confusion);
  assert.equal(found.epochs, 50);
  assert.deepEqual(found.best.map(({ label, probability }) => [label, Math.round(probability * 100)]),
    percents.map(({ name, percent }) => [name, percent]));
  assert.equal(typeof found.unknown[0], "boolean");
  assert.equal(asked.size, 1, "no other host is asked");

  const again = await page.evaluate(async () => {
    const { headstart } = window;
    const run = await headstart.load(await headstart.save());
    return { accuracy: run.accuracy, heldOut: run.heldOut, confusion: run.confusion };
  });
  const { accuracy, heldOut } = found.run;
  assert.deepEqual(again, { accuracy, heldOut, confusion: found.run.confusion });
});

test("a page of another host may use it, if the host allows that", needsData, async (t) => {
  const { page, script } = await author(t, { elsewhere: true });
  const { run, best } = await page.evaluate(teach, wish(script));
  assert.equal(run.heldOut, 6);
  assert.deepEqual(best.map(({ label }) => label), CLASSES);
});

/** The lists of `docs/embedding.md`, and none else. `'self'` are the photos, which are the page's own. */
const POLICY = (site) => [
  "default-src 'none'", `script-src ${site} 'wasm-unsafe-eval'`, `worker-src ${site} blob:`, `connect-src ${site} blob: 'self'`,
  `frame-src ${site}`,
].join("; ");

for (const elsewhere of [false, true]) {
  const whose = elsewhere ? "another host" : "the same host";
  test(`a policy with the lists of the manual is enough for a page of ${whose}`, needsData, async (t) => {
    const { page, script } = await author(t, { elsewhere, policy: POLICY });
    const refused = [];
    page.on("console", (message) => /Content Security Policy/.test(message.text()) && refused.push(message.text()));
    const { run, best } = await page.evaluate(teach, wish(script));
    assert.equal(run.heldOut, 6);
    assert.deepEqual(best.map(({ label }) => label), CLASSES);
    // The elements too: styles are no style elements, and the tutorial is a frame.
    const shown = await page.evaluate(async (script) => {
      await import(new URL("./head-start.js", script));
      const one = document.createElement("head-start");
      const experiment = document.createElement("head-start-experiment");
      experiment.setAttribute("name", "points");
      document.body.append(one, experiment);
      return getComputedStyle(one.shadowRoot.querySelector("fieldset")).borderInlineStartWidth;
    }, script);
    assert.equal(shown, "4px");
    await page.frameLocator("iframe").getByRole("button", { name: "Start", exact: true }).waitFor();
    assert.deepEqual(refused, []);
    const lacking = await author(t, { elsewhere, policy: (site) => POLICY(site).replace(" 'wasm-unsafe-eval'", "") });
    await assert.rejects(lacking.page.evaluate(teach, wish(lacking.script)), /wasm|WebAssembly|compile/i);
  });
}

test("errors are the site's own sentences", needsData, async (t) => {
  const { page, script } = await author(t);
  const said = await page.evaluate(async (script) => {
    const { create } = await import(script);
    const why = (promise) => promise.then(() => "nothing", ({ message }) => message);
    const all = [await why(create({ device: "abacus" })), await why(create({ model: "zebra" }))];
    const headstart = await create({ device: "cpu" });
    all.push(await why(headstart.classify(new Blob(["x"]))), await why(headstart.add("a", new Blob(["no picture"]))));
    all.push(await why(headstart.train()), await why(headstart.train({ epoch: 3 })));
    headstart.close();
    all.push(await why(headstart.train()));
    return all;
  }, script);
  t.diagnostic(said.join("\n"));
  for (const [at, words] of ["abacus", "zebra", ".", "left out", "Training did not start", "epoch", "closed"].entries()) {
    assert.ok(said[at].includes(words), said[at]);
    assert.ok(!/^[a-z-]+\.[a-z-]+/.test(said[at]), `${said[at]} is words`);
  }
});

const TEXTS = {
  Billing: ["I was charged twice.", "Please refund my money.", "My invoice is wrong.", "My bill went up."],
  Delivery: ["The parcel has not arrived.", "The box was broken.", "When will it be here?", "It is at the wrong house."],
};

const EXAMPLES = { pictures: /of 2 right; another cross: cross$/, texts: /of 2 right; the new one: Billing$/ };

/** The page of examples. */
async function examples(t) {
  const server = await serve();
  const page = await browser.newPage();
  t.after(async () => {
    await page.close();
    server.closeAllConnections();
    server.close();
  });
  await page.goto(`http://127.0.0.1:${server.address().port}/embed/`);
  return page;
}

test("the examples for authors run", async (t) => {
  const page = await examples(t);
  for (const [name, outcome] of Object.entries(EXAMPLES)) {
    await page.getByRole("button", { name: `Run: teach ${name}` }).click();
    const status = page.getByRole("status", { name: `Outcome of ${name}` });
    await until(async () => !["", "Running…"].includes(await status.innerText()), 60_000);
    assert.match(await status.innerText(), outcome);
  }
});

test("the element is taught and asked by keyboard, and so is a notebook's widget", async (t) => {
  const page = await examples(t);
  await page.evaluate(async () => {
    const { default: widget } = await import("/headstart-widget.js");
    const traits = { reads: "texts" };
    window.traits = traits;
    const model = { get: (name) => traits[name], set: (name, value) => (traits[name] = value), save_changes: () => (traits.saved = true) };
    const el = document.createElement("div");
    el.setAttribute("role", "group");
    el.setAttribute("aria-label", "Widget");
    // A notebook takes Enter for itself, and runs the cell again at Shift and Enter.
    const cell = document.createElement("div");
    cell.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), (traits.taken = true)));
    cell.append(el);
    document.querySelector("main").append(cell);
    widget.render({ model, el });
  });
  const inside = { element: page.locator("head-start").first(), widget: page.getByRole("group", { name: "Widget", exact: true }) };
  for (const place of Object.values(inside)) {
    for (const [name, lines] of Object.entries(TEXTS)) {
      const at = Object.keys(TEXTS).indexOf(name);
      await place.getByRole("textbox", { name: "Class name" }).nth(at).fill(name);
      await place.getByRole("textbox", { name: `Texts for ${name}` }).focus();
      await page.keyboard.type(lines.join("\n"));
      await place.getByRole("button", { name: `Add texts to ${name}` }).press("Enter");
      await place.getByRole("group", { name, exact: true }).getByText("4 examples").waitFor();
    }
    await place.getByRole("button", { name: "Train", exact: true }).press("Enter");
    await place.getByRole("status", { name: "Result" }).filter({ hasText: /right of 2 it had never seen/ }).waitFor();
    await place.getByRole("textbox", { name: "Try a text" }).fill("They charged me the wrong amount of money");
    await place.getByRole("button", { name: "Classify" }).press("Enter");
    const best = place.getByRole("list", { name: "Prediction" }).getByRole("listitem").filter({ hasText: "%" }).first();
    await best.filter({ hasText: "Billing" }).waitFor();
  }
  const traits = await page.evaluate(() => window.traits);
  assert.deepEqual(traits.labels, Object.keys(TEXTS));
  assert.equal(traits.prediction[0].label, "Billing");
  assert.equal(traits.saved, true);
  assert.equal(traits.taken, undefined, "a key went on to the notebook");
  assert.deepEqual(await complaints(page), []);
});

test("an experiment is shown by itself, as high as it is, in the language that is asked for", async (t) => {
  const page = await examples(t);
  const element = page.locator("head-start-experiment");
  await element.scrollIntoViewIfNeeded();
  const frame = element.locator("iframe");
  const inside = frame.contentFrame();
  await inside.getByRole("button", { name: "Start", exact: true }).click();
  await inside.getByRole("group", { name: /./ }).and(inside.locator('.experiment[aria-busy="false"]')).waitFor({ timeout: 60_000 });
  assert.equal(await inside.locator(".experiment").count(), 1);
  assert.equal(await inside.getByRole("banner").count(), 0, "no masthead");
  const height = () => inside.locator(".tutorial").evaluate((it) => it.firstElementChild.getBoundingClientRect().height);
  await until(async () => Math.abs(Number(await frame.getAttribute("height")) - (await height())) <= 1);
  await element.evaluate((it) => {
    const german = document.createElement("head-start-experiment");
    german.setAttribute("name", "points");
    german.setAttribute("lang", "de");
    it.replaceWith(german);
  });
  await inside.getByRole("button", { name: "Starten", exact: true }).or(inside.getByRole("button", { name: "Start", exact: true })).waitFor();
  assert.equal(await inside.locator("html").getAttribute("lang"), "de");
});

test("the examples for authors run in Firefox", needsFirefox, async (t) => {
  const server = await serve();
  const profile = new Profile(firefox);
  t.after(async () => {
    await profile.end();
    server.closeAllConnections();
    server.close();
  });
  await profile.start();
  const page = await profile.browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/embed/`);
  await page.waitForSelector('html[data-ready="true"]');
  for (const [name, outcome] of Object.entries(EXAMPLES)) {
    const text = () => page.evaluate((name) => document.querySelector(`[aria-label="Outcome of ${name}"]`).textContent, name);
    await page.evaluate((name) => document.querySelector(`[data-run="${name}.js"]`).click(), name);
    await until(async () => !["", "Running…"].includes(await text()), 60_000);
    assert.match(await text(), outcome);
  }
});
