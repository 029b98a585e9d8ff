// What the end-to-end tests share: the built page on a server of its own, and a browser to open it
// in. Nothing but the page's own host can be reached; the public addresses of weights are answered
// from the shared data, or as a test says.

import assert from "node:assert/strict";
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { homedir } from "node:os";
import { basename, extname, join, normalize, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { chromium } from "playwright-core";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const dist = process.env.HEADSTART_DIST ?? join(root, "dist");

/** The name that the built site gives a file: with a hash of what is in it, or as it is. */
export function named(name) {
  const [stem, ending] = name.split(".");
  const form = new RegExp(`^${stem}(-[0-9a-f]{12})?\\.${ending}$`);
  const found = readdirSync(dist).find((file) => form.test(file));
  assert.ok(found, `${name} is in the site`);
  return found;
}

/** The path of a file of the built site. */
export const site = (name) => join(dist, named(name));

/** Whether the site is cut into parts that are fetched when they are shown first. */
export const hasParts = existsSync(dist) && readdirSync(dist).some((file) => file.includes("_part_"));

/** The folder of shared data, or undefined where this checkout has none beside it. */
const shared = process.env.HEADSTART_DATA ?? join(root, "../shared/data");
export const data = existsSync(shared) ? shared : undefined;

/** For tests that need the shared data: why they are skipped without it. */
export const needsData = { skip: data ? false : "there is no shared data beside this checkout" };

/** The folder of files that people really have, which lies beside the shared data, or undefined. */
export const cases = data && existsSync(join(data, "../cases/README.md")) ? join(data, "../cases") : undefined;

/** For tests that need these files: why they are skipped without them. */
export const needsCases = { skip: cases ? false : "there are no shared cases beside this checkout" };

/** The weights of MobileNetV2, which is the default, and their public address. */
export const weights = data && join(data, "weights/mobilenet_v2_0.35_224/image-model.zip");
export const publicAddress = /^https:\/\/raw\.githubusercontent\.com\/.*image-model\.zip$/;

const textHost = "https://huggingface.co";
const publicHost = "https://raw.githubusercontent.com";

/** The folder of all-MiniLM-L6-v2, which `cargo xtask test` fetches, or undefined where it is not. */
const minilmFolder = process.env.HEADSTART_MINILM ?? join(homedir(), ".cache/headstart/minilm");
export const minilm = existsSync(join(minilmFolder, "model.safetensors")) ? minilmFolder : undefined;
export const needsMinilm = { skip: minilm ? false : "all-MiniLM-L6-v2 is not here" };

/**
 * A network that has all-MiniLM-L6-v2, on a server of its own: it is too large to be handed to the browser
 * whole. `stop` ends each answer after so many bytes, until it is set to Infinity. What was asked for is in
 * `asked`, as `[name, first byte]`.
 */
export async function hub(t, { stop = Infinity } = {}) {
  const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "range" };
  const network = { asked: [], stop };
  const server = createServer(async (request, response) => {
    const name = request.url.split("/").at(-1);
    if (request.method === "OPTIONS") return response.writeHead(204, cors).end();
    const bytes = readFileSync(join(minilm, name));
    const first = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "bytes=0-")[1]);
    network.asked.push([name, first]);
    const range = { "content-range": `bytes ${first}-${bytes.length - 1}/${bytes.length}` };
    response.writeHead(first ? 206 : 200, { ...cors, ...(first ? range : {}), "content-length": bytes.length - first });
    const end = Math.min(bytes.length, first + network.stop);
    response.write(bytes.subarray(first, end));
    if (end === bytes.length) response.end();
  });
  const host = await listening(t, server);
  network.answer = (route) => {
    const name = new URL(route.request().url()).pathname.split("/").at(-1);
    return route.fulfill({ status: 302, headers: { ...cors, location: `${host}/${name}` } });
  };
  return network;
}

/** The folders of the shared data that hold what the public addresses give, by the files' names. */
const copies = {
  "image-model.zip": "mobilenet_v2_0.35_224",
  "weights_manifest.json": "mobilenet_v1_0.25_128",
  "group1-shard1of1": "mobilenet_v1_0.25_128",
  "resnet20-12fca82f.th": "resnet20_cifar10",
};

/** The path of a file that a public address gives. */
export function copy(name) {
  return join(data, "weights", copies[name], name);
}

/** The cards of the models that ship with the page, by their ids, and the weights beside them. */
export function shippedCard(id) {
  return JSON.parse(readFileSync(join(dist, "weights", `${id}.json`)));
}

