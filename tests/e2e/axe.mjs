// What axe, which knows the rules of accessible pages, has to complain about.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const script = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");

/** Complaints about the page as it is now: a line for each broken rule. */
export async function complaints(page) {
  // Not as an element: the page's policy would stop it.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(script);
  return page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations, passes } = await axe.run({ runOnly: tags });
    if (passes.length < 20) return [`only ${passes.length} rules applied`];
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ").slice(0, 300)}`);
  });
}
