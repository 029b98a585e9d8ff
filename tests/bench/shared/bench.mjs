// What the programs of the bench share: contestants that take turns, each in a fresh page of one
// browser, and what is known of the machine.

import { availableParallelism, cpus } from "node:os";
import { launch } from "../../e2e/harness.mjs";
import { benchPlaces } from "./places.mjs";
import { isolated, serve } from "./server.mjs";

/** The number of an option such as `--rounds 3`, or what it is otherwise. */
export function option(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

/** What is known of the machine; the browser is asked for its graphics adapter on this page. */
export async function machine(browser, address) {
  const page = await browser.newPage();
  await page.goto(address);
  const adapter = await page.evaluate(async () => {
    const { info } = (await navigator.gpu?.requestAdapter()) ?? {};
    return info && [info.vendor, info.architecture, info.description].filter(Boolean).join(" ");
  });
  await page.close();
  const chromium = `Chromium ${browser.version()}`;
  return { browser: chromium, adapter, cores: availableParallelism(), cpu: cpus()[0]?.model };
}

/** Most turns of one that takes so many milliseconds for a turn: software adapters take long. */
function mostTurns(longest) {
  if (longest > 45_000) return 1;
  return longest > 15_000 ? 2 : Infinity;
}

/**
 * Lets contestants take turns, A B C A B C, and gives `[{ who, results, problem }]`. One that fails says why,
 * and takes no more turns.
 */
export async function turns(contestants, rounds, turn) {
  const entries = contestants.map((who) => ({ who, results: [], problem: undefined, longest: 0 }));
  for (let round = 0; round < rounds; round++) {
    const goesOn = ({ problem, longest }) => !problem && round < mostTurns(longest);
    for (const entry of entries.filter(goesOn)) {
      const start = performance.now();
      try {
        entry.results.push(await turn(entry.who, round));
      } catch (error) {
        entry.problem = String(error.message ?? error).split("\n")[0];
        console.log(`${entry.who.name}: ${entry.problem}`);
      }
      entry.longest = Math.max(entry.longest, performance.now() - start);
    }
  }
  return entries;
}

/** A browser with a page for contestants: `{ call, machine, close }`. */
export async function open(models) {
  const server = await serve({ find: benchPlaces(models), headers: isolated });
  const browser = await launch();
  const about = await machine(browser, server.origin);
  const context = await browser.newContext();
  let closing = false;
  browser.on("disconnected", () => {
    if (closing) return;
    console.error("The browser is gone.");
    process.exit(1);
  });

  /** Calls a function of `contestants/measure.mjs` in a fresh page. */
  const call = async (name, options) => {
    const page = await context.newPage();
    // A program that panics may leave its promise waiting for ever.
    const broken = new Promise((_, fail) => {
      page.on("pageerror", (error) => fail(error));
      page.on("crash", () => fail(new Error("the page crashed")));
    });
    try {
      await page.goto(server.origin);
      const result = page.evaluate(async ([name, options]) => {
        const measure = await import("/contestants/measure.mjs");
        return measure[name](options);
      }, [name, options]);
      return await Promise.race([result, broken]);
    } finally {
      await page.close();
    }
  };

  const close = async () => {
    closing = true;
    await browser.close();
    await server.close();
  };
  return { call, machine: about, close };
}
