// The page in German: nothing of it is in English, and everybody finds the way from one language to the other.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { complaints } from "./axe.mjs";
import { launch, open, site } from "./harness.mjs";

let browser;
before(async () => (browser = await launch({ gpu: false })));
after(() => browser.close());

/** What stands in a file of words, by its key. */
function catalogue(language) {
  const lines = readFileSync(site(`words_${language}.md`), "utf8").split("\n");
  return new Map(lines.map((line) => /^- (\S+): (.*)$/.exec(line)?.slice(1)).filter(Boolean));
}

/** What is said in English alone: whole texts, with anything in the places of values; and longer parts of them. */
function englishOnly() {
  const german = catalogue("de");
  const both = new Set(german.values());
  const alone = [...catalogue("en")].filter(([key, said]) => german.get(key) !== said && !both.has(said));
  const plain = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  // What has next to no words of its own, as “{0} and {1}”, could be anything.
  const letters = (said) => said.replace(/\{\d\}|[^A-Za-z]/g, "").length;
  const worded = alone.map(([, said]) => said).filter((said) => letters(said) > (said.includes("{0}") ? 4 : 1));
  const whole = worded.map((said) => new RegExp(`^${said.split(/\{\d\}/).map(plain).join(".+")}$`));
  const parts = worded.flatMap((said) => said.split(/\{\d\}/)).map((part) => part.trim());
  return { whole, parts: parts.filter((part) => part.length > 14) };
}

/** All that a page says, to who sees it and to who hears it. */
function said(page) {
  return page.evaluate(() => {
    const texts = [document.title];
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
      const parent = nodes.currentNode.parentElement;
      if (!parent.closest("script, style, textarea, [lang]:not(html)")) texts.push(nodes.currentNode.data);
    }
    for (const element of document.body.querySelectorAll("*")) {
      for (const name of ["aria-label", "aria-valuetext", "title", "placeholder", "alt"]) {
        if (!element.lang) texts.push(element.getAttribute(name) ?? "");
      }
    }
    return [...new Set(texts.map((text) => text.trim()))].filter(Boolean);
  });
}

async function isGerman(page) {
  const { whole, parts } = englishOnly();
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
  const texts = await said(page);
  const english = texts.filter(
    (text) => whole.some((pattern) => pattern.test(text)) || parts.some((part) => text.includes(part)),
  );
  assert.deepEqual(english, []);
  assert.deepEqual(texts.filter((text) => /\{\d\}|^[a-z-]+\.[a-z-]+/.test(text)), [], "no keys, no places");
  assert.deepEqual(await complaints(page), []);
  return texts;
}

async function opened(t, { query = "?device=cpu&model=small-resnet&lang=de", ...options } = {}) {
  const studio = await open(browser, { query, network: null, ...options, wait: false });
  // Also where it never gets ready, or its server would keep the tests from ending.
  t.after(() => studio.close());
  if (options.wait ?? true) await studio.ready();
  return studio;
}

const button = (page, name) => page.getByRole("button", { name, exact: true });

test("the studio for pictures, empty and taught, and what goes wrong there", async (t) => {
  const { page } = await opened(t);
  await button(page, "Klasse anlegen").waitFor();
  await page.getByText(/^Bereit/).waitFor();
  await isGerman(page);

  await button(page, "Beispielbilder nehmen").click();
  await page.getByRole("group", { name: "Baum", exact: true }).waitFor();
  await button(page, "Trainieren").click();
  const result = page.getByRole("status", { name: "Ergebnis", exact: true });
  await result.getByText(/von \d+ Bildern richtig, die es nie gesehen hatte/).waitFor({ timeout: 120_000 });
  assert.match(await result.innerText(), /Genauigkeit \d+\u00a0% auf \d+ Testbeispielen/);

  const picture = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(64, 64);
    const context = canvas.getContext("2d");
    context.fillRect(10, 10, 30, 40);
    const blob = await canvas.convertToBlob({ type: "image/png" });
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  const file = { name: "Ding 1.png", mimeType: "image/png", buffer: Buffer.from(picture) };
  await page.getByLabel("Datei ausprobieren", { exact: true }).setInputFiles(file);
  const items = page.getByRole("list", { name: "Vorhersage" }).getByRole("listitem");
  await items.first().waitFor();
  for (const item of await items.allInnerTexts()) {
    // A black block is like none of them, and may be said to be unknown first.
    assert.match(item.trim(), /^(Das weiß ich nicht|(Haus|Baum|Fisch|Auto) \d+\u00a0%)$/);
  }
  await page.getByText("Unter der Haube", { exact: true }).click();
  await page.getByText("Die Diagramme als Tabelle", { exact: true }).click();
  await button(page, "Projekte").click();
  await page.getByText(/^Bilder, 32 Beispiele, \d+,\d MB/).waitFor();
  await isGerman(page);

  const note = { name: "notiz.txt", mimeType: "image/png", buffer: Buffer.from("kein Bild") };
  await page.getByLabel("Beispiele hinzufügen zu Haus", { exact: true }).setInputFiles(note);
  const alert = page.getByRole("alert").getByText("„notiz.txt“ wurde ausgelassen: Das ist kein Bild");
  await alert.waitFor();
  await page.getByLabel("Datei ausprobieren", { exact: true }).setInputFiles([file, { ...file, name: "Ding 2.png" }]);
  await page.getByRole("heading", { name: "Sortiert", exact: true }).waitFor();
  await page.getByText(/^2 Bilder: /).first().waitFor();
  await isGerman(page);

  await button(page, "Zeichnen für Haus").click();
  await button(page, "Kamera für Baum").click();
  await page.getByText(/^Die Kamera ist aus: /).waitFor();
  await isGerman(page);
});

