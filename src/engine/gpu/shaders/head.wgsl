// Shared by the shaders of a training step.
//
// A layer has one input more than it is given, which is always 1: its weights are the biases. Inputs
// stand in groups of four, the last of them filled up with zeros.

struct Layer {
    inputs: u32,    // without the one that is always 1
    groups: u32,    // groups of four inputs
    outputs: u32,
    first: u32,     // where its weights begin among the parameters
}

struct Head {
    hidden: Layer,    // all 0 in a linear head
    output: Layer,
    length: u32,      // groups of four weights in all
    learning_rate: f32,
    weight_decay: f32,
    beta_1: f32,
    beta_2: f32,
    epsilon: f32,
}

struct Step {
    first: u32,          // position in `order` of the batch's first example
    rows: u32,           // examples in the batch
    tally: u32,          // position in `tally` of the batch's first example
    correction_1: f32,   // 1 - beta_1^step
    correction_2: f32,   // 1 - beta_2^step
}

@group(0) @binding(0) var<uniform> head: Head;
@group(0) @binding(1) var<uniform> step: Step;
// [examples][groups of features]
@group(0) @binding(2) var<storage, read> embeddings: array<vec4<f32>>;
// Positions of the examples, in the order in which they are trained on.
@group(0) @binding(3) var<storage, read> order: array<u32>;
// The class of each example.
@group(0) @binding(4) var<storage, read> labels: array<u32>;
// [value, first moment, second moment], each layer after layer: [outputs][groups of inputs]
@group(0) @binding(5) var<storage, read_write> parameters: array<vec4<f32>>;
// What the hidden units give: [rows][groups of units]
@group(0) @binding(6) var<storage, read_write> units: array<vec4<f32>>;
// Gradient of the mean loss by the hidden units before the ReLU: [rows][groups of units]
@group(0) @binding(7) var<storage, read_write> unit_slopes: array<vec4<f32>>;
// Gradient of the mean loss by the logits: [rows][groups of classes]
@group(0) @binding(8) var<storage, read_write> slopes: array<vec4<f32>>;
// Loss, and 1 where classified rightly.
@group(0) @binding(9) var<storage, read_write> tally: array<vec2<f32>>;

// Groups of four outputs, without the input that the next layer adds to them.
fn tiles(layer: Layer) -> u32 {
    return (layer.outputs + 3u) / 4u;
}
