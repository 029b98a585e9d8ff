// Fetches what one address gives, for the worker that started this one. Everything else on this site may reach the
// site's own host and no other; what a courier may reach its own policy says.
//
// It is told an address, how many bytes of it are there already, and whether only to knock: nothing else. It answers
// with [status, bytes to come or null], then with one piece for each message that it gets; null once there is no more.
// An answer that is a text says what failed.

let reader;

async function start([address, after, knock]) {
  const response = await fetch(address, {
    mode: knock ? "no-cors" : "cors",
    headers: after > 0 ? { range: `bytes=${after}-` } : {},
    credentials: "omit",
    referrerPolicy: "no-referrer",
  });
  reader = response.body?.getReader();
  // Compressed, there will be more.
  const plain = [null, "identity"].includes(response.headers.get("content-encoding"));
  const length = plain ? response.headers.get("content-length") : null;
  postMessage([response.status, length === null ? null : Number(length)]);
}

async function piece() {
  const { done, value } = reader ? await reader.read() : { done: true };
  if (done) postMessage(null);
  else postMessage(value, [value.buffer]);
}

addEventListener("message", async ({ data }) => {
  try {
    await (data ? start(data) : piece());
  } catch (error) {
    postMessage(String(error));
  }
});
