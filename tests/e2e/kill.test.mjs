// What keeps a project is killed at random moments, a few times: nothing that was confirmed as saved may be lost.
// `cargo xtask kill` does it more often.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../kill/kill.mjs", import.meta.url));

for (const kind of ["browser", "worker", "gpu", "tabs", "quota"]) {
  test(`killed at random moments: ${kind}`, async (t) => {
    const child = spawn(process.execPath, [program, "--kind", kind]);
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
    const code = await new Promise((done) => child.on("close", done));
    t.diagnostic(said.trim().split("\n").at(-1));
    assert.equal(code, 0, said);
  });
}
