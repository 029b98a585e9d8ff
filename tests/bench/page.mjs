// What a visitor waits for: the page from its opening until it can be taught, and teaching it, beside a page
// with TensorFlow.js that does the same; and what either downloads and takes of memory.

import { classes, data, launch, photos, Studio } from "../e2e/harness.mjs";
import { machine, option, turns } from "./shared/bench.mjs";
import { Connection } from "./shared/connection.mjs";
import { contestants, isOurs } from "./shared/contestants.mjs";
import { peakMemory } from "./shared/memory.mjs";
import { mobilenetFiles } from "./shared/models.mjs";
import { benchPlaces, sitePlaces } from "./shared/places.mjs";
import { report } from "./shared/report.mjs";
import { isolated, serve } from "./shared/server.mjs";

if (!data) {
  console.log("page: SKIPPED, there is no shared data beside this checkout");
  process.exit(0);
}

const ROUNDS = option("rounds", 3);
const CLASSES = 5;
const EACH = option("each", 20);
const EPOCHS = 50;
const BATCH = 16;
const RATE = 0.001;
/** Headstart keeps a fifth of each class aside to test with, so the others train on no more. */
const TRAINED = (EACH * 4) / 5;
/** Widths of a hidden layer, 0 for none. */
const HEADS = { 0: "linear", 100: "hidden layer of 100" };

/** As Chromium's developer tools have "Fast 4G", without what they add for its distance. */
const SLOWER = { name: "9 Mbit/s, 60 ms", megabits: 9, roundTrip: 60 };

const names = classes().slice(0, CLASSES);
const below = (file) => file.slice(`${data}/images/caltech20/`.length);
const lessons = names.map((name) => photos("train", name, EACH).map(below));
const [tried] = photos("test", names[0], 1).map(below);

/** A server for this contestant, and the page's address on it. */
async function host(who, connection) {
  const options = { brotli: true, connection: connection && new Connection(connection) };
  const server = isOurs(who)
    ? await serve({ ...options, find: sitePlaces() })
    : await serve({ ...options, find: benchPlaces(models), headers: isolated });
  const path = isOurs(who) ? `?device=${who.on}` : `teach/${who.on}.html`;
  return { server, address: `${server.origin}/${path}` };
}

/** Runs in the page before all else: when each of these was first to be seen. */
function watch() {
  const seen = {
    interactive: () => [...document.querySelectorAll("button")].some((it) => it.textContent.trim() === "Add class"),
    ready: () => document.documentElement.matches("[data-ready=true][data-device]"),
    model: () => document.documentElement.dataset.model
      || [...document.querySelectorAll("span")].some((it) => it.textContent.startsWith("Ready")),
  };
  window.marks = {};
  const look = () => {
    for (const [name, check] of Object.entries(seen)) {
      if (!(name in window.marks) && check()) window.marks[name] = performance.now();
    }
  };
  const everything = { attributes: true, characterData: true, childList: true, subtree: true };
  new MutationObserver(look).observe(document, everything);
}

/** Opens the page and waits until it can be taught: milliseconds, `{ interactive, ready, model }`. */
async function visit(context, address) {
  const page = await context.newPage();
  const failed = new Promise((_, fail) => page.on("pageerror", fail));
  await page.goto(address);
  await Promise.race([page.waitForFunction(() => window.marks?.model, undefined, { timeout: 180_000 }), failed]);
  return { page, marks: await page.evaluate(() => window.marks) };
}

/** A first visit and a second one, with the bytes of each. */
async function load(browser, who, connection) {
  const { server, address } = await host(who, connection);
  const context = await browser.newContext();
  await context.addInitScript(watch);
  const times = {};
  for (const visits of ["cold", "warm"]) {
    server.sent.bytes = 0;
    const { page, marks } = await visit(context, address);
    times[visits] = { ...marks, kilobytes: server.sent.bytes / 1000 };
    await page.close();
  }
  await context.close();
  await server.close();
  return times;
}

