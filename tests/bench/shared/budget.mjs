// What is measured beside what it may take, how many cores other programs had meanwhile, and what it took of the processor:
// on a machine that is busy with other things a time says little.

import { existsSync, readFileSync } from "node:fs";

/** Says whether a value keeps to the most that it may be. */
export function against(value, most) {
  return `${value <= most ? "within" : "over"} its ${most}`;
}

/**
 * Starts to watch who has the processor. What it gives says it: `{ others, seconds }`, how many cores other programs have
 * had since, and how many seconds of processor time the browser has. Others' are no number without Linux.
 */
export async function processor(browser) {
  const before = await used(browser);
  return async () => {
    const after = await used(browser);
    const since = (what) => after[what] - before[what];
    const others = (since("all") - since("own") - since("browser")) / since("now");
    return { others: Math.max(0, Number(others.toFixed(2))), seconds: since("browser") };
  };
}

/** Seconds of processor time that all programs have used, and of these this program and the browser. */
async function used(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const { user, system } = process.cpuUsage();
  return {
    now: performance.now() / 1000,
    all: everybody(),
    own: (user + system) / 1e6,
    browser: processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0),
  };
}

/** The same of all programs. */
function everybody() {
  if (!existsSync("/proc/stat")) return NaN;
  // Hundredths of a second: user, nice, system, idle, waiting, and two of interrupts.
  const numbers = readFileSync("/proc/stat", "utf8").split("\n")[0].match(/\d+/g).map(Number);
  const [user, nice, system, , , hard, soft] = numbers;
  return (user + nice + system + hard + soft) / 100;
}
