// A convolution over all channels. One thread: four output pixels of a row and four output channels;
// where WIDE eight of each, so that every number that is read serves eight times.
// weights: [kernel * kernel][in_groups][4 input channels][columns]

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let pixels = select(4u, 8u, WIDE); // of a thread
    let threads = select(layer.out_groups, layer.columns / 2u, WIDE); // side by side
    let across = (layer.out_size + pixels - 1u) / pixels;
    let group = id.x % threads;
    let left = id.x / threads % across * pixels;
    let line = id.x / threads / across; // through all pictures
    if line >= layer.pictures * layer.out_size {
        return;
    }
    let picture = line / layer.out_size;
    let y = line % layer.out_size;
    let size = i32(layer.in_size);
    var a = bias[group];
    var b = a;
    var c = a;
    var d = a;
    var e = a;
    var f = a;
    var g = a;
    var h = a;
    // The same eight pixels, channels of the other half.
    let other = group + threads;
    var k = bias[other];
    var l = k;
    var m = k;
    var n = k;
    var o = k;
    var p = k;
    var q = k;
    var r = k;
    let steps = vec4<i32>(0, 1, 2, 3) * i32(layer.stride);
    for (var ky = 0u; ky < layer.kernel; ky++) {
        let row = i32(y * layer.stride + ky) - i32(layer.padding);
        if row < 0 || row >= size {
            continue;
        }
        let start = (i32(picture) * size + row) * size;
        for (var kx = 0u; kx < layer.kernel; kx++) {
            // Beyond the edge, and beyond the row's last output, the nearest pixel is read for nothing.
            let columns = steps + vec4<i32>(i32(left * layer.stride + kx) - i32(layer.padding));
            let others = columns + vec4<i32>(4 * i32(layer.stride));
            let inside = vec4<f32>((columns >= vec4<i32>(0)) & (columns < vec4<i32>(size)));
            let others_inside = vec4<f32>((others >= vec4<i32>(0)) & (others < vec4<i32>(size)));
            let most = vec4<i32>(size - 1);
            var x = vec4<u32>(start + clamp(columns, vec4<i32>(0), most)) * layer.in_groups;
            var z = vec4<u32>(start + clamp(others, vec4<i32>(0), most)) * layer.in_groups;
            var w = (ky * layer.kernel + kx) * layer.in_groups * 4u * layer.columns + group;
            for (var i = 0u; i < layer.in_groups; i++) {
                let near = matrix(w);
                let x0 = input[x.x + i] * inside.x;
                let x1 = input[x.y + i] * inside.y;
                let x2 = input[x.z + i] * inside.z;
                let x3 = input[x.w + i] * inside.w;
                a += near * x0;
                b += near * x1;
                c += near * x2;
                d += near * x3;
                if WIDE {
                    let far = matrix(w + threads);
                    k += far * x0;
                    l += far * x1;
                    m += far * x2;
                    n += far * x3;
                    let x4 = input[z.x + i] * others_inside.x;
                    let x5 = input[z.y + i] * others_inside.y;
                    let x6 = input[z.z + i] * others_inside.z;
                    let x7 = input[z.w + i] * others_inside.w;
                    e += near * x4;
                    f += near * x5;
                    g += near * x6;
                    h += near * x7;
                    o += far * x4;
                    p += far * x5;
                    q += far * x6;
                    r += far * x7;
                }
                w += 4u * layer.columns;
            }
        }
    }
    let step = layer.out_groups;
    let at = (line * layer.out_size + left) * step + group;
    let here = layer.out_size - left; // pixels up to the row's end
    finish(a, at);
    if 1u < here { finish(b, at + step); }
    if 2u < here { finish(c, at + 2u * step); }
    if 3u < here { finish(d, at + 3u * step); }
    if WIDE {
        if 4u < here { finish(e, at + 4u * step); }
        if 5u < here { finish(f, at + 5u * step); }
        if 6u < here { finish(g, at + 6u * step); }
        if 7u < here { finish(h, at + 7u * step); }
        if other < layer.out_groups {
            let there = at + threads;
            finish(k, there);
            if 1u < here { finish(l, there + step); }
            if 2u < here { finish(m, there + 2u * step); }
            if 3u < here { finish(n, there + 3u * step); }
            if 4u < here { finish(o, there + 4u * step); }
            if 5u < here { finish(p, there + 5u * step); }
            if 6u < here { finish(q, there + 6u * step); }
            if 7u < here { finish(r, there + 7u * step); }
        }
    }
}
