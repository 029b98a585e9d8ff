// Firefox, over WebDriver BiDi. There is no `gpu` of it: without WebGPU nothing trains on a graphics card.

import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const program = process.env.FIREFOX ?? "/usr/bin/firefox-esr";

/** For tests that need it: why they are skipped without it. */
export const needsFirefox = { skip: existsSync(program) ? false : "there is no Firefox here" };

/** Kilobytes that it gives to all sites; a site may have a fifth. */
const LIMIT = 100 * 1024;

/** Takes up all the room there is, but for so many bytes, with a file of its own; gives it back without a number. */
const fill = (bytes) => {
  const work = async (bytes) => {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle("filler", { create: true });
    const file = await handle.createSyncAccessHandle();
    if (bytes === undefined) file.truncate(0);
    else {
      // What no longer fits is not written at all.
      for (let size = 2 ** 20; size >= 1; size /= 2) {
        const part = new Uint8Array(size);
        while (file.write(part, { at: file.getSize() }) === size);
      }
      file.truncate(Math.max(file.getSize() - Math.max(bytes, 0), 0));
    }
    file.close();
    postMessage("done");
  };
  const script = `(${work})(${bytes})`;
  return new Promise((done, failed) => {
    const worker = new Worker(URL.createObjectURL(new Blob([script])));
    worker.onerror = ({ message }) => failed(new Error(message));
    worker.onmessage = () => {
      worker.terminate();
      done();
    };
  });
};

/** The sites that have no room, by the folders of their profiles. */
const filled = new Map();

/** `room` is in kilobytes, as above. */
async function open(folder, { init, room = LIMIT }) {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: program,
    userDataDir: folder,
    extraPrefsFirefox: {
      "dom.quotaManager.temporaryStorage.fixedLimit": room,
      // Without helpers of the studio's worker: where a driver listens to workers, one that starts a second of its own
      // now and then waits for ever in the constructor.
      "dom.maxHardwareConcurrency": 1,
      "browser.download.folderList": 2,
      "browser.download.dir": join(folder, "downloads"),
    },
  });
  // Puppeteer would put back what these were before whenever this Firefox ends, also when the next has begun to start.
  for (const name of ["prefs.js", "user.js"]) rmSync(join(folder, `${name}.puppeteer`), { force: true });
  const leave = async (page, bytes) => {
    const { origin } = new URL(page.url());
    if (bytes === undefined) filled.delete(folder);
    else filled.set(folder, origin);
    await page.evaluate(fill, bytes);
  };
  if (filled.has(folder)) {
    // A browser that starts again has room again, before the site is opened.
    const page = await browser.newPage();
    await page.goto(`${filled.get(folder)}/nothing`);
    await leave(page);
    await page.close();
  }
  return {
    async newPage() {
      // Each in a window of its own: of several in one, all but one are hidden, and slow.
      const page = await browser.newPage({ type: "window" });
      page.setDefaultTimeout(60_000);
      await page.evaluateOnNewDocument(init);
      return page;
    },
    close: () => browser.close(),
    leave,
  };
}

export const firefox = { open, kinds: ["browser", "worker", "tabs", "quota", "carried"] };
