// A studio in a browser that keeps nothing: what is measured then is the rest.

import { open, read, site } from "../../e2e/harness.mjs";

/** What has a browser keep nothing, run in the page and in its workers. */
const WITHOUT = "delete StorageManager.prototype.getDirectory;\n";

/** Opens a studio, with the store or in memory alone; without a `network`, public weights cannot be fetched. */
export async function openKeeping(browser, query, kept, { network = null } = {}) {
  const without = kept ? "" : WITHOUT;
  const loader = "keeper_loader.js";
  return open(browser, {
    query,
    network,
    init: without,
    prelude: without,
    files: { [loader]: without + read(site(loader)) },
  });
}
