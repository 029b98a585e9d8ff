// A newer release of the site, made of the one that is built: each file whose name says what is in it is called something
// else there, so that no page of the one can run with a file of the other unless it was kept.

import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

const HASHED = /-([0-9a-f]{12})\.(?=[a-z]+$)/;
/** What names other files. */
const TEXT = /\.(html|js|css|md|json|ts|txt|webmanifest)$|^_headers$/;

const sha256 = (bytes, form) => createHash("sha256").update(bytes).digest(form);

function filesBelow(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

/** What the policy knows the scripts of a page by. */
function scripts(page) {
  return [...page.matchAll(/<script(?: type="module")?>(.*?)<\/script>/gs)].map(([, code]) => `sha256-${sha256(code, "base64")}`);
}

/**
 * Writes a release that is newer than the site in `site`, and gives its folder. It says `data-release="newer"` on the
 * page's root.
 */
export function newer(t, site) {
  const folder = mkdtempSync(join(tmpdir(), "headstart-release-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(site, folder, { recursive: true });
  const files = filesBelow(folder);
  // Read backwards, a hash is another.
  const hashes = files.flatMap((file) => HASHED.exec(file)?.[1] ?? []);
  const all = new RegExp(hashes.join("|"), "g");
  const rename = (text) => text.replace(all, (hash) => [...hash].reverse().join(""));
  const replaced = new Map();
  for (const file of files) {
    const name = relative(folder, file);
    if (!TEXT.test(name) || name === "sw.js") continue;
    const before = readFileSync(file, "utf8");
    const after = rename(before).replace("<html ", '<html data-release="newer" ');
    const [old, now] = [scripts(before), scripts(after)];
    old.forEach((hash, index) => replaced.set(hash, now[index]));
    writeFileSync(file, after);
  }
  for (const file of files) if (HASHED.test(file)) renameSync(file, rename(file));
  // Last, what says of the others what they are.
  const policy = (text) => [...replaced].reduce((text, [before, after]) => text.replaceAll(before, after), text);
  const headers = join(folder, "_headers");
  writeFileSync(headers, policy(readFileSync(headers, "utf8")));
  const worker = join(folder, "sw.js");
  const code = policy(rename(readFileSync(worker, "utf8")));
  const [list, written] = /const FILES = (\{.*?\});/.exec(code);
  const listed = Object.keys(JSON.parse(written)).map((name) => [name, sha256(readFileSync(join(folder, name)), "hex").slice(0, 12)]);
  const release = (text) => text.replace(/const RELEASE = "[0-9a-f]{12}"/, 'const RELEASE = "ffffffffffff"');
  writeFileSync(worker, release(code.replace(list, `const FILES = ${JSON.stringify(Object.fromEntries(listed))};`)));
  return folder;
}
