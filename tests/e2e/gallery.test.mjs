// The gallery of models: what it says of each, and what can be done with them there.

import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { after, before, test } from "node:test";
import { complaints } from "./axe.mjs";
import { copy, launch, needsData, open, photos, shippedCard, slowly, until, weights } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

const shipped = ["small-resnet", "autoencoder", "kmeans"];
const nameOf = (id) => shippedCard(id).name;
const useThis = (article) => article.getByRole("button", { name: "Use this" });
const remove = (article) => article.getByRole("button", { name: "Remove from this device" });
const downloading = (article) => article.getByRole("progressbar", { name: "Downloading weights" });

/** The gallery, opened directly; the smallest model is the one in use. */
async function gallery(t, options = {}) {
  const studio = await open(browser, { query: "models/?device=cpu&model=kmeans", ...options });
  t.after(() => studio.close());
  await studio.inUse(nameOf("kmeans"));
  return studio;
}

/** The facts of a list of terms: `{ Licence: "MIT" }`. */
function facts(article) {
  return article.locator("dl").first().evaluate((list) =>
    Object.fromEntries([...list.querySelectorAll("dt")].map((term) => [
      term.textContent,
      term.nextElementSibling.textContent,
    ])),
  );
}

/** The table of what this project has measured: `[heads, ...rows]`; none where there is none. */
function figures(article) {
  const table = article.getByRole("group", { name: "Figures measured by this project" });
  return table.locator("tr").evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
}

/** The table that this part of a card calls for: the model beside random weights and MobileNetV2. */
function expectedFigures({ shots, rows }) {
  if (rows.length === 0) return [];
  const [own, random, best] = rows;
  assert.match(random.model, /random weights/);
  assert.match(best.model, /MobileNetV2/);
  const capitalised = (text) => text[0].toUpperCase() + text.slice(1);
  const heads = ["This model", capitalised(random.model), capitalised(best.model)];
  const row = ({ mean }, index) => [heads[index], ...mean.map((share) => `${(share * 100).toFixed(0)}%`)];
  return [["Examples a class", ...shots.map(String)], ...[own, random, best].map(row)];
}

/** What the browser keeps of weights: the last parts of their addresses. */
function kept(studio) {
  return studio.page.evaluate(async () => {
    const names = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) names.push(url.split("/").at(-1));
    }
    return names.sort();
  });
}

const megabytes = (...paths) => {
  const bytes = paths.map((path) => statSync(path).size).reduce((sum, size) => sum + size);
  return `${(bytes / 1e6).toFixed(1)} MB`;
};

test("there is an article for every model, named by it", needsData, async (t) => {
  const studio = await gallery(t);
  const forPictures = ["MobileNetV2", ...shipped.map(nameOf), "MobileNetV1", "ResNet-20"];
  const forText = [nameOf("bert"), nameOf("gpt"), "MiniLM"];
  const names = [...forPictures, ...forText];
  // Those for text come with the part of the page for them.
  await studio.article("MiniLM").waitFor();
  assert.deepEqual(await studio.page.getByRole("article").getByRole("heading", { level: 3 }).allInnerTexts(), names);
  const inRegion = (name) => studio.page.getByRole("region", { name, exact: true }).getByRole("article").count();
  assert.deepEqual([await inRegion("For pictures"), await inRegion("For text")], [6, 3]);
  for (const name of names) assert.equal(await studio.article(name).count(), 1, name);
  assert.equal(await studio.page.title(), "Models – Headstart");
});

const how = {
  "small-resnet": "With labels (supervised)",
  autoencoder: "Without labels, by redrawing pictures (autoencoder)",
  kmeans: "Without labels, by grouping patches (clustering)",
};

