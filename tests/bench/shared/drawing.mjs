// What the drawings of the bench have in common: their paper, their colours for light and dark, their words.

/** Width of all drawings. */
export const WIDTH = 760;

const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .paper { fill: #ffffff } .title { font-size: 17px; font-weight: 600 } .panel { font-weight: 600 }
  .quiet { fill: #59636e } .grid { stroke: #d1d9e0 } .peer { fill: #6e7781; stroke: #6e7781 }
  .ours { fill: #0072b2; stroke: #0072b2 }
  .gpu { stroke: #0072b2 } .cpu { stroke: #b25000 } circle.gpu { fill: #0072b2 } circle.cpu { fill: #b25000 }
  .value { font-variant-numeric: tabular-nums }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .paper { fill: #0d1117 } .quiet { fill: #9198a1 } .grid { stroke: #3d444d }
    .peer { fill: #9198a1; stroke: #9198a1 } .ours { fill: #56b4e9; stroke: #56b4e9 }
    .gpu { stroke: #56b4e9 } .cpu { stroke: #f0a04b } circle.gpu { fill: #56b4e9 } circle.cpu { fill: #f0a04b }
  }`;

/** A drawing with a title, lines of small print below it, and what else is on it. */
export function paper(title, lines, height, drawn) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(title)}</title>`,
    `<style>${style}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${height}"/>`,
    label(16, 28, title, "title"),
    ...lines.map((line, index) => label(16, 48 + index * 18, line, "quiet")),
    ...drawn,
    "</svg>\n",
  ].join("\n");
}

/** Where it was measured. */
export function where({ browser, adapter, cores }) {
  return [browser, `${cores} cores`, adapter && `WebGPU on ${adapter}`].filter(Boolean).join(", ");
}

export function label(x, y, text, kind = "", anchor = "start") {
  return `<text x="${x}" y="${y}" class="${kind}" text-anchor="${anchor}">${escaped(text)}</text>`;
}

/** A number with three significant digits. */
export function number(value) {
  return Number(value.toPrecision(3)).toLocaleString("en");
}

export function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