/** The path of the weights of a model that ships with the page. */
export function shippedWeights(id) {
  return join(dist, "weights", shippedCard(id).file);
}

const types = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".md": "text/markdown",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/**
 * What a site's policy wants of a path, read from its `_headers` as hosts do that know such a file: a function that gives
 * the headers. For a path that no rule names, as of what lies nowhere, they are those of the first page.
 */
export function policyOf(site) {
  const path = join(site, "_headers");
  const rules = [];
  for (const line of existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : []) {
    const header = /^  ([^:]+): (.*)$/.exec(line);
    if (header) rules.at(-1)[1][header[1]] = header[2];
    else rules.push([line, {}]);
  }
  return (path) => {
    const fits = ([rule]) =>
      rule.endsWith("*")
        ? path.startsWith(rule.slice(0, -1))
        : rule.endsWith(":file")
          ? !path.slice(rule.length - 5).includes("/")
          : path === rule;
    return (rules.find(fits) ?? rules.find(([rule]) => rule === "/"))?.[1] ?? {};
  };
}

/** The same where what stands in for the hosts of models is on this machine, where there is no `https`. */
function sealing(policy, path) {
  const here = ([name, value]) => [name, value.replace("https:;", "https: http://127.0.0.1:*;")];
  return Object.fromEntries(Object.entries(policy(path)).map(here));
}

/** The site that is tested. */
export const built = dist;

/**
 * Serves a site below `base`, as a static host would that reads its list of headers, or one that does not, unless
 * `sealed`. `prelude` is JavaScript that the worker runs before its own, for tests that have to reach what the page keeps
 * to itself; `files` are files of these names, without hashes, in place of the site's; or what is done with the response
 * instead of sending the file, `true` if all is done. What `server.site` names is the site: its folder, at first the one
 * that is tested. `server.lacked` are the paths that it had no file for.
 */
export async function serve({ base = "/", prelude = "", files = {}, sealed = true } = {}) {
  const policies = {};
  const server = createServer((request, response) => {
    const { site } = server;
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const file = normalize(join(site, path.slice(base.length - 1)));
    const found = path.startsWith(base) && file.startsWith(site) && existsSync(file);
    const target = found && statSync(file).isDirectory() ? join(file, "index.html") : file;
    const policy = (policies[site] ??= policyOf(site));
    const headers = sealed ? sealing(policy, path.slice(base.length - 1)) : {};
    if (!found || !existsSync(target)) {
      server.lacked.push(path);
      response.writeHead(404, headers).end("not found");
      return;
    }
    response.writeHead(200, { ...headers, "content-type": types[extname(target)] ?? "application/octet-stream" });
    const name = basename(target).replace(/-[0-9a-f]{12}(?=\.)/, "");
    if (typeof files[name] === "function") {
      if (files[name](response)) return;
    } else if (name in files) {
      response.end(files[name]);
      return;
    }
    if (name.endsWith("worker_loader.js")) {
      response.end(prelude + readFileSync(target));
      return;
    }
    createReadStream(target).pipe(response);
  });
  Object.assign(server, { site: built, lacked: [] });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

/** Runs in a page: whether the service worker keeps all that there is of the site. */
export const isKeptWhole = async () => {
  const [name] = (await caches.keys()).filter((name) => name.startsWith("headstart-site-"));
  const files = name ? await (await caches.open(name)).keys() : [];
  const [, list] = /const FILES = (\{.*?\});/.exec(await (await fetch("sw.js")).text());
  return files.length === Object.keys(JSON.parse(list)).length;
};

/** Ends a server, with whatever is still connected. */
export function end(server) {
  server.closeAllConnections();
  server.close();
}

/** Has a server listen at a port of its own until the test ends; gives its address, without a slash at the end. */
export async function listening(t, server) {
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => end(server));
  return `http://127.0.0.1:${server.address().port}`;
}

/** A port that nothing listens at. */
export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** The site on a host of its own, until the test ends: `{ server, address }`, the address without a slash at its end. */
export async function hosted(t, options) {
  const server = await serve(options);
  t.after(() => end(server));
  return { server, address: `http://127.0.0.1:${server.address().port}` };
}

const webgpu = ["--enable-unsafe-webgpu"];
const quiet = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
];

