// Auto, where there is a graphics adapter that is no program on the CPU: both devices are timed, and the faster
// does the job. The adapter here is such a program; a prelude hides that.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { after, before, test } from "node:test";
import { launch, needsData, open, site, until } from "./harness.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const prelude = `
  const info = { vendor: "a", architecture: "card", device: "", description: "" };
  for (const kind of [self.GPUAdapter, self.GPUDevice]) {
    if (!kind) continue;
    for (const name of ["info", "adapterInfo"]) {
      if (name in kind.prototype) Object.defineProperty(kind.prototype, name, { get: () => info });
    }
  }
`;

async function opened(t, options = {}) {
  const studio = await open(browser, { prelude, ...options });
  t.after(() => studio.close());
  return studio;
}

/** What the page says of what computes. */
const reason = (studio) => studio.page.locator("#device-reason").textContent();

/** The two times in such a sentence, of the CPU and of the adapter, in milliseconds. */
function times(sentence, unit) {
  const found = new RegExp(`${unit} took the CPU ([0-9.]+) ms and the graphics adapter ([0-9.]+) ms`).exec(sentence);
  assert.ok(found, sentence);
  return found.slice(1).map(Number);
}

test("the model embeds where it is faster, and so does the training", needsData, async (t) => {
  const studio = await opened(t);
  await until(async () => /so the CPU embeds/.test(await reason(studio)), 120_000);
  assert.equal(await studio.device(), "cpu");
  const [cpu, adapter] = times(await reason(studio), "A picture");
  assert.ok(cpu > 0 && cpu < adapter, `${cpu} ${adapter}`);
  await studio.addPhotos();
  // Enough work that the CPU is not done at once.
  await studio.set("Hidden layer", 1024);
  await studio.setEpochs(300);
  await studio.canBeTaught();
  const both = await reason(studio);
  t.diagnostic(both);
  times(both, "A picture");
  const [step, there] = times(both, "A step");
  // What is shown as equal was not quite.
  if (step !== there) assert.match(both, step < there ? /so the CPU trains/ : /so the graphics adapter trains/);
});

test("a short run is not worth asking the adapter", needsData, async (t) => {
  const studio = await opened(t);
  await until(async () => /so the CPU embeds/.test(await reason(studio)), 120_000);
  await studio.addPhotos();
  await studio.canBeTaught();
  assert.doesNotMatch(await reason(studio), /trains/);
});

test("what the adapter embedded is embedded again when the CPU takes over", needsData, async (t) => {
  const studio = await opened(t, { query: "?device=webgpu" });
  await studio.addPhotos();
  await studio.trainToEnd();
  await studio.page.getByRole("combobox", { name: "Device" }).selectOption("Auto");
  await until(async () => /so the CPU embeds/.test(await reason(studio)), 120_000);
  assert.equal(await studio.device(), "cpu");
  await studio.embedded();
  await studio.canBeTaught();
});

const several = { skip: cpus().length > 1 ? needsData.skip : "there is one core, and so no helper" };

test("where the CPU is slower the adapter embeds", several, async (t) => {
  const loader = "helper_loader.js";
  // All but the first picture, by which helpers are tried out.
  const slow = `let pictures = 0;
    addEventListener("message", ({ data }) => {
      const end = performance.now() + (data.length === 224 * 224 * 4 && pictures++ > 0 ? 2500 : 0);
      while (performance.now() < end);
    });`;
  const studio = await opened(t, { files: { [loader]: slow + readFileSync(site(loader)) } });
  await until(async () => /so the graphics adapter embeds/.test(await reason(studio)), 120_000);
  assert.equal(await studio.device(), "webgpu");
  const [cpu, adapter] = times(await reason(studio), "A picture");
  assert.ok(cpu > adapter, `${cpu} ${adapter}`);
  await studio.addPhotos();
  await studio.canBeTaught();
});
