// What computes can go away: WebGPU refused, the GPU lost, the worker crashed or hung. The visitor is
// told, nothing that was added is lost, and teaching goes on.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, named, needsData, open, photos, until } from "./harness.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Remembers the worker's GPU devices, so that a test can take one away. */
const prelude = `
  self.devices = [];
  if (self.GPUAdapter) {
    const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...wishes) {
      const device = await request.apply(this, wishes);
      self.devices.push(device);
      return device;
    };
  }
`;

async function opened(t, query, where = browser) {
  const studio = await open(where, { query, prelude, allow: /out of luck/ });
  t.after(() => studio.close());
  return studio;
}

const two = { dolphin: 3, lotus: 3 };

/** The worker in use. */
const worker = (studio) => studio.page.workers().findLast((worker) => worker.url().endsWith(`/${named("worker_loader.js")}`));

/** Takes the GPU away, as a driver that crashes does. */
async function loseGpu(studio) {
  await worker(studio).evaluate(() => self.devices.at(-1).destroy());
}

/** Waits until the page says that this computes. */
async function computes(studio, device) {
  await until(async () => (await studio.device()) === device);
}

/** Waits until every picture has been read by the model. */
async function allRead(studio) {
  await studio.page.getByRole("progressbar", { name: "Reading pictures" }).waitFor({ state: "hidden" });
}

test("WebGPU refused: the page says so and teaches on the CPU", needsData, async (t) => {
  const without = await launch({ gpu: false });
  t.after(() => without.close());
  const studio = await opened(t, "?device=webgpu", without);
  assert.equal(await studio.device(), "cpu");
  await studio.alertSays(/WebGPU is not used: .*The CPU is used/);
  await studio.addPhotos();
  await studio.canBeTaught();
});

test("Auto does not take an adapter in software, and says why", needsData, async (t) => {
  const studio = await opened(t, "");
  assert.equal(await studio.device(), "cpu");
  await studio.page.getByText(/The CPU computes: the only graphics adapter here is a program/).waitFor();
  assert.equal(await studio.alert.count(), 0, "that is nothing to worry about");
});

test("another device can be chosen at any time", needsData, async (t) => {
  const studio = await opened(t, "?device=cpu");
  await studio.addPhotos();
  await studio.trainToEnd();
  await studio.page.getByRole("combobox", { name: "Device" }).selectOption("WebGPU");
  await computes(studio, "webgpu");
  await studio.tellsApart();
  await studio.page.getByRole("combobox", { name: "Device" }).selectOption("CPU");
  await computes(studio, "cpu");
  await studio.shows(two);
  await studio.canBeTaught();
});

test("the GPU lost in mid-training: the run goes on on the CPU to its end", needsData, async (t) => {
  const studio = await opened(t, "?device=webgpu");
  assert.equal(await studio.device(), "webgpu");
  await studio.addPhotos();
  // So many that they are not over before the GPU is.
  await studio.setEpochs(3000);
  await studio.train.click();
  await studio.inMidTraining();
  await loseGpu(studio);
  await studio.alertSays("The graphics adapter went away. Work goes on on the CPU from the last step");
  await computes(studio, "cpu");
  const { heldOut } = await studio.finished();
  assert.equal(heldOut, 2);
  await studio.shows(two);
  await studio.tellsApart();
  // It went on, and did not begin anew: every epoch is there once. So many are shown evenly spaced, and
  // the last.
  const epochs = (await studio.epochsInTable()).map(Number);
  const step = epochs[1] - epochs[0];
  const spaced = Array.from({ length: Math.ceil(3000 / step) }, (_, at) => 1 + at * step);
  assert.deepEqual(epochs, [...new Set([...spaced, 3000])]);
});

test("the GPU lost in mid-embedding: the CPU reads the rest", needsData, async (t) => {
  const studio = await opened(t, "?device=webgpu");
  await studio.nameClasses(["dolphin", "lotus"]);
  for (const name of ["dolphin", "lotus"]) await studio.add(name, photos("train", name, 12));
  const reading = studio.page.getByRole("progressbar", { name: "Reading pictures" });
  await until(() => reading.evaluateAll(([bar]) => bar?.value > 0 && bar.value < bar.max));
  await loseGpu(studio);
  await studio.alertSays("The graphics adapter went away");
  await computes(studio, "cpu");
  await allRead(studio);
  await studio.shows({ dolphin: 12, lotus: 12 });
  await studio.canBeTaught();
});

test("the GPU lost while nothing is under way: the next photo tried is read by the CPU", needsData, async (t) => {
  const studio = await opened(t, "?device=webgpu");
  await studio.addPhotos();
  await studio.trainToEnd();
  await loseGpu(studio);
  await studio.tellsApart();
  await studio.alertSays("The graphics adapter went away");
  await computes(studio, "cpu");
  await studio.shows(two);
});

/** Crashes the worker. */
async function crash(studio) {
  await worker(studio).evaluate(() => {
    setTimeout(() => {
      throw new Error("out of luck");
    });
  });
}

/** Presses Restart and sees that nothing that was added is lost. */
async function restart(studio, contents = two) {
  await studio.page.getByRole("button", { name: "Restart" }).click();
  await studio.ready();
  await studio.alert.waitFor({ state: "hidden" });
  await studio.shows(contents);
  await studio.canBeTaught();
}

