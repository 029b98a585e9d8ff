// transformers.js, which runs texts through ONNX Runtime Web.

const folder = "/packages/@huggingface/transformers";

/** On `"webgpu"` or `"wasm"`. */
export async function open(on) {
  const { env, pipeline } = await import(`${folder}/dist/transformers.min.js`);
  Object.assign(env, { allowRemoteModels: false, allowLocalModels: true, localModelPath: "/models/" });
  env.useBrowserCache = false;
  const { wasm } = env.backends.onnx;
  wasm.wasmPaths = `${folder}/node_modules/onnxruntime-web/dist/`;
  wasm.numThreads = navigator.hardwareConcurrency;
  return {
    about: { version: env.version, threads: navigator.hardwareConcurrency },
    async texts() {
      const extract = await pipeline("feature-extraction", "minilm", { device: on, dtype: "fp32" });
      return async (texts) => {
        const output = await extract(texts, { pooling: "mean", normalize: true });
        const values = output.data;
        output.dispose?.();
        return values;
      };
    },
  };
}
