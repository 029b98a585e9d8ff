// Gradients of all weights and their AdamW step. One thread: four outputs of a layer, four inputs.

// The AdamW step of four weights of one output.
fn update(index: u32, gradient: vec4<f32>, decay: vec4<f32>) {
    let first = head.beta_1 * parameters[head.length + index] + (1.0 - head.beta_1) * gradient;
    let second = head.beta_2 * parameters[2u * head.length + index]
        + (1.0 - head.beta_2) * gradient * gradient;
    parameters[head.length + index] = first;
    parameters[2u * head.length + index] = second;
    let deviation = sqrt(second / step.correction_2) + head.epsilon;
    parameters[index] = parameters[index] * (1.0 - decay)
        - head.learning_rate / step.correction_1 * first / deviation;
}

// A column an output, a row an input.
fn update_tile(layer: Layer, tile: u32, group: u32, gradient: mat4x4<f32>) {
    // The weights of the input after the last are the biases, which are spared.
    let inputs = vec4<u32>(group * 4u) + vec4<u32>(0u, 1u, 2u, 3u);
    let decay = head.learning_rate * head.weight_decay
        * select(vec4<f32>(1.0), vec4<f32>(0.0), inputs == vec4<u32>(layer.inputs));
    let index = layer.first + tile * 4u * layer.groups + group;
    let outputs = layer.outputs - tile * 4u;
    update(index, gradient[0], decay);
    if outputs > 1u {
        update(index + layer.groups, gradient[1], decay);
    }
    if outputs > 2u {
        update(index + 2u * layer.groups, gradient[2], decay);
    }
    if outputs > 3u {
        update(index + 3u * layer.groups, gradient[3], decay);
    }
}

fn product(x: vec4<f32>, slope: vec4<f32>) -> mat4x4<f32> {
    return mat4x4<f32>(x * slope.x, x * slope.y, x * slope.z, x * slope.w);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    var index = id.x;
    var gradient = mat4x4<f32>();
    if HIDDEN {
        let layer = head.hidden;
        let threads = layer.groups * tiles(layer);
        if index < threads {
            let tile = index / layer.groups;
            let group = index % layer.groups;
            for (var row = 0u; row < step.rows; row++) {
                let x = embeddings[order[step.first + row] * layer.groups + group];
                gradient += product(x, unit_slopes[row * head.output.groups + tile]);
            }
            update_tile(layer, tile, group, gradient);
            return;
        }
        index -= threads;
    }
    let layer = head.output;
    let tile = index / layer.groups;
    let group = index % layer.groups;
    if tile >= tiles(layer) {
        return;
    }
    for (var row = 0u; row < step.rows; row++) {
        var x: vec4<f32>;
        if HIDDEN {
            x = units[row * layer.groups + group];
        } else {
            x = embeddings[order[step.first + row] * layer.groups + group];
        }
        gradient += product(x, slopes[row * tiles(layer) + tile]);
    }
    update_tile(layer, tile, group, gradient);
}
