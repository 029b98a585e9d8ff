// Outputs of a layer, four rows and four outputs to a workgroup: enough products of every number that
// is loaded, and few enough for many workgroups. Its threads divide the inputs among them, and then each
// adds up one output. Few threads, as software adapters pay for every barrier of each of them. Whoever
// includes this says with `input` what the inputs are.

const THREADS: u32 = 16u;
const ROWS: u32 = 4u;
const OUTPUTS: u32 = 4u;

// [rows][threads], four outputs each
var<workgroup> partial: array<vec4<f32>, THREADS * ROWS>;

// The output `tile * OUTPUTS + thread % OUTPUTS` of row `first_row + thread / OUTPUTS`. Rows and
// outputs after the last repeat the last.
fn products(layer: Layer, thread: u32, first_row: u32, tile: u32) -> f32 {
    let four = vec4<u32>(0u, 1u, 2u, 3u);
    let starts = input_starts(min(first_row + four, vec4<u32>(step.rows - 1u)));
    let outputs = min(tile * OUTPUTS + four, vec4<u32>(layer.outputs - 1u));
    let weights = layer.first + outputs * layer.groups;
    var sums = mat4x4<f32>(); // A column a row.
    for (var group = thread; group < layer.groups; group += THREADS) {
        let weight = mat4x4<f32>(
            parameters[weights.x + group],
            parameters[weights.y + group],
            parameters[weights.z + group],
            parameters[weights.w + group],
        );
        sums[0] += input(starts.x + group) * weight;
        sums[1] += input(starts.y + group) * weight;
        sums[2] += input(starts.z + group) * weight;
        sums[3] += input(starts.w + group) * weight;
    }
    // Some threads may still read the sums of the last tile.
    workgroupBarrier();
    partial[thread] = sums[0];
    partial[THREADS + thread] = sums[1];
    partial[2u * THREADS + thread] = sums[2];
    partial[3u * THREADS + thread] = sums[3];
    workgroupBarrier();
    let start = thread / OUTPUTS * THREADS;
    var sum = 0.0;
    for (var other = 0u; other < THREADS; other++) {
        sum += partial[start + other][thread % OUTPUTS];
    }
    return sum;
}
