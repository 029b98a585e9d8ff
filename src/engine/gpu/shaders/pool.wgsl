// The means over the cells of a grid. One thread: four channels of one cell of one picture.

struct Pool {
    size: u32,    // side of the input in pixels
    groups: u32,
    grid: u32,    // cells along each axis
    pictures: u32, // that the buffers have room for
}

@group(0) @binding(0) var<uniform> pool: Pool;
@group(0) @binding(1) var<storage, read> input: array<vec4<f32>>;
// [picture][cell][group]
@group(0) @binding(2) var<storage, read_write> output: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let group = id.x % pool.groups;
    let cells = pool.grid * pool.grid;
    let cell = id.x / pool.groups % cells;
    let picture = id.x / pool.groups / cells;
    if picture >= pool.pictures {
        return;
    }
    let row = cell / pool.grid;
    let column = cell % pool.grid;
    let top = row * pool.size / pool.grid;
    let bottom = (row + 1u) * pool.size / pool.grid;
    let left = column * pool.size / pool.grid;
    let right = (column + 1u) * pool.size / pool.grid;
    var sum = vec4<f32>(0.0);
    for (var y = top; y < bottom; y++) {
        for (var x = left; x < right; x++) {
            let pixel = (picture * pool.size + y) * pool.size + x;
            sum += input[pixel * pool.groups + group];
        }
    }
    let pixels = f32((bottom - top) * (right - left));
    output[id.x] = sum / pixels;
}
