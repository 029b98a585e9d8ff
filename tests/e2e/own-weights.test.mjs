// Weights that the visitor brings, from disk or from an address: what is sound is used, whatever its
// format; what is not gets a sentence, and everything stays as it was.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checkpoint, pickledText, safetensors, safetensorsParts, uint64, zip } from "./crafted.mjs";
import { copy, file, launch, needsData, open, photos, read, shippedCard, shippedWeights, weights } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

const inUseBefore = () => shippedCard("kmeans").name;

/** The gallery with the smallest model in use. */
async function gallery(t) {
  const studio = await open(browser, { query: "models/?device=cpu&model=kmeans" });
  t.after(() => studio.close());
  await studio.inUse(inUseBefore());
  return studio;
}

/** The gallery of a visitor who has taught that model two classes. */
async function galleryOfATeacher(t) {
  const studio = await gallery(t);
  await studio.go("Studio");
  await studio.addPhotos();
  await studio.canBeTaught();
  await studio.go("Models");
  return studio;
}

/** Sees that nothing has changed for that visitor. */
async function nothingIsLost(studio) {
  await studio.inUse(inUseBefore());
  assert.equal(await articles(studio).count(), 6, "none was added");
  await studio.go("Studio");
  await studio.shows({ dolphin: 3, lotus: 3 });
  assert.equal(await studio.chosenModel(), inUseBefore());
  // So does what was trained.
  await studio.tellsApart();
  await studio.go("Models");
}

function openFiles(studio, files) {
  return studio.page.getByLabel("Open weights from disk").setInputFiles(files);
}

/** The articles of models that read pictures. */
const articles = (studio) => studio.page.getByRole("region", { name: "For pictures" }).getByRole("article");

async function load(studio, address, hash = "") {
  await studio.page.getByLabel("Load from an address").fill(address);
  await studio.page.getByLabel("SHA-256 (optional)").fill(hash);
  await studio.page.getByRole("button", { name: "Load", exact: true }).click();
}

/** Sees that this model is in use, and that it can be taught. */
async function worksAs(studio, name) {
  await studio.inUse(name);
  assert.equal(await studio.alert.count(), 0);
  await studio.go("Studio");
  assert.equal(await studio.chosenModel(), name);
  await studio.addPhotos();
  const { heldOut } = await studio.trainToEnd();
  assert.equal(heldOut, 2);
  await studio.tellsApart();
}

const binary = (name, bytes) => file(name, bytes, "application/octet-stream");

/** MobileNetV1's files, its one shard cut in two. */
function twoShards() {
  const manifest = JSON.parse(read(copy("weights_manifest.json")));
  const shard = read(copy("group1-shard1of1"));
  manifest[0].paths = ["group1-shard1of2", "group1-shard2of2"];
  // Not between two tensors.
  const cut = 1_000_002;
  return { json: binary("weights_manifest.json", JSON.stringify(manifest)), halves: [shard.subarray(0, cut), shard.subarray(cut)] };
}

const sound = [
  ["a PyTorch checkpoint", () => copy("resnet20-12fca82f.th"), "Your file: ResNet-20 for CIFAR-10"],
  ["a manifest with its shard", () => ["weights_manifest.json", "group1-shard1of1"].map(copy), "Your file: MobileNetV1, width 0.25"],
  [
    "a manifest with two shards, chosen in any order",
    () => {
      const { json, halves: [first, second] } = twoShards();
      return [binary("group1-shard2of2", second), json, binary("group1-shard1of2", first)];
    },
    "Your file: MobileNetV1, width 0.25",
  ],
  ["a zip of a TensorFlow.js model", () => weights, "Your file: MobileNetV2, width 0.35"],
  ["a safetensors file", () => shippedWeights("small-resnet"), "Your file: Headstart ResNet"],
  [
    "a zip of a safetensors file",
    () => binary("model.zip", zip({ "model/weights.safetensors": read(shippedWeights("small-resnet")) }, { deflate: true })),
    "Your file: Headstart ResNet",
  ],
];

for (const [what, make, name] of sound) {
  test(`${what} from disk is recognised, used and taught`, needsData, async (t) => {
    const studio = await gallery(t);
    await openFiles(studio, make());
    await worksAs(studio, name);
    await studio.page.getByText("Ready, from your file.").waitFor();
    assert.deepEqual(studio.requests, [], "it stays on the device");
  });
}

