// Firefox keeps what is done as Chromium does, through a reload and whatever is killed, learns and answers, and carries a
// project away and back.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { firefox, needsFirefox } from "../kill/firefox.mjs";
import { kill } from "../kill/run.mjs";
import { facts } from "../kill/record.mjs";
import { Profile, Tab } from "../kill/tab.mjs";
import { needsData, photos, serve, until } from "./harness.mjs";

const needs = { skip: needsFirefox.skip || needsData.skip };
const CLASSES = ["dolphin", "lotus"];

let server, profile, tab;
before(async () => {
  if (needs.skip) return;
  server = await serve();
  profile = new Profile(firefox);
  await profile.start();
  tab = await Tab.open(profile, `http://127.0.0.1:${server.address().port}/?device=cpu&model=small-resnet`);
});
after(async () => {
  await profile?.end();
  server?.closeAllConnections();
  server?.close();
});

/** Presses the button of this name once it can be; by itself, as a mouse may miss what moves meanwhile. */
async function press(name) {
  await tab.page.waitForFunction((name) => {
    const button = window.named("button:not(:disabled, [aria-disabled=true])", name);
    button?.click();
    return Boolean(button);
  }, {}, name);
}

/** Gives files to the input with this label. */
async function give(name, ...files) {
  const input = await tab.page.waitForFunction((name) => {
    const called = ({ textContent }) => textContent.replace(/\s+/g, " ").trim() === name;
    return [...document.querySelectorAll("label")].find(called)?.control;
  }, {}, name);
  await input.uploadFile(...files);
}

/** Waits until it is saved, and gives what is there. */
async function saved() {
  const look = await tab.says(["Saved on this device"]);
  assert.equal(look.said, "Saved on this device");
  return look;
}

/** What became of training, once there is an answer to a photo of each class: `{ result, answers }`. */
async function taught() {
  const result = () => tab.page.evaluate(() => window.named('[role="status"]', "Result")?.innerText);
  await until(async () => /Held-out accuracy/.test(await result()));
  const answers = [];
  for (const name of CLASSES) {
    await give("Try a file", ...photos("test", name, 1));
    const answer = () => tab.page.evaluate(() => window.named("ol", "Prediction")?.querySelector("li")?.innerText ?? "");
    await until(async () => (await answer()).startsWith(name));
    answers.push(await answer());
  }
  return { result: await result(), answers };
}

test("what is added is there after a reload, and after Firefox was killed", needs, async () => {
  for (const [at, name] of CLASSES.entries()) {
    await tab.edit({ kind: "rename", at, name });
    await give(`Add examples to ${name}`, ...photos("train", name, 3));
  }
  await until(async () => (await tab.look()).classes.every(({ examples }) => examples.length === 3));
  const look = await saved();
  assert.deepEqual(look.classes.map(({ name }) => name), CLASSES);
  await tab.page.reload();
  await tab.ready();
  assert.equal(facts(await saved()), facts(look));
  const address = tab.page.url();
  profile.kill();
  await profile.gone();
  await profile.start();
  tab = await Tab.open(profile, address);
  assert.equal(facts(await saved()), facts(look));
});

test("it learns and answers, and a file carries that away and back", needs, async () => {
  await press("Train");
  const before = await taught();
  const look = await saved();
  await press("Projects");
  await press("Save as a file");
  const file = join(profile.folder, "downloads/Untitled project.headstart");
  await until(() => existsSync(file) && !existsSync(`${file}.part`));
  const address = tab.page.url();
  await give("Open a project file", file);
  await until(() => tab.page.url() !== address);
  assert.equal(facts(await saved()), facts(look));
  assert.deepEqual(await taught(), before);
});

test("Firefox is killed at random moments", needsFirefox, (t) => kill(t, "--engine", "firefox", "--kind", "browser", "--rounds", "3"));
