// How long a short text takes to embed with all-MiniLM-L6-v2, dividing it into tokens included: the engine
// without the page, beside transformers.js with the same weights and the same tokenizer.

import { join } from "node:path";
import { data, minilm, read } from "../e2e/harness.mjs";
import { open, option, turns } from "./shared/bench.mjs";
import { contestants } from "./shared/contestants.mjs";
import { minilmFiles } from "./shared/models.mjs";
import { report } from "./shared/report.mjs";

if (!data || !minilm) {
  console.log(`text: SKIPPED, ${data ? "all-MiniLM-L6-v2 is not here" : "there is no shared data beside this checkout"}`);
  process.exit(0);
}

const ROUNDS = option("rounds", 3);
const BATCHES = [1, 8];
/** Milliseconds that each size of batch goes on in a round. */
const BUDGET = option("budget", 1000);
/** The largest distance between embeddings, relative, that rounding explains. */
const TOLERANCE = 1e-3;

// What PyTorch makes of its first text, which stands before requests to an assistant.
const { cases: [golden] } = JSON.parse(read(join(data, "golden/minilm.json")));
const requests = JSON.parse(read(join(data, "text/clinc150/data_small.json"))).train;
const texts = [golden.text, ...requests.slice(0, 63).map(([text]) => text)];

const bench = await open(minilmFiles());
const entries = await turns(contestants("headstart", "transformers"), ROUNDS, async (who) => {
  const options = { who, texts, expected: golden.mean_pooled_l2, batches: BATCHES, budget: BUDGET };
  const result = await bench.call("texts", options);
  if (!(result.difference < TOLERANCE)) throw new Error(`its embedding differs by ${result.difference}`);
  return result;
});
await bench.close();

report("text", bench.machine, BATCHES.map((size) => ({
  title: `all-MiniLM-L6-v2, batch ${size}`,
  unit: "ms a text",
  entries,
  ways: (result) => ({ embed: result.times[size] }),
})));
