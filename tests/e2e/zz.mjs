import { launch, open, until } from "./harness.mjs";
const browser = await launch({ gpu: false });
const out = "/tmp/shots"; import { mkdirSync } from "node:fs"; mkdirSync(out, { recursive: true });
const which = process.argv[2]?.split(",") ?? [""];
const dark = process.argv[3] === "dark"; const phone = process.argv[4] === "phone";
for (const fragment of which) {
  const studio = await open(browser, { query: `learn/?device=cpu${fragment ? "#" + fragment : ""}`, network: null, allow: /./, viewport: phone ? { width: 360, height: 740 } : { width: 1200, height: 900 }, colorScheme: dark ? "dark" : "light", wait: false });
  try { await studio.ready(); } catch (e) { console.log("not ready", e.message.slice(0,200)); }
  const { page } = studio;
  await page.waitForTimeout(500);
  const n = await page.getByRole("button", { name: "Start", exact: true }).count();
  for (let i = 0; i < n; i++) {
    const t0 = Date.now();
    const group = page.locator(".experiment[role=group]").nth(i);
    await group.getByRole("button", { name: "Start", exact: true }).click().catch(e => console.log(e.message.slice(0,300)));
    await page.waitForTimeout(200);
    await until(async () => (await group.getAttribute("aria-busy")) === "false", 240_000).catch(e => console.log("busy", fragment, i));
    console.log(fragment, i, (Date.now() - t0) / 1000, (await group.locator("p[role]").last().innerText()).slice(0, 150));
  }
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${out}/${fragment || "contents"}${dark ? "-dark" : ""}${phone ? "-phone" : ""}.png`, fullPage: true });
  console.log(fragment, studio.problems.slice(0, 5));
  await studio.close().catch(e => console.log(e.message.slice(0, 300)));
}
await browser.close();
