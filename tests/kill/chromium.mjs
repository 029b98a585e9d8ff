// Chromium or Chrome, over the protocol of its developer tools.

import { chromium as playwright } from "playwright-core";
import { options } from "../e2e/harness.mjs";

async function open(folder, { init, gpu }) {
  const context = await playwright.launchPersistentContext(folder, {
    ...options({ gpu }),
    ignoreDefaultArgs: ["--disable-field-trial-config"],
  });
  context.setDefaultTimeout(60_000);
  await context.addInitScript(init);
  // What it is told of room holds for as long as it is there.
  let session;
  return {
    newPage: () => context.newPage(),
    close: () => context.close(),
    async leave(page, bytes) {
      session ??= await context.newCDPSession(page);
      const { origin } = new URL(page.url());
      const { usage } = await session.send("Storage.getUsageAndQuota", { origin });
      const quota = bytes === undefined ? {} : { quotaSize: usage + bytes };
      await session.send("Storage.overrideQuotaForOrigin", { origin, ...quota });
    },
  };
}

export const chromium = { open, kinds: ["browser", "worker", "gpu", "tabs", "quota", "carried"] };
