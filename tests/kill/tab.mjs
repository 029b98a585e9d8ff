// A browser with a profile that outlives it, tabs in it, and the edits that chance makes there.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { init } from "./page.mjs";
import { picture } from "./random.mjs";

/** A profile, and the browser that has it open. */
export class Profile {
  /** One that an engine of `engines` opens, with graphics or without. */
  constructor(engine, { gpu = false } = {}) {
    this.folder = mkdtempSync(join(tmpdir(), "headstart-kill-"));
    this.engine = engine;
    this.gpu = gpu;
    this.killed = new Set();
  }

  async start() {
    this.browser = await this.engine.open(this.folder, { gpu: this.gpu, init });
  }

  /** Kills the browser with all its processes, which have no time to do anything more. */
  kill() {
    const processes = running();
    const ours = new Set(processes.filter(({ line }) => line.includes(this.folder)).map(({ id }) => id));
    for (let before = -1; before !== ours.size; ) {
      before = ours.size;
      for (const { id, parent } of processes) if (ours.has(parent)) ours.add(id);
    }
    for (const id of ours) {
      try {
        process.kill(id, "SIGKILL");
      } catch (error) {
        if (error.code !== "ESRCH") throw error;
      }
    }
    this.killed = ours;
  }

  /** Waits until nothing of the killed browser is left. */
  async gone() {
    await this.browser?.close().catch(() => {});
    while (running().some(({ id }) => this.killed.has(id))) await pause(20);
  }

  async end() {
    this.kill();
    await this.gone();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** All processes of this machine that have not ended: `{ id, parent, line }`. */
function running() {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((id) => {
    try {
      const [, parent] = /\) [^Z] (\d+)/.exec(readFileSync(`/proc/${id}/stat`, "latin1"));
      return [{ id: Number(id), parent: Number(parent), line: readFileSync(`/proc/${id}/cmdline`, "utf8") }];
    } catch {
      // It has ended, meanwhile or with nobody to take note of it.
      return [];
    }
  });
}

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** A tab that has the page open. */
export class Tab {
  static async open(profile, address) {
    const tab = new Tab();
    tab.page = await profile.browser.newPage();
    tab.problems = [];
    tab.page.on("pageerror", (error) => tab.problems.push(String(error)));
    tab.page.on("dialog", (dialog) => dialog.accept().catch(() => {}));
    await tab.page.goto(address);
    await tab.ready();
    return tab;
  }

  async ready() {
    await this.page.waitForSelector('html[data-ready="true"]');
    await this.page.waitForSelector("html[data-device]");
    await this.page.waitForFunction(() => !["", "Opening…"].includes(window.look().said));
    await this.page.waitForFunction(() => window.isShown());
  }

  look() {
    return this.page.evaluate(() => window.lookAtAll());
  }

  edit(edit) {
    return this.page.evaluate((edit) => window.edit(edit), edit);
  }

  /** Waits until the page says one of these of saving; gives what it says last. */
  async says(words, timeout = 20_000) {
    for (const end = performance.now() + timeout; ; await pause(20)) {
      const look = await this.look();
      if (words.some((word) => look.said.startsWith(word)) || performance.now() > end) return look;
    }
  }
}

/** Edits by chance. Names are never given twice. */
export class Editor {
  constructor(random) {
    this.random = random;
    this.number = 0;
    this.pictures = new Map();
  }

  next({ classes }) {
    const { random } = this;
    const examples = classes.flatMap((one) => one.examples);
    const kind = random.of([
      ...["add", "add", "add", "add", "rename", "undo", "undo", "redo", "call", "train"],
      ...(examples.length > 2 ? ["remove", "remove"] : []),
      ...(examples.length > 30 ? ["remove", "remove", "remove", "remove"] : []),
      ...(classes.length < 6 ? ["addClass"] : []),
      ...(classes.length > 2 ? ["removeClass"] : []),
    ]);
    const at = random.below(Math.max(classes.length, 1));
    switch (kind) {
      case "add":
        // Now and then many at once, as from a folder.
        return { kind, at, files: this.drawMany(random.below(12) === 0 ? 25 : 1 + random.below(3)) };
      case "rename":
        return { kind, at, name: `class ${(this.number += 1)}` };
      case "call":
        return { kind, name: `project ${(this.number += 1)}` };
      case "remove":
        return { kind, name: random.of(examples) };
      case "removeClass":
        return { kind, name: random.of(classes).name };
      default:
        return { kind };
    }
  }

  drawMany(count) {
    return Array.from({ length: count }, () => this.draw());
  }

  draw() {
    const drawn = picture((this.number += 1), this.random);
    this.pictures.set(drawn.name, drawn.sha256);
    return { name: drawn.name, bytes: drawn.bytes };
  }
}
