// How much nearer than the mean distance each centroid is to a patch, in place. One thread: one patch
// of one picture. Comes after `|c|^2 - 2 c.x` has been computed for every centroid c.

struct Comparison {
    patches: u32,    // of all pictures that the buffers have room for
    components: u32, // groups of four
    centroids: u32,
}

@group(0) @binding(0) var<uniform> comparison: Comparison;
@group(0) @binding(1) var<storage, read> described: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> near: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= comparison.patches {
        return;
    }
    var length = 0.0;
    for (var i = 0u; i < comparison.components; i++) {
        let x = described[id.x * comparison.components + i];
        length += dot(x, x);
    }
    let groups = (comparison.centroids + 3u) / 4u;
    let start = id.x * groups;
    var sum = 0.0;
    for (var i = 0u; i < groups; i++) {
        let distances = sqrt(max(near[start + i] + vec4<f32>(length), vec4<f32>(0.0)));
        near[start + i] = distances;
        for (var lane = 0u; lane < 4u; lane++) {
            // The padding of the last group is no centroid.
            if i * 4u + lane < comparison.centroids {
                sum += distances[lane];
            }
        }
    }
    let mean = sum / f32(comparison.centroids);
    for (var i = 0u; i < groups; i++) {
        near[start + i] = max(vec4<f32>(mean) - near[start + i], vec4<f32>(0.0));
    }
}
