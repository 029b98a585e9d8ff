// The engines whose browsers are killed: `kinds` of ends that they can come to, and
//
//   open(folder, { init, gpu })   opens the profile in this folder, every page of which runs `init` first; and gives
//     newPage()                   a page
//     leave(page, bytes)          leaves its site so many bytes more than it has; as many as it likes without a number
//     close()
//
// Playwright and Puppeteer drive a page alike as far as it is needed: `goto`, `reload`, `evaluate`, `waitForSelector`,
// `waitForFunction` of a function alone, `on` of dialogs and errors.

import { chromium } from "./chromium.mjs";
import { firefox } from "./firefox.mjs";

/** By their names. */
export const engines = { chromium, firefox };
