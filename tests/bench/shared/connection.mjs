// A slower connection, made by the server. The browser's own throttle, which its developer tools have, leaves
// out what workers fetch.

/** Bytes that are sent at once. */
const CHUNK = 8 << 10;

/** Round trips before the first byte of an answer: one, and on a new connection those of TCP and TLS as well. */
const [USUAL, NEW] = [1, 3];

/** A connection of so many megabits a second, and so many milliseconds there and back. */
export class Connection {
  #free = 0;
  #known = new WeakSet();

  constructor({ name, megabits, roundTrip }) {
    Object.assign(this, { name, roundTrip, bytesPerMillisecond: (megabits * 1e6) / 8 / 1000 });
  }

  /** Sends the body of an answer, all answers sharing the connection, and ends it. */
  async send(response, bytes) {
    const { socket } = response;
    const trips = this.#known.has(socket) ? USUAL : NEW;
    if (socket) this.#known.add(socket);
    await pause(trips * this.roundTrip);
    for (let at = 0; at < bytes.length && !response.destroyed; at += CHUNK) {
      const chunk = bytes.subarray(at, at + CHUNK);
      this.#free = Math.max(this.#free, performance.now()) + chunk.length / this.bytesPerMillisecond;
      await pause(this.#free - performance.now());
      response.write(chunk);
    }
    response.end();
  }
}

function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}
