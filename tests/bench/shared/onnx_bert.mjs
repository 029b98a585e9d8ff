// A BERT encoder as ONNX, of the weights of a safetensors file with Hugging Face's names.

import { Graph } from "./onnx.mjs";

/** The file. `config` is that of the model's `config.json`, tensors are `{ name: { shape, values } }`. */
export function bert(tensors, config) {
  const { hidden_size: width, num_attention_heads: heads, layer_norm_eps: epsilon } = config;
  const size = width / heads;
  const graph = new Graph();
  const of = (name) => graph.weights(tensors[name].shape, tensors[name].values);
  const scalar = (value) => graph.weights([], [value]);

  const linear = (input, name) => {
    const { shape: [outputs, inputs], values } = tensors[`${name}.weight`];
    const turned = new Float32Array(values.length); // [inputs, outputs]
    for (let output = 0; output < outputs; output++) {
      for (let at = 0; at < inputs; at++) turned[at * outputs + output] = values[output * inputs + at];
    }
    const product = graph.node("MatMul", [input, graph.weights([inputs, outputs], turned)]);
    return graph.node("Add", [product, of(`${name}.bias`)]);
  };
  const norm = (input, name, output) => {
    const inputs = [input, of(`${name}.weight`), of(`${name}.bias`)];
    return graph.node("LayerNormalization", inputs, { axis: -1, epsilon: { float: epsilon } }, output);
  };
  const gelu = (input) => {
    const half = graph.node("Mul", [input, scalar(0.5)]);
    const erf = graph.node("Erf", [graph.node("Div", [input, scalar(Math.SQRT2)])]);
    return graph.node("Mul", [half, graph.node("Add", [erf, scalar(1)])]);
  };

  const words = graph.node("Gather", [of("embeddings.word_embeddings.weight"), "input_ids"]);
  const segments = graph.node("Gather", [of("embeddings.token_type_embeddings.weight"), "token_type_ids"]);
  // The first rows of the table of positions, as many as the text has tokens.
  const time = graph.node("Slice", [
    graph.node("Shape", ["input_ids"]), ...[[1], [2]].map((at) => graph.integers(at)),
  ]);
  const table = of("embeddings.position_embeddings.weight");
  const positions = graph.node("Slice", [table, graph.integers([0]), time, graph.integers([0])]);
  const sum = graph.node("Add", [graph.node("Add", [words, segments]), positions]);
  let x = norm(sum, "embeddings.LayerNorm"); // [batch, time, width]

  // 0 for a token, a very negative number for what fills the batch up: [batch, 1, 1, time].
  const mask = graph.node("Cast", ["attention_mask"], { to: 1 });
  const wide = graph.node("Unsqueeze", [mask, graph.integers([1, 2])]);
  const hidden = graph.node("Mul", [graph.node("Sub", [scalar(1), wide]), scalar(-1e9)]);

  const split = graph.integers([0, 0, heads, size]);
  const whole = graph.integers([0, 0, width]);
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const name = `encoder.layer.${layer}`;
    const part = (which, perm) => {
      const rows = linear(x, `${name}.attention.self.${which}`);
      return graph.node("Transpose", [graph.node("Reshape", [rows, split])], { perm });
    };
    const query = part("query", [0, 2, 1, 3]); // [batch, heads, time, size]
    const key = part("key", [0, 2, 3, 1]); // [batch, heads, size, time]
    const value = part("value", [0, 2, 1, 3]);
    const scores = graph.node("Div", [graph.node("MatMul", [query, key]), scalar(Math.sqrt(size))]);
    const shares = graph.node("Softmax", [graph.node("Add", [scores, hidden])], { axis: -1 });
    const mixed = graph.node("Transpose", [graph.node("MatMul", [shares, value])], { perm: [0, 2, 1, 3] });
    const attended = linear(graph.node("Reshape", [mixed, whole]), `${name}.attention.output.dense`);
    x = norm(graph.node("Add", [attended, x]), `${name}.attention.output.LayerNorm`);
    const inner = gelu(linear(x, `${name}.intermediate.dense`));
    const outer = graph.node("Add", [linear(inner, `${name}.output.dense`), x]);
    const isLast = layer + 1 === config.num_hidden_layers;
    x = norm(outer, `${name}.output.LayerNorm`, isLast ? "last_hidden_state" : undefined);
  }
  const tokens = { type: "int64", shape: ["batch", "time"] };
  return graph.bytes(
    { input_ids: tokens, attention_mask: tokens, token_type_ids: tokens },
    { last_hidden_state: { type: "float32", shape: ["batch", "time", width] } },
  );
}
