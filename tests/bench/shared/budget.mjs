// What is measured beside what it may take, and how many cores other programs had meanwhile: on a machine that is busy
// with other things a time says little.

import { existsSync, readFileSync } from "node:fs";

/** Says whether a value keeps to the most that it may be. */
export function against(value, most) {
  return `${value <= most ? "within" : "over"} its ${most}`;
}

/** Starts to watch other programs; what it gives says how many cores they have had since. Not a number without Linux. */
export async function others(browser) {
  const before = await used(browser);
  return async () => {
    const after = await used(browser);
    const [all, ours, passed] = ["all", "ours", "now"].map((what) => after[what] - before[what]);
    return Math.max(0, Number(((all - ours) / passed).toFixed(2)));
  };
}

/** Seconds of processor time that all programs have used, and of these the browser and this program. */
async function used(browser) {
  const now = performance.now() / 1000;
  if (!existsSync("/proc/stat")) return { now, all: NaN, ours: NaN };
  // Hundredths of a second: user, nice, system, idle, waiting, interrupts.
  const [user, nice, system, , , ...interrupts] = readFileSync("/proc/stat", "utf8").split("\n")[0].match(/\d+/g).map(Number);
  const all = [user, nice, system, ...interrupts.slice(0, 2)].reduce((sum, part) => sum + part) / 100;
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const own = process.cpuUsage();
  const browsers = processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  return { now, all, ours: browsers + (own.user + own.system) / 1e6 };
}
