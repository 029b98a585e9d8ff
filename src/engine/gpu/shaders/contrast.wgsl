// Divides filtered patches by their contrast and takes off the mean patch, in place. One thread: one
// patch of one picture.

struct Patches {
    size: u32,    // side of the picture in pixels
    side: u32,    // side of a patch in pixels
    stride: u32,  // pixels between patches
    count: u32,   // patches along each axis
    groups: u32,  // groups of four components
    floor: f32,   // added to the variance
    pictures: u32, // that the buffers have room for
}

@group(0) @binding(0) var<uniform> patches: Patches;
@group(0) @binding(1) var<storage, read> picture: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> mean: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> described: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let all = patches.count * patches.count;
    let index = id.x / all;
    if index >= patches.pictures {
        return;
    }
    let top = id.x % all / patches.count * patches.stride;
    let left = id.x % patches.count * patches.stride;
    var sum = 0.0;
    var squares = 0.0;
    for (var y = top; y < top + patches.side; y++) {
        for (var x = left; x < left + patches.side; x++) {
            let pixel = picture[(index * patches.size + y) * patches.size + x].xyz;
            sum += pixel.x + pixel.y + pixel.z;
            squares += dot(pixel, pixel);
        }
    }
    let values = f32(3u * patches.side * patches.side);
    let average = sum / values;
    let variance = max(squares / values - average * average, 0.0);
    let contrast = sqrt(variance + patches.floor);
    let start = id.x * patches.groups;
    for (var group = 0u; group < patches.groups; group++) {
        described[start + group] = described[start + group] / contrast - mean[group];
    }
}
