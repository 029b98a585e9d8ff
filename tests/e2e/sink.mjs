// Where things arrive that leave the page.

import { createSocket } from "node:dgram";
import { createServer } from "node:http";
import { listening } from "./harness.mjs";

/** A server that counts what arrives at its port, by HTTP, by WebSocket, by whatever connects, and by UDP. */
export async function sink(t) {
  const seen = { http: 0, sockets: 0, connections: 0, packets: 0 };
  const server = createServer((request, response) => {
    seen.http += 1;
    response.writeHead(200, { "access-control-allow-origin": "*" }).end("arrived");
  });
  server.on("upgrade", (_, socket) => {
    seen.sockets += 1;
    socket.destroy();
  });
  server.on("connection", () => (seen.connections += 1));
  const address = await listening(t, server);
  const { port } = server.address();
  const packets = createSocket("udp4").on("message", () => (seen.packets += 1));
  await new Promise((done) => packets.bind(port, "127.0.0.1", done));
  t.after(() => packets.close());
  return { address, seen };
}
