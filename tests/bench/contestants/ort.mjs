// ONNX Runtime Web. It no longer trains, so it only embeds.

import { bytes } from "./fetch.mjs";

const folder = "/packages/onnxruntime-web/dist/";
const SIZE = 224;

/** On `"webgpu"` or `"wasm"`. */
export async function open(on) {
  const ort = await import(`${folder}ort.${on}.bundle.min.mjs`);
  ort.env.wasm.wasmPaths = folder;
  ort.env.wasm.numThreads = navigator.hardwareConcurrency;
  ort.env.logLevel = "error";
  return {
    about: { version: ort.env.versions.web, threads: navigator.hardwareConcurrency },
    async pictures() {
      const model = await bytes("/models/mobilenet.onnx");
      const sessions = new Map();
      // A session for each size of batch: it computes faster when it knows all shapes beforehand.
      const session = async (count) => {
        if (!sessions.has(count)) {
          sessions.set(count, await ort.InferenceSession.create(model, {
            executionProviders: [on],
            freeDimensionOverrides: { N: count },
            graphOptimizationLevel: "all",
          }));
        }
        return sessions.get(count);
      };
      return async (rgba) => {
        const count = rgba.length / (SIZE * SIZE * 4);
        const pictures = new ort.Tensor("float32", planes(rgba, count), [count, 3, SIZE, SIZE]);
        const { features } = await (await session(count)).run({ pictures });
        return features.data;
      };
    },
  };
}

/** Pixels as the network takes them: all of red, then green, then blue. */
function planes(rgba, count) {
  const plane = SIZE * SIZE;
  const values = new Float32Array(count * 3 * plane);
  for (let picture = 0; picture < count; picture++) {
    const [from, to] = [picture * plane * 4, picture * plane * 3];
    for (let pixel = 0; pixel < plane; pixel++) {
      values[to + pixel] = rgba[from + pixel * 4] / 127.5 - 1;
      values[to + plane + pixel] = rgba[from + pixel * 4 + 1] / 127.5 - 1;
      values[to + 2 * plane + pixel] = rgba[from + pixel * 4 + 2] / 127.5 - 1;
    }
  }
  return values;
}
