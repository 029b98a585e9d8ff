// Kills what keeps a project at random moments, opens the project again, and counts what was lost of all that the page
// had confirmed as saved.
//
//   node tests/kill/kill.mjs [--engine chromium|firefox] [--kind browser,worker,gpu,tabs,quota,carried] [--rounds N] [--seed N]
//                            [--verbose]

import { parseArgs } from "node:util";
import { read, serve, site } from "../e2e/harness.mjs";
import { engines } from "./engines.mjs";
import * as kinds from "./kinds.mjs";
import { throws } from "./page.mjs";
import { chance } from "./random.mjs";
import { Record } from "./record.mjs";
import { Editor, Profile, Tab } from "./tab.mjs";

/** Rounds of each kind where none are asked for: as many as a quick look takes. */
const FEW = { browser: 5, worker: 2, gpu: 1, tabs: 2, quota: 2, carried: 2 };

const { values: wishes } = parseArgs({
  options: {
    engine: { type: "string", default: "chromium" },
    kind: { type: "string" },
    rounds: { type: "string" },
    seed: { type: "string", default: "1" },
    verbose: { type: "boolean", default: false },
  },
});

const engine = engines[wishes.engine];
if (!engine) throw new Error(`There is no engine "${wishes.engine}": there are ${Object.keys(engines).join(", ")}.`);

/** Rounds of one kind, in one profile, one after the other: a row of the table. */
async function run(kind, rounds) {
  const random = chance(Number(wishes.seed));
  const profile = new Profile(engine, { gpu: kind === "gpu" });
  const server = await serve({ prelude: throws, files: { "keeper_loader.js": throws + read(site("keeper_loader.js")) } });
  const row = { kind, rounds: 0, edits: 0, confirmed: 0, lost: 0, returned: 0, late: 0, full: 0 };
  try {
    await profile.start();
    const device = kind === "gpu" ? "webgpu" : "cpu";
    const host = `http://127.0.0.1:${server.address().port}/`;
    const ask = `?device=${device}&model=small-resnet`;
    const tab = await Tab.open(profile, host + ask);
    const editor = new Editor(random);
    // Another tab finds the project only once there is something in it.
    await tab.edit({ kind: "add", at: 0, files: [editor.draw()] });
    const record = new Record(await tab.says(["Saved on this device"]));
    const round = { profile, random, record, tab, editor, full: 0, carried: 0 };
    const started = performance.now();
    while (row.rounds < rounds) {
      // Its address names the project once there is one.
      const id = await round.tab.page.evaluate(() => new URL(location).searchParams.get("project"));
      round.address = `${host}${ask}${id ? `&project=${id}` : ""}`;
      const { lost, returned, late } = await kinds[kind](round);
      row.rounds += 1;
      row.lost += lost.length;
      row.returned += returned.length;
      row.late += late;
      for (const one of lost) console.error(`  ${kind} round ${row.rounds}: lost: ${one}`);
      for (const one of returned) console.error(`  ${kind} round ${row.rounds}: returned: ${one}`);
      if (wishes.verbose) console.error(`  ${kind} round ${row.rounds}: ${record.edits} edits, ${record.confirmed} confirmed, late ${late}, ${round.carried} carried over, ${((performance.now() - started) / 1000).toFixed(0)} s`);
    }
    Object.assign(row, { edits: record.edits, confirmed: record.confirmed, full: round.full, carried: round.carried });
  } finally {
    await profile.end();
    server.closeAllConnections();
    server.close();
  }
  return row;
}

const columns = ["kind", "rounds", "edits", "confirmed", "lost", "returned", "late"];
const line = (cells) => console.log(cells.map((cell, at) => (at ? String(cell).padStart(10) : cell.padEnd(8))).join(""));
line(columns);
let bad = false;
for (const kind of wishes.kind?.split(",") ?? engine.kinds) {
  if (!engine.kinds.includes(kind)) {
    throw new Error(`There is no kind "${kind}" in ${wishes.engine}: the kinds are ${engine.kinds.join(", ")}.`);
  }
  const row = await run(kind, wishes.rounds ? Number(wishes.rounds) : FEW[kind]);
  line(columns.map((column) => row[column]));
  bad ||= row.lost + row.returned > 0;
}
process.exitCode = bad ? 1 : 0;
