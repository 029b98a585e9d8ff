// Runs the program as a test.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("kill.mjs", import.meta.url));

/** Fails where something was lost; what was counted is the test's remark. */
export async function kill(t, ...wishes) {
  const child = spawn(process.execPath, [program, ...wishes]);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
  const code = await new Promise((done) => child.on("close", done));
  t.diagnostic(said.trim().split("\n").at(-1));
  assert.equal(code, 0, said);
}
