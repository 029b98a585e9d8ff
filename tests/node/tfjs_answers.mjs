// What TensorFlow.js says of pictures: node tests/node/tfjs_answers.mjs FOLDER PIXELS
//
// FOLDER is the model, PIXELS a file of red, green and blue of one picture after the other, as tests/python/pictures.py
// writes it. What is printed is of the form that tests/python/answers.py prints.

import { readFileSync } from "node:fs";
import { open, version } from "./tfjs.mjs";

const [folder, file] = process.argv.slice(2);
const { labels, side, answer } = await open(folder);
const bytes = readFileSync(file);
const size = 3 * side * side;
const answers = [];
for (let at = 0; at < bytes.length; at += size) {
  answers.push({ probabilities: answer(bytes.subarray(at, at + size)), similarity: null, unknown: null });
}
process.stdout.write(JSON.stringify({ reader: `TensorFlow.js ${version}`, labels, answers }));
