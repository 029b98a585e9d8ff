// WebKit, over WebDriver: WebKitGTK's MiniBrowser on a screen that nobody sees. Its one page is driven as Puppeteer drives one,
// as far as it is needed. Driven, MiniBrowser keeps nothing; and WebKitGTK has no files that a page can write in place, which
// is how Safari keeps projects. So it is none of the engines that are killed.

import { spawn, spawnSync } from "node:child_process";
import { freePort } from "../e2e/harness.mjs";

const program = process.env.WEBKIT_DRIVER ?? "/usr/bin/WebKitWebDriver";

/** Whether a program starts. */
const runs = (program, word) => spawnSync(program, [word]).status === 0;

/** For tests that need it: why they are skipped without it. */
export const needsWebkit = {
  skip: !runs(program, "--help") ? "there is no WebKitWebDriver here" : !runs("Xvfb", "-help") ? "there is no Xvfb here" : false,
};

/** How WebDriver names a reference to an element. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** Milliseconds that a page may take for what is waited for. */
const PATIENCE = 60_000;

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** A screen of its own: its process, and its name. */
async function screen() {
  const xvfb = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
  const name = await new Promise((done, failed) => {
    let said = "";
    xvfb.stdout.on("data", (text) => (said += text).endsWith("\n") && done(`:${said.trim()}`));
    xvfb.once("exit", () => failed(new Error("Xvfb did not start")));
  });
  return { xvfb, name };
}

/** Asks the driver: `ask(method, path, body)`. It fails with what the driver says. */
const asking = (host) => async (method, path, body) => {
  const answer = await fetch(host + path, { method, body: body && JSON.stringify(body) });
  const { value } = await answer.json();
  if (value?.error) throw new Error(`${value.error}: ${value.message}`);
  return value;
};

class Page {
  constructor(ask, init) {
    Object.assign(this, { ask, init });
  }

  goto(address) {
    return this.ask("POST", "/url", { url: address });
  }

  reload() {
    return this.ask("POST", "/refresh", {});
  }

  /** What a function gives in the page, an element as what can be clicked and given files. */
  async evaluate(run, ...args) {
    // Nothing can be run before the page's own scripts, so that comes first here. What is thrown comes back as what is given
    // does: else the driver would wait until its patience ends.
    const script = `
      const done = arguments[arguments.length - 1];
      if (!window.named) (${this.init})();
      (async () => (${run})(...Array.prototype.slice.call(arguments, 0, -1)))()
        .then((value) => done({ gave: value ?? null }), (error) => done({ threw: String(error) }));`;
    const { gave, threw } = await this.ask("POST", "/execute/async", { script, args });
    if (threw) throw new Error(threw);
    const id = gave?.[ELEMENT];
    if (!id) return gave;
    return {
      uploadFile: (...paths) => this.ask("POST", `/element/${id}/value`, { text: paths.join("\n") }),
      click: () => this.ask("POST", `/element/${id}/click`, {}),
    };
  }

  /** Waits until a function gives something true in the page, and gives it. */
  async waitForFunction(run, { timeout = PATIENCE } = {}, ...args) {
    for (const end = Date.now() + timeout; ; await pause(50)) {
      const found = await this.evaluate(run, ...args);
      if (found) return found;
      if (Date.now() > end) throw new Error(`waited in vain: ${run}`);
    }
  }

  waitForSelector(selector) {
    return this.waitForFunction((selector) => document.querySelector(selector), {}, selector);
  }
}

async function open(folder, { init }) {
  const { xvfb, name } = await screen();
  const port = await freePort();
  // Where it downloads to, as no folder is named for that; and nothing draws on a graphics card.
  const env = { ...process.env, HOME: folder, DISPLAY: name, WEBKIT_DISABLE_COMPOSITING_MODE: "1", LIBGL_ALWAYS_SOFTWARE: "1" };
  const driver = spawn(program, [`--port=${port}`], { stdio: "ignore", env });
  const ask = asking(`http://127.0.0.1:${port}`);
  const end = () => {
    driver.kill();
    xvfb.kill();
    process.off("exit", end);
  };
  process.once("exit", end);
  try {
    for (const late = Date.now() + 10_000; ; await pause(50)) {
      const status = await ask("GET", "/status").catch(() => {});
      if (status?.ready) break;
      if (Date.now() > late) throw new Error("WebKitWebDriver did not start");
    }
    // Without a word of which browser, it is MiniBrowser.
    const alwaysMatch = { unhandledPromptBehavior: "accept", timeouts: { script: PATIENCE } };
    const { sessionId } = await ask("POST", "/session", { capabilities: { alwaysMatch } });
    const inSession = (method, path, body) => ask(method, `/session/${sessionId}${path}`, body);
    return {
      newPage: async () => new Page(inSession, init),
      async close() {
        await inSession("DELETE", "").finally(end);
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}

export const webkit = { open };
