// TensorFlow.js, used as its documentation says and as fast as it goes: no reading back inside of loops,
// nothing left for the garbage collector.

import { script } from "./fetch.mjs";

const packages = "/packages/@tensorflow";

/**
 * On `"webgpu"`, `"webgl"` or `"wasm"`. WebAssembly takes half of the cores at most, whatever it is told,
 * because two of them may share a processor; with `"wasm-all"` it is told of twice as many, and takes all.
 */
export async function open(named) {
  const on = named.replace("-all", "");
  const cores = navigator.hardwareConcurrency;
  // These are smaller and newer JavaScript than the files that its documentation links to.
  await script(`${packages}/tfjs/dist/tf.es2017.min.js`);
  if (on !== "webgl") await script(`${packages}/tfjs-backend-${on}/dist/tf-backend-${on}.es2017.min.js`);
  const { tf } = window;
  tf.enableProdMode();
  if (on === "wasm") {
    if (named === "wasm-all") {
      Object.defineProperty(navigator, "hardwareConcurrency", { value: cores * 2 });
    }
    tf.wasm.setWasmPaths(`${packages}/tfjs-backend-wasm/dist/`);
    tf.wasm.setThreadsCount(cores);
  }
  if (!(await tf.setBackend(on)) || tf.getBackend() !== on) throw new Error(`no ${on}`);
  await tf.ready();
  return {
    about: {
      version: tf.version.tfjs,
      threads: on === "wasm" ? tf.wasm.getThreadsCount() : undefined,
      adapter: on === "webgl" ? webglName() : undefined,
    },
    async pictures() {
      const features = await featureModel(tf);
      return async (rgba) => {
        const output = tf.tidy(() => features(tf.tensor4d(normalised(rgba), shape(rgba))));
        const values = await output.data();
        output.dispose();
        return values;
      };
    },
    /** The features of values from -1 to 1 that TensorFlow.js' own golden file has, `[size, size, 3]`. */
    async golden(values, size) {
      const features = await featureModel(tf);
      return features(tf.tensor4d(values, [1, size, size, 3])).data();
    },
    trainers: (lesson) => ({ fit: fit(tf, lesson), minimize: minimize(tf, lesson) }),
  };
}

/** MobileNetV2 without the head that was trained on it, as Teachable Machine puts it together. */
async function featureModel(tf) {
  const model = await tf.loadLayersModel("/models/mobilenet/model.json");
  // A sequence of the network with its average pooling, and of the head.
  return (pictures) => model.layers[0].predict(pictures);
}

const SIZE = 224;

function shape(rgba) {
  return [rgba.length / (SIZE * SIZE * 4), SIZE, SIZE, 3];
}

/** Pixels as the network takes them. */
function normalised(rgba) {
  const values = new Float32Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    values[to++] = rgba[from] / 127.5 - 1;
    values[to++] = rgba[from + 1] / 127.5 - 1;
    values[to++] = rgba[from + 2] / 127.5 - 1;
  }
  return values;
}

/** Training as most programs with TensorFlow.js do it: `model.fit`. */
function fit(tf, { features, labels, classes, batch, hidden, rate }) {
  const width = features.length / labels.length;
  const x = tf.tensor2d(features, [labels.length, width]);
  const y = tf.tidy(() => tf.oneHot(tf.tensor1d(labels, "int32"), classes).toFloat());
  const model = tf.sequential();
  if (hidden) model.add(tf.layers.dense({ units: hidden, activation: "relu", inputShape: [width] }));
  model.add(tf.layers.dense({ units: classes, activation: "softmax", inputShape: [width] }));
  model.compile({ optimizer: tf.train.adam(rate), loss: "categoricalCrossentropy" });
  return {
    async epochs(count) {
      // Without a pause between batches, which would wait for frames.
      const options = { epochs: count, batchSize: batch, shuffle: true, verbose: 0, yieldEvery: "never" };
      const { history } = await model.fit(x, y, options);
      return history.loss.at(-1);
    },
    close() {
      model.dispose();
      tf.dispose([x, y]);
    },
  };
}

/** Training by a loop of its own around the optimiser, which leaves out all that `fit` does beside. */
function minimize(tf, { features, labels, classes, batch, hidden, rate }) {
  const width = features.length / labels.length;
  const x = tf.tensor2d(features, [labels.length, width]);
  const y = tf.tidy(() => tf.oneHot(tf.tensor1d(labels, "int32"), classes).toFloat());
  const layers = hidden ? [[width, hidden], [hidden, classes]] : [[width, classes]];
  const parameters = tf.tidy(() => layers.map(([inputs, outputs]) => [
    tf.variable(tf.randomNormal([inputs, outputs], 0, Math.sqrt(2 / (inputs + outputs)))),
    tf.variable(tf.zeros([outputs])),
  ]));
  const variables = parameters.flat();
  const logits = (rows) => parameters.reduce((values, [weight, bias], layer) => {
    const sums = values.matMul(weight).add(bias);
    return layer + 1 < parameters.length ? sums.relu() : sums;
  }, rows);
  const optimizer = tf.train.adam(rate);
  const order = Int32Array.from(labels, (_, index) => index);
  return {
    async epochs(count) {
      let loss;
      for (let epoch = 0; epoch < count; epoch++) {
        tf.util.shuffle(order);
        // The whole epoch is put in order at once, which is faster than once a batch.
        const [rows, classesOfRows] = tf.tidy(() => {
          const indices = tf.tensor1d(order, "int32");
          return [x.gather(indices), y.gather(indices)];
        });
        for (let first = 0; first < labels.length; first += batch) {
          const size = Math.min(batch, labels.length - first);
          loss?.dispose();
          loss = tf.tidy(() => optimizer.minimize(() => {
            const part = (tensor) => tensor.slice([first, 0], [size, -1]);
            return tf.losses.softmaxCrossEntropy(part(classesOfRows), logits(part(rows)));
          }, true, variables));
        }
        tf.dispose([rows, classesOfRows]);
      }
      // The one reading back: nothing is over before it.
      const [last] = await loss.data();
      loss.dispose();
      return last;
    },
    close() {
      optimizer.dispose();
      tf.dispose([x, y, ...variables]);
    },
  };
}

function webglName() {
  const gl = document.createElement("canvas").getContext("webgl2");
  const names = gl?.getExtension("WEBGL_debug_renderer_info");
  return names ? gl.getParameter(names.UNMASKED_RENDERER_WEBGL) : "";
}
