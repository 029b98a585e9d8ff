// A convolution of every channel by itself, of any kernel and stride. One thread: one output pixel, four
// channels.
// weights: [kernel * kernel][columns]

// Index of an input pixel's first group, or -1 where the kernel hangs over the edge.
fn input_pixel(picture: u32, y: u32, x: u32, ky: u32, kx: u32) -> i32 {
    let row = i32(y * layer.stride + ky) - i32(layer.padding);
    let column = i32(x * layer.stride + kx) - i32(layer.padding);
    let size = i32(layer.in_size);
    if row < 0 || column < 0 || row >= size || column >= size {
        return -1;
    }
    return (i32(picture) * size * size + row * size + column) * i32(layer.in_groups);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let pixels = layer.out_size * layer.out_size;
    let group = id.x % layer.out_groups;
    let pixel = id.x / layer.out_groups % pixels;
    let picture = id.x / layer.out_groups / pixels;
    if picture >= layer.pictures {
        return;
    }
    let y = pixel / layer.out_size;
    let x = pixel % layer.out_size;
    var sum = bias[group];
    for (var ky = 0u; ky < layer.kernel; ky++) {
        for (var kx = 0u; kx < layer.kernel; kx++) {
            let start = input_pixel(picture, y, x, ky, kx);
            if start >= 0 {
                sum += input[u32(start) + group]
                    * weights[(ky * layer.kernel + kx) * layer.columns + group];
            }
        }
    }
    finish(sum, id.x);
}
