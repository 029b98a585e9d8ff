// Shared by the convolutions. Pictures are NHWC, channels in groups of four, padded with zeros: element
// [(picture * pixels + pixel) * groups + group]. Pixels, or rows of them, are counted through all pictures
// of a batch. Neighbouring threads have neighbouring groups of the same pixels: what they read of the
// weights lies side by side, and what they read of the input is the same.

struct Layer {
    in_size: u32,    // side of the input in pixels
    out_size: u32,   // side of the output in pixels
    in_groups: u32,  // groups of four channels
    out_groups: u32,
    kernel: u32,
    stride: u32,
    padding: u32,    // zeros before the first row and column
    pictures: u32,   // that the buffers have room for
    columns: u32,    // groups of four outputs that weights and bias are padded to: an even number
    shortcut: u32,   // 1: add the output of an earlier layer
    least: f32,      // the activation: no output is below or above these
    most: f32,
}

@group(0) @binding(0) var<uniform> layer: Layer;
@group(0) @binding(1) var<storage, read> input: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> weights: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> bias: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> earlier: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> output: array<vec4<f32>>;

// What four input channels add to four output channels.
// weights: [...][4 input channels][columns]
fn matrix(at: u32) -> mat4x4<f32> {
    return mat4x4<f32>(
        weights[at],
        weights[at + layer.columns],
        weights[at + 2u * layer.columns],
        weights[at + 3u * layer.columns],
    );
}

// Shortcut and activation: what follows every convolution and its bias, fused into it.
fn finish(sum: vec4<f32>, at: u32) {
    var x = sum;
    if layer.shortcut == 1u {
        x += earlier[at];
    }
    output[at] = clamp(x, vec4<f32>(layer.least), vec4<f32>(layer.most));
}
