// The ways in which it ends, each a round: `{ lost, returned, late }` of what had been confirmed.

import { zip } from "../e2e/crafted.mjs";
import { originals } from "./page.mjs";
import { facts } from "./record.mjs";
import { pause, Tab } from "./tab.mjs";

const SAVED = "Saved on this device";

/** Edits a tab by chance for so long, and notes what was done. Ends at once when the tab does. */
async function edit(round, tab, milliseconds, instead = () => undefined) {
  const { record, editor } = round;
  for (const end = performance.now() + milliseconds; performance.now() < end; ) {
    const next = instead() ?? editor.next(record.last);
    record.ask(next);
    record.see(await tab.edit(next));
    // Between edits there is time to write, or there is none.
    if (editor.random.below(3) === 0) {
      await pause(editor.random.below(250));
      record.see(await tab.look());
    }
  }
}

/** Looks at what is there again, compares it, and goes on from there. */
async function compare(round, tab, end) {
  const look = await tab.look();
  const { lost, returned, late } = round.record.compare(look, end);
  const settled = await tab.says([SAVED]);
  if (facts(settled) !== facts(look)) lost.push(`after it was opened it changed to ${facts(settled)}`);
  if (settled.said !== SAVED) lost.push(`it is not saved again: ${settled.said}`);
  // One that was being written may be there in part, as long as nobody relies on it.
  const { whole, damaged } = await tab.page.evaluate(originals);
  for (const example of settled.classes.flatMap((one) => one.examples)) {
    const sha256 = round.editor.pictures.get(example);
    const how = damaged.includes(sha256) ? "is damaged" : "is gone";
    if (!whole.includes(sha256)) lost.push(`the original of ${example} ${how}`);
  }
  round.record.restart(settled);
  round.record.see(settled);
  return { lost, returned, late };
}

/** Kills the browser and opens the project again. */
async function killBrowser(round, ongoing) {
  const { profile } = round;
  const end = performance.now();
  profile.kill();
  await Promise.allSettled(ongoing);
  await profile.gone();
  await profile.start();
  round.tab = await Tab.open(profile, round.address);
  return compare(round, round.tab, end);
}

/** The browser is killed outright, with all its processes, at any moment. */
export async function browser(round) {
  const ongoing = edit(round, round.tab, Infinity);
  ongoing.catch(() => {});
  await Promise.race([ongoing, pause(round.random.between(300, 3000))]);
  return killBrowser(round, [ongoing]);
}

/**
 * A worker ends without a word, or with an error, which the page hears and starts another keeper; edits go on, and then
 * the page is left. Nobody hears of a keeper that ends without a word: what is done from then on is not confirmed.
 */
export async function worker(round) {
  const { tab, record, random } = round;
  const which = random.of(["keeper", "worker"]);
  const way = random.of(["end", "throw"]);
  const ongoing = edit(round, tab, random.between(1500, 3000));
  await pause(random.between(200, 1400));
  await endWorker(tab, which, way);
  await ongoing;
  const waits = [];
  if (way === "throw" || which === "worker") {
    const look = await tab.says([SAVED]);
    if (look.said !== SAVED) waits.push(`not saved after the ${which} had ended (${way}): ${look.said}`);
    record.see(look);
  }
  const end = performance.now();
  await tab.page.reload();
  await tab.ready();
  const { lost, returned, late } = await compare(round, tab, end);
  return { lost: [...waits, ...lost], returned, late: way === "end" ? 0 : late };
}

/** Ends the newest worker whose loader has this name. */
async function endWorker(tab, which, way) {
  return tab.page.evaluate(([loader, way]) => {
    const [, found] = window.started.findLast(([address]) => address.includes(loader));
    if (way === "end") found.terminate();
    else found.postMessage(way);
  }, [`/${which}_loader`, way]);
}

/** The process of the GPU crashes while the GPU trains; then the browser is killed. */
export async function gpu(round) {
  const { tab, random, profile } = round;
  const ongoing = edit(round, tab, Infinity);
  ongoing.catch(() => {});
  await Promise.race([ongoing, pause(random.between(300, 2000))]);
  const crash = await profile.browser.newPage();
  crash.goto("chrome://gpucrash").catch(() => {});
  await Promise.race([ongoing, pause(random.between(0, 2500))]);
  return killBrowser(round, [ongoing]);
}

/** Pictures of a file of a project: enough to be killed in the middle of them. */
const MANY = 60;

/**
 * A file is made into a project, and the browser killed at any moment of it: the project that was open is as it was, and
 * of the other there is all or nothing.
 */