/** Teaches a page in a browser of its own, whose memory is looked at: `{ times: { width: ms }, kilobytes, memory }`. */
async function teach(who) {
  const { server, address } = await host(who);
  const browser = await launch();
  try {
    const context = await browser.newContext();
    await context.addInitScript(watch);
    const open = async () => (await visit(context, address)).page;
    const taught = isOurs(who) ? await teachOurs(open, server) : await teachTheirs(await open(), server);
    return { ...taught, memory: await peakMemory(browser) };
  } finally {
    await browser.close();
    await server.close();
  }
}

async function teachOurs(open, server) {
  const times = {};
  let kilobytes;
  for (const width of Object.keys(HEADS)) {
    // A new page, because what is embedded once would not be embedded again.
    const page = await open();
    const studio = new Studio(page, [], server.origin);
    await studio.nameClasses(names);
    await studio.set("Hidden layer", Number(width));
    times[width] = await page.evaluate(async (lesson) => {
      const { teach } = await import("/contestants/studio.mjs");
      return teach(lesson);
    }, { lessons, names, tried });
    kilobytes ??= server.sent.bytes / 1000;
    await page.close();
  }
  return { times, kilobytes };
}

async function teachTheirs(page, server) {
  const widths = Object.keys(HEADS).map(Number);
  const lesson = { lessons, trained: TRAINED, tried, widths, epochs: EPOCHS, batch: BATCH, rate: RATE };
  await page.evaluate((photo) => {
    window.warmWith = photo;
    return window.warm();
  }, tried);
  const times = await page.evaluate((lesson) => window.teach(lesson), lesson);
  return { times, kilobytes: server.sent.bytes / 1000 };
}

const models = mobilenetFiles();
const who = contestants("headstart", "tfjs");
const browser = await launch();
// Not measured: compressing the files.
await turns(who, 1, (who) => load(browser, who));
const loading = [];
for (const connection of [undefined, SLOWER]) {
  const entries = await turns(who, ROUNDS, (who) => load(browser, who, connection));
  loading.push({ name: connection?.name ?? "no limit", entries });
}
const { server, address } = await host(who[0]);
const about = await machine(browser, address);
await server.close();
await browser.close();
const teaching = await turns(who, ROUNDS, teach);

report("page", about, [
  ...Object.entries(HEADS).map(([width, head]) => ({
    title: `Teaching ${CLASSES} classes of ${EACH} photos, ${EPOCHS} epochs, ${head}`,
    unit: "ms",
    entries: teaching,
    ways: ({ times }) => (times[width] ? { teach: [times[width]] } : {}),
  })),
  ...loading.flatMap(({ name, entries }) => ["cold", "warm"].flatMap((visits) => [
    ["model", "until it can be taught"],
    ["ready", "until its worker answers"],
    ["interactive", "until it can be used"],
  ].map(([mark, words]) => ({
    title: `Opening the page, ${visits} cache, ${name}: ${words}`,
    unit: "ms",
    entries,
    ways: (result) => (result[visits][mark] ? { open: [result[visits][mark]] } : {}),
  })))),
  {
    title: "Downloaded until it can be taught, brotli",
    unit: "KB",
    entries: loading[0].entries,
    ways: ({ cold }) => ({ bytes: [cold.kilobytes] }),
  },
  {
    title: "Downloaded until it has been taught, brotli",
    unit: "KB",
    entries: teaching,
    ways: ({ kilobytes }) => ({ bytes: [kilobytes] }),
  },
  ...["renderer", "gpu"].map((process) => ({
    title: `Peak memory of ${process === "gpu" ? "the GPU's process" : "the tab's process"} after teaching`,
    unit: "MB",
    entries: teaching,
    ways: ({ memory }) => (memory ? { peak: [memory[process]] } : {}),
  })),
]);
