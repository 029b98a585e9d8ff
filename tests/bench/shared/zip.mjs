// Files out of a zip, as far as the zips of models go: no encryption, no more than 4 GB.

import { inflateRawSync } from "node:zlib";

/** The files of a zip: `{ name: bytes }`. */
export function unzip(zip) {
  const end = zip.lastIndexOf("PK\x05\x06", undefined, "latin1");
  if (end < 0) throw new Error("this is no zip");
  const files = {};
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [method, packed] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    const local = zip.readUInt32LE(at + 42);
    // The local header may have an extra field of another length.
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(start, start + packed);
    files[zip.toString("utf8", at + 46, at + 46 + name)] = method === 0 ? bytes : inflateRawSync(bytes);
    at += 46 + name + extra + comment;
  }
  return files;
}
