// Draws what was measured: `node chart.mjs bench.json FOLDER` writes an SVG for each part. A row for each
// contestant, a dot at its median, a line from its lowest to its highest sample. The axes are logarithmic,
// since some take a thousand times as long as others; so there are no bars, which would have to start at 0.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isOurs } from "./contestants.mjs";

const WIDTH = 760;
const [LEFT, RIGHT] = [220, 90];
const ROW = 22;
/** Of a panel: above its rows, and below them for the axis. */
const [HEAD, FOOT] = [34, 46];
const TOP = 84;

const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .paper { fill: #ffffff } .title { font-size: 17px; font-weight: 600 } .panel { font-weight: 600 }
  .quiet { fill: #59636e } .grid { stroke: #d1d9e0 } .peer { fill: #6e7781; stroke: #6e7781 }
  .ours { fill: #0072b2; stroke: #0072b2 } .value { font-variant-numeric: tabular-nums }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .paper { fill: #0d1117 } .quiet { fill: #9198a1 } .grid { stroke: #3d444d }
    .peer { fill: #9198a1; stroke: #9198a1 } .ours { fill: #56b4e9; stroke: #56b4e9 }
  }`;

/** The chart of a part: of what there is a peer to compare with. */
function chart(name, { browser, adapter, cores, measurements }) {
  const where = [browser, `${cores} cores`, adapter && `WebGPU on ${adapter}`].filter(Boolean).join(", ");
  const shown = measurements
    .map((measurement) => ({ ...measurement, rows: measurement.rows.filter(({ best }) => best?.median > 0) }))
    .filter(({ rows }) => rows.some(isOurs) && rows.some((row) => !isOurs(row)));
  let at = TOP;
  const panels = shown.map((measurement) => {
    const drawn = panel(measurement, at);
    at += HEAD + measurement.rows.length * ROW + FOOT;
    return drawn;
  });
  const title = `Headstart beside other libraries: ${name}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${at}" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(title)}</title>`,
    `<style>${style}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${at}"/>`,
    label(16, 28, title, "title"),
    label(16, 48, "Dot: median. Line: lowest to highest. Less is better. Logarithmic axes.", "quiet"),
    label(16, 66, where, "quiet"),
    ...panels,
    "</svg>\n",
  ].join("\n");
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

function label(x, y, text, kind = "", anchor = "start") {
  return `<text x="${x}" y="${y}" class="${kind}" text-anchor="${anchor}">${escaped(text)}</text>`;
}

/** A number with three significant digits. */
function number(value) {
  return Number(value.toPrecision(3)).toLocaleString("en");
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

const [json, folder] = process.argv.slice(2);
for (const [name, part] of Object.entries(JSON.parse(readFileSync(json)))) {
  writeFileSync(join(folder, `${name}.svg`), chart(name, part));
}
