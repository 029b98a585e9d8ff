// The bench's own servers; nothing comes from another host.

import { createServer } from "node:http";
import { extname } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const types = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};
const OTHER = "application/octet-stream";

/** What only the bench asks for, and no page by itself. */
const OWN = /^photos\/|\/studio\.mjs$/;

/** With these a page is isolated: WebAssembly has threads only then. */
export const isolated = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

// Once for each file, however many servers there are.
const compressed = new Map();

/**
 * Serves what `find` gives for a path, as a static host does: to be kept for a while, and with `brotli`
 * compressed as far as it goes, if it is of a type that hosts compress. `connection` slows it down. Gives
 * `{ origin, sent, close }`; `sent.bytes` counts the bodies of answers, without what is the bench's own.
 */
export async function serve({ find, headers = {}, brotli = false, connection }) {
  const sent = { bytes: 0 };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname).slice(1);
    const plain = find(path);
    if (!plain) return response.writeHead(404, headers).end("not found");
    const type = path === "" ? types[".html"] : (types[extname(path)] ?? OTHER);
    const packed = brotli && type !== OTHER;
    const bytes = packed ? compress(path, plain) : plain;
    if (!OWN.test(path)) sent.bytes += bytes.length;
    response.writeHead(200, {
      ...headers,
      "content-type": type,
      "content-length": bytes.length,
      "cache-control": "max-age=600",
      ...(packed ? { "content-encoding": "br" } : {}),
    });
    return connection ? connection.send(response, bytes) : response.end(bytes);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const close = () => new Promise((done) => {
    server.close(done);
    server.closeAllConnections();
  });
  return { origin: `http://127.0.0.1:${server.address().port}`, sent, close };
}

function compress(path, bytes) {
  const key = `${path} ${bytes.length}`;
  if (!compressed.has(key)) {
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    compressed.set(key, brotliCompressSync(bytes, { params }));
  }
  return compressed.get(key);
}
