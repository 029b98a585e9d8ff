// Every way out of a page that browsers have, each tried with an address below `host`. What comes of it is "open" where
// something has arrived for certain; who stops a way is told by others. What a browser does not have is left out.

/** Lets an element load from an address. */
function element(name, attribute, more = {}) {
  return (address) =>
    new Promise((done) => {
      const it = Object.assign(document.createElement(name), more);
      it.addEventListener("load", () => done("open"));
      it.addEventListener("loadeddata", () => done("open"));
      it.addEventListener("error", () => done());
      it.setAttribute(attribute, address);
      it.hidden = true;
      document.body.append(it);
    });
}

/** Lets an element show an address: what loads in it may be what the browser says of an address that it has stopped. */
const shown = (name, attribute) => (address) => void element(name, attribute)(address);

const link = (rel, more) => element("link", "href", { rel, ...more });

/** What a style makes the browser load shows in nothing that can be seen from here. */
function styled(address) {
  const it = document.createElement("p");
  it.style.backgroundImage = `url("${address}")`;
  it.style.position = "absolute";
  document.body.append(it);
  it.getBoundingClientRect();
}

async function peers(address) {
  const { hostname, port } = new URL(address);
  const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:${hostname}:${port || 3478}` }] });
  connection.createDataChannel("way");
  await connection.setLocalDescription(await connection.createOffer());
}

/** A worker that is made of this text. */
const worker = (text) => new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));

const answered = (promise) => promise.then(() => "open");
const has = (name) => name in globalThis;

/** Ways that a worker has too. */
export const common = [
  { name: "fetch", try: (address) => answered(fetch(address, { mode: "no-cors" })) },
  {
    name: "XMLHttpRequest",
    try: (address) =>
      new Promise((done) => {
        const request = new XMLHttpRequest();
        request.onload = () => done("open");
        request.onerror = () => done();
        request.open("GET", address);
        request.send();
      }),
  },
  {
    name: "WebSocket",
    try: (address) =>
      new Promise((done) => {
        const socket = new WebSocket(address.replace("http", "ws"));
        socket.onopen = () => done("open");
        socket.onerror = () => done();
      }),
  },
  {
    name: "EventSource",
    try: (address) =>
      new Promise((done) => {
        const source = new EventSource(address);
        source.onopen = () => done("open");
        source.onerror = () => {
          source.close();
          done();
        };
      }),
  },
  { name: "WebTransport", is: () => has("WebTransport"), try: (address) => answered(new WebTransport(address).ready) },
  { name: "import()", try: (address) => answered(import(address)) },
];

/** Ways that only a page has. */
export const page = [
  { name: "sendBeacon", try: (address) => void navigator.sendBeacon(address, "way") },
  { name: "fetchLater", is: () => has("fetchLater"), try: (address) => void fetchLater(address, { activateAfter: 0 }) },
  { name: "<img>", try: element("img", "src") },
  { name: "<script>", try: element("script", "src") },
  { name: "<video>", try: element("video", "src") },
  { name: "<iframe>", try: shown("iframe", "src") },
  { name: "<object>", try: shown("object", "data") },
  { name: "<embed>", try: shown("embed", "src") },
  { name: "stylesheet", try: link("stylesheet") },
  { name: "manifest", try: link("manifest") },
  { name: "prefetch", try: link("prefetch") },
  { name: "preload", try: link("preload", { as: "image" }) },
  { name: "modulepreload", try: link("modulepreload") },
  { name: "preconnect", beyond: true, try: (address) => void link("preconnect")(address) },
  { name: "dns-prefetch", beyond: true, try: (address) => void link("dns-prefetch")(address) },
  { name: "background-image", try: styled },
  { name: "FontFace", try: (address) => answered(new FontFace("way", `url("${address}")`).load()) },
  {
    name: "<form>",
    try(address) {
      const form = Object.assign(document.createElement("form"), { action: address, target: "way" });
      const frame = Object.assign(document.createElement("iframe"), { name: "way", hidden: true });
      document.body.append(frame, form);
      form.submit();
    },
  },
  {
    name: "ping",
    try(address) {
      const anchor = Object.assign(document.createElement("a"), { href: "#ways", ping: address });
      document.body.append(anchor);
      anchor.click();
      anchor.remove();
    },
  },
  { name: "WebRTC", beyond: true, is: () => has("RTCPeerConnection"), try: peers },
  {
    name: "worker-of-text",
    try: (address) =>
      new Promise((done) => {
        const it = worker(`fetch(${JSON.stringify(address)}, { mode: "no-cors" }).then(() => postMessage("open"), () => postMessage(""))`);
        it.onmessage = ({ data }) => done(data);
        it.onerror = () => done();
      }),
  },
];

/** Ways that lead away from the page where they are open: another window takes them. */
export const away = [
  { name: "window.open", beyond: true, try: (address) => void globalThis.open(address, "way", "popup")?.close() },
  {
    name: "navigation",
    beyond: true,
    try(address) {
      const other = globalThis.open("./", "leaves", "popup");
      if (!other) return;
      other.location.href = address;
      setTimeout(() => other.close(), 1500);
    },
  },
];
