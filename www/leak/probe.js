// Whether this browser obeys a list of connections: the one of this script names an address that does not exist, so that
// even the site's own files are out of its reach.
fetch("./ways.js", { method: "HEAD", cache: "no-store" }).then(
  () => postMessage(false),
  () => postMessage(true),
);