/** The parts of the supervised model's file, changed. */
function changed(change) {
  const parts = safetensorsParts(read(shippedWeights("small-resnet")));
  change(parts);
  return binary("changed.safetensors", safetensors(parts));
}

/** The names of the tensors in the order in which their bytes stand. */
function inOrder(header) {
  const tensors = Object.keys(header).filter((name) => name !== "__metadata__");
  return tensors.sort((a, b) => header[a].data_offsets[0] - header[b].data_offsets[0]);
}

const kernel = "stage_0.down.kernel";
const zeros = Buffer.alloc(100_000_000);

const bad = [
  [
    "a safetensors file that stops early",
    () => binary("cut.safetensors", read(shippedWeights("small-resnet")).subarray(0, -1000)),
    "“cut.safetensors” could not be used as weights: the file stops in the middle",
  ],
  [
    "a padded safetensors file",
    () => binary("padded.safetensors", Buffer.concat([read(shippedWeights("small-resnet")), Buffer.alloc(16)])),
    "16 bytes are left over after the last tensor",
  ],
  [
    "a header that claims a terabyte",
    () => binary("header.safetensors", Buffer.concat([uint64(2 ** 40), read(shippedWeights("small-resnet")).subarray(8)])),
    "its header claims 1099511627776 bytes",
  ],
  [
    "a tensor that claims terabytes",
    () => changed(({ header }) => {
      const [last] = inOrder(header).slice(-1);
      const [start] = header[last].data_offsets;
      Object.assign(header[last], { shape: [2 ** 20, 2 ** 20], data_offsets: [start, start + 2 ** 41] });
    }),
    "“changed.safetensors” could not be used as weights: the file",
  ],
  [
    "tensors that overlap",
    () => changed(({ header }) => {
      const [first, second] = inOrder(header);
      header[second].data_offsets[0] = header[first].data_offsets[0] + 2;
    }),
    "overlap with those of another tensor",
  ],
  [
    "weights that are no numbers",
    // NaN as a 16-bit number.
    () => changed(({ header, data }) => data.writeUInt16LE(0x7e00, header[kernel].data_offsets[0])),
    `the tensor “${kernel}” holds values that are not numbers. The file is damaged`,
  ],
  [
    "a tensor of another shape",
    () => changed(({ header }) => (header[kernel].shape = [24, 27, 1, 1])),
    `the tensor “${kernel}” has the shape [24, 27, 1, 1] where [24, 3, 3, 3] is needed`,
  ],
  [
    "a tensor that is missing",
    () => changed(({ header }) => {
      header["stage_0.down.offset"] = header["stage_0.down.bias"];
      delete header["stage_0.down.bias"];
    }),
    "the tensor “stage_0.down.bias” is missing",
  ],
  [
    "a tensor too many",
    () => changed(({ header, data }) => {
      header.surplus = { dtype: "F16", shape: [0], data_offsets: [data.length, data.length] };
    }),
    "no place for 1 of its tensors (surplus)",
  ],
  [
    "a pickle with an unknown instruction",
    () => binary("odd.pth", checkpoint("}\xfe")),
    "“odd.pth” could not be used as weights: the file does not follow its format: the pickle's instruction 0xfe at byte 3",
  ],
  [
    "a manifest without its shard",
    () => copy("weights_manifest.json"),
    "the file “group1-shard1of1”, which holds a part of the weights, is missing. Give model.json and all of its shards",
  ],
  ["a shard without its manifest", () => copy("group1-shard1of1"), "it is none of the weights files that this page reads"],
  [
    "shards under each other's names",
    () => {
      const { json, halves: [first, second] } = twoShards();
      return [json, binary("group1-shard1of2", second), binary("group1-shard2of2", first)];
    },
    "holds values that are not numbers",
  ],
  [
    "a zip bomb of a hundred megabytes",
    () => binary("bomb.zip", zip({ "model.bin": zeros }, { deflate: true })),
    "“bomb.zip” could not be used as weights: it is none of the weights files",
  ],
  [
    "a zip bomb beyond what is unpacked",
    () => binary("bombs.zip", zip({ "a.bin": zeros, "b.bin": zeros, "c.bin": zeros }, { deflate: true })),
    "“bombs.zip” could not be used as weights: it has 300 MB and the most this page opens is 268 MB",
  ],
  [
    "a zip bomb that claims to be small",
    () => binary("liar.zip", zip({ "model.bin": zeros }, { deflate: true, claim: 1000 })),
    "model.bin in the zip: File is larger than its declared uncompressed size",
  ],
  ["a network that is not known here", () => changed(({ header }) => {
    for (const name of inOrder(header)) {
      header[`layers.${name}`] = header[name];
      delete header[name];
    }
  }), "belong to no network this page knows"],
];

