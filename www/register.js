// Starts the service worker, which keeps the site and seals it. A newer release is taken when the page opens, while
// nothing is under way and no other window has the site open, or when the visitor says so; everything that was added is
// kept in any case.
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
    let controlled = Boolean(workers.controller);
    workers.addEventListener("controllerchange", () => {
      // The first takes over from none.
      if (controlled) location.reload();
      controlled = true;
    });
    const { headers } = controlled ? {} : await fetch(base, { cache: "no-store" });
    const registration = await workers.register(new URL("sw.js", base), { scope: base.pathname });
    const offer = async () => {
      if (workers.controller && registration.waiting) {
        const { offer } = await import(new URL("start/newer.js", base));
        offer(registration);
      }
    };
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", offer);
    });
    if (registration.waiting) {
      registration.waiting.postMessage("take");
      // It is not taken where another window has the site open.
      setTimeout(offer, 5000);
    }
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
