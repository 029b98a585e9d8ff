// Shared by the three convolutions. Pictures are NHWC, channels in groups of four, padded with
// zeros: element [(picture * pixels + pixel) * groups + group]. One picture a workgroup layer (z).

struct Layer {
    in_size: u32,    // side of the input in pixels
    out_size: u32,   // side of the output in pixels
    in_groups: u32,  // groups of four channels
    out_groups: u32,
    kernel: u32,
    stride: u32,
    padding: u32,    // zeros before the first row and column
    activation: u32, // 0: none; 1: at least 0; 2: from 0 to 6
    shortcut: u32,   // 1: add the output of an earlier layer
}

@group(0) @binding(0) var<uniform> layer: Layer;
@group(0) @binding(1) var<storage, read> input: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> weights: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> bias: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> earlier: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> output: array<vec4<f32>>;

// Bias, shortcut, activation: what follows every convolution, fused into it.
fn finish(sum: vec4<f32>, at: u32, group: u32) {
    var x = sum + bias[group];
    if layer.shortcut == 1u {
        x += earlier[at];
    }
    if layer.activation >= 1u {
        x = max(x, vec4<f32>(0.0));
    }
    if layer.activation == 2u {
        x = min(x, vec4<f32>(6.0));
    }
    output[at] = x;
}
