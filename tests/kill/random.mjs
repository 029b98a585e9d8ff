// Chance that can be had again: a small generator of numbers, and pictures that are like no other.

import { createHash } from "node:crypto";

/** Random numbers from a seed (mulberry32): `below(n)` is a whole number from 0 to n - 1. */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count) => Math.floor(next() * count);
  return { next, below, of: (list) => list[below(list.length)], between: (low, high) => low + next() * (high - low) };
}

const SIDE = 24;

/** A small picture as a BMP file, of colours that this number alone has: `{ name, bytes, sha256 }`. */
export function picture(number, random) {
  const pixels = SIDE * SIDE * 3;
  const file = Buffer.alloc(54 + pixels);
  file.write("BM");
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(SIDE, 18);
  file.writeInt32LE(SIDE, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  file.writeUInt32LE(pixels, 34);
  for (let at = 54; at < file.length; at += 1) file[at] = random.below(256);
  file.writeUInt32LE(number, 54);
  const sha256 = createHash("sha256").update(file).digest("hex");
  return { name: `p${number}.bmp`, bytes: file.toString("base64"), sha256 };
}
