// Tries ways out, and says of each what came of it.

/** How long a way may take, in milliseconds: what has not arrived by then has not. */
const PATIENCE = 2500;

const wait = (time) => new Promise((done) => setTimeout(done, time));

/** Tries each way below `host`: `{ name, beyond, open, policy }`, `policy` being the rule of the policy that stopped it. */
export async function tryWays(ways, host) {
  const there = ways.filter(({ is }) => is?.() ?? true);
  const stopped = new Map();
  addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective }) => {
    stopped.set(blockedURI.replace(/^ws/, "http").replace(/\?$/, ""), effectiveDirective);
  });
  const tried = there.map(async (way) => {
    const address = new URL(`way-${encodeURIComponent(way.name.replace(/\W/g, ""))}`, host).href;
    let came;
    try {
      came = await Promise.race([way.try(address), wait(PATIENCE)]);
    } catch {
      // Stopped, or nobody is there: it cannot be told from the error.
    }
    return { way, address, came };
  });
  const outcomes = await Promise.all(tried);
  await wait(500);
  return outcomes.map(({ way: { name, beyond = false }, address, came }) => {
    const policy = stopped.get(address) ?? (name === "worker-of-text" ? stopped.get("blob") : undefined);
    return { name, beyond, policy, open: came === "open" && !policy };
  });
}
