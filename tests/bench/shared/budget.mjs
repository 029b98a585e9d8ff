// What is measured beside what it may take, and how busy the machine was with other things as well.

import { loadavg } from "node:os";

/** Says whether a value keeps to the most that it may be. */
export function against(value, most) {
  return `${value <= most ? "within" : "over"} its ${most}`;
}

/** How many programs wanted a core on average over the last minute; the browser's own are among them. */
export function load() {
  return Number(loadavg()[0].toFixed(2));
}
