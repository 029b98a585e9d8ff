// Offers a newer release of the site, which is kept beside the one that is open: it is taken when whoever has the page open
// agrees, and nothing of it is fetched or run before.

const texts = {
  en: {
    here: "A newer version of this page is ready. What you have made stays.",
    take: "Load it",
    later: "Later",
    windows: "Close this page’s other tabs and windows first: they run the older version.",
    unsaved: "Not everything is saved yet. Wait until it is, or save the project as a file.",
  },
  de: {
    here: "Eine neuere Version dieser Seite ist da. Was du gemacht hast, bleibt.",
    take: "Laden",
    later: "Später",
    windows: "Schließ zuerst die anderen Tabs und Fenster dieser Seite: In ihnen läuft die ältere Version.",
    unsaved: "Noch ist nicht alles gespeichert. Warte, bis es so weit ist, oder sichere das Projekt als Datei.",
  },
};

/** Shows the offer to take what is waiting of this registration; `later` if the visitor puts it off. */
export function offer(registration) {
  if (document.getElementById("newer")) return;
  const text = texts[document.documentElement.lang] ?? texts.en;
  const bar = document.createElement("div");
  Object.assign(bar, { id: "newer", className: "newer" });
  bar.setAttribute("role", "status");
  const line = Object.assign(document.createElement("span"), { textContent: text.here });
  const button = (words, onclick) => {
    const one = Object.assign(document.createElement("button"), { type: "button", textContent: words, onclick });
    bar.append(one);
  };
  bar.append(line);
  button(text.take, () => {
    // As if it were left now: the page objects where something would be lost.
    const leaves = dispatchEvent(new Event("beforeunload", { cancelable: true }));
    if (!leaves) line.textContent = text.unsaved;
    else registration.waiting?.postMessage("take");
  });
  button(text.later, () => bar.remove());
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data === "others") line.textContent = text.windows;
  });
  navigator.serviceWorker.startMessages();
  document.body.append(bar);
}