test("the articles of the models that ship with the page say what their cards say", needsData, async (t) => {
  const studio = await gallery(t);
  for (const id of shipped) {
    const card = shippedCard(id);
    const article = studio.article(card.name);
    await article.getByText(card.about).waitFor();
    assert.deepEqual(await facts(article), {
      Learnt: how[id],
      "Learnt from": card.data.map(({ name }) => name).join("; "),
      Size: `${(card.bytes / 1e6).toFixed(1)} MB`,
      "Looks at": `pictures of ${card.input_size} × ${card.input_size} pixels`,
      Licence: card.licence,
    });
    await article.getByText("Details").click();
    await article.getByText(card.architecture, { exact: true }).waitFor();
    await article.getByText(card.sha256).waitFor();
    for (const { licence } of card.data) await article.getByText(licence).first().waitFor();
    if (card.few_shot.rows.length === 0) t.diagnostic(`${card.name} has no figures`);
    assert.deepEqual(await figures(article), expectedFigures(card.few_shot), card.name);
  }
});

test("the articles of public models say what they are of, and how large", needsData, async (t) => {
  const studio = await gallery(t);
  const v1 = ["weights_manifest.json", "group1-shard1of1"].map(copy);
  for (const [name, size, data, licence, input] of [
    ["MobileNetV2", megabytes(weights), /ImageNet/, "Apache-2.0", 224],
    ["MobileNetV1", megabytes(...v1), /ImageNet/, "Apache-2.0", 128],
    ["ResNet-20", megabytes(copy("resnet20-12fca82f.th")), /CIFAR-10/, "BSD-2-Clause", 32],
  ]) {
    const said = await facts(studio.article(name));
    assert.match(said["Learnt from"], data);
    assert.equal(said.Learnt, "With labels (supervised)");
    assert.deepEqual([said.Size, said.Licence], [size, licence], name);
    assert.equal(said["Looks at"], `pictures of ${input} × ${input} pixels`);
    await studio.article(name).getByText("Not downloaded").waitFor();
  }
});

test("“Use this” makes a model the one that the studio teaches", needsData, async (t) => {
  const studio = await gallery(t);
  const [before, after] = [studio.article(nameOf("kmeans")), studio.article("ResNet-20")];
  assert.equal(await useThis(before).count(), 0);
  await useThis(after).click();
  await studio.inUse("ResNet-20");
  await after.getByText("On this device").waitFor();
  await useThis(before).waitFor();
  await after.getByRole("link", { name: "Teach it in the studio" }).click();
  await studio.modelLoaded();
  assert.equal(await studio.chosenModel(), "ResNet-20");
  await studio.addPhotos();
  const { heldOut } = await studio.trainToEnd();
  assert.equal(heldOut, 2);
  await studio.go("Models");
  await studio.inUse("ResNet-20");
});

test("what is removed from this device is gone from it, and can be had again", needsData, async (t) => {
  const studio = await gallery(t);
  const own = studio.article(nameOf("kmeans"));
  await own.getByText("On this device").waitFor();
  assert.deepEqual(await kept(studio), ["kmeans.safetensors"]);
  await remove(own).click();
  await own.getByText("Ships with this page").waitFor();
  assert.deepEqual(await kept(studio), []);
  assert.equal(await remove(own).count(), 0);
  // What computes has it still.
  await studio.inUse(nameOf("kmeans"));

  const v1 = studio.article("MobileNetV1");
  const files = ["group1-shard1of1", "weights_manifest.json"];
  for (const round of [1, 2]) {
    await useThis(v1).click();
    await studio.inUse("MobileNetV1");
    await v1.getByText("On this device").waitFor();
    assert.deepEqual(await kept(studio), files);
    assert.equal(studio.requests.length, 2 * round, "it was fetched anew");
    await remove(v1).click();
    await v1.getByText("Not downloaded").waitFor();
    assert.deepEqual(await kept(studio), []);
    await useThis(own).click();
    await studio.inUse(nameOf("kmeans"));
    await own.getByText("On this device").waitFor();
    await remove(own).click();
    await own.getByText("Ships with this page").waitFor();
  }
});

