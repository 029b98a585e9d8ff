// A convolution over all channels. One thread: one output pixel, four output channels.
// weights: [kernel * kernel][in_groups][4 input channels][out_groups]

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
            if start < 0 {
                continue;
            }
            for (var i = 0u; i < layer.in_groups; i++) {
                let v = input[u32(start) + i];
                let w = (((ky * layer.kernel + kx) * layer.in_groups + i) * 4u) * layer.out_groups + group;
                sum += v.x * weights[w]
                    + v.y * weights[w + layer.out_groups]
                    + v.z * weights[w + 2u * layer.out_groups]
                    + v.w * weights[w + 3u * layer.out_groups];
            }
        }
    }
    finish(sum, (id.z * pixels + pixel) * layer.out_groups + group, group);
}
