// The files of the models that all contestants are given: the same weights, in the format that each reads.

import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { copy, minilm as minilmFolder, shippedCard, shippedWeights, weights } from "../../e2e/harness.mjs";
import { bert } from "./onnx_bert.mjs";
import { mobilenet } from "./onnx_mobilenet.mjs";
import { unzip } from "./zip.mjs";

/** Side of the pictures that MobileNetV2 is given. */
export const SIZE = 224;

/** MobileNetV2: `{ path: bytes }`, below `/models/`. */
export function mobilenetFiles() {
  const zip = readFileSync(weights);
  const files = unzip(zip);
  const prefixed = Object.entries(files).map(([name, bytes]) => [`mobilenet/${name}`, bytes]);
  return {
    ...Object.fromEntries(prefixed),
    "mobilenet.zip": zip,
    "mobilenet.onnx": mobilenet(layersModel(files), SIZE),
  };
}

/**
 * The networks on offer: `{ models: [{ name, files: { name: path } }], files: { path: bytes } }`, the latter below
 * `/models/`.
 */
export function networkFiles() {
  const from = (name, paths) => ({ name, paths: Object.fromEntries(paths.map((path) => [basename(path), path])) });
  const networks = [
    from("MobileNetV2 0.35", [weights]),
    from("MobileNetV1 0.25", [copy("weights_manifest.json"), copy("group1-shard1of1")]),
    from("ResNet-20", [copy("resnet20-12fca82f.th")]),
    ...["small-resnet", "autoencoder", "kmeans"].map((id) => from(shippedCard(id).name, [shippedWeights(id)])),
  ];
  const files = networks.flatMap(({ paths }) => Object.entries(paths));
  return {
    models: networks.map(({ name, paths }) => {
      const places = Object.keys(paths).map((file) => [file, `/models/${file}`]);
      return { name, files: Object.fromEntries(places) };
    }),
    files: Object.fromEntries(files.map(([file, path]) => [file, readFileSync(path)])),
  };
}

/** all-MiniLM-L6-v2, as transformers.js looks for a model: `{ path: bytes }`, below `/models/`. */
export function minilmFiles() {
  const read = (name) => readFileSync(join(minilmFolder, name));
  const config = read("config.json");
  // Of those that only describe how the tokenizer was made, not all copies of the model have all.
  const optional = ["tokenizer_config.json", "special_tokens_map.json", "vocab.txt"];
  const there = optional.filter((name) => existsSync(join(minilmFolder, name)));
  const weights = read("model.safetensors");
  return {
    "minilm/config.json": config,
    "minilm/tokenizer.json": read("tokenizer.json"),
    "minilm/model.safetensors": weights,
    "minilm/onnx/model.onnx": bert(safetensors(weights), JSON.parse(config)),
    ...Object.fromEntries(there.map((name) => [`minilm/${name}`, read(name)])),
  };
}

/** The tensors of a TensorFlow.js layers model. */
function layersModel(files) {
  const { weightsManifest } = JSON.parse(files["model.json"]);
  const tensors = {};
  for (const { paths, weights } of weightsManifest) {
    const bytes = Buffer.concat(paths.map((path) => files[path]));
    let at = 0;
    for (const { name, shape } of weights) {
      const values = floats(bytes, at, shape);
      at += values.byteLength;
      tensors[name] = { shape, values };
    }
  }
  return tensors;
}

/** The float32 tensors of a safetensors file. */
function safetensors(bytes) {
  const start = 8 + Number(bytes.readBigUInt64LE());
  const header = JSON.parse(bytes.toString("utf8", 8, start));
  const tensors = Object.entries(header).filter(([, { dtype }]) => dtype === "F32");
  return Object.fromEntries(tensors.map(([name, { shape, data_offsets: [first] }]) =>
    [name, { shape, values: floats(bytes, start + first, shape) }]));
}

function floats(bytes, at, shape) {
  const length = shape.reduce((product, size) => product * size, 1);
  // A copy, because the values may not start at a multiple of four.
  return new Float32Array(new Uint8Array(bytes.subarray(at, at + length * 4)).buffer);
}