test("a download shows how far it is, and can be cancelled", needsData, async (t) => {
  const slow = await slowly(t, weights);
  const studio = await gallery(t, { network: slow.network });
  const article = studio.article("MobileNetV2");

  const halfWay = async () => {
    await useThis(article).click();
    await downloading(article).waitFor();
    await article.getByText("Downloading…").waitFor();
    await article.getByText(/^[01]\.\d of 2\.2 MB$/).waitFor();
    const [value, max] = await downloading(article).evaluate(({ value, max }) => [value, max]);
    assert.ok(value > 0 && value < max && max === statSync(weights).size, `${value} of ${max}`);
  };
  await halfWay();
  await article.getByRole("button", { name: "Cancel download" }).click();
  await downloading(article).waitFor({ state: "hidden" });
  await article.getByText("Not downloaded").waitFor();
  await studio.inUse(nameOf("kmeans"));
  assert.equal(await studio.alert.count(), 0, "the visitor knows who cancelled");
  assert.deepEqual(await kept(studio), ["kmeans.safetensors"]);

  await halfWay();
  slow.goOn();
  await studio.inUse("MobileNetV2");
  await article.getByText("On this device").waitFor();
});

test("MobileNetV1 says what it already knows of a photo", needsData, async (t) => {
  const studio = await gallery(t);
  const article = studio.article("MobileNetV1");
  const part = article.getByRole("group", { name: "What does it already know?" });
  const labels = part.getByRole("list", { name: "Top labels" }).getByRole("listitem");
  for (const [photo, label] of [["starfish", "starfish"], ["grand_piano", "grand piano"]]) {
    const [path] = photos("test", photo, 1);
    await part.getByLabel("Choose a picture").setInputFiles(path);
    await labels.filter({ hasText: label }).waitFor();
    const said = (await labels.allInnerTexts()).map((text) => /^(.+?)\s+(\d+)%$/.exec(text.trim()));
    assert.equal(said.length, 5);
    const shares = said.map(([, , percent]) => Number(percent));
    assert.deepEqual(shares, [...shares].sort((a, b) => b - a), "best first");
    assert.ok(shares.reduce((sum, share) => sum + share) <= 102, shares.join(", "));
    await part.getByText(path.split("/").at(-1)).waitFor();
  }
  // It was asked, not chosen.
  await studio.inUse(nameOf("kmeans"));
  assert.equal(studio.requests.length, 2, "it is fetched once");

  await part.getByLabel("Choose a picture").setInputFiles({ name: "a.jpg", mimeType: "image/jpeg", buffer: Buffer.from("?") });
  await studio.alertSays("Nothing can be said of “a.jpg”: it is not a picture this browser can read");
  assert.equal(await labels.count(), 0, "no answer stands beside the wrong file");
});

test("a model that is fetched for its answer shows how far it is, and can be cancelled", needsData, async (t) => {
  const { network } = await slowly(t, copy("resnet20-12fca82f.th"));
  const studio = await gallery(t, { network });
  const part = studio.article("ResNet-20").getByRole("group", { name: "What does it already know?" });
  await part.getByLabel("Choose a picture").setInputFiles(photos("test", "helicopter", 1)[0]);
  await part.getByText(/^0\.\d of 1\.1 MB$/).waitFor();
  await part.getByRole("button", { name: "Cancel download" }).click();
  await downloading(part).waitFor({ state: "hidden" });
  // The button is gone, and the focus has another place.
  const title = part.getByRole("heading");
  await until(() => title.evaluate((element) => element === document.activeElement));
  assert.equal(await studio.alert.count(), 0, "the visitor knows who cancelled");
  await studio.article("ResNet-20").getByText("Not downloaded").waitFor();
});

test("going to the gallery and back loses nothing", needsData, async (t) => {
  const studio = await open(browser, { query: "?device=cpu&model=kmeans" });
  t.after(() => studio.close());
  const { page } = studio;
  await studio.addPhotos();
  const { text } = await studio.trainToEnd();
  await studio.tellsApart();
  const there = async () => {
    await studio.shows({ dolphin: 3, lotus: 3 });
    assert.equal(await studio.result.innerText(), text);
    assert.equal((await studio.predicted())[0].name, "lotus");
  };
  await studio.go("Models");
  assert.equal(new URL(page.url()).pathname, "/models/");
  assert.match(new URL(page.url()).search, /^\?device=cpu&model=kmeans&project=[0-9a-f]{16}$/);
  await studio.go("Studio");
  await there();
  await page.goBack();
  await studio.inUse(nameOf("kmeans"));
  await page.goForward();
  await there();

  // Training goes on meanwhile.
  await studio.setEpochs(50);
  await studio.train.click();
  await studio.go("Models");
  await studio.go("Studio");
  const { heldOut } = await studio.finished();
  assert.equal(heldOut, 2);
  await studio.tellsApart();
});

