// Tries every way out that a worker has: its script has the policy of all of this site's workers.
import { common } from "./ways.js";
import { tryWays } from "./trying.js";

addEventListener("message", async ({ data }) => postMessage(await tryWays(common, data)));
postMessage("listens");