export async function carried(round) {
  const { tab, random, editor } = round;
  await edit(round, tab, random.between(100, 600));
  const pictures = editor.drawMany(MANY);
  const name = `carried ${(editor.number += 1)}`;
  const named = pictures.map(({ bytes }, at) => [`${at % 2 ? "one" : "two"}-!-${at >> 1}.jpg`, Buffer.from(bytes, "base64")]);
  const file = zip(Object.fromEntries([...named, ["manifest.json", JSON.stringify({ type: "image", version: "2.4.10" })]]));
  await tab.page.evaluate((file) => window.openFile(file), { name: `${name}.tm`, bytes: file.toString("base64") });
  await pause(random.between(0, 900));
  const result = await killBrowser(round, []);
  const listed = await round.tab.page.evaluate(() => window.projects());
  const half = listed.filter((one) => one.name.startsWith("carried ") && one.examples !== MANY);
  result.lost.push(...half.map((one) => `half of ${one.name}: ${one.examples} of ${MANY}`));
  round.carried += listed.some((one) => one.name === name) ? 1 : 0;
  return result;
}

/** What a page says that may write. */
const WRITES = [SAVED, "Saving…", "Not saved yet"];

/** Takes the project over; once more, where the other tab has not let go of it in time. */
async function takeOver(tab) {
  for (let tries = 1; ; tries += 1) {
    await tab.edit({ kind: "takeOver" });
    const look = await tab.says([...WRITES, "Open in another tab", "Not kept"], 10_000);
    if (tries === 4 || !look.said.startsWith("Open in another tab")) return look;
  }
}

/** Two tabs take the project over from each other while both are edited; then the browser is killed. */
export async function tabs(round) {
  const { record, random, editor, profile } = round;
  const results = [];
  let [writer, other] = [round.tab, await Tab.open(profile, round.address)];
  const looked = await other.says(["Open in another tab"]);
  if (!looked.said.startsWith("Open in another tab")) results.push({ lost: [`two tabs write: ${looked.said}`], returned: [], late: 0 });
  for (let turn = 2 + random.below(4); turn > 0; turn -= 1) {
    let over = false;
    const ongoing = (async () => {
      while (!over) {
        const next = editor.next(record.last);
        record.ask(next);
        const look = await writer.edit(next);
        // From when it may only look on, what is done here is not kept.
        if (look.said.startsWith("Open in another tab") || look.said.startsWith("Not saved yet")) break;
        record.see(look);
        if (random.below(3) === 0) await pause(random.below(150));
      }
    })();
    await pause(random.between(50, 700));
    // What may only be looked at is edited too, and none of that may be kept.
    await other.edit(editor.next(await other.look()));
    const taken = await takeOver(other);
    over = true;
    await ongoing;
    if (!WRITES.some((words) => taken.said.startsWith(words))) {
      results.push({ lost: [`it was not taken over: ${taken.said}`], returned: [], late: 0 });
      break;
    }
    const result = record.compare(taken, performance.now());
    results.push({ ...result, late: 0 });
    record.restart(taken);
    record.see(taken);
    [writer, other] = [other, writer];
    await other.says(["Open in another tab"], 5000).then((look) => {
      if (!look.said.startsWith("Open in another tab")) results.push({ lost: [`it was taken over, but says: ${look.said}`], returned: [], late: 0 });
    });
  }
  const ongoing = edit(round, writer, Infinity);
  ongoing.catch(() => {});
  await Promise.race([ongoing, pause(random.between(100, 1000))]);
  results.push(await killBrowser(round, [ongoing]));
  return {
    lost: results.flatMap((result) => result.lost),
    returned: results.flatMap((result) => result.returned),
    late: results.at(-1).late,
  };
}

/** There is no more room from some moment on, and again later, or the browser is killed before. */
export async function quota(round) {
  const { tab, random, profile } = round;
  await edit(round, tab, random.between(100, 800));
  // Less than none is left where what there may be is less than what there is.
  await profile.browser.leave(tab.page, random.below(30_000) - 5000);
  const again = () => (random.below(8) === 0 ? { kind: "again" } : undefined);
  const ongoing = edit(round, tab, Infinity, again);
  ongoing.catch(() => {});
  await Promise.race([ongoing, pause(random.between(300, 2500))]);
  round.full += (await tab.look()).said.startsWith("Not saved yet") ? 1 : 0;
  if (random.below(2) === 0) return { ...(await killBrowser(round, [ongoing])), late: 0 };
  await profile.browser.leave(tab.page);
  await Promise.race([ongoing, pause(random.between(100, 500))]);
  return killBrowser(round, [ongoing]).then((result) => ({ ...result, late: 0 }));
}