/** A camera that shows a moving test picture; `allowed`, and nobody is asked whether a page may use it. */
const camera = ({ cameras, allowed = true }) => [
  `--use-fake-device-for-media-stream=device-count=${cameras}`,
  ...(allowed ? ["--use-fake-ui-for-media-stream"] : []),
];

/** How a browser is started: with a software WebGPU adapter unless told otherwise, and with so many `cameras`. */
export function options({ gpu = true, ...wishes } = {}) {
  const executablePath = process.env.CHROME ?? "/usr/bin/chromium";
  const eyes = wishes.cameras ? camera(wishes) : [];
  return { executablePath, args: [...quiet, ...(gpu ? webgpu : []), ...eyes] };
}

/** Starts a browser. */
export function launch(wishes) {
  return chromium.launch(options(wishes));
}

/**
 * Opens the page in a fresh context of `browser` and waits until it is ready.
 *
 * `network` answers the public addresses of weights: by default the shared data does; `null`
 * cuts them off. `base` is the path below which the page is served, `prelude` what the worker runs
 * first, `files` what stands in place of the site's own files, `init` what the page does; what else there is goes to the context. Closing it fails if the
 * page's console has an error that `allow` does not match.
 */
export async function open(
  browser,
  { query = "", network, base = "/", prelude = "", files = {}, sealed = true, init, allow, wait = true, ...options } = {},
) {
  const server = await serve({ base, prelude, files, sealed });
  const origin = `http://127.0.0.1:${server.address().port}`;
  // It answers what tests are to answer; those of it allow it.
  const context = await browser.newContext({ serviceWorkers: "block", ...options });
  const requests = [];
  await context.route(
    (url) => url.origin !== origin && !url.protocol.startsWith("blob") && !url.protocol.startsWith("data"),
    (route) => {
      requests.push(route.request().url());
      const { origin: host } = new URL(route.request().url());
      if (network !== null && [publicHost, textHost].includes(host)) {
        return (network ?? answerWithWeights)(route);
      }
      return route.abort("internetdisconnected");
    },
  );
  if (init) await context.addInitScript(init);
  const page = await context.newPage();
  const studio = new Studio(page, requests, origin + base);
  page.on("console", (message) => message.type() === "error" && studio.problems.push(message.text()));
  page.on("pageerror", (error) => studio.problems.push(String(error)));
  await page.goto(origin + base + query);
  if (wait) await studio.ready();
  studio.close = async () => {
    await context.close();
    await new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    });
    assert.deepEqual(studio.problems.filter((problem) => !allow?.test(problem)), [], "the page's console");
  };
  return studio;
}

/** Answers a public address with what it gives. */
export function answerWithWeights(route) {
  return route.fulfill({
    path: copy(new URL(route.request().url()).pathname.split("/").at(-1)),
    headers: { "access-control-allow-origin": "*", "content-type": "application/octet-stream" },
  });
}

/** The page, driven by the names that anybody may rely on. */
export class Studio {
  constructor(page, requests, address) {
    // What the console and uncaught errors say.
    const problems = [];
    Object.assign(this, { page, requests, address, problems });
    this.result = page.getByRole("status", { name: "Result" });
    this.prediction = page.getByRole("list", { name: "Prediction" });
    this.train = page.getByRole("button", { name: "Train", exact: true });
    this.stop = page.getByRole("button", { name: "Stop", exact: true });
    this.alert = page.getByRole("alert");
  }

  async ready() {
    await this.page.waitForSelector('html[data-ready="true"]', { timeout: 60_000 });
    await this.page.waitForSelector("html[data-device]", { timeout: 60_000 });
  }

  device() {
    return this.page.locator("html").getAttribute("data-device");
  }

  /** Goes to a page by the navigation: "Studio" or "Models". */
  async go(name) {
    await this.page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
    await this.page.getByRole("region", { name: name === "Studio" ? "Examples" : "For pictures", exact: true }).waitFor();
  }

  /** What the gallery says of the model of this name. */
  article(name) {
    return this.page.getByRole("article", { name, exact: true });
  }

  /** Waits until the gallery says that this model is in use. */
  async inUse(name) {
    await this.article(name).getByText("In use", { exact: true }).waitFor();
    assert.equal(await this.page.getByText("In use", { exact: true }).count(), 1, "and no other");
  }

  /** The name of the model that stands in the studio's box. */
  chosenModel() {
    const box = this.page.getByRole("combobox", { name: "Pre-trained model" });
    return box.evaluate((box) => box.selectedOptions[0].textContent);
  }

