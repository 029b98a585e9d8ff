// Starts the service worker, which keeps the site and seals it. A newer release is taken when the page opens, while
// nothing is under way, and no other window has the site open; everything that was added is kept in any case.
(async () => {
  const workers = navigator.serviceWorker;
  if (!workers || window !== top) return;
  const base = new URL("./", document.baseURI);
  // Once, and not for ever.
  const reload = (why) => {
    if (sessionStorage.getItem("headstart.reloaded") === why) return;
    sessionStorage.setItem("headstart.reloaded", why);
    location.reload();
  };
  try {
    const controlled = Boolean(workers.controller);
    const { headers } = controlled ? {} : await fetch(base, { cache: "no-store" });
    const registration = await workers.register(new URL("sw.js", base), { scope: base.pathname });
    registration.waiting?.postMessage("take");
    if (controlled) workers.addEventListener("controllerchange", () => location.reload());
    const { active } = await workers.ready;
    // It would be too late once something may have been added; next time, it is sealed from the start.
    if (headers?.has("content-security-policy") === false && document.documentElement.dataset.ready !== "true") {
      reload("policy");
    }
    setTimeout(() => active.postMessage("keep"), 5000);
  } catch {
    // It works without: this browser keeps nothing for sites, as in a private window.
  }
})();
