// What a program of the bench has measured: a table to look at, and JSON with all samples.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isOurs } from "./contestants.mjs";
import { summary } from "./statistics.mjs";

/** Where the JSON goes; `cargo xtask bench` says. All programs write into one file, each its own part. */
const file = process.env.HEADSTART_BENCH_JSON;

/**
 * Prints and writes measurements `{ title, unit, entries, ways }`, less being better: `entries` as turns give
 * them, `ways` the samples of one result by how they were taken. Of several ways the fastest counts.
 */
export function report(part, machine, measurements) {
  const compared = measurements.map(compare);
  for (const { title, unit, rows } of compared) {
    console.log(`\n${title} (${unit})`);
    console.table(Object.fromEntries(rows.map((row) => [row.name, line(row)])));
  }
  const adapters = Object.fromEntries(measurements.flatMap(({ entries }) => entries)
    .flatMap(({ who, results: [first] }) => (first?.about ? [[who.name, first.about]] : [])));
  console.log(machine, adapters);
  write(part, { ...machine, contestants: adapters, measurements: compared });
}

/**
 * Prints and writes curves `{ title, axis, unit, lines }`, less being better: for each line, `{ name, points }`,
 * where on the axis its points are, as `at`, beside the summary of their samples.
 */
export function reportCurves(part, machine, curves) {
  const digits = (value) => Number(value.toPrecision(3));
  for (const { title, axis, unit, lines } of curves) {
    console.log(`\n${title} (${unit})`);
    console.table(lines.flatMap(({ name, points }) => points.map((point) => ({
      [axis]: digits(point.at),
      of: [name, point.name].filter(Boolean).join(", "),
      median: digits(point.median),
      from: digits(point.lowest),
      to: digits(point.highest),
      samples: point.samples.length,
    }))));
  }
  console.log(machine);
  write(part, { ...machine, curves });
}

/** The medians of a measurement, and for ours how many times less than the best peers'. */
function compare({ title, unit, entries, ways }) {
  const rows = entries.map(({ who, results, problem }) => {
    const samples = {};
    for (const result of results) {
      for (const [way, some] of Object.entries(ways(result))) (samples[way] ??= []).push(...some);
    }
    const summaries = Object.entries(samples).map(([way, some]) => ({ way, ...summary(some) }));
    summaries.sort((a, b) => a.median - b.median);
    const [best, ...slower] = summaries;
    const differences = results.map((result) => result.difference).filter((value) => value !== undefined);
    const difference = differences.length ? Math.max(...differences) : undefined;
    return { ...who, problem, difference, best, slower };
  }).filter(({ best, problem }) => best || problem);
  const fastest = (adapter) => rows
    .filter((row) => !isOurs(row) && row.best && (!adapter || row.adapter === adapter))
    .sort((a, b) => a.best.median - b.best.median)[0];
  const against = (row, peer) => peer && { peer: peer.name, ratio: peer.best.median / row.best.median };
  for (const row of rows.filter((row) => isOurs(row) && row.best)) {
    row.sameAdapter = against(row, fastest(row.adapter));
    row.any = against(row, fastest());
  }
  return { title, unit, rows };
}

function line({ best, problem, slower = [], difference, sameAdapter, any }) {
  if (!best) return { median: problem };
  const digits = (value) => Number(value.toPrecision(3));
  const times = ({ ratio, peer }) => `${ratio.toFixed(2)}x ${peer}`;
  const cells = { median: digits(best.median), from: digits(best.lowest), to: digits(best.highest), samples: best.samples.length };
  if (slower.length) cells.way = best.way;
  if (difference !== undefined) cells["differs by"] = difference.toExponential(1);
  // How many times less than the best peer it takes.
  if (sameAdapter) cells["same adapter's best"] = times(sameAdapter);
  if (any) cells["best of all"] = times(any);
  return cells;
}

function rounded(_, value) {
  return typeof value === "number" ? Number(value.toPrecision(5)) : value;
}

function write(part, result) {
  if (!file) return;
  const all = existsSync(file) ? JSON.parse(readFileSync(file)) : {};
  mkdirSync(dirname(file), { recursive: true });
  const json = JSON.stringify({ ...all, [part]: { date: new Date().toISOString(), ...result } }, rounded, 1);
  // Samples on one line each.
  writeFileSync(file, json.replace(/\[[\d\s.,e+-]*\]/g, (list) => list.replace(/\s+/g, "")));
}
