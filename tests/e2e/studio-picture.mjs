// Makes docs/studio.png anew from the built site: `node tests/e2e/studio-picture.mjs`.

import { fileURLToPath } from "node:url";
import { launch, open, photos } from "./harness.mjs";

const browser = await launch({ gpu: false });
try {
  const viewport = { width: 1280, height: 1000 };
  const studio = await open(browser, { query: "?device=cpu", viewport });
  await studio.page.getByRole("textbox", { name: "Project name" }).fill("Sea and pond");
  await studio.addPhotos(["dolphin", "lotus", "starfish"], 15);
  await studio.trainToEnd();
  await studio.try(photos("test", "lotus", 3).at(-1));
  await studio.page.evaluate(() => scrollTo(0, 0));
  await studio.page.screenshot({ path: fileURLToPath(new URL("../../docs/studio.png", import.meta.url)) });
  await studio.close();
} finally {
  await browser.close();
}
