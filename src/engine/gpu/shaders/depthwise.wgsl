// A convolution of every channel by itself. One thread: one output pixel, four channels.
// weights: [kernel * kernel][groups]

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let pixels = layer.out_size * layer.out_size;
    let group = id.x % layer.out_groups;
    let pixel = id.x / layer.out_groups;
    if pixel >= pixels {
        return;
    }
    let y = pixel / layer.out_size;
    let x = pixel % layer.out_size;
    var sum = vec4<f32>(0.0);
    for (var ky = 0u; ky < layer.kernel; ky++) {
        for (var kx = 0u; kx < layer.kernel; kx++) {
            let start = input_pixel(id.z, y, x, ky, kx);
            if start >= 0 {
                sum += input[u32(start) + group]
                    * weights[(ky * layer.kernel + kx) * layer.out_groups + group];
            }
        }
    }
    finish(sum, (id.z * pixels + pixel) * layer.out_groups + group, group);
}
