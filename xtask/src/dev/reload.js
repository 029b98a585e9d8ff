{
  const changes = new EventSource("/-/changes");
  changes.addEventListener("page", () => location.reload());
  changes.addEventListener("styles", () => {
    for (const sheet of document.querySelectorAll("link[rel=stylesheet]")) {
      sheet.href = `${sheet.href.split("?")[0]}?${Date.now()}`;
    }
  });
}
