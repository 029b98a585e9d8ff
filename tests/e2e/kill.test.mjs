// What keeps a project is killed at random moments, a few times: nothing that was confirmed as saved may be lost.
// `cargo xtask kill` does it more often.

import { test } from "node:test";
import { kill } from "../kill/run.mjs";

for (const kind of ["browser", "worker", "gpu", "tabs", "quota", "carried"]) {
  test(`killed at random moments: ${kind}`, (t) => kill(t, "--kind", kind));
}
