// The weights on their way: from the network, the cache, the disk, and what can go wrong there.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { zip } from "./crafted.mjs";
import { answerWithWeights, file, launch, listening, needsData, open, photos, read, slowly, weights } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

const fromNetwork = "Ready. Next time nothing needs to be fetched.";
const fromCache = "Ready, from this browser's cache.";
const fromDisk = "Ready, from your file.";
const cors = { "access-control-allow-origin": "*" };
const tryAgain = (studio) => studio.page.getByRole("button", { name: "Try again" });
const downloading = (studio) => studio.page.getByRole("progressbar", { name: "Downloading weights" });

/** The page whose network answers the public address like this. */
async function withNetwork(t, network, query = "?device=cpu") {
  const studio = await open(browser, { query, network });
  t.after(() => studio.close());
  return studio;
}

/** A network that answers once like this, and with the weights ever after. */
function atFirst(answer) {
  let first = true;
  return (route) => {
    if (!first) return answerWithWeights(route);
    first = false;
    return answer(route);
  };
}

/** Weights with one bit turned over. */
function forged() {
  const bytes = Buffer.from(read(weights));
  bytes[bytes.length / 2] ^= 1;
  return bytes;
}

const failures = [
  ["other bytes than promised", (route) => route.fulfill({ body: forged(), headers: cors }), "not the file that was promised"],
  ["a web page", (route) => route.fulfill({ body: "<html>Please log in</html>", headers: cors }), "not the file that was promised"],
  ["404", (route) => route.fulfill({ status: 404, headers: cors }), "answered with HTTP status 404"],
  ["503", (route) => route.fulfill({ status: 503, headers: cors }), "answered with HTTP status 503"],
  ["nothing", (route) => route.abort("internetdisconnected"), "the address cannot be reached"],
];

for (const [answer, network, words] of failures) {
  test(`the address answers ${answer}: the page says so, and Try again works`, needsData, async (t) => {
    const studio = await withNetwork(t, atFirst(network));
    await studio.alertSays(words);
    await studio.alertSays("The weights of MobileNetV2 could not be fetched");
    // Photos can be added all the same, and wait.
    await studio.addPhotos();
    await tryAgain(studio).click();
    await tryAgain(studio).waitFor({ state: "hidden" });
    await studio.modelLoaded(fromNetwork);
    assert.equal(await studio.chosenModel(), "MobileNetV2");
    assert.equal(await studio.alert.count(), 0, "what has been put right is not complained about");
    await studio.canBeTaught();
  });
}

test("Train without weights says what is missing", needsData, async (t) => {
  // Chosen by the visitor, it is not replaced by one that ships with the page.
  const studio = await withNetwork(t, null, "?device=cpu&model=mobilenet-v2");
  await studio.alertSays("the address cannot be reached");
  await studio.addPhotos();
  await studio.train.click();
  await studio.alertSays("Training did not start: no pre-trained model is loaded yet");
  await studio.shows({ dolphin: 3, lotus: 3 });
});

test("with the network cut the file from disk does as well", needsData, async (t) => {
  const studio = await withNetwork(t, null);
  await studio.alertSays("open the weights from your disk");
  await studio.addPhotos();
  await studio.page.getByLabel("Open weights from disk").setInputFiles(weights);
  await studio.modelLoaded(fromDisk);
  assert.equal(await studio.alert.count(), 0, "what has been put right is not complained about");
  await studio.canBeTaught();
});

test("a download shows its bytes, and training waits for its end", needsData, async (t) => {
  const slow = await slowly(t, weights);
  const studio = await withNetwork(t, slow.network);
  await downloading(studio).waitFor();
  await studio.page.getByText(/[01]\.\d of 2\.2 MB of weights fetched/).waitFor();
  await studio.addPhotos();
  await studio.train.click();
  await studio.page.getByText("Waiting for the pre-trained model").waitFor();
  slow.goOn();
  const { heldOut } = await studio.finished();
  assert.equal(heldOut, 2);
  await studio.tellsApart();
});

test("a download that is cancelled ends, and Try again works", needsData, async (t) => {
  const slow = await slowly(t, weights);
  const studio = await withNetwork(t, atFirst(slow.network));
  await studio.page.getByText(/[01]\.\d of 2\.2 MB/).waitFor();
  await studio.addPhotos();
  await studio.page.getByRole("button", { name: "Cancel download" }).click();
  await studio.page.getByText("The download was cancelled.").waitFor();
  await downloading(studio).waitFor({ state: "hidden" });
  await tryAgain(studio).click();
  await studio.modelLoaded(fromNetwork);
  await studio.shows({ dolphin: 3, lotus: 3 });
  await studio.canBeTaught();
});

/** A network that leads to a host of its own, which answers like this. */
async function ledTo(t, answer) {
  const location = `${await listening(t, createServer(answer))}/`;
  return (route) => route.fulfill({ status: 302, headers: { ...cors, location } });
}

test("a download that breaks off says so, and Try again works", needsData, async (t) => {
  const network = await ledTo(t, (request, response) => {
    response.writeHead(200, { ...cors, "content-length": 2_246_262 });
    response.write(read(weights).subarray(0, 1_000_000), () => response.destroy());
  });
  const studio = await withNetwork(t, atFirst(network));
  await studio.alertSays("the address cannot be reached");
  await tryAgain(studio).click();
  await studio.modelLoaded(fromNetwork);
});

