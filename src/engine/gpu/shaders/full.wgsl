// A convolution over all channels. One thread: four output pixels of a row, four output channels, so
// that every weight that is read serves four pixels.
// weights: [kernel * kernel][in_groups][4 input channels][out_groups]

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let quads = (layer.out_size + 3u) / 4u;
    let group = id.x % layer.out_groups;
    let y = id.x / layer.out_groups / quads;
    let left = id.x / layer.out_groups % quads * 4u;
    if y >= layer.out_size {
        return;
    }
    let size = i32(layer.in_size);
    let lanes = vec4<i32>(0, 1, 2, 3);
    var a = vec4<f32>(0.0);
    var b = vec4<f32>(0.0);
    var c = vec4<f32>(0.0);
    var d = vec4<f32>(0.0);
    for (var ky = 0u; ky < layer.kernel; ky++) {
        let row = i32(y * layer.stride + ky) - i32(layer.padding);
        if row < 0 || row >= size {
            continue;
        }
        let line = (i32(id.z) * size + row) * size;
        for (var kx = 0u; kx < layer.kernel; kx++) {
            let columns = (vec4<i32>(i32(left)) + lanes) * i32(layer.stride)
                + vec4<i32>(i32(kx) - i32(layer.padding));
            // Beyond the edge, and beyond the row's last output, the nearest pixel is read for nothing.
            let inside = select(
                vec4<f32>(0.0),
                vec4<f32>(1.0),
                (columns >= vec4<i32>(0)) & (columns < vec4<i32>(size)),
            );
            let nearest = clamp(columns, vec4<i32>(0), vec4<i32>(size - 1));
            let start = vec4<u32>(vec4<i32>(line) + nearest) * layer.in_groups;
            let weights_at = (ky * layer.kernel + kx) * layer.in_groups;
            for (var i = 0u; i < layer.in_groups; i++) {
                let w = (weights_at + i) * 4u * layer.out_groups + group;
                let m = mat4x4<f32>(
                    weights[w],
                    weights[w + layer.out_groups],
                    weights[w + 2u * layer.out_groups],
                    weights[w + 3u * layer.out_groups],
                );
                a += m * (input[start.x + i] * inside.x);
                b += m * (input[start.y + i] * inside.y);
                c += m * (input[start.z + i] * inside.z);
                d += m * (input[start.w + i] * inside.w);
            }
        }
    }
    let at = ((id.z * layer.out_size + y) * layer.out_size + left) * layer.out_groups + group;
    finish(a, at, group);
    if left + 1u < layer.out_size {
        finish(b, at + layer.out_groups, group);
    }
    if left + 2u < layer.out_size {
        finish(c, at + 2u * layer.out_groups, group);
    }
    if left + 3u < layer.out_size {
        finish(d, at + 3u * layer.out_groups, group);
    }
}
