// The mean over each text's tokens. One thread: four numbers of one text.

@group(0) @binding(0) var<uniform> groups: u32; // of four numbers
// Of each text its first row, and how many it has.
@group(0) @binding(1) var<storage, read> texts: array<vec2<u32>>;
// [rows][groups]
@group(0) @binding(2) var<storage, read> input: array<vec4<f32>>;
// [texts][groups]
@group(0) @binding(3) var<storage, read_write> output: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= groups {
        return;
    }
    let text = texts[id.y];
    var sum = vec4<f32>(0.0);
    for (var row = text.x; row < text.x + text.y; row++) {
        sum += input[row * groups + id.x];
    }
    output[id.y * groups + id.x] = sum / f32(text.y);
}
