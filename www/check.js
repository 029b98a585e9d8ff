// Has it said why the page cannot start, where it cannot: "Loading…" would stand there for ever.
{
  const runsWasm = () => {
    try {
      return Boolean(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
    } catch {
      return false;
    }
  };
  const isReady = () => document.documentElement.dataset.ready === "true";
  let why;
  const missing = () => {
    const line = document.querySelector("#loading > .loading");
    if (!line) return;
    line.setAttribute("role", "alert");
    // The page's languages are among what did not arrive.
    line.textContent =
      "A file of this page did not arrive: load it again. · Eine Datei dieser Seite ist nicht angekommen: Lade sie neu.";
  };
  const say = () => {
    const src = "start/stopped.js";
    const script = Object.assign(document.createElement("script"), { src, onerror: missing });
    script.dataset.why = why;
    document.head.append(script);
  };
  if (location.protocol === "file:") why = "file";
  else if (origin === "null") why = "frame";
  else if (!runsWasm()) why = "wasm";
  if (why) addEventListener("DOMContentLoaded", say);
  // What does not arrive, or does not run. What goes wrong later, the page's own program says.
  const failed = ({ target }) => {
    if (!why && !isReady() && (target === window || target.localName === "script")) missing();
  };
  addEventListener("error", failed, true);
  addEventListener("unhandledrejection", failed);
}
