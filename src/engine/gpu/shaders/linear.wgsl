// A linear layer: rows times a matrix, plus bias, and GELU where it is asked for. Numbers of a row in
// groups of four, padded with zeros.
//
// One workgroup: 32 rows, 32 columns. It goes along the inputs in steps of 16, which it fetches into
// its own memory, so that each number that is fetched serves 32 times. One thread: four rows, four columns.

struct Linear {
    in_groups: u32,
    out_groups: u32,
    gelu: u32,       // 1: comes after the bias
}

@group(0) @binding(0) var<uniform> linear: Linear;
@group(0) @binding(1) var<uniform> rows: u32;
// [rows][in_groups]
@group(0) @binding(2) var<storage, read> input: array<vec4<f32>>;
// [in_groups][4 inputs][out_groups]
@group(0) @binding(3) var<storage, read> weights: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> bias: array<vec4<f32>>;
// [rows][out_groups]
@group(0) @binding(5) var<storage, read_write> output: array<vec4<f32>>;

const THREADS = 64u;
const ROWS = 32u;    // of a tile
const GROUPS = 8u;   // of four columns
const STEP = 4u;     // groups of four inputs

var<workgroup> some_inputs: array<vec4<f32>, ROWS * STEP>;             // [rows][step]
var<workgroup> some_weights: array<vec4<f32>, STEP * 4u * GROUPS>;     // [step][4 inputs][groups]

@compute @workgroup_size(64)
fn main(
    @builtin(local_invocation_index) thread: u32,
    @builtin(workgroup_id) workgroup: vec3<u32>,
) {
    let top = workgroup.y * ROWS;
    let left = workgroup.x * GROUPS;
    let line = thread / GROUPS * 4u; // the first of this thread's rows, in the tile
    let column = thread % GROUPS;
    var a = vec4<f32>(0.0);
    var b = vec4<f32>(0.0);
    var c = vec4<f32>(0.0);
    var d = vec4<f32>(0.0);
    for (var start = 0u; start < linear.in_groups; start += STEP) {
        // Beyond the edges there are zeros, which add nothing.
        for (var i = thread; i < ROWS * STEP; i += THREADS) {
            let row = top + i / STEP;
            let group = start + i % STEP;
            var x = vec4<f32>(0.0);
            if row < rows && group < linear.in_groups {
                x = input[row * linear.in_groups + group];
            }
            some_inputs[i] = x;
        }
        for (var i = thread; i < STEP * 4u * GROUPS; i += THREADS) {
            let along = start * 4u + i / GROUPS;
            let group = left + i % GROUPS;
            var w = vec4<f32>(0.0);
            if along < linear.in_groups * 4u && group < linear.out_groups {
                w = weights[along * linear.out_groups + group];
            }
            some_weights[i] = w;
        }
        workgroupBarrier();
        // A short text leaves most rows of a tile empty.
        if top + line < rows {
            for (var i = 0u; i < STEP; i++) {
                let w = i * 4u * GROUPS + column;
                let m = mat4x4<f32>(
                    some_weights[w],
                    some_weights[w + GROUPS],
                    some_weights[w + 2u * GROUPS],
                    some_weights[w + 3u * GROUPS],
                );
                let x = line * STEP + i;
                a += m * some_inputs[x];
                b += m * some_inputs[x + STEP];
                c += m * some_inputs[x + 2u * STEP];
                d += m * some_inputs[x + 3u * STEP];
            }
        }
        workgroupBarrier();
    }
    let group = left + column;
    if group < linear.out_groups {
        finish(a, top + line, group);
        finish(b, top + line + 1u, group);
        finish(c, top + line + 2u, group);
        finish(d, top + line + 3u, group);
    }
}

fn finish(sum: vec4<f32>, row: u32, group: u32) {
    if row >= rows {
        return;
    }
    var x = sum + bias[group];
    if linear.gelu == 1u {
        x = 0.5 * x * (vec4<f32>(1.0) + erf(x * 0.70710678));
    }
    output[row * linear.out_groups + group] = x;
}

// The error function to 1.5e-7 (Abramowitz and Stegun 1964, 7.1.26).
fn erf(x: vec4<f32>) -> vec4<f32> {
    let t = 1.0 / (vec4<f32>(1.0) + 0.3275911 * abs(x));
    let polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741
        + t * (-1.453152027 + t * 1.061405429))));
    return sign(x) * (vec4<f32>(1.0) - polynomial * exp(-x * x));
}
