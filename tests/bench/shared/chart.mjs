// Draws what was measured: `node chart.mjs bench.json FOLDER` writes an SVG for each part. A row for each
// contestant, a dot at its median, a line from its lowest to its highest sample. The axes are logarithmic,
// since some take a thousand times as long as others; so there are no bars, which would have to start at 0.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isOurs } from "./contestants.mjs";
import { curves } from "./curves.mjs";
import { WIDTH, label, number, paper, where } from "./drawing.mjs";

const [LEFT, RIGHT] = [220, 90];
const ROW = 22;
/** Of a panel: above its rows, and below them for the axis. */
const [HEAD, FOOT] = [34, 46];
const TOP = 84;

/** The chart of a part: of what there is a peer to compare with. */
function chart(name, { measurements, ...about }) {
  const shown = measurements
    .map((measurement) => ({ ...measurement, rows: measurement.rows.filter(({ best }) => best?.median > 0) }))
    .filter(({ rows }) => rows.some(isOurs) && rows.some((row) => !isOurs(row)));
  let at = TOP;
  const panels = shown.map((measurement) => {
    const drawn = panel(measurement, at);
    at += HEAD + measurement.rows.length * ROW + FOOT;
    return drawn;
  });
  const small = ["Dot: median. Line: lowest to highest. Less is better. Logarithmic axes.", where(about)];
  return paper(`Headstart beside other libraries: ${name}`, small, at, panels);
}

/** One measurement, from a height on. */
function panel({ title, unit, rows }, top) {
  const decade = (value, round) => 10 ** round(Math.log10(value));
  const least = decade(Math.min(...rows.map(({ best }) => best.lowest)), Math.floor);
  const most = decade(Math.max(...rows.map(({ best }) => best.highest)), Math.ceil);
  const decades = Math.max(1, Math.log10(most / least));
  const x = (value) => LEFT + (Math.log10(value / least) / decades) * (WIDTH - LEFT - RIGHT);
  const bottom = top + HEAD + rows.length * ROW;
  const lines = [label(16, top + 18, `${title} (${unit})`, "panel")];
  for (let power = 0; power <= Math.round(decades); power++) {
    const tick = least * 10 ** power;
    const place = x(tick).toFixed(1);
    lines.push(`<line class="grid" x1="${place}" x2="${place}" y1="${top + HEAD - 4}" y2="${bottom}"/>`);
    lines.push(label(place, bottom + 15, number(tick), "quiet", "middle"));
  }
  rows.forEach((row, index) => {
    const y = top + HEAD + index * ROW + ROW / 2;
    const kind = isOurs(row) ? "ours" : "peer";
    const { median, lowest, highest } = row.best;
    lines.push(label(16, y + 4, row.name));
    lines.push(`<line class="${kind}" stroke-width="2" x1="${x(lowest).toFixed(1)}" x2="${x(highest).toFixed(1)}" y1="${y}" y2="${y}"/>`);
    lines.push(`<circle class="${kind}" cx="${x(median).toFixed(1)}" cy="${y}" r="5"/>`);
    lines.push(label(WIDTH - RIGHT + 12, y + 4, number(median), "value"));
  });
  return lines.join("\n");
}

const [json, folder] = process.argv.slice(2);
for (const [name, part] of Object.entries(JSON.parse(readFileSync(json)))) {
  writeFileSync(join(folder, `${name}.svg`), part.curves ? curves(name, part) : chart(name, part));
}
