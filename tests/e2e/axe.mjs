// What axe, which knows the rules of accessible pages, has to complain about.

import { createRequire } from "node:module";

const script = createRequire(import.meta.url).resolve("axe-core");

/** Complaints about the page as it is now: a line for each broken rule. */
export async function complaints(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.addScriptTag({ path: script });
  return page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations, passes } = await axe.run({ runOnly: tags });
    if (passes.length < 20) return [`only ${passes.length} rules applied`];
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ").slice(0, 300)}`);
  });
}
