// Gradient of four weights and their AdamW step. One thread: one feature, four classes; the feature
// after the last is the bias.

@group(0) @binding(4) var<storage, read> slopes: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> parameters: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let length = (head.features + 1u) * head.groups;
    if id.x >= length {
        return;
    }
    let feature = id.x / head.groups;
    let group = id.x % head.groups;
    let is_bias = feature == head.features;
    var gradient = vec4<f32>(0.0);
    for (var row = 0u; row < step.rows; row++) {
        var x = 1.0;
        if !is_bias {
            x = embeddings[order[step.first + row] * head.features + feature];
        }
        gradient += x * slopes[row * head.groups + group];
    }
    let first = head.beta_1 * parameters[length + id.x] + (1.0 - head.beta_1) * gradient;
    let second = head.beta_2 * parameters[2u * length + id.x]
        + (1.0 - head.beta_2) * gradient * gradient;
    parameters[length + id.x] = first;
    parameters[2u * length + id.x] = second;
    let decay = select(head.learning_rate * head.weight_decay, 0.0, is_bias);
    let deviation = sqrt(second / step.correction_2) + vec4<f32>(head.epsilon);
    parameters[id.x] = parameters[id.x] * (1.0 - decay)
        - head.learning_rate * (first / step.correction_1) / deviation;
}
