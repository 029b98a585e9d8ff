// Makes numbers of the bytes of pictures, normalised as the network wants them. One thread: one pixel.

struct Normalisation {
    scale: vec4<f32>,
    shift: vec4<f32>, // the fourth channel, opacity, becomes 0
    pixels: u32,      // of all pictures that the buffers have room for
}

@group(0) @binding(0) var<uniform> normalisation: Normalisation;
// Red, green, blue and opacity, a byte each.
@group(0) @binding(1) var<storage, read> bytes: array<u32>;
@group(0) @binding(2) var<storage, read_write> output: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= normalisation.pixels {
        return;
    }
    // From 0 to 1.
    let pixel = unpack4x8unorm(bytes[id.x]);
    output[id.x] = pixel * normalisation.scale + normalisation.shift;
}
