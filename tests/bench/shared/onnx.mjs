// Writes ONNX files: what a graph of operators with float32 weights needs of the format, by hand, since there
// is nothing else to take from a library. Field numbers are those of `onnx.proto`.

const [FLOAT, INT64] = [1, 7];
const VARINT = 0;
const BYTES = 2;

/** The version of the operators: the first with LayerNormalization. */
const OPSET = 17;
const IR_VERSION = 8;

/** A graph that is being put together: give it weights and nodes, then take its bytes. */
export class Graph {
  #nodes = [];
  #initializers = [];
  #count = 0;

  /** Weights, in row-major order; gives their name. */
  weights(shape, values) {
    return this.#tensor(FLOAT, shape, new Float32Array(values));
  }

  /** Whole numbers, such as a shape; gives their name. */
  integers(values) {
    return this.#tensor(INT64, [values.length], BigInt64Array.from(values.map(BigInt)));
  }

  #tensor(type, shape, values) {
    const name = `t${this.#count++}`;
    const raw = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    const dims = shape.map((size) => number(1, size));
    this.#initializers.push(Buffer.concat([...dims, number(2, type), text(8, name), field(9, raw)]));
    return name;
  }

  /** One operator; attributes are whole numbers, lists of them, or `{ float }`. Gives its output's name. */
  node(operator, inputs, attributes = {}, output = `t${this.#count++}`) {
    this.#nodes.push(Buffer.concat([
      ...inputs.map((input) => text(1, input)),
      text(2, output),
      text(4, operator),
      ...Object.entries(attributes).map(([name, value]) => field(5, attribute(name, value))),
    ]));
    return output;
  }

  /** The file. Inputs and outputs: `{ name: { type: "float32" | "int64", shape } }`; a size that is a word is free. */
  bytes(inputs, outputs) {
    const graph = Buffer.concat([
      ...this.#nodes.map((node) => field(1, node)),
      text(2, "graph"),
      ...this.#initializers.map((tensor) => field(5, tensor)),
      ...Object.entries(inputs).map(([name, input]) => field(11, valueInfo(name, input))),
      ...Object.entries(outputs).map(([name, output]) => field(12, valueInfo(name, output))),
    ]);
    const opset = Buffer.concat([text(1, ""), number(2, OPSET)]);
    return Buffer.concat([number(1, IR_VERSION), text(2, "headstart-bench"), field(7, graph), field(8, opset)]);
  }
}

function attribute(name, value) {
  const [FLOAT_ATTRIBUTE, INT_ATTRIBUTE, INTS_ATTRIBUTE] = [1, 2, 7];
  if (Array.isArray(value)) {
    return Buffer.concat([text(1, name), ...value.map((each) => number(8, each)), number(20, INTS_ATTRIBUTE)]);
  }
  if (typeof value === "object") {
    const float = Buffer.alloc(5);
    float.writeUInt8((2 << 3) | 5);
    float.writeFloatLE(value.float, 1);
    return Buffer.concat([text(1, name), float, number(20, FLOAT_ATTRIBUTE)]);
  }
  return Buffer.concat([text(1, name), number(3, value), number(20, INT_ATTRIBUTE)]);
}

function valueInfo(name, { type, shape }) {
  const dimension = (size) => (typeof size === "string" ? text(2, size) : number(1, size));
  const dimensions = Buffer.concat(shape.map((size) => field(1, dimension(size))));
  const tensor = Buffer.concat([number(1, type === "int64" ? INT64 : FLOAT), field(2, dimensions)]);
  return Buffer.concat([text(1, name), field(2, field(1, tensor))]);
}

function number(id, value) {
  return Buffer.concat([varint((id << 3) | VARINT), varint(value)]);
}

function text(id, value) {
  return field(id, Buffer.from(value));
}

function field(id, bytes) {
  return Buffer.concat([varint((id << 3) | BYTES), varint(bytes.length), bytes]);
}

/** A whole number as protobuf writes it: 7 bits a byte, negative ones as if they had 64 bits. */
function varint(value) {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes = [];
  do {
    const more = rest > 0x7fn;
    bytes.push(Number(rest & 0x7fn) | (more ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}
