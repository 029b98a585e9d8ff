// Photos by the thousand, for what is measured with more of them than there are.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { classes, photos, read } from "../../e2e/harness.mjs";

/** Photos that are made in one go: their bytes pass through the browser's connection. */
const AT_ONCE = 50;

/** Writes so many JPEG files of `width` x `height` pixels into a folder, no two the same, and gives their paths. */
export async function manyPhotos(browser, { count, width, height, folder }) {
  const page = await browser.newPage();
  const sources = classes().map((name) => read(photos("train", name, 1)[0]).toString("base64"));
  await page.evaluate(prepare, { sources, width, height });
  const files = [];
  for (let first = 0; first < count; first += AT_ONCE) {
    const made = await page.evaluate(([first, last]) => window.make(first, last), [first, Math.min(count, first + AT_ONCE)]);
    for (const text of made) {
      const file = join(folder, `photo-${String(files.length).padStart(4, "0")}.jpg`);
      writeFileSync(file, Buffer.from(text, "base64"));
      files.push(file);
    }
  }
  await page.close();
  return files;
}

/** Runs in a page: has it make photos in base64. Each is a real one beside itself, seen from another pixel on. */
async function prepare({ sources, width, height }) {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const pictures = await Promise.all(sources.map((text) => createImageBitmap(new Blob([bytes(text)]))));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  const base64 = (blob) => new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.readAsDataURL(blob);
  });
  window.make = async (first, last) => {
    const made = [];
    for (let index = first; index < last; index++) {
      context.setTransform(2, 0, 0, 2, -(index * 7) % 509, -(index * 3) % 307);
      context.fillStyle = context.createPattern(pictures[index % pictures.length], "repeat");
      context.fillRect(0, 0, width, height);
      made.push(await base64(await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 })));
    }
    return made;
  };
}