test("bad files from disk: each gets a sentence, and nothing is lost", needsData, async (t) => {
  const studio = await galleryOfATeacher(t);
  for (const [what, make, words] of bad) {
    await t.test(what, async () => {
      await openFiles(studio, make());
      await studio.alertSays(words);
      assert.equal(await studio.alert.getByRole("listitem").count(), 1, "the sentence before has gone");
      await studio.inUse(inUseBefore());
    });
  }
  await nothingIsLost(studio);
});

test("a pickle that would run a program runs nothing", needsData, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "headstart-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const trace = join(folder, "called");
  const studio = await galleryOfATeacher(t);
  const call = `cposix\nsystem\n${pickledText(`touch ${trace}`)}\x85R`;
  // By itself, and as one of the tensors of a state dict.
  for (const instructions of [call, `}${pickledText("conv1.weight")}${call}s`]) {
    await openFiles(studio, binary("evil.pth", checkpoint(instructions)));
    await studio.alertSays("“evil.pth” could not be used as weights: there are no named tensors of floating-point numbers in it");
  }
  assert.ok(!existsSync(trace));
  assert.deepEqual(studio.requests, []);
  await nothingIsLost(studio);
});

const cors = { "access-control-allow-origin": "*" };
const address = "https://models.example/some/folder/model.safetensors";

/** The gallery, from which addresses of another host are answered like this. */
async function withHost(t, answer, prepared = gallery) {
  const studio = await prepared(t);
  await studio.page.context().route("https://models.example/**", answer);
  return studio;
}

const supervised = (route) => route.fulfill({ path: shippedWeights("small-resnet"), headers: cors });

const fromAddress = "From your address: Headstart ResNet";

test("an address with the right SHA-256 is fetched, used and taught", needsData, async (t) => {
  const studio = await withHost(t, supervised);
  await load(studio, address, shippedCard("small-resnet").sha256);
  await worksAs(studio, fromAddress);
  await studio.page.getByText("Ready, from your address.").waitFor();
});

test("an address needs no SHA-256, and one in upper case or between blanks does as well", needsData, async (t) => {
  const studio = await withHost(t, supervised);
  for (const hash of ["", ` ${shippedCard("small-resnet").sha256.toUpperCase()} `]) {
    await load(studio, ` ${address} `, hash);
    await studio.inUse(fromAddress);
    assert.equal(await studio.alert.count(), 0);
    await studio.article(inUseBefore()).getByRole("button", { name: "Use this" }).click();
    await studio.inUse(inUseBefore());
  }
});

test("a manifest at an address brings the shards beside it", needsData, async (t) => {
  const asked = [];
  const studio = await withHost(t, (route) => {
    const name = route.request().url().split("/").at(-1);
    asked.push(name);
    return route.fulfill({ path: copy(name), headers: cors });
  });
  await load(studio, "https://models.example/model/weights_manifest.json");
  await worksAs(studio, "From your address: MobileNetV1, width 0.25");
  assert.deepEqual(asked, ["weights_manifest.json", "group1-shard1of1"]);
});

test("a download from an address shows how far it is, and can be cancelled", needsData, async (t) => {
  const studio = await withHost(t, () => {});
  const { page } = studio;
  await load(studio, address);
  const own = page.getByRole("region", { name: "Bring your own" });
  await own.getByRole("progressbar", { name: "Downloading weights" }).waitFor();
  await own.getByRole("button", { name: "Cancel download" }).click();
  await own.getByRole("progressbar").waitFor({ state: "hidden" });
  // The button is gone, and the focus has another place.
  await page.locator("#own-address:focus").waitFor();
  await studio.inUse(inUseBefore());
  assert.equal(await studio.alert.count(), 0, "the visitor knows who cancelled");
});

