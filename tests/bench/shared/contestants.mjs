// Who is measured: a library on what it computes with there, and the class of adapter in which it competes.

const shown = { webgpu: "WebGPU", webgl: "WebGL", wasm: "wasm", "wasm-all": "wasm, all cores", cpu: "CPU" };
const adapters = { webgpu: "WebGPU", webgl: "WebGL" };

/** Each `{ name, library, on, adapter }`, in the order in which they take turns. */
const all = [
  ["Headstart", "headstart", "webgpu"],
  ["TensorFlow.js", "tfjs", "webgpu"],
  ["ONNX Runtime", "ort", "webgpu"],
  ["transformers.js", "transformers", "webgpu"],
  ["TensorFlow.js", "tfjs", "webgl"],
  ["Headstart", "headstart", "cpu"],
  ["TensorFlow.js", "tfjs", "wasm"],
  ["TensorFlow.js", "tfjs", "wasm-all"],
  ["ONNX Runtime", "ort", "wasm"],
  ["transformers.js", "transformers", "wasm"],
].map(([title, library, on]) => ({ name: `${title} ${shown[on]}`, library, on, adapter: adapters[on] ?? "CPU" }));

/** Those of these libraries; with `--on cpu,wasm` only what computes there, for somebody who tries something. */
export function contestants(...libraries) {
  const at = process.argv.indexOf("--on");
  const places = at < 0 ? undefined : process.argv[at + 1].split(",");
  return all.filter(({ library, on }) => libraries.includes(library) && (places?.includes(on) ?? true));
}

/** Whether it is this project, which the others are the peers of. */
export function isOurs({ library }) {
  return library === "headstart";
}
