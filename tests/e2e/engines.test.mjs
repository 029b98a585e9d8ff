// The main paths in Firefox and in WebKit, each written once. What Firefox keeps on the device, through a reload and whatever
// is killed, is in `firefox.test.mjs`, and its ways out are in `sealed.test.mjs`. Debian's WebKit has no files that a page can
// keep and write in, as Safari has: here nothing is kept, and what is seen is that the page says so.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { firefox, needsFirefox } from "../kill/firefox.mjs";
import { Profile } from "../kill/tab.mjs";
import { needsWebkit, webkit } from "../kill/webkit.mjs";
import { complaintsAbout, copy, end, hosted, isKeptWhole, needsData, photos, serve, until } from "./harness.mjs";
import { sink } from "./sink.mjs";

/** The engines, why their tests are skipped, and the folder of a profile that they download to. */
const engines = [
  { name: "Firefox", engine: firefox, needs: needsFirefox, downloads: "downloads" },
  { name: "WebKit", engine: webkit, needs: needsWebkit, downloads: "." },
];

const PHOTOS = ["dolphin", "lotus"];
const NEW_TEXTS = {
  Billing: "I paid and was charged the wrong amount of money",
  Delivery: "the package was left at a wrong house",
};

/** Milliseconds that whatever is waited for may take. */
const PATIENCE = 60_000;

/** KB that Firefox gives to all sites, of which one may have a fifth: the whole of ours, and what is added. */
const ROOM = 200_000;

let server;
before(async () => (server = await serve()));
after(() => end(server));

/** Runs in a page: finds what a selector fits and is called so, below what is called so in turn if that is said. */
const init = () => {
  const words = (it) => it.textContent.replace(/\s+/g, " ").trim();
  const naming = (it) => document.getElementById(it.getAttribute("aria-labelledby")) ?? it.labels?.[0] ?? it;
  const called = (it) => it.getAttribute("aria-label") ?? words(naming(it));
  const find = (root, selector, name) => [...(root?.querySelectorAll(selector) ?? [])].find((it) => called(it) === name);
  window.named = (selector, name, below) =>
    find(below ? find(document, "section, [role=group]", below) : document, selector, name);
};

/** Somebody with a browser of their own, who goes by the names that anybody may rely on. */
class Visitor {
  static async open(t, { engine, downloads }, address) {
    const visitor = new Visitor();
    visitor.profile = new Profile({ open: (folder) => engine.open(folder, { init, room: ROOM }) });
    visitor.downloads = join(visitor.profile.folder, downloads);
    t.after(() => visitor.profile.end());
    await visitor.profile.start();
    visitor.page = await visitor.profile.browser.newPage();
    await visitor.page.goto(address);
    return visitor;
  }

  /** Opens this path of the site, and waits until it is ready. */
  static async visit(t, engine, path) {
    const visitor = await Visitor.open(t, engine, `http://127.0.0.1:${server.address().port}/${path}`);
    await visitor.page.waitForSelector('html[data-ready="true"]');
    return visitor;
  }

  find(...sought) {
    return this.page.waitForFunction((...sought) => window.named(...sought), {}, ...sought);
  }

  /** Presses what has this name once it can be; by itself, as a mouse may miss what moves meanwhile. */
  async press(...sought) {
    const press = (...sought) => {
      const it = window.named("button:not(:disabled, [aria-disabled=true]), summary, a", ...sought);
      it?.click();
      return Boolean(it);
    };
    await this.page.waitForFunction(press, {}, ...sought);
  }

  async give(name, ...files) {
    await (await this.find("input[type=file]", name)).uploadFile(...files);
  }

  /** Has a box hold a text, as if it had been typed. */
  async type(text, ...sought) {
    await this.find("input, textarea", ...sought);
    const type = (text, ...sought) => {
      const box = window.named("input, textarea", ...sought);
      box.value = text;
      box.dispatchEvent(new InputEvent("input", { bubbles: true, data: text, inputType: "insertText" }));
      box.dispatchEvent(new Event("change", { bubbles: true }));
    };
    await this.page.evaluate(type, text, ...sought);
  }

  said(...sought) {
    return this.page.evaluate((...sought) => window.named(...sought)?.innerText ?? "", ...sought);
  }

