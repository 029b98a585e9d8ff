// Says why the page cannot start, in the place of "Loading…".
{
  const texts = {
    en: {
      file: "This page was opened as a file, and browsers start no programs from files. Serve its folder, for example with “cargo xtask serve”, or open the page where it is published.",
      frame:
        "Another page shows this one in a frame that keeps it from its own files (a sandbox without allow-same-origin). It works in a tab of its own.",
      wasm: "This page computes with WebAssembly, which this browser does not run here: it is switched off, as in a lockdown mode, or blocked by whoever looks after this device. Allow it for this page, or take another browser.",
      open: "Open it in a tab",
    },
    de: {
      file: "Diese Seite wurde als Datei geöffnet, und aus Dateien starten Browser keine Programme. Stell ihren Ordner mit einem Webserver bereit, etwa mit „cargo xtask serve“, oder öffne sie dort, wo sie veröffentlicht ist.",
      frame:
        "Eine andere Seite zeigt diese in einem Rahmen, der sie von ihren eigenen Dateien trennt (eine Sandbox ohne allow-same-origin). In einem eigenen Tab geht es.",
      wasm: "Diese Seite rechnet mit WebAssembly, und das führt dieser Browser hier nicht aus: Es ist abgeschaltet, wie in einem Blockierungsmodus, oder gesperrt von denen, die dieses Gerät verwalten. Erlaub es für diese Seite, oder nimm einen anderen Browser.",
      open: "In einem Tab öffnen",
    },
  };
  // Which language the page was last read in is known only to what does not start.
  const language = navigator.language.startsWith("de") ? "de" : "en";
  const { why } = document.currentScript.dataset;
  const line = document.querySelector("#loading > .loading");
  line.lang = language;
  line.setAttribute("role", "alert");
  line.textContent = texts[language][why];
  if (why === "frame") {
    const link = document.createElement("a");
    Object.assign(link, { href: location.href, target: "_blank", textContent: texts[language].open });
    line.append(" ", link);
  }
}
