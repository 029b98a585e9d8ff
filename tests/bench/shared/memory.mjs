// The most memory that a tab has taken: the peak of the resident set of the browser's processes, which Linux
// keeps. Pages are in a renderer, with their workers; what is on the GPU is in a process of its own, the more
// so where the adapter is software.

import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Megabytes, `{ renderer, gpu }`, of a browser with one tab; undefined where there is no Linux. */
export async function peakMemory(browser) {
  if (!existsSync("/proc/self/status")) return undefined;
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  // The largest renderer is the tab's: Chromium keeps an empty one in reserve.
  const most = (type) => Math.max(0, ...processInfo.filter((it) => it.type === type).map(({ id }) => peak(id)));
  return { renderer: most("renderer"), gpu: most("GPU") };
}

/** Megabytes of the largest renderer of the browser that keeps its files in `profile`; undefined without Linux. */
export function peakOfRenderers(profile) {
  if (!existsSync("/proc/self/status")) return undefined;
  const command = (id) => {
    // A process may end while it is looked at.
    try {
      return readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
      return "";
    }
  };
  const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const renderers = ids.filter((id) => [profile, "--type=renderer"].every((word) => command(id).includes(word)));
  return Math.max(0, ...renderers.map(peak));
}

/** Megabytes: the peak of a process's resident set. */
function peak(id) {
  const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, "utf8")) ?? [];
  return Number(kilobytes ?? 0) / 1024;
}
