// Adds rows to others and normalises each sum, in place. One workgroup: one row.

struct Norm {
    width: u32,
    stride: u32,   // numbers from one row to the next; those beyond the width stay 0
    epsilon: f32,  // added to the variance
}

@group(0) @binding(0) var<uniform> norm: Norm;
// [rows][stride]
@group(0) @binding(1) var<storage, read> added: array<f32>;
// Gain and bias, 0 beyond the width: [stride]
@group(0) @binding(2) var<storage, read> gain: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
// [rows][stride]
@group(0) @binding(4) var<storage, read_write> x: array<f32>;

const THREADS = 64u;

var<workgroup> partial: array<f32, THREADS>;

@compute @workgroup_size(64)
fn main(
    @builtin(local_invocation_index) thread: u32,
    @builtin(workgroup_id) workgroup: vec3<u32>,
) {
    let start = workgroup.x * norm.stride;
    var sum = 0.0;
    for (var i = thread; i < norm.width; i += THREADS) {
        x[start + i] += added[start + i];
        sum += x[start + i];
    }
    let mean = total(sum, thread) / f32(norm.width);
    // Squares of deviations, not of values: their differences would lose most digits.
    var squares = 0.0;
    for (var i = thread; i < norm.width; i += THREADS) {
        let deviation = x[start + i] - mean;
        squares += deviation * deviation;
    }
    let variance = total(squares, thread) / f32(norm.width);
    let factor = 1.0 / sqrt(variance + norm.epsilon);
    for (var i = thread; i < norm.stride; i += THREADS) {
        x[start + i] = (x[start + i] - mean) * factor * gain[i] + bias[i];
    }
}

// The sum over all threads of the workgroup.
fn total(own: f32, thread: u32) -> f32 {
    partial[thread] = own;
    workgroupBarrier();
    for (var width = THREADS / 2u; width > 0u; width /= 2u) {
        if thread < width {
            partial[thread] += partial[thread + width];
        }
        workgroupBarrier();
    }
    let sum = partial[0];
    // Nobody writes the next one before all have read this.
    workgroupBarrier();
    return sum;
}
