// Draws how costs grow: a panel for each curve, a line for each device. Both axes are logarithmic, since both go
// over several powers of ten; a straight line of slope one is a cost in proportion.

import { WIDTH, label, number, paper, where } from "./drawing.mjs";

const [LEFT, RIGHT] = [70, 170];
const HEIGHT = 190;
/** Of a panel: above its frame, and below it for the axis. */
const [HEAD, FOOT] = [36, 60];
const TOP = 84;
/** Names of points stand side by side below the axis, in lines of this height. */
const [ABREAST, NAME] = [2, 18];

/** The SVG of a part's curves. */
export function curves(name, { curves, ...about }) {
  let at = TOP;
  const panels = curves.filter(({ lines }) => lines.some(({ points }) => points.length)).map((curve) => {
    const drawn = panel(curve, at);
    at += HEAD + HEIGHT + FOOT + Math.ceil(names(curve).length / ABREAST) * NAME;
    return drawn;
  });
  const small = ["Dot: median. Upright line: lowest to highest. Less is better. Logarithmic axes.", where(about)];
  return paper(`Headstart: ${name}`, small, at, panels);
}

/** What the points of a curve are called, each once, where they have names; in the drawing they are letters. */
function names({ lines }) {
  const all = lines.flatMap(({ points }) => points.flatMap(({ name }) => name ?? []));
  return [...new Set(all)];
}

const letter = (index) => String.fromCharCode("a".charCodeAt(0) + index);

/** One curve, from a height on. */
function panel(curve, top) {
  const { title, axis, unit, lines } = curve;
  const points = lines.flatMap(({ points }) => points);
  const x = scale(points.map(({ at }) => at), LEFT, WIDTH - RIGHT);
  const [above, below] = [top + HEAD, top + HEAD + HEIGHT];
  const y = scale(points.flatMap(({ lowest, highest }) => [lowest, highest]), below, above);
  const parts = [label(16, top + 20, `${title} (${unit})`, "panel")];
  for (const tick of y.ticks) {
    const at = y(tick).toFixed(1);
    parts.push(`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}"/>`);
    parts.push(label(LEFT - 8, Number(at) + 4, number(tick), "quiet", "end"));
  }
  for (const tick of x.ticks) {
    const at = x(tick).toFixed(1);
    parts.push(`<line class="grid" x1="${at}" x2="${at}" y1="${above}" y2="${below}"/>`);
    parts.push(label(at, below + 16, number(tick), "quiet", "middle"));
  }
  parts.push(label((LEFT + WIDTH - RIGHT) / 2, below + 34, axis, "quiet", "middle"));
  names(curve).forEach((name, index) => {
    const [row, column] = [Math.floor(index / ABREAST), index % ABREAST];
    parts.push(label(LEFT + column * 300, below + 54 + row * NAME, `${letter(index)}: ${name}`, "quiet"));
  });
  const ends = apart(lines.map(({ points }) => (points.length ? y(points.at(-1).median) : above)), 16);
  lines.forEach((line, index) => {
    if (line.points.length) parts.push(drawn(line, names(curve), x, y, ends[index]));
  });
  return parts.join("\n");
}

/**
 * The dots of a device, with its name at the last. Those that have names of their own are of different things,
 * so no line joins them.
 */
function drawn({ name, adapter, points }, named, x, y, end) {
  const kind = adapter === "WebGPU" ? "gpu" : "cpu";
  const place = ({ at, median }) => `${x(at).toFixed(1)},${y(median).toFixed(1)}`;
  const parts = named.length ? []
    : [`<polyline class="${kind}" fill="none" stroke-width="2" points="${points.map(place).join(" ")}"/>`];
  for (const point of points) {
    const [at, middle, from, to] = [x(point.at), y(point.median), y(point.lowest), y(point.highest)].map((it) => it.toFixed(1));
    parts.push(`<line class="${kind}" stroke-width="2" x1="${at}" x2="${at}" y1="${from}" y2="${to}"/>`);
    parts.push(`<circle class="${kind}" cx="${at}" cy="${middle}" r="4"/>`);
    if (point.name) parts.push(label(Number(at) - 8, Number(middle) + 4, letter(named.indexOf(point.name)), "", "end"));
  }
  const last = points.at(-1);
  parts.push(label(x(last.at) + 10, end + 4, `${name}: ${number(last.median)}`, "value"));
  return parts.join("\n");
}

/** Places values by their logarithms from one pixel to another; its `ticks` are the values to mark. */
function scale(values, from, to) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const several = most / least > 30;
  const steps = several ? [1] : [1, 2, 5];
  const all = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.ceil(Math.log10(most)); power++) {
    all.push(...steps.map((step) => step * 10 ** power));
  }
  // The marks around all values are the ends.
  const first = Math.max(0, all.findLastIndex((tick) => tick <= least));
  const last = all.findIndex((tick) => tick >= most && tick > all[first]);
  const ticks = all.slice(first, last + 1);
  const [low, high] = [Math.log10(ticks[0]), Math.log10(ticks.at(-1))];
  const place = (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from);
  return Object.assign(place, { ticks });
}

/** Heights moved away from each other, so that what stands there can be read. */
function apart(heights, distance) {
  const order = heights.map((_, index) => index).sort((a, b) => heights[a] - heights[b]);
  const moved = [...heights];
  order.slice(1).forEach((index, at) => {
    moved[index] = Math.max(moved[index], moved[order[at]] + distance);
  });
  return moved;
}