  /** Waits until the weights are there, from wherever these words say. */
  async modelLoaded(words = /^Ready/) {
    await this.page.getByText(words).waitFor();
  }

  /** Waits until every example is embedded. */
  async embedded(timeout = 300_000) {
    const card = this.page.getByRole("region", { name: "Examples", exact: true });
    await card.and(this.page.locator('[aria-busy="true"]')).waitFor({ state: "detached", timeout });
  }

  group(name) {
    return this.page.getByRole("group", { name, exact: true });
  }

  /** Names the classes, adding as many as are missing. */
  async nameClasses(names) {
    const boxes = this.page.getByRole("textbox", { name: "Class name" });
    for (const [index, name] of names.entries()) {
      if ((await boxes.count()) <= index) {
        await this.page.getByRole("button", { name: "Add class" }).click();
      }
      await boxes.nth(index).fill(name);
      await boxes.nth(index).blur();
      await this.group(name).waitFor();
    }
  }

  async add(name, files) {
    await this.page.getByLabel(`Add examples to ${name}`, { exact: true }).setInputFiles(files);
  }

  /** Types texts for a class, one a line, and adds them. */
  async addTexts(name, texts) {
    const box = this.page.getByLabel(`Texts for ${name}`, { exact: true });
    await box.fill(texts.join("\n"));
    await box.press("Enter");
  }

  /** The texts that a class shows. */
  texts(name) {
    return this.group(name).locator(".said").allInnerTexts();
  }

  /** Types a text to try: `[{ name, percent }]`, best first, once the answer is to this text. */
  async tryText(text) {
    await this.page.getByLabel("Try a text").fill(text);
    const card = this.page.getByRole("region", { name: "Try it" });
    await card.and(this.page.locator('[aria-busy="true"]')).waitFor({ state: "detached" });
    return this.predicted();
  }

  /** How many examples a class shows. */
  examples(name) {
    return this.group(name).getByRole("img").count();
  }

  /** The classes on the page with the number of their pictures: `{ dolphin: 3, lotus: "2 of 3" }`. */
  contents() {
    const box = this.page.getByRole("textbox", { name: "Class name" });
    return this.page.getByRole("group").filter({ has: box }).evaluateAll((groups) =>
      Object.fromEntries(groups.map((group) => {
        const shown = group.querySelectorAll("img").length;
        const all = group.querySelectorAll("li").length;
        return [group.querySelector("input").value, shown === all ? all : `${shown} of ${all}`];
      })),
    );
  }

  /** Waits until the page shows exactly these classes, with all their pictures. */
  async shows(expected, timeout = 30_000) {
    const same = async () => isDeepStrictEqual(await this.contents(), expected);
    await until(same, timeout).catch(() => {});
    assert.deepEqual(await this.contents(), expected);
  }

  /** Names two classes and gives them three photos each, or as told. */
  async addPhotos(names = ["dolphin", "lotus"], count = 3) {
    await this.nameClasses(names);
    for (const name of names) await this.add(name, photos("train", name, count));
    await this.shows(Object.fromEntries(names.map((name) => [name, count])));
  }

  /** Trains on the classes of `addPhotos`, and sees that it learnt to tell two of them apart. */
  async canBeTaught() {
    const { heldOut } = await this.trainToEnd();
    assert.ok(heldOut >= 2, `${heldOut} held out`);
    await this.tellsApart();
  }

  /** Sees that a new photo of either class is taken for what it is. */
  async tellsApart() {
    for (const name of ["dolphin", "lotus"]) {
      assert.equal((await this.try(photos("test", name, 1)[0]))[0].name, name);
    }
  }

  /** Opens the part for experts. */
  async underTheHood() {
    const hood = this.page.getByText("Under the hood");
    const epochs = this.page.getByLabel("Epochs", { exact: true });
    if (await epochs.isVisible()) return;
    await hood.click();
    // It is a part of the page, which may still be on its way.
    await epochs.waitFor();
  }

  /** Sets a setting of training by its name. */
  async set(setting, value) {
    await this.underTheHood();
    const box = this.page.getByLabel(setting, { exact: true });
    await box.fill(String(value));
    await box.blur();
  }

  /** Sets how often training goes through all examples. */
  async setEpochs(epochs) {
    await this.set("Epochs", epochs);
  }

  /** Asks for a run that takes minutes: without a large hidden layer ten thousand epochs are over in a second. */
  async setLongRun() {
    await this.set("Hidden layer", 1024);
    await this.setEpochs(10_000);
  }