test("the worker crashed: Restart keeps the examples", needsData, async (t) => {
  const studio = await opened(t, "?device=cpu");
  await studio.addPhotos();
  await studio.trainToEnd();
  await crash(studio);
  await studio.alertSays(/The part of this page that computes has stopped .*out of luck.*Press Restart/);
  await studio.shows(two);
  // What is added meanwhile waits for the next worker.
  await studio.add("lotus", photos("train", "lotus", 1, 3));
  await restart(studio, { dolphin: 3, lotus: 4 });
});

test("the worker crashed in mid-training: Restart keeps the examples", needsData, async (t) => {
  const studio = await opened(t, "?device=cpu");
  await studio.addPhotos();
  await studio.setLongRun();
  await studio.train.click();
  await studio.inMidTraining();
  await crash(studio);
  await studio.alertSays("Press Restart");
  await studio.train.waitFor();
  await studio.setEpochs(30);
  await restart(studio);
});

test("the worker hangs: the page notices, and Restart keeps the examples", needsData, async (t) => {
  const studio = await opened(t, "?device=cpu");
  await studio.addPhotos();
  worker(studio)
    .evaluate(() => {
      for (;;);
    })
    // It ends with the worker.
    .catch(() => {});
  const words = /The part of this page that computes has not answered for 2\d seconds. Press Restart/;
  await studio.alert.filter({ hasText: words }).waitFor({ timeout: 40_000 });
  await studio.shows(two);
  await restart(studio);
});

test("the worker's code does not arrive: the page says so, and Restart works once it does", async (t) => {
  const studio = await open(browser, { query: "?device=cpu", wait: false, network: null });
  t.after(() => studio.close());
  const script = `**/${named("worker_loader.js")}`;
  await studio.page.route(script, (route) => route.abort());
  await studio.page.reload();
  await studio.alertSays("its code did not arrive");
  await studio.page.unroute(script);
  await studio.page.getByRole("button", { name: "Restart" }).click();
  await studio.ready();
});

test("a worker of another version: the page says so, and offers to load it again", async (t) => {
  const prelude = `
    const post = self.postMessage.bind(self);
    self.postMessage = (message, ...more) => post(typeof message === "string" ? "headstart 0" : message, ...more);
  `;
  const studio = await open(browser, { query: "?device=cpu", wait: false, network: null, prelude });
  t.after(() => studio.close());
  await studio.alertSays(/A new version of this page is there.*Press Reload/);
  assert.equal(await studio.page.getByRole("button", { name: "Restart" }).count(), 0);
  const loaded = studio.page.waitForEvent("load");
  await studio.page.getByRole("button", { name: "Reload" }).click();
  await loaded;
  await studio.alertSays("A new version of this page is there");
});

test("Stop in mid-training keeps what was learnt so far", needsData, async (t) => {
  const studio = await opened(t, "?device=cpu");
  await studio.addPhotos();
  await studio.setLongRun();
  await studio.train.click();
  await studio.inMidTraining();
  await studio.stop.click();
  const { heldOut, text } = await studio.finished(5_000);
  assert.equal(heldOut, 2);
  assert.match(text, /You stopped it after \d+ passes/);
  await studio.tellsApart();
});

test("Train while photos are being read waits for the last of them", needsData, async (t) => {
  const studio = await opened(t, "?device=cpu");
  await studio.modelLoaded();
  // So many that some are left when the button is pressed, however busy the machine is.
  const names = ["dolphin", "lotus", "dalmatian", "watch"];
  await studio.nameClasses(names);
  for (const name of names) await studio.add(name, photos("train", name, 20));
  await Promise.all([
    studio.page.getByText("Reading the rest of your pictures first").waitFor(),
    studio.train.click(),
  ]);
  const { heldOut } = await studio.finished();
  assert.equal(heldOut, 16);
  await studio.shows(Object.fromEntries(names.map((name) => [name, 20])));
});

test("of several files tried in a row only the last one's answer shows", needsData, async (t) => {
  const studio = await opened(t, "?device=cpu");
  await studio.addPhotos();
  await studio.trainToEnd();
  const input = studio.page.getByLabel("Try a file", { exact: true });
  for (let round = 0; round < 4; round += 1) {
    await input.setInputFiles(photos("test", "dolphin", 1, round)[0]);
    await input.setInputFiles(photos("test", "lotus", 1, 10 + round)[0]);
    assert.equal((await studio.predicted())[0].name, "lotus");
    const card = studio.page.getByRole("region", { name: "Try it" });
    assert.match(await card.innerText(), new RegExp(photos("test", "lotus", 1, 10 + round)[0].split("/").at(-1)));
    assert.doesNotMatch(await card.innerText(), new RegExp(photos("test", "dolphin", 1, round)[0].split("/").at(-1)));
  }
});

test("after the examples have changed, what was learnt before is marked as such", needsData, async (t) => {
  const studio = await opened(t, "?device=cpu");
  await studio.addPhotos();
  await studio.canBeTaught();
  await studio.add("lotus", photos("train", "lotus", 1, 3));
  await studio.shows({ dolphin: 3, lotus: 4 });
  const mark = studio.page.getByText(/from before your examples changed/i);
  assert.equal(await mark.count(), 2, "at the result and at the prediction");
  await studio.trainToEnd();
  // What was tried last is tried again.
  await studio.predicted();
  await until(async () => (await mark.count()) === 0);
});
