// The most memory that a tab has taken: the peak of the resident set of the browser's processes, which Linux
// keeps. Pages are in a renderer, with their workers; what is on the GPU is in a process of its own, the more
// so where the adapter is software.

import { existsSync, readFileSync } from "node:fs";

/** Megabytes, `{ renderer, gpu }`, of a browser with one tab; undefined where there is no Linux. */
export async function peakMemory(browser) {
  if (!existsSync("/proc/self/status")) return undefined;
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const peak = ({ id }) => {
    const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, "utf8")) ?? [];
    return Number(kilobytes ?? 0) / 1024;
  };
  // The largest renderer is the tab's: Chromium keeps an empty one in reserve.
  const most = (type) => Math.max(0, ...processInfo.filter((it) => it.type === type).map(peak));
  return { renderer: most("renderer"), gpu: most("GPU") };
}