  /** Waits until a run is past its first epochs. */
  async inMidTraining() {
    const bar = this.page.getByRole("progressbar", { name: "Training" });
    const passed = () => bar.evaluateAll(([bar]) => bar?.hasAttribute("value") && bar.value >= 2);
    await until(passed);
  }

  /** Opens the table behind the charts and gives its epochs. */
  async epochsInTable() {
    await this.underTheHood();
    await this.page.getByText("The charts as a table").click();
    // The page hears of it only after the next frame.
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const table = this.page.getByRole("region", { name: "Loss and accuracy by epoch" });
    await table.waitFor();
    return table.getByRole("rowheader").allInnerTexts();
  }

  /** Presses Train and waits for the result: `{ accuracy, heldOut, text }`. */
  async trainToEnd(timeout = 120_000) {
    await this.train.click();
    return this.finished(timeout);
  }

  async finished(timeout = 120_000) {
    // From the press of Train on, Stop stands in its place until the run is over.
    await this.train.waitFor({ timeout });
    const text = await this.result.innerText();
    const [, accuracy, heldOut] = /Held-out accuracy (\d+)%\D+(\d+)/.exec(text) ?? [];
    return { accuracy: Number(accuracy), heldOut: Number(heldOut), text };
  }

  /** Tries a file: `[{ name, percent }]`, best first. */
  async try(file, timeout = 60_000) {
    await this.page.getByLabel("Try a file", { exact: true }).setInputFiles(file);
    return this.predicted(timeout);
  }

  /** Waits for the answer to the file that was tried last. */
  async predicted(timeout = 60_000) {
    await this.prediction.getByRole("listitem").first().waitFor({ timeout });
    const items = await this.prediction.getByRole("listitem").allInnerTexts();
    // What is like nothing that was taught begins with a line of its own.
    const classes = items.map((item) => item.trim()).filter((item) => item !== "I don't know");
    return classes.map((item) => {
      const [, name, percent] = /^(.*?)\s+(\d+)\s*%$/s.exec(item) ?? [];
      return { name, percent: Number(percent) };
    });
  }

  /** Waits for an alert that holds these words. */
  async alertSays(words) {
    await this.alert.filter({ hasText: words }).first().waitFor();
  }
}

/** A network that sends half of a file, and the rest when told: `{ network, goOn }`. */
export async function slowly(t, path) {
  const bytes = read(path);
  const cors = { "access-control-allow-origin": "*" };
  const slow = {};
  const server = createServer(async (request, response) => {
    response.writeHead(200, { ...cors, "content-length": bytes.length });
    response.write(bytes.subarray(0, bytes.length / 2));
    await new Promise((done) => (slow.goOn = done));
    response.end(bytes.subarray(bytes.length / 2));
  });
  const location = `${await listening(t, server)}/`;
  slow.network = (route) => route.fulfill({ status: 302, headers: { ...cors, location } });
  return slow;
}

/** Waits until `check` gives something true, and gives it. */
export async function until(check, timeout = 30_000) {
  for (const end = Date.now() + timeout; ; ) {
    const result = await check();
    if (result) return result;
    assert.ok(Date.now() < end, `waited in vain: ${check}`);
    await new Promise((done) => setTimeout(done, 30));
  }
}

/** Five texts for each of two classes. */
export const complaintsAbout = {
  Billing: [
    "I was charged twice for my order.", "My invoice shows the wrong amount.", "Please refund the money I paid.",
    "Why did my bill go up this month?", "You took the payment from the wrong card.",
  ],
  Delivery: [
    "The parcel has not arrived yet.", "My order came with a broken box.", "The courier left it at the wrong house.",
    "When will the package be here?", "The driver never rang the bell.",
  ],
};

/** The names of the classes of `caltech20`. */
export function classes() {
  return readdirSync(join(data, "images/caltech20/train")).sort();
}

/** Paths of `count` photos of a class of `caltech20`, from the `first` on. */
export function photos(part, name, count, first = 0) {
  const folder = join(data, "images/caltech20", part, name);
  return readdirSync(folder).sort().slice(first, first + count).map((file) => join(folder, file));
}

/** A file for an input, from its bytes. */
export function file(name, bytes, mimeType = "image/jpeg") {
  return { name, mimeType, buffer: Buffer.from(bytes) };
}

export function read(path) {
  return readFileSync(path);
}
