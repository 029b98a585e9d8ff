// A 1x1 convolution: a matrix product of pixels and channels. One thread: four output pixels and four
// output channels; where WIDE eight of each, so that every number that is read serves eight times.
// weights: [in_groups][4 input channels][columns]

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let threads = select(layer.out_groups, layer.columns / 2u, WIDE); // side by side
    let group = id.x % threads;
    // The room for a batch is a multiple of eight pixels. Those of pictures that are not there are computed
    // for nothing.
    let first = id.x / threads * select(4u, 8u, WIDE);
    if first >= layer.pictures * layer.out_size * layer.out_size {
        return;
    }
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
    let pixel = layer.in_groups; // distance to the next one
    var x = first * pixel;
    var w = group;
    for (var i = 0u; i < pixel; i++) {
        let near = matrix(w);
        let x0 = input[x];
        let x1 = input[x + pixel];
        let x2 = input[x + 2u * pixel];
        let x3 = input[x + 3u * pixel];
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
            let x4 = input[x + 4u * pixel];
            let x5 = input[x + 5u * pixel];
            let x6 = input[x + 6u * pixel];
            let x7 = input[x + 7u * pixel];
            e += near * x4;
            f += near * x5;
            g += near * x6;
            h += near * x7;
            o += far * x4;
            p += far * x5;
            q += far * x6;
            r += far * x7;
        }
        x += 1u;
        w += 4u * layer.columns;
    }
    let step = layer.out_groups;
    let at = first * step + group;
    finish(a, at);
    finish(b, at + step);
    finish(c, at + 2u * step);
    finish(d, at + 3u * step);
    if WIDE {
        finish(e, at + 4u * step);
        finish(f, at + 5u * step);
        finish(g, at + 6u * step);
        finish(h, at + 7u * step);
        if other < layer.out_groups {
            finish(k, at + threads);
            finish(l, at + threads + step);
            finish(m, at + threads + 2u * step);
            finish(n, at + threads + 3u * step);
            finish(o, at + threads + 4u * step);
            finish(p, at + threads + 5u * step);
            finish(q, at + threads + 6u * step);
            finish(r, at + threads + 7u * step);
        }
    }
}