/** A host that answers, but shares with no other page. */
async function unshared(t) {
  const server = createServer((request, response) => response.end(read(shippedWeights("small-resnet"))));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

test("bad addresses: each gets a sentence, and nothing is lost", needsData, async (t) => {
  const other = await unshared(t);
  const answers = {
    "model.safetensors": supervised,
    "page.html": (route) => route.fulfill({ body: "<!doctype html><title>Sign in</title>", headers: cors }),
    "missing.pth": (route) => route.fulfill({ status: 404, headers: cors }),
    "away.pth": (route) => route.abort("connectionrefused"),
    "weights_manifest.json": (route) => route.fulfill({ path: copy("weights_manifest.json"), headers: cors }),
    "group1-shard1of1": (route) => route.fulfill({ status: 404, headers: cors }),
  };
  const answer = (route) => answers[route.request().url().split("/").at(-1)](route);
  const studio = await withHost(t, answer, galleryOfATeacher);
  await studio.page.context().route(`${other}/**`, (route) => route.continue());
  for (const [what, url, hash, words] of [
    ["another SHA-256", address, "ab".repeat(32), "what arrived is not the file that was promised"],
    ["a web page", "https://models.example/page.html", "", "it is a web page, not weights"],
    ["404", "https://models.example/missing.pth", "", "the address answered with HTTP status 404"],
    ["a host that is away", "https://models.example/away.pth", "", "the address cannot be reached"],
    ["a host that does not share (CORS)", `${other}/model.safetensors`, "", "its host does not let other pages read it (CORS)"],
    ["a manifest whose shard is not there", "https://models.example/weights_manifest.json", "", "HTTP status 404"],
    ["what is no address", "my model", "", "it is no address that can be fetched"],
    ["another scheme", "file:///etc/passwd", "", "it is no address that can be fetched"],
    ["what is no hash", address, "13ee", "the SHA-256 must be 64 digits"],
  ]) {
    await t.test(what, async () => {
      await load(studio, url, hash);
      await studio.alertSays(`“${url}” could not be used as weights: `);
      await studio.alertSays(words);
      assert.equal(await studio.alert.getByRole("listitem").count(), 1, "the sentence before has gone");
      await studio.inUse(inUseBefore());
    });
  }
  // Without one there is nothing to load, and the browser says which box is to be filled.
  await studio.page.getByRole("button", { name: "Dismiss" }).click();
  await load(studio, "");
  await studio.page.locator("#own-address:invalid:focus").waitFor();
  assert.equal(await studio.alert.count(), 0);
  await nothingIsLost(studio);
});

test("the focus stays where the visitor has put it before the page could move it", async (t) => {
  const studio = await gallery(t);
  await load(studio, "my model");
  await studio.alertSays("it is no address that can be fetched");
  const focused = await studio.page.evaluate(async () => {
    const dismiss = [...document.querySelectorAll("button")].find((button) => button.textContent.trim() === "Dismiss");
    dismiss.click();
    document.getElementById("own-address").focus();
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return document.activeElement.id;
  });
  assert.equal(focused, "own-address");
});

test("one's own model makes place for another of one's own, and for one on offer", needsData, async (t) => {
  const studio = await gallery(t);
  const own = articles(studio).first();
  await openFiles(studio, copy("resnet20-12fca82f.th"));
  await studio.inUse("Your file: ResNet-20 for CIFAR-10");
  await openFiles(studio, shippedWeights("small-resnet"));
  await studio.inUse("Your file: Headstart ResNet");
  assert.equal(await articles(studio).count(), 7);
  assert.equal(await own.getByRole("button", { name: "Remove from this device" }).count(), 0, "it was never stored");
  await studio.article(inUseBefore()).getByRole("button", { name: "Use this" }).click();
  await studio.inUse(inUseBefore());
  assert.equal(await articles(studio).count(), 6);
});

test("one's own model with labels can be asked what it knows", needsData, async (t) => {
  const studio = await gallery(t);
  await openFiles(studio, copy("resnet20-12fca82f.th"));
  const article = studio.article("Your file: ResNet-20 for CIFAR-10");
  await article.getByText("It has 10 labels of its own").waitFor();
  await article.getByLabel("Choose a picture").setInputFiles(photos("test", "helicopter", 1)[0]);
  const labels = article.getByRole("list", { name: "Top labels" }).getByRole("listitem");
  await labels.first().waitFor();
  assert.equal(await labels.count(), 5);
});

test("a model of one's own is there again after a reload, with its head", needsData, async (t) => {
  const studio = await gallery(t);
  const name = "Your file: MobileNetV1, width 0.25";
  await openFiles(studio, ["weights_manifest.json", "group1-shard1of1"].map(copy));
  await worksAs(studio, name);
  await studio.page.getByText("Saved on this device", { exact: true }).waitFor();
  await studio.page.reload();
  await studio.ready();
  await studio.shows({ dolphin: 3, lotus: 3 });
  assert.equal(await studio.chosenModel(), name);
  await studio.tellsApart();
  assert.equal(await studio.alert.count(), 0);
});