test("a host that promises fewer bytes than it sends: they are not the file that was promised", needsData, async (t) => {
  const network = await ledTo(t, ({ socket }) => {
    socket.write(`HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 1500000\r\n\r\n`);
    socket.end(read(weights));
  });
  const studio = await withNetwork(t, atFirst(network));
  await studio.alertSays("not the file that was promised");
  await tryAgain(studio).click();
  await studio.modelLoaded(fromNetwork);
});

test("a download of which nothing comes for 20 seconds is given up; a slow one is not", needsData, async (t) => {
  const bytes = read(weights);
  const wanted = [];
  const stalls = await ledTo(t, (request, response) => {
    wanted.push(request.headers.range);
    const from = Number(/\d+/.exec(request.headers.range ?? "0")[0]);
    response.writeHead(from ? 206 : 200, { ...cors, "content-length": bytes.length - from });
    // At first no more than most of it.
    if (from) response.end(bytes.subarray(from));
    else response.write(bytes.subarray(0, 1_500_000));
  });
  const silent = await ledTo(t, () => {});
  const slow = await ledTo(t, async (request, response) => {
    response.writeHead(200, { ...cors, "content-length": bytes.length });
    for (let at = 0; at < bytes.length; at += 100_000) {
      response.write(bytes.subarray(at, at + 100_000));
      await new Promise((done) => setTimeout(done, 1000));
    }
    response.end();
  });
  const givenUp = async (studio) => {
    await studio.alertSays("The weights of MobileNetV2 could not be fetched: nothing of it has come for 20 seconds");
    await studio.page.getByRole("status").filter({ hasText: "takes its place" }).waitFor();
    await studio.modelLoaded();
  };
  const [stalled, unanswered, patient] = await Promise.all([
    withNetwork(t, stalls),
    withNetwork(t, atFirst(silent)),
    withNetwork(t, slow),
  ]);
  await Promise.all([givenUp(stalled), givenUp(unanswered), patient.modelLoaded(fromNetwork)]);
  await tryAgain(unanswered).click();
  await unanswered.modelLoaded(fromNetwork);
  // It goes on from what came.
  await tryAgain(stalled).click();
  await stalled.modelLoaded(fromNetwork);
  assert.deepEqual(wanted, [undefined, "bytes=1500000-"]);
});

const wrongFiles = [
  ["a photo", () => photos("test", "lotus", 1)[0], "could not be used as weights: it is none of the weights files"],
  ["a zip of something else", () => file("letters.zip", zip({ "letter.txt": "Dear diary" }), "application/zip"), "it is none of the weights files"],
  ["half of the file", () => file("half.zip", read(weights).subarray(0, 1_000_000), "application/zip"), "“half.zip” could not be used as weights"],
  ["an empty file", () => file("empty.zip", "", "application/zip"), "the file is empty"],
];

for (const [what, make, words] of wrongFiles) {
  test(`${what} opened as weights is refused, and the model before stays`, needsData, async (t) => {
    const studio = await withNetwork(t);
    await studio.modelLoaded(fromNetwork);
    await studio.addPhotos();
    await studio.trainToEnd();
    await studio.underTheHood();
    await studio.page.getByLabel("Open weights from disk").setInputFiles(make());
    await studio.alertSays(words);
    await studio.page.getByText("MobileNetV2 stays in use").waitFor();
    // So does what was trained on it.
    await studio.tellsApart();
    await studio.shows({ dolphin: 3, lotus: 3 });
    await studio.canBeTaught();
  });
}

test("the second visit downloads nothing", needsData, async (t) => {
  const studio = await withNetwork(t);
  await studio.modelLoaded(fromNetwork);
  assert.equal(studio.requests.length, 1);
  await studio.page.goto("about:blank");
  await studio.page.goto(`${studio.address}?device=cpu`);
  await studio.modelLoaded(fromCache);
  assert.equal(studio.requests.length, 1);
  await studio.addPhotos();
  await studio.canBeTaught();
});

test("weights that were forged do not enter the cache", needsData, async (t) => {
  const studio = await withNetwork(t, atFirst((route) => route.fulfill({ body: forged(), headers: cors })));
  await studio.alertSays("not the file that was promised");
  await studio.page.reload();
  await studio.modelLoaded(fromNetwork);
});

test("a cache that was tampered with is fetched anew", needsData, async (t) => {
  const studio = await withNetwork(t);
  await studio.modelLoaded(fromNetwork);
  await studio.page.evaluate(async () => {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) await cache.put(request, new Response("forged"));
    }
  });
  await studio.page.reload();
  await studio.modelLoaded(fromNetwork);
  assert.equal(studio.requests.length, 2);
});

test("an address that names no known model says so and takes the first", needsData, async (t) => {
  const studio = await open(browser, { query: "?device=cpu&model=skynet" });
  t.after(() => studio.close());
  await studio.alertSays("no model is called “skynet”. Choose one from the list");
  await studio.modelLoaded(fromNetwork);
  assert.equal(await studio.page.getByRole("combobox", { name: "Pre-trained model" }).inputValue(), "mobilenet-v2");
  await studio.addPhotos();
  await studio.canBeTaught();
});
