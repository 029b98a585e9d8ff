// Headstart: its engine, as its worker uses it.

import init, { BenchDevice } from "/headstart/bench.js";
import { bytes } from "./fetch.mjs";

/** On `"webgpu"` or `"cpu"`, which throws where there is no such device. */
export async function open(on) {
  const { memory } = await init();
  const device = await BenchDevice.open(on);
  return {
    about: { adapter: device.adapter() },
    /** The bytes of memory that the program has, which never become fewer. */
    memory: () => memory.buffer.byteLength,
    /** A network from its files, `{ name: bytes }`, and what is known of it. */
    network(files) {
      const model = device.pictures(Object.keys(files), Object.values(files));
      const embed = (rgba) => model.embed(rgba);
      return { size: model.size(), multiplications: model.multiplications(), embed };
    },
    async pictures() {
      return this.network({ "mobilenet.zip": await bytes("/models/mobilenet.zip") }).embed;
    },
    async texts() {
      const [config, tokenizer, weights] = await Promise.all(
        ["config.json", "tokenizer.json", "model.safetensors"].map((name) => bytes(`/models/minilm/${name}`)),
      );
      const model = device.texts(config, tokenizer, weights);
      return (texts) => model.embed(texts);
    },
    trainers({ features, labels, classes, batch, hidden }) {
      const trainer = device.trainer(features, new Uint32Array(labels), classes, batch, hidden);
      return { steps: { epochs: (count) => trainer.epochs(count), close: () => trainer.free() } };
    },
  };
}