for (const address of ["models", "models/", "models/index.html"]) {
  test(`${address} opens below any path of a host, and again when reloaded`, needsData, async (t) => {
    const base = "/some/sub/path/";
    // Where a host adds no slash, the browser looks ahead for the style one folder too high, before the
    // page can tell it where it is.
    const allow = address === "models" ? /status of 404/ : undefined;
    const studio = await open(browser, { base, query: `${address}?device=cpu&model=kmeans`, allow });
    t.after(() => studio.close());
    await studio.inUse(nameOf("kmeans"));
    await studio.page.reload();
    await studio.ready();
    await studio.inUse(nameOf("kmeans"));
    const styles = () => studio.page.evaluate(() => [...document.styleSheets].map(({ cssRules }) => cssRules.length > 50));
    assert.deepEqual(await styles(), [true, true], "it has its style, and that of what is shown late");
    await studio.go("Studio");
    assert.equal(new URL(studio.page.url()).pathname, base);
    await studio.modelLoaded("Ready, from this browser's cache.");
    await studio.addPhotos();
    const { heldOut } = await studio.trainToEnd();
    assert.equal(heldOut, 2);
  });
}

test("the gallery by keyboard alone", needsData, async (t) => {
  const studio = await gallery(t);
  const { page } = studio;
  const focus = () => page.evaluate(() => document.activeElement.ariaLabel ?? document.activeElement.textContent.trim());
  const tabTo = async (locator) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press("Tab");
      if (await locator.evaluate((element) => element === document.activeElement)) return;
    }
    assert.fail(`Tab never reaches ${locator}`);
  };
  await page.keyboard.press("Tab");
  assert.equal(await focus(), "Skip to the models");
  await page.keyboard.press("Enter");
  await until(() => page.evaluate(() => document.activeElement.id === "main"));

  const article = studio.article("ResNet-20");
  await tabTo(useThis(article));
  await page.keyboard.press("Enter");
  await studio.inUse("ResNet-20");
  // The button is gone, and Tab goes on from the model that it belonged to.
  await until(async () => (await focus()) === "ResNet-20");
  await tabTo(remove(article));
  await page.keyboard.press("Space");
  await article.getByText("Not downloaded").waitFor();
  await until(async () => (await focus()) === "ResNet-20");
  await tabTo(article.getByLabel("Choose a picture"));
  await tabTo(page.getByLabel("Open weights from disk"));
  await tabTo(page.getByLabel("Load from an address"));
  await page.keyboard.type("ftp://here");
  await page.keyboard.press("Enter");
  await studio.alertSays("“ftp://here” could not be used as weights: it is no address that can be fetched");
  // To another page, which the focus follows.
  await page.getByRole("link", { name: "Studio", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Examples", exact: true }).waitFor();
  await until(() => page.evaluate(() => document.activeElement.id === "main"));
});

const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 800 };

for (const colorScheme of ["light", "dark"]) {
  for (const [where, viewport] of [["on a desk", desk], ["on a phone", phone]]) {
    test(`axe finds nothing to complain about in the gallery, ${colorScheme}, ${where}`, needsData, async (t) => {
      const studio = await gallery(t, { colorScheme, viewport, reducedMotion: "reduce" });
      const { page } = studio;
      const check = async (when) => {
        assert.deepEqual(await complaints(page), [], when);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(wide <= 0, `${when}: ${wide} pixels too wide`);
      };
      await check("at first");
      for (const details of await page.getByText("Details", { exact: true }).all()) await details.click();
      const [photo] = photos("test", "flamingo", 1);
      await studio.article("ResNet-20").getByLabel("Choose a picture").setInputFiles(photo);
      await page.getByRole("list", { name: "Top labels" }).waitFor();
      await page.getByLabel("Load from an address").fill("nowhere");
      await page.getByRole("button", { name: "Load", exact: true }).click();
      await studio.alertSays("it is no address that can be fetched");
      await check("with everything open");
    });
  }
}
