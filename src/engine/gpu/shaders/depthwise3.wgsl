// A 3x3 convolution of every channel by itself. One thread: four channels of two rows of four output
// pixels, so that most of what is read of the input serves several of them. STRIDE is 1 or 2.
// weights: [3 * 3][columns]

// Where a thread's pixels are.
struct Place {
    picture: u32,
    top: i32,  // of the first row and column that the kernel covers
    left: i32,
    group: u32,
}

// Nine neighbouring input pixels of a row, of which STRIDE 1 needs six. Beyond the edges there are zeros.
struct Row {
    a: vec4<f32>,
    b: vec4<f32>,
    c: vec4<f32>,
    d: vec4<f32>,
    e: vec4<f32>,
    f: vec4<f32>,
    g: vec4<f32>,
    h: vec4<f32>,
    i: vec4<f32>,
}

// Four neighbouring output pixels.
struct Sums {
    a: vec4<f32>,
    b: vec4<f32>,
    c: vec4<f32>,
    d: vec4<f32>,
}

fn pixel(line: i32, column: i32, group: u32) -> vec4<f32> {
    let size = i32(layer.in_size);
    // The nearest pixel is read for nothing where the kernel hangs over the edge.
    let inside = select(0.0, 1.0, column >= 0 && column < size);
    let nearest = u32(line + clamp(column, 0, size - 1));
    return input[nearest * layer.in_groups + group] * inside;
}

fn row_at(place: Place, below: i32) -> Row {
    var row = Row();
    let y = place.top + below;
    let size = i32(layer.in_size);
    if y < 0 || y >= size {
        return row;
    }
    let line = (i32(place.picture) * size + y) * size;
    row.a = pixel(line, place.left, place.group);
    row.b = pixel(line, place.left + 1, place.group);
    row.c = pixel(line, place.left + 2, place.group);
    row.d = pixel(line, place.left + 3, place.group);
    row.e = pixel(line, place.left + 4, place.group);
    row.f = pixel(line, place.left + 5, place.group);
    if STRIDE == 2u {
        row.g = pixel(line, place.left + 6, place.group);
        row.h = pixel(line, place.left + 7, place.group);
        row.i = pixel(line, place.left + 8, place.group);
    }
    return row;
}

// Adds what one row of the kernel makes of a row of pixels.
fn add(sums: Sums, row: Row, u: vec4<f32>, v: vec4<f32>, w: vec4<f32>) -> Sums {
    if STRIDE == 1u {
        return Sums(
            sums.a + row.a * u + row.b * v + row.c * w,
            sums.b + row.b * u + row.c * v + row.d * w,
            sums.c + row.c * u + row.d * v + row.e * w,
            sums.d + row.d * u + row.e * v + row.f * w,
        );
    }
    return Sums(
        sums.a + row.a * u + row.b * v + row.c * w,
        sums.b + row.c * u + row.d * v + row.e * w,
        sums.c + row.e * u + row.f * v + row.g * w,
        sums.d + row.g * u + row.h * v + row.i * w,
    );
}

fn finish_row(sums: Sums, y: u32, x: u32, place: Place) {
    let size = layer.out_size;
    let at = ((place.picture * size + y) * size + x) * layer.out_groups + place.group;
    finish(sums.a, at);
    if x + 1u < size {
        finish(sums.b, at + layer.out_groups);
    }
    if x + 2u < size {
        finish(sums.c, at + 2u * layer.out_groups);
    }
    if x + 3u < size {
        finish(sums.d, at + 3u * layer.out_groups);
    }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let across = (layer.out_size + 3u) / 4u;
    let down = (layer.out_size + 1u) / 2u;
    let group = id.x % layer.out_groups;
    let tile = id.x / layer.out_groups;
    let x = tile % across * 4u;
    let y = tile / across % down * 2u;
    let picture = tile / across / down;
    if picture >= layer.pictures {
        return;
    }
    let corner = vec2<i32>(vec2<u32>(x, y) * STRIDE) - vec2<i32>(i32(layer.padding));
    let place = Place(picture, corner.y, corner.x, group);
    let step = layer.columns;
    let w0 = weights[group];
    let w1 = weights[group + step];
    let w2 = weights[group + 2u * step];
    let w3 = weights[group + 3u * step];
    let w4 = weights[group + 4u * step];
    let w5 = weights[group + 5u * step];
    let w6 = weights[group + 6u * step];
    let w7 = weights[group + 7u * step];
    let w8 = weights[group + 8u * step];
    let b = bias[group];
    var upper = Sums(b, b, b, b);
    var lower = upper;
    let r0 = row_at(place, 0);
    upper = add(upper, r0, w0, w1, w2);
    let r1 = row_at(place, 1);
    upper = add(upper, r1, w3, w4, w5);
    let r2 = row_at(place, 2);
    upper = add(upper, r2, w6, w7, w8);
    let r3 = row_at(place, 3);
    if STRIDE == 1u {
        lower = add(lower, r1, w0, w1, w2);
        lower = add(lower, r2, w3, w4, w5);
        lower = add(lower, r3, w6, w7, w8);
    } else {
        lower = add(lower, r2, w0, w1, w2);
        lower = add(lower, r3, w3, w4, w5);
        lower = add(lower, row_at(place, 4), w6, w7, w8);
    }
    finish_row(upper, y, x, place);
    if y + 1u < layer.out_size {
        finish_row(lower, y + 1u, x, place);
    }
}
