// "Try to leak": every way out, tried from the page, from a worker and by another window.
import { away, common, page } from "./ways.js";
import { tryWays } from "./trying.js";
import { words } from "./words.js";

const LIST = "connection-allowlist";
const POLICY = "content-security-policy";

/** What the browser keeps for this site; nothing in a frame that is to keep nothing. */
const kept = (() => {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
})();

const asked = new URLSearchParams(location.search).get("lang") ?? kept?.getItem("headstart.learn.language") ?? navigator.language;
const language = asked.slice(0, 2) in words ? asked.slice(0, 2) : "en";
const say = (key, ...values) => words[language][key].replace(/\{(\d)\}/g, (_, at) => values[at]);

const byId = (id) => document.getElementById(id);

/** What a worker of this script says first that is no greeting; it is asked with `message`. */
function hear(script, options, message) {
  return new Promise((done) => {
    const worker = new Worker(script, options);
    worker.onmessage = ({ data }) => {
      if (data === "listens") return worker.postMessage(message);
      worker.terminate();
      done(data);
    };
    worker.onerror = () => done();
  });
}

/** The headers with which a file of this site comes. */
async function headers(file) {
  const { headers } = await fetch(file, { method: "HEAD", cache: "no-store" });
  return headers;
}

/** Whether a file comes with a list that lets it reach this site alone. */
const isListed = (headers) => headers.get(LIST)?.trim() === "(response-origin)";

/** The scripts of this site's workers. */
async function workers() {
  const html = await (await fetch("../")).text();
  return [...new Set(html.match(/[a-z_]+_loader(-[0-9a-f]{12})?\.js/g))].sort();
}

/** Who stops a way, in words; undefined where nobody does. `headers` are those of who tries it. */
function stopper({ beyond, policy, open }, headers, obeys) {
  if (open) return undefined;
  if (policy) return say("policy", policy);
  if (obeys && isListed(headers)) return say("list");
  // Not each browser reports all that it stops.
  return headers.has(POLICY) && !beyond ? say("covered") : undefined;
}

function row(from, way, headers, obeys) {
  const stopped = stopper(way, headers, obeys);
  const isOpen = stopped === undefined;
  const text = stopped ?? say(way.open ? "open" : "open-unseen");
  const cells = [way.name, say(from), text].map((text) => Object.assign(document.createElement("td"), { textContent: text }));
  cells[2].className = isOpen ? "open" : "";
  const line = document.createElement("tr");
  line.append(...cells);
  return { line, isOpen };
}

function list(id, lines) {
  byId(id).replaceChildren(...lines.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}

async function run(host) {
  // First, while the browser still knows that a button was pressed: it opens no window otherwise.
  const leaving = tryWays(away, host);
  const [obeys, here, there] = await Promise.all([hear("./probe.js"), headers("./"), headers("./worker.js")]);
  const [left, fromPage, fromWorker] = await Promise.all([
    leaving,
    tryWays([...common, ...page], host),
    hear("./worker.js", { type: "module" }, host),
  ]);
  const rows = [
    ...fromPage.map((way) => row("page", way, here, obeys)),
    ...(fromWorker ?? []).map((way) => row("worker", way, there, obeys)),
    ...left.map((way) => row("window", way, here, obeys)),
  ];
  byId("ways").replaceChildren(...rows.map(({ line }) => line));
  const open = rows.filter(({ isOpen }) => isOpen).length;
  byId("outcome").textContent = say("outcome", open, rows.length);
  byId("outcome").className = open === 0 ? "sealed" : "leaks";
  // Beside the promise it says what came of this.
  kept?.setItem("headstart.leak", `${open}/${rows.length}`);
  const known = !here.has(POLICY) ? "obeys-none" : obeys && isListed(here) ? "obeys" : "obeys-policy";
  byId("browser").textContent = say(known);
  const scripts = await workers();
  const sealed = await Promise.all(
    scripts.map(async (script) => {
      const its = await headers(`../${script}`);
      return `${script}: ${say(its.has(POLICY) && isListed(its) ? "same" : "other")}`;
    }),
  );
  list("workers", sealed);
  byId("details").hidden = false;
}

document.documentElement.lang = language;
document.title = `Headstart: ${say("try")}`;
for (const it of document.querySelectorAll("[data-say]")) it.textContent = say(it.dataset.say);
byId("outcome").setAttribute("aria-label", say("ways"));
list("limits", ["inside", "models", "links", "host", "browser"].map((key) => say(`limit-${key}`)));

byId("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.target.querySelector("button");
  button.disabled = true;
  byId("outcome").textContent = say("trying");
  byId("outcome").className = "";
  try {
    await run(byId("host").value);
  } finally {
    button.disabled = false;
  }
});
