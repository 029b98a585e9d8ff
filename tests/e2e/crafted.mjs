// Files made on the spot, sound or damaged on purpose, byte by byte as their formats have them.

import { crc32, deflateRawSync, deflateSync } from "node:zlib";

/**
 * A zip of files by their paths, in this order: stored as they are, or deflated. `claim` is the size
 * that it says they unpack to, where that is to be a lie.
 */
export function zip(files, { deflate = false, claim } = {}) {
  const [locals, centrals] = [[], []];
  let offset = 0;
  for (const [path, content] of Object.entries(files)) {
    const [title, data] = [Buffer.from(path), Buffer.from(content)];
    const packed = deflate ? deflateRawSync(data, { level: 1 }) : data;
    const about = Buffer.alloc(26); // from the version to the lengths of name and extra field
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(deflate ? 8 : 0, 4);
    about.writeUInt32LE(crc32(data), 10);
    about.writeUInt32LE(packed.length, 14);
    about.writeUInt32LE(claim ?? data.length, 18);
    about.writeUInt16LE(title.length, 22);
    const place = Buffer.alloc(14); // the last four bytes are where the file starts
    place.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), about, title, packed]);
    locals.push(local);
    centrals.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\0"), about, place, title]));
    offset += local.length;
  }
  const central = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(centrals.length, 4);
  end.writeUInt16LE(centrals.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, central, Buffer.from("PK\x05\x06"), end]);
}

/** What a safetensors file is made of: its header as an object, and the tensors' bytes. */
export function safetensorsParts(bytes) {
  const length = Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.subarray(8, 8 + length));
  return { header, data: Buffer.from(bytes.subarray(8 + length)) };
}

/** A safetensors file of these parts. */
export function safetensors({ header, data }) {
  const text = Buffer.from(JSON.stringify(header));
  return Buffer.concat([uint64(text.length), text, data]);
}

/** Eight bytes, little-endian. */
export function uint64(number) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(number));
  return bytes;
}

/** What `torch.save` writes around a pickle of these instructions: protocol 2, without its end. */
export function checkpoint(instructions) {
  const pickle = Buffer.concat([Buffer.from([0x80, 2]), Buffer.from(instructions, "latin1"), Buffer.from(".")]);
  return zip({ "archive/data.pkl": pickle, "archive/byteorder": "little", "archive/version": "3\n" });
}

/** A pickle's instruction that pushes a text of fewer than 256 bytes. */
export function pickledText(text) {
  return `X${String.fromCharCode(text.length)}\0\0\0${text}`;
}

/**
 * A PNG in shades of grey, of 16 bits a pixel, as microscopes and depth cameras write it: `grey` gives what is at
 * `(x, y)`.
 */
export function png16(width, height, grey) {
  const rows = Buffer.alloc(height * (1 + 2 * width));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows.writeUInt16BE(grey(x, y), y * (1 + 2 * width) + 1 + 2 * x);
  }
  const chunk = (name, content) => {
    const named = Buffer.concat([Buffer.from(name), content]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 16; // bits, and then: grey, compressed and filtered as ever, row by row
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The start of a QuickTime film. */
export function film() {
  return Buffer.from("\0\0\0\x14ftypqt  \0\0\0\0qt  \0\0\0\x08wide\0\0\0\x08mdat", "latin1");
}
