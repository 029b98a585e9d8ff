// What there is on the servers of the bench, by address.

import { existsSync, readFileSync, statSync } from "node:fs";
import { join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { copy, data } from "../../e2e/harness.mjs";

const bench = fileURLToPath(new URL("..", import.meta.url));
const dist = process.env.HEADSTART_DIST ?? join(bench, "../../dist");

const blank = "<!doctype html><html lang='en'><meta charset='utf-8'><title>Bench</title><link rel='icon' href='data:,'>";

/** Below a folder: the bytes of a file, or undefined where there is none. */
function inFolder(folder, name) {
  const file = folder && normalize(join(folder, name));
  const found = file?.startsWith(folder) && existsSync(file) && statSync(file).isFile();
  return found ? readFileSync(file) : undefined;
}

function parts(path) {
  const [first, ...rest] = path.split("/");
  return [first, rest.join("/")];
}

/** A blank page for contestants, with their packages, the photos, and `models` as `{ path: bytes }`. */
export function benchPlaces(models = {}) {
  const folders = {
    contestants: join(bench, "contestants"),
    packages: join(bench, "node_modules"),
    // Where `cargo xtask bench` has put it.
    headstart: process.env.HEADSTART_BENCH,
    photos: data && join(data, "images/caltech20"),
  };
  return (path) => {
    const [first, name] = parts(path);
    if (path === "") return Buffer.from(blank);
    // Headstart looks for the programs of its helpers beside its page.
    if (first.startsWith("helper")) return inFolder(folders.headstart, path);
    if (first === "teach") return Buffer.from(teachPage(name.split(".")[0].replace("-all", "")));
    return first === "models" ? models[name] : inFolder(folders[first], name);
  };
}

/** The page with TensorFlow.js that is taught; see `contestants/teach.mjs`. */
function teachPage(backend) {
  const packages = "/packages/@tensorflow";
  // WebGL is part of the first.
  const scripts = [`${packages}/tfjs/dist/tf.es2017.min.js`];
  if (backend !== "webgl") scripts.push(`${packages}/tfjs-backend-${backend}/dist/tf-backend-${backend}.es2017.min.js`);
  const tags = scripts.map((script) => `<script src="${script}"></script>`).join("");
  return `${blank}<body>${tags}<script type="module" src="/contestants/teach.mjs"></script>`;
}

/** Where the site's server has what the page asks of public addresses. */
const PUBLIC = "public-weights";

/** The site as it is built, and beside it the photos and what it fetches from other hosts. */
export function sitePlaces() {
  return (path) => {
    const [first, name] = parts(path);
    if (first === "photos") return inFolder(join(data, "images/caltech20"), name);
    if (path === "contestants/studio.mjs") return readFileSync(join(bench, path));
    if (first === PUBLIC) return readFileSync(copy(name));
    const file = inFolder(dist, path === "" ? "index.html" : path);
    // Nothing leaves this machine: the worker asks this server for what is on other hosts.
    return /worker_loader[^/]*\.js$/.test(path) ? Buffer.concat([Buffer.from(stayHere), file]) : file;
  };
}

/** JavaScript that the worker runs before its own. */
const stayHere = `{
  const elsewhere = self.fetch;
  self.fetch = (what, how) => {
    const address = what.url ?? String(what);
    if (!address.startsWith("https:")) return elsewhere(what, how);
    const here = location.origin + "/${PUBLIC}/" + address.split("/").at(-1);
    return elsewhere(what.url ? new Request(here, { signal: what.signal, headers: what.headers }) : here, how);
  };
}
`;
