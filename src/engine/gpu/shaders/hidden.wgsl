// The hidden layer with its ReLU. One workgroup: four rows, four units.

fn input_starts(rows: vec4<u32>) -> vec4<u32> {
    let first = step.first;
    return head.hidden.groups * vec4<u32>(
        order[first + rows.x],
        order[first + rows.y],
        order[first + rows.z],
        order[first + rows.w],
    );
}

fn input(index: u32) -> vec4<f32> {
    return embeddings[index];
}

@compute @workgroup_size(16)
fn main(
    @builtin(local_invocation_index) thread: u32,
    @builtin(workgroup_id) workgroup: vec3<u32>,
) {
    let sum = products(head.hidden, thread, workgroup.x * ROWS, workgroup.y);
    let row = workgroup.x * ROWS + thread / OUTPUTS;
    let unit = workgroup.y * OUTPUTS + thread % OUTPUTS;
    // The units after the last are always 1, and zeros.
    if row < step.rows && unit < head.hidden.outputs {
        units[row * head.output.groups + unit / 4u][unit % 4u] = max(sum, 0.0);
    }
}