test("the studio for texts", async (t) => {
  const { page } = await opened(t, { query: "text?device=cpu&model=bert&lang=de" });
  await page.getByText(/^Bereit/).waitFor({ timeout: 60_000 });
  await isGerman(page);
  await button(page, "Beispieltexte nehmen").click();
  await page.getByRole("group", { name: "Lob", exact: true }).waitFor();
  await button(page, "Trainieren").click();
  const result = page.getByRole("status", { name: "Ergebnis", exact: true });
  await result.getByText(/von \d+ Texten richtig, die es nie gesehen hatte/).waitFor({ timeout: 120_000 });
  await page.getByLabel("Text ausprobieren", { exact: true }).fill("It came broken.");
  await page.getByRole("list", { name: "Vorhersage" }).getByRole("listitem").first().waitFor();
  await isGerman(page);
  const table = { name: "tabelle.csv", mimeType: "text/csv", buffer: Buffer.from("was;wie\nganz gut;1\nnicht so;0\n") };
  await page.getByLabel("Tabelle importieren", { exact: true }).setInputFiles(table);
  await page.getByRole("heading", { name: "Texte in tabelle.csv", exact: true }).waitFor();
  await isGerman(page);
});

test("the page of models", async (t) => {
  const { page } = await opened(t, { query: "models/?device=cpu&lang=de" });
  const article = page.getByRole("article", { name: "Headstart ResNet", exact: true });
  await article.getByText(/Ein kleines Residualnetz/).waitFor();
  await page.getByRole("article", { name: "Headstart GPT", exact: true }).waitFor();
  for (const details of await page.getByText("Einzelheiten", { exact: true }).all()) await details.click();
  assert.match(await article.innerText(), /43\u00a0%.*1,8 MB|1,8 MB[^]*43\u00a0%/);
  await isGerman(page);
  assert.equal(await page.title(), "Modelle – Headstart");
});

test("the language is chosen by a button, remembered, and changes nothing of the project", async (t) => {
  const studio = await opened(t, { query: "?device=cpu&model=small-resnet" });
  const { page } = studio;
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  await page.getByRole("button", { name: "Use sample pictures" }).click();
  await page.getByRole("status", { name: "Saved" }).getByText("Saved on this device").waitFor();
  await button(page, "Deutsch").click();
  await page.getByRole("status", { name: "Gespeichert" }).getByText("Auf diesem Gerät gespeichert").waitFor();
  await page.getByRole("group", { name: "umbrella", exact: true }).or(page.getByRole("group", { name: "car" })).waitFor();
  assert.equal(await button(page, "Deutsch").getAttribute("aria-pressed"), "true");
  await page.goto(`${studio.address}?device=cpu&model=small-resnet`);
  await button(page, "Trainieren").waitFor();
  await page.goto(`${studio.address}?device=cpu&model=small-resnet&lang=en`);
  await button(page, "Train").waitFor();
  await button(page, "Deutsch").click();
  await button(page, "Trainieren").waitFor();
  assert.equal(new URL(page.url()).searchParams.get("lang"), null, "what was chosen counts, not what was asked before");
});

test("a browser that speaks German is spoken to in German", async (t) => {
  const { page } = await opened(t, { query: "?device=cpu&model=small-resnet", locale: "de-AT" });
  await button(page, "Klasse anlegen").waitFor();
});

test("words that do not arrive are said to be missing, in the language that was asked for", async (t) => {
  const init = () => {
    const fetched = window.fetch;
    window.fetch = (address, ...rest) =>
      `${address}`.includes("words_") ? Promise.reject(new TypeError("gone")) : fetched(address, ...rest);
  };
  const { page } = await opened(t, { init, wait: false });
  await page.getByText("Die Texte dieser Seite sind nicht angekommen.").waitFor();
});
