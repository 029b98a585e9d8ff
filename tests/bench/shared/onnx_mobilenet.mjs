// MobileNetV2's features as ONNX, of the weights of a TensorFlow.js layers model. Batch norm is folded into
// the convolutions, as ONNX Runtime would do itself.

import { Graph } from "./onnx.mjs";

/** Keras' epsilon for this model's batch norms. */
const EPSILON = 1e-3;

/** What it takes and gives, by name. */
export const INPUT = "pictures"; // [N, 3, size, size]
export const OUTPUT = "features"; // [N, features]

/** The file, of tensors `{ name: { shape, values } }`, for pictures of `size` pixels a side. */
export function mobilenet(tensors, size) {
  const graph = new Graph();
  let side = size;

  const convolution = (input, name, norm, { stride = 1, active = true } = {}) => {
    const depthwise = tensors[`${name}/depthwise_kernel`];
    const [kernel, bias] = folded(tensors, depthwise ?? tensors[`${name}/kernel`], Boolean(depthwise), norm);
    const [outputs, , extent] = kernel.shape;
    // As TensorFlow pads: what is left over goes to the right and to the bottom.
    const missing = Math.max((Math.ceil(side / stride) - 1) * stride + extent - side, 0);
    const [before, after] = [Math.floor(missing / 2), Math.ceil(missing / 2)];
    side = Math.ceil(side / stride);
    const inputs = [input, graph.weights(kernel.shape, kernel.values), graph.weights([outputs], bias)];
    const output = graph.node("Conv", inputs, {
      kernel_shape: [extent, extent],
      strides: [stride, stride],
      pads: [before, before, after, after],
      group: depthwise ? outputs : 1,
    });
    return active ? graph.node("Clip", [output, graph.weights([], [0]), graph.weights([], [6])]) : output;
  };

  let last = convolution(INPUT, "Conv1", "bn_Conv1", { stride: 2 });
  const blocks = ["expanded_conv", ...Array.from({ length: 16 }, (_, index) => `block_${index + 1}`)];
  for (const block of blocks) {
    const before = last;
    const part = (name, options) => convolution(last, `${block}_${name}`, `${block}_${name}_BN`, options);
    if (tensors[`${block}_expand/kernel`]) last = part("expand");
    // These halve the picture; the stride is not in the weights.
    const stride = ["block_1", "block_3", "block_6", "block_13"].includes(block) ? 2 : 1;
    last = part("depthwise", { stride });
    last = part("project", { active: false });
    const [inputs, outputs] = [
      (tensors[`${block}_expand/kernel`] ?? tensors[`${block}_depthwise/depthwise_kernel`]).shape[2],
      tensors[`${block}_project/kernel`].shape[3],
    ];
    if (stride === 1 && inputs === outputs) last = graph.node("Add", [before, last]);
  }
  last = convolution(last, "Conv_1", "Conv_1_bn");
  const features = tensors["Conv_1/kernel"].shape[3];
  graph.node("Flatten", [graph.node("GlobalAveragePool", [last])], { axis: 1 }, OUTPUT);
  return graph.bytes(
    { [INPUT]: { type: "float32", shape: ["N", 3, size, size] } },
    { [OUTPUT]: { type: "float32", shape: ["N", features] } },
  );
}

/** A kernel in ONNX's order, scaled by its batch norm, and the bias that is left of that. */
function folded(tensors, kernel, depthwise, norm) {
  const [gamma, beta, mean, variance] = ["gamma", "beta", "moving_mean", "moving_variance"].map(
    (name) => tensors[`${norm}/${name}`].values,
  );
  const scale = gamma.map((value, channel) => value / Math.sqrt(variance[channel] + EPSILON));
  const bias = beta.map((value, channel) => value - mean[channel] * scale[channel]);
  const [height, width] = kernel.shape;
  // [height, width, inputs, outputs], or [height, width, outputs, 1] where each channel has its own.
  const [inputs, outputs] = depthwise ? [1, kernel.shape[2]] : kernel.shape.slice(2);
  const pixels = height * width;
  const values = new Float32Array(kernel.values.length); // [outputs, inputs, height, width]
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++) {
        const from = (pixel * inputs + input) * outputs + output;
        values[(output * inputs + input) * pixels + pixel] = kernel.values[from] * scale[output];
      }
    }
  }
  return [{ shape: [outputs, inputs, height, width], values }, bias];
}