  /** Waits until what is sought says what fits these words, and gives what of it they caught. */
  hears(words, ...sought) {
    return until(async () => words.exec(await this.said(...sought)), PATIENCE);
  }

  async nameClasses(names) {
    for (const [at, name] of names.entries()) {
      await this.type(name, "Class name", `Class ${at + 1}`);
      await this.find("[role=group]", name);
    }
  }

  async addPhotos(count) {
    await this.nameClasses(PHOTOS);
    for (const name of PHOTOS) await this.give(`Add examples to ${name}`, ...photos("train", name, count));
    for (const name of PHOTOS) await this.hears(new RegExp(`\\b${count} examples`), "[role=group]", name);
  }

  async train() {
    await this.press("Train");
    await this.hears(/Held-out accuracy \d+%/, "[role=status]", "Result");
  }

  /** Waits until what is tried is taken for one of this class, surely or not. */
  isTakenFor(name) {
    return this.hears(new RegExp(`^(?:I don't know\\s+)?${name}\\s+\\d+\\s*%`), "ol", "Prediction");
  }

  /** Sees that a new photo of either class is taken for what it is. */
  async tellsPhotosApart() {
    for (const name of PHOTOS) {
      await this.give("Try a file", ...photos("test", name, 1));
      await this.isTakenFor(name);
    }
  }

  /** Waits for a download with this ending, and gives its path once it is whole. */
  async downloaded(ending) {
    let last;
    const isThere = () => {
      const names = existsSync(this.downloads) ? readdirSync(this.downloads) : [];
      // While it is under way it has other names as well, and goes from one to the next.
      const [name, ...others] = names.filter((name) => name.includes(ending));
      const path = name && join(this.downloads, name);
      const { size } = (path && statSync(path, { throwIfNoEntry: false })) || { size: 0 };
      const before = last;
      last = `${path} ${size}`;
      return others.length === 0 && size > 0 && name.endsWith(ending) && last === before && path;
    };
    return until(isThere);
  }

  /** Has a format made, which the page checks, and gives the path of the file. */
  async take(format, ending) {
    await this.press(`Download as ${format}`, "Take it with you");
    const path = await this.downloaded(ending);
    const words = /^Checked: largest difference (\S+) over \d+ examples$/;
    const [said, largest] = await this.hears(words, "[role=status]", "Checked");
    assert.ok(Number(largest) <= 1e-4, said);
    return path;
  }
}

/** The numbers in the last row of an experiment that was done natively. */
function native(name) {
  const csv = readFileSync(new URL(`../fixtures/lab/${name}.csv`, import.meta.url), "utf8");
  return csv.trim().split("\n").at(-1).split(",").map(Number);
}

/** Whether nobody answers at this address. */
const isDown = (address) => fetch(address).then(() => false, () => true);

