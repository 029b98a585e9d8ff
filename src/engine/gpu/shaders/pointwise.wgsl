// A 1x1 convolution: a matrix product of pixels and channels. One thread: four output pixels, four
// output channels, so that every weight that is read serves four pixels.
// weights: [in_groups][4 input channels][out_groups]

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let pixels = layer.out_size * layer.out_size;
    let group = id.x % layer.out_groups;
    let first = (id.x / layer.out_groups) * 4u;
    if first >= pixels {
        return;
    }
    // The last thread may have fewer than four pixels: it computes the last one again.
    let last = pixels - 1u;
    let base = id.z * pixels;
    let start = (vec4<u32>(base) + min(vec4<u32>(first) + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(last)))
        * layer.in_groups;
    var a = vec4<f32>(0.0);
    var b = vec4<f32>(0.0);
    var c = vec4<f32>(0.0);
    var d = vec4<f32>(0.0);
    for (var i = 0u; i < layer.in_groups; i++) {
        let w = i * 4u * layer.out_groups + group;
        let m = mat4x4<f32>(
            weights[w],
            weights[w + layer.out_groups],
            weights[w + 2u * layer.out_groups],
            weights[w + 3u * layer.out_groups],
        );
        a += m * input[start.x + i];
        b += m * input[start.y + i];
        c += m * input[start.z + i];
        d += m * input[start.w + i];
    }
    let at = (base + first) * layer.out_groups + group;
    finish(a, at, group);
    if first + 1u <= last {
        finish(b, at + layer.out_groups, group);
    }
    if first + 2u <= last {
        finish(c, at + 2u * layer.out_groups, group);
    }
    if first + 3u <= last {
        finish(d, at + 3u * layer.out_groups, group);
    }
}
