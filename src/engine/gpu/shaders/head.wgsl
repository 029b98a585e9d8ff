// Shared by the two shaders of a training step. Classes in groups of four, padded.

struct Head {
    features: u32,
    groups: u32,       // groups of four classes
    classes: u32,
    learning_rate: f32,
    weight_decay: f32,
    beta_1: f32,
    beta_2: f32,
    epsilon: f32,
}

struct Step {
    first: u32,          // position in `order` of the batch's first example
    rows: u32,           // examples in the batch
    correction_1: f32,   // 1 - beta_1^step
    correction_2: f32,   // 1 - beta_2^step
}

@group(0) @binding(0) var<uniform> head: Head;
@group(0) @binding(1) var<uniform> step: Step;
// [examples][features]
@group(0) @binding(2) var<storage, read> embeddings: array<f32>;
// Positions of the examples, in the order in which they are trained on.
@group(0) @binding(3) var<storage, read> order: array<u32>;
