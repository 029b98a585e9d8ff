// The mean over all pixels. One thread: four channels of one picture.

struct Pool {
    pixels: u32,
    groups: u32,
}

@group(0) @binding(0) var<uniform> pool: Pool;
@group(0) @binding(1) var<storage, read> input: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> output: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= pool.groups {
        return;
    }
    var sum = vec4<f32>(0.0);
    for (var pixel = 0u; pixel < pool.pixels; pixel++) {
        sum += input[(id.z * pool.pixels + pixel) * pool.groups + id.x];
    }
    output[id.z * pool.groups + id.x] = sum / f32(pool.pixels);
}