for (const engine of engines) {
  const { name, needs } = engine;
  const needsBoth = { skip: needs.skip || needsData.skip };

  test(`${name}: photos teach, and what was learnt is taken away and answers by itself`, needsBoth, async (t) => {
    const visitor = await Visitor.visit(t, engine, "?device=cpu&model=small-resnet");
    await visitor.addPhotos(6);
    await visitor.train();
    await visitor.tellsPhotosApart();
    const onnx = readFileSync(await visitor.take("ONNX", ".onnx"));
    assert.ok(onnx.includes('["dolphin","lotus"]'));
    const alone = await visitor.take("one page", ".html");
    await visitor.page.goto(pathToFileURL(alone).href);
    for (const name of PHOTOS) {
      const input = await visitor.page.waitForSelector("input[type=file]");
      await input.uploadFile(...photos("test", name, 1));
      const best = () => [...document.querySelectorAll("li")].find((it) => /\d\s*%/.test(it.innerText))?.innerText ?? "";
      await until(async () => (await visitor.page.evaluate(best)).includes(name));
    }
  });

  test(`${name}: texts teach`, needs, async (t) => {
    const visitor = await Visitor.visit(t, engine, "text/?device=cpu");
    await visitor.nameClasses(Object.keys(complaintsAbout));
    for (const [name, texts] of Object.entries(complaintsAbout)) {
      await visitor.type(texts.join("\n"), `Texts for ${name}`);
      await visitor.press(`Add the typed texts to ${name}`);
    }
    await visitor.train();
    for (const [name, text] of Object.entries(NEW_TEXTS)) {
      await visitor.type(text, "Try a text");
      await visitor.isTakenFor(name);
    }
  });

  test(`${name}: with the network cut after the first visit, the page opens, teaches and answers`, needsBoth, async (t) => {
    const { server, address } = await hosted(t);
    const visitor = await Visitor.open(t, engine, `${address}/?device=cpu&model=small-resnet`);
    await until(() => visitor.page.evaluate(isKeptWhole), PATIENCE);
    end(server);
    await visitor.page.reload();
    await visitor.page.waitForSelector('html[data-ready="true"]');
    assert.ok(await isDown(address));
    await visitor.addPhotos(6);
    await visitor.train();
    await visitor.tellsPhotosApart();
  });

  test(`${name}: an experiment of the tutorial ends as it does natively`, needs, async (t) => {
    const visitor = await Visitor.visit(t, engine, "learn/?device=cpu#fine-tuning");
    const title = "A head in slow motion";
    await visitor.press("Start", title);
    const [said] = await visitor.hears(/Computed in [\d.]+ s/, "[role=group]", title);
    t.diagnostic(said);
    await visitor.press("The numbers in a table", title);
    const expected = native("slow");
    const [row] = await visitor.hears(new RegExp(`^${expected[0]}\\t.*$`, "m"), "[role=region]", `${title}: The numbers in a table`);
    const numbers = row.split("\t").map(Number);
    // As far apart as one machine is from another.
    const isClose = expected.every((number, at) => Math.abs(numbers[at] - number) <= Math.max(0.001, 0.05 * number));
    assert.ok(isClose && numbers.length === expected.length, `${row}, natively ${expected}`);
  });

  test(`${name}: weights from a file are recognised, used and taught`, needsBoth, async (t) => {
    const visitor = await Visitor.visit(t, engine, "models/?device=cpu&model=kmeans");
    await visitor.give("Open weights from disk", copy("resnet20-12fca82f.th"));
    await visitor.hears(/In use/, "article", "Your file: ResNet-20 for CIFAR-10");
    await visitor.press("Studio");
    await visitor.addPhotos(3);
    await visitor.train();
    await visitor.tellsPhotosApart();
  });
}

const onWebkit = engines.find(({ engine }) => engine === webkit);

test("WebKit: nothing is kept, which the page says at once, and a reload begins anew", needsWebkit, async (t) => {
  const visitor = await Visitor.visit(t, onWebkit, "?device=cpu&model=small-resnet");
  await visitor.hears(/^Not kept on this device/, "[role=status]", "Saved");
  await visitor.nameClasses(PHOTOS);
  await visitor.page.reload();
  await visitor.find("[role=group]", "Class 1");
  await visitor.hears(/^Not kept on this device/, "[role=status]", "Saved");
});

for (const sealed of [true, false]) {
  const what = sealed ? "it knows no list of connections, and the ways that the policy leaves open are known" : "without any policy, every way out is open";
  test(`WebKit: ${what}`, needsWebkit, async (t) => {
    const { address } = await hosted(t, { sealed });
    const { address: outside, seen } = await sink(t);
    const visitor = await Visitor.open(t, onWebkit, `${address}/leak/`);
    await visitor.type(outside, "Address to try");
    // As somebody does it: a press by itself opens no window.
    await (await visitor.find("button", "Try to leak")).click();
    const [said, open, all] = await visitor.hears(/^(\d+) of (\d+) open$/, "[role=status]", "Ways out");
    // What was late may arrive now.
    await new Promise((done) => setTimeout(done, 2000));
    t.diagnostic(`${said}: ${JSON.stringify(seen)}`);
    assert.ok(all >= 30, said);
    if (!sealed) {
      assert.equal(open, all);
      assert.ok(seen.http >= 20 && seen.sockets >= 2, JSON.stringify(seen));
      return;
    }
    const ways = await visitor.page.evaluate(() =>
      [...document.querySelectorAll("#ways tr:has(.open)")].map((row) => row.cells[0].textContent),
    );
    assert.deepEqual(ways.sort(), ["dns-prefetch", "navigation", "preconnect", "window.open"]);
    // What the two windows ask for, each with its icon: nothing else.
    assert.ok(seen.http <= 4 && seen.sockets === 0 && seen.packets === 0, JSON.stringify(seen));
  });
}
