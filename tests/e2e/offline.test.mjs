// With no network but the page's own host: everything that the page promises works all the same, with
// the models that ship with it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answerWithWeights, launch, needsData, open, photos, publicAddress, shippedCard } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

/** The page without a network beyond its host. */
async function offline(t, query) {
  const studio = await open(browser, { query, network: null });
  t.after(() => studio.close());
  return studio;
}

/** Teaches these classes from six photos each, and gives the share of ten more of each that it gets right. */
async function taught(studio, names) {
  await studio.addPhotos(names, 6);
  const { accuracy, heldOut, text } = await studio.trainToEnd();
  assert.equal(heldOut, names.length, "one of six is held out");
  assert.ok(accuracy >= 0 && accuracy <= 100, text);
  let right = 0;
  for (const name of names) {
    for (const photo of photos("test", name, 10)) {
      const prediction = await studio.try(photo);
      assert.deepEqual(prediction.map(({ name }) => name).sort(), [...names].sort());
      right += prediction[0].name === name;
    }
  }
  return right / (names.length * 10);
}

test("the page takes a model that ships with it, says so, and teaches five classes", needsData, async (t) => {
  const studio = await offline(t, "?device=cpu");
  const { page } = studio;
  const { name } = shippedCard("small-resnet");

  // It says what it could not have, what it took instead, and what the visitor can do about it.
  await studio.alertSays("The weights of MobileNetV2 could not be fetched: the address cannot be reached");
  const status = page.getByRole("status").filter({ hasText: "MobileNetV2 could not be fetched" });
  await status.filter({ hasText: `${name}, which ships with this page, takes its place` }).waitFor();
  await studio.modelLoaded();
  assert.equal(await studio.chosenModel(), name);
  await page.getByRole("button", { name: "Try again" }).waitFor();
  await studio.go("Models");
  await studio.inUse(name);
  await studio.go("Studio");

  const share = await taught(studio, ["dolphin", "lotus", "watch", "dalmatian", "grand_piano"]);
  t.diagnostic(`${(share * 100).toFixed(0)} % of 50 photos (needed: 75; by chance: 20)`);
  assert.ok(share >= 0.75, `${share * 100} %`);

  assert.equal(studio.requests.length, 1, "one look for the public weights, and no other request");
  assert.match(studio.requests[0], publicAddress);
});

// Three classes, of which chance gets one in three: the share that each must get right.
for (const [id, needed] of [["small-resnet", 0.75], ["autoencoder", 0.5], ["kmeans", 0.6]]) {
  test(`${id} teaches without asking for anything beyond the page's host`, needsData, async (t) => {
    const studio = await offline(t, `?device=cpu&model=${id}`);
    await studio.modelLoaded();
    assert.equal(await studio.chosenModel(), shippedCard(id).name);
    const share = await taught(studio, ["lotus", "watch", "dalmatian"]);
    t.diagnostic(`${(share * 100).toFixed(0)} % of 30 photos (needed: ${needed * 100}; by chance: 33)`);
    assert.ok(share >= needed, `${share * 100} %`);
    assert.equal(await studio.alert.count(), 0);
    assert.deepEqual(studio.requests, []);
  });
}

test("once the network is back, Try again fetches what was wanted at first", needsData, async (t) => {
  const studio = await offline(t, "?device=cpu");
  const { page } = studio;
  const status = page.getByRole("status").filter({ hasText: "takes its place" });
  await status.waitFor();
  await studio.modelLoaded();
  await studio.addPhotos();
  await page.context().route(publicAddress, answerWithWeights);
  await page.getByRole("button", { name: "Try again" }).click();
  await status.waitFor({ state: "hidden" });
  await page.getByText("Ready. Next time nothing needs to be fetched.").waitFor();
  assert.equal(await studio.chosenModel(), "MobileNetV2");
  assert.equal(await studio.alert.count(), 0, "what has been put right is not complained about");
  await studio.canBeTaught();
});

test("a model that the visitor has asked for is not replaced by another", needsData, async (t) => {
  const studio = await offline(t, "?device=cpu&model=mobilenet-v1");
  await studio.alertSays("The weights of MobileNetV1 could not be fetched: the address cannot be reached");
  await studio.page.getByText("The weights did not load.").waitFor();
  assert.equal(await studio.chosenModel(), "MobileNetV1");
  assert.equal(await studio.page.getByText("takes its place").count(), 0);
});
