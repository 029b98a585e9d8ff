// Keeps a release of the site in the browser, so that it opens without a network, and gives its files the policy of the
// site, so that it is sealed on a host that sends none. `cargo xtask` writes the names below.

/** What this release is called: a hash of what is in it. */
const RELEASE = "headstart.release";
/** Its files, by their paths from here, each with the first 6 bytes of the SHA-256 of what is in it, in hexadecimal. */
const FILES = { "headstart.files": "" };
/** The rules of its policy: a path with its headers. The first that fits is the one. */
const POLICY = ["headstart.policy"];

const CACHE = `headstart-site-${RELEASE}`;
const here = new URL("./", location.href);

/** The path of an address from here, as the files are named; undefined for what is not of this site. */
function pathOf(address) {
  const { origin, pathname } = new URL(address);
  if (origin !== here.origin || !pathname.startsWith(here.pathname)) return undefined;
  const path = pathname.slice(here.pathname.length);
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
}

function headersOf(path) {
  const fits = (rule) => (rule.endsWith("*") ? `/${path}`.startsWith(rule.slice(0, -1)) : `/${path}` === rule);
  return POLICY.find(([rule]) => fits(rule))?.[1] ?? [];
}

/** An answer with the policy of its path, unless its host has sent one. */
function sealed(answer, path) {
  // What is opaque or an error has no headers to change.
  if (answer.type === "error" || answer.status === 0 || answer.headers.has("content-security-policy")) return answer;
  const headers = new Headers(answer.headers);
  for (const [name, value] of headersOf(path)) headers.set(name, value);
  const { status, statusText } = answer;
  const body = [101, 103, 204, 205, 304].includes(status) ? null : answer.body;
  return new Response(body, { status, statusText, headers });
}

/** Whether an answer is the file of this release: its host may have another by now, or not yet, or give something else. */
async function isOurs(answer, file) {
  if (!answer?.ok || answer.redirected) return false;
  const digest = await crypto.subtle.digest("SHA-256", await answer.clone().arrayBuffer());
  const start = Array.from(new Uint8Array(digest, 0, 6), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return start === FILES[file];
}

/** Fetches each file of this release that is not there yet; those that an earlier release has too are taken from it. */
async function keep() {
  const cache = await caches.open(CACHE);
  for (const file of Object.keys(FILES)) {
    const address = new URL(file, here).href;
    if (await cache.match(address)) continue;
    let answer = await caches.match(address);
    if (!(await isOurs(answer, file))) {
      answer = await fetch(address, { cache: "no-cache" });
      if (!(await isOurs(answer, file))) throw new Error(`${file} did not arrive`);
    }
    await cache.put(address, answer);
  }
}

let whole = false;

/** Whether all of this release is kept: only then it is served from there, as files of two releases do not fit together. */
async function isKept() {
  const cache = await caches.open(CACHE);
  whole ||= (await cache.keys()).length === Object.keys(FILES).length;
  return whole;
}

async function answer(request, path) {
  if (request.method === "GET" && Object.hasOwn(FILES, path) && (await isKept())) {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(new URL(path, here).href);
    if (kept) return sealed(kept, path);
  }
  if (Object.hasOwn(FILES, `${path}/index.html`)) return Response.redirect(`${here}${path}/${new URL(request.url).search}`);
  return sealed(await fetch(request), path);
}

addEventListener("install", (event) => {
  // The first has nothing to replace, and seals the page at once; a later one is not there until all of it is, so that a
  // broken release leaves the one before as it was.
  event.waitUntil(registration.active ? keep() : skipWaiting());
});

addEventListener("activate", (event) => {
  const old = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("headstart-site-") && name !== CACHE) await caches.delete(name);
    }
    await clients.claim();
  };
  event.waitUntil(old());
});

addEventListener("message", (event) => {
  if (event.data === "keep") {
    // Next time, if it does not arrive now.
    event.waitUntil(keep().catch(() => {}));
  }
  // A page asks for this one in place of the one before. Another window that is open would have files of both.
  const take = async () => {
    const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
    if (windows.length <= 1) await skipWaiting();
    else event.source.postMessage("others");
  };
  if (event.data === "take") event.waitUntil(take());
});

addEventListener("fetch", (event) => {
  const path = pathOf(event.request.url);
  if (path !== undefined) event.respondWith(answer(event.request, path));
});
