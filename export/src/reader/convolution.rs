//! Convolutions of pictures, `[count, height, width, channels]`.

use kernels::lanes::{f32x4, mul_add};
use kernels::map::{BLOCK, blocks};
use kernels::network::UNLIMITED;
use kernels::product::{Operands, Weights};

use super::tensor::{self, Tensor};
use crate::format::Malformed;

/// Pixels of the output that are computed together: whole tiles of the product, and patches that stay in the cache.
const TOGETHER: usize = 96;

/// Where a kernel looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Rows and columns of the kernel.
    pub kernel: [usize; 2],
    /// Its step down and to the right.
    pub strides: [usize; 2],
    /// Zeros above, to the left, below and to the right.
    pub pads: [usize; 4],
}

impl Window {
    /// With zeros as TensorFlow's `SAME` puts them for a picture of this height and width: what is left over goes below
    /// and to the right.
    pub fn same(kernel: [usize; 2], strides: [usize; 2], [height, width]: [usize; 2]) -> Self {
        let zeros = |size: usize, axis: usize| {
            let outputs = size.div_ceil(strides[axis].max(1)).max(1);
            let last = (outputs - 1).saturating_mul(strides[axis]);
            last.saturating_add(kernel[axis]).saturating_sub(size)
        };
        let (down, across) = (zeros(height, 0), zeros(width, 1));
        let pads = [down / 2, across / 2, down - down / 2, across - across / 2];
        Self { kernel, strides, pads }
    }

    /// The height and the width of what comes out for a picture of these.
    ///
    /// # Errors
    /// [`Malformed`] if the kernel does not fit into it.
    pub fn output(&self, [height, width]: [usize; 2]) -> Result<[usize; 2], Malformed> {
        let size = |size: usize, axis: usize| {
            let room = size.checked_add(self.pads[axis])?.checked_add(self.pads[axis + 2])?;
            let steps = room.checked_sub(self.kernel[axis])?.checked_div(self.strides[axis])?;
            Some(steps + 1)
        };
        match (size(height, 0), size(width, 1)) {
            (Some(height), Some(width)) if self.kernel.iter().all(|&size| size > 0) => {
                Ok([height, width])
            }
            _ => Err(Malformed(format!("{self:?} does not fit into {height} by {width} pixels"))),
        }
    }
}

/// A convolution ready to run.
#[derive(Debug, Clone)]
pub struct Convolution {
    window: Window,
    inputs: usize,
    outputs: usize,
    weights: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    /// Over all channels.
    Full(Weights),
    /// Of every channel by itself: `[rows * columns, channels]`, and the bias.
    Depthwise(Vec<f32>, Vec<f32>),
}

impl Convolution {
    /// Over all channels. `weight(output, row, column, input)` gives each weight, `bias` one an output.
    pub fn full(
        window: Window,
        inputs: usize,
        bias: &[f32],
        weight: impl Fn(usize, usize, usize, usize) -> f32,
    ) -> Self {
        let [_, columns] = window.kernel;
        let of = |output: usize, at: usize| {
            let (tap, input) = (at / inputs.max(1), at % inputs.max(1));
            weight(output, tap / columns.max(1), tap % columns.max(1), input)
        };
        let length = window.kernel[0] * window.kernel[1] * inputs;
        let weights = Kind::Full(Weights::pack(length, bias, UNLIMITED, of));
        Self { window, inputs, outputs: bias.len(), weights }
    }

    /// Of every channel by itself. `weight(channel, row, column)` gives each weight, `bias` one a channel.
    pub fn depthwise(
        window: Window,
        bias: &[f32],
        weight: impl Fn(usize, usize, usize) -> f32,
    ) -> Self {
        let [rows, columns] = window.kernel;
        let taps = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let weight = &weight;
        let weights =
            taps.flat_map(|(row, column)| (0..bias.len()).map(move |it| weight(it, row, column)));
        let weights = Kind::Depthwise(weights.collect(), bias.to_vec());
        Self { window, inputs: bias.len(), outputs: bias.len(), weights }
    }

    /// What comes out, `[count, height, width, outputs]`, for pictures `[count, height, width, inputs]`.
    ///
    /// # Errors
    /// [`Malformed`] if the pictures have other channels, or are smaller than the kernel.
    pub fn apply(&self, pictures: &Tensor) -> Result<Tensor, Malformed> {
        let [count, height, width, channels] = pictures.sizes()?;
        if channels != self.inputs {
            return Err(Malformed(format!("{channels} channels where {} are read", self.inputs)));
        }
        let [rows, columns] = self.window.output([height, width])?;
        let shape = [count, rows, columns, self.outputs];
        let mut values = vec![0.0; tensor::count(&shape)?];
        let (read, made) = (height * width * channels, rows * columns * self.outputs);
        if read == 0 || made == 0 {
            return Err(Malformed(format!("a convolution from {:?} to {shape:?}", pictures.shape)));
        }
        for (values, output) in
            pictures.values.chunks_exact(read).zip(values.chunks_exact_mut(made))
        {
            let picture = Picture { values, height, width, channels };
            match &self.weights {
                Kind::Full(weights) => self.fully(weights, &picture, columns, output),
                Kind::Depthwise(weights, bias) => {
                    for (row, output) in output.chunks_exact_mut(columns * self.outputs).enumerate()
                    {
                        self.depthwise_row(weights, bias, &picture, row, output);
                    }
                }
            }
        }
        Tensor::new(shape, values)
    }

    /// A picture, all channels together.
    fn fully(&self, weights: &Weights, picture: &Picture, columns: usize, output: &mut [f32]) {
        let tiles = output.chunks_mut(TOGETHER * self.outputs);
        // What comes out of a pixel is of that pixel alone: it is its own patch.
        if self.window == (Window { kernel: [1, 1], strides: [1, 1], pads: [0; 4] }) {
            for (pixels, output) in picture.values.chunks(TOGETHER * self.inputs).zip(tiles) {
                product(weights, pixels, self.inputs, output, self.outputs);
            }
            return;
        }
        let length = self.window.kernel[0] * self.window.kernel[1] * self.inputs;
        let mut patches = Vec::new();
        for (tile, output) in tiles.enumerate() {
            patches.clear();
            for at in tile * TOGETHER..tile * TOGETHER + output.len() / self.outputs {
                picture.patch(&self.window, [at / columns, at % columns], &mut patches);
            }
            product(weights, &patches, length, output, self.outputs);
        }
    }

    /// One row of the output, each channel by itself.
    fn depthwise_row(
        &self,
        weights: &[f32],
        bias: &[f32],
        picture: &Picture,
        row: usize,
        output: &mut [f32],
    ) {
        let channels = self.inputs;
        let [_, tap_columns] = self.window.kernel;
        let down = self.window.taps(0, row, picture.height);
        for (column, output) in output.chunks_exact_mut(channels).enumerate() {
            let across = self.window.taps(1, column, picture.width);
            let taps = || {
                let row = move |tap: usize| (down.first + tap) * picture.width + across.first;
                (0..down.count).flat_map(move |tap| {
                    let weight = (down.skipped + tap) * tap_columns + across.skipped;
                    (0..across.count)
                        .map(move |it| ((weight + it) * channels, (row(tap) + it) * channels))
                })
            };
            let mut done = 0;
            // Eight sums stay in registers while all taps go by.
            while let Some(output) = output[done..].first_chunk_mut::<BLOCK>() {
                let mut sums = halves(&bias[done..]);
                for (weight, pixel) in taps() {
                    let weights = halves(&weights[weight + done..]);
                    let pixel = halves(&picture.values[pixel + done..]);
                    sums[0] = mul_add(weights[0], pixel[0], sums[0]);
                    sums[1] = mul_add(weights[1], pixel[1], sums[1]);
                }
                let [low, high] = sums.map(|sums| sums.to_array());
                output[..4].copy_from_slice(&low);
                output[4..].copy_from_slice(&high);
                done += BLOCK;
            }
            for channel in done..channels {
                let products = taps().map(|(weight, pixel)| {
                    weights[weight + channel] * picture.values[pixel + channel]
                });
                output[channel] = bias[channel] + products.sum::<f32>();
            }
        }
    }
}

/// The first eight numbers as two vectors; zeros where there are fewer.
#[inline(always)]
fn halves(numbers: &[f32]) -> [f32x4; 2] {
    let [a, b, c, d, e, f, g, h] = numbers.first_chunk::<BLOCK>().copied().unwrap_or_default();
    [f32x4::from([a, b, c, d]), f32x4::from([e, f, g, h])]
}

/// Rows of `length` numbers times weights, `outputs` numbers each. The product itself writes whole blocks.
pub(crate) fn product(
    weights: &Weights,
    rows: &[f32],
    length: usize,
    output: &mut [f32],
    outputs: usize,
) {
    let whole = blocks(outputs) * BLOCK;
    if output.is_empty() {
        return;
    }
    if whole == outputs {
        weights.apply(Operands { pixels: rows, stride: length, shortcut: None, output });
        return;
    }
    let mut room = vec![0.0; output.len() / outputs * whole];
    weights.apply(Operands { pixels: rows, stride: length, shortcut: None, output: &mut room });
    for (output, row) in output.chunks_exact_mut(outputs).zip(room.chunks_exact(whole)) {
        output.copy_from_slice(&row[..outputs]);
    }
}

/// The rows or columns of a picture that a kernel sees.
#[derive(Debug, Clone, Copy)]
struct Taps {
    /// Rows or columns of the kernel before the picture starts.
    skipped: usize,
    /// The first one of the picture.
    first: usize,
    /// How many are within the picture.
    count: usize,
}

impl Window {
    /// What the kernel of an output at this row (axis 0) or column (axis 1) sees of a picture of this size.
    fn taps(&self, axis: usize, at: usize, size: usize) -> Taps {
        let start = at * self.strides[axis];
        let skipped = self.pads[axis].saturating_sub(start).min(self.kernel[axis]);
        let first = start.saturating_sub(self.pads[axis]);
        let count = (self.kernel[axis] - skipped).min(size.saturating_sub(first));
        Taps { skipped, first, count }
    }
}

/// A picture among others.
struct Picture<'a> {
    values: &'a [f32],
    height: usize,
    width: usize,
    channels: usize,
}

impl Picture<'_> {
    /// Adds what the kernel of an output sees, `[kernel rows, kernel columns, channels]`, zeros beyond the edge.
    fn patch(&self, window: &Window, output: [usize; 2], patches: &mut Vec<f32>) {
        let down = window.taps(0, output[0], self.height);
        let across = window.taps(1, output[1], self.width);
        let start = patches.len();
        let row = window.kernel[1] * self.channels;
        let (left, length) = (across.skipped * self.channels, across.count * self.channels);
        for tap in 0..window.kernel[0] {
            let seen = tap.checked_sub(down.skipped).filter(|&tap| tap < down.count);
            if let Some(tap) = seen.filter(|_| length > 0) {
                let from = ((down.first + tap) * self.width + across.first) * self.channels;
                patches.resize(start + (tap + down.skipped) * row + left, 0.0);
                patches.extend_from_slice(&self.values[from..from + length]);
            }
            patches.resize(start + (tap + 1) * row, 0.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 3 by 3 pixels with two channels: 0, 1, 2, …
    fn pictures() -> Tensor {
        Tensor::new([1, 3, 3, 2], (0..18).map(|it| it as f32).collect()).expect("it fits")
    }

    #[test]
    fn a_kernel_of_ones_sums_what_it_covers() {
        let window = Window { kernel: [2, 2], strides: [1, 1], pads: [0; 4] };
        let full = Convolution::full(window, 2, &[0.5], |_, _, _, _| 1.0);
        let sums = full.apply(&pictures()).expect("it fits");
        assert_eq!(
            (sums.shape.as_slice(), &sums.values[..2]),
            (&[1, 2, 2, 1][..], &[36.5, 52.5][..])
        );
        let each = Convolution::depthwise(window, &[0.0, 1.0], |_, _, _| 1.0);
        let sums = each.apply(&pictures()).expect("it fits");
        assert_eq!(
            (sums.shape.as_slice(), &sums.values[..2]),
            (&[1, 2, 2, 2][..], &[16.0, 21.0][..])
        );
    }

    /// By the definition, number by number.
    fn plainly(
        window: Window,
        x: &Tensor,
        bias: &[f32],
        weight: impl Fn(usize, usize, usize, usize) -> f32,
    ) -> Vec<f32> {
        let [count, height, width, channels] = x.sizes().expect("pictures");
        let [rows, columns] = window.output([height, width]).expect("it fits");
        let mut all = Vec::new();
        for at in 0..count * rows * columns * bias.len() {
            let (output, at) = (at % bias.len(), at / bias.len());
            let (column, row) = (at % columns, at / columns % rows);
            let mut sum = bias[output];
            for tap in 0..window.kernel[0] * window.kernel[1] {
                let [down, across] = [tap / window.kernel[1], tap % window.kernel[1]];
                let y = (row * window.strides[0] + down).wrapping_sub(window.pads[0]);
                let x_at = (column * window.strides[1] + across).wrapping_sub(window.pads[1]);
                if y < height && x_at < width {
                    let picture = at / columns / rows;
                    let pixel = ((picture * height + y) * width + x_at) * channels;
                    for input in 0..channels {
                        sum += weight(output, down, across, input) * x.values[pixel + input];
                    }
                }
            }
            all.push(sum);
        }
        all
    }

    #[test]
    fn every_window_gives_what_the_definition_says() {
        let number = |at: usize| ((at * 7919) % 31) as f32 / 31.0 - 0.5;
        let windows = [
            Window { kernel: [1, 1], strides: [1, 1], pads: [0; 4] },
            Window { kernel: [1, 1], strides: [2, 2], pads: [0; 4] },
            Window { kernel: [3, 3], strides: [1, 1], pads: [1; 4] },
            Window { kernel: [3, 2], strides: [2, 1], pads: [0, 1, 1, 0] },
            Window { kernel: [5, 5], strides: [2, 3], pads: [2, 3, 2, 1] },
            // Some kernels see nothing but zeros.
            Window { kernel: [2, 2], strides: [1, 1], pads: [4, 0, 0, 4] },
        ];
        let near = |a: &[f32], b: &[f32]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-5)
        };
        for (window, channels) in windows.into_iter().flat_map(|it| [(it, 3), (it, 19)]) {
            let values = (0..2 * 11 * 13 * channels).map(number).collect();
            let x = Tensor::new([2, 11, 13, channels], values).expect("it fits");
            let bias: Vec<f32> = (0..10).map(number).collect();
            let weight = |output, row, column, input| {
                number(output * 101 + row * 31 + column * 7 + input * 3)
            };
            let full = Convolution::full(window, channels, &bias, weight).apply(&x);
            let expected = plainly(window, &x, &bias, weight);
            assert!(near(&full.expect("it fits").values, &expected), "{window:?}");
            let bias: Vec<f32> = (0..channels).map(number).collect();
            let each = Convolution::depthwise(window, &bias, |channel, row, column| {
                weight(channel, row, column, 0)
            });
            let expected = plainly(window, &x, &bias, |output, row, column, input| {
                if output == input { weight(output, row, column, 0) } else { 0.0 }
            });
            assert!(near(&each.apply(&x).expect("it fits").values, &expected), "{window:?}");
        }
    }

    #[test]
    fn pictures_without_pixels_and_others_are_refused() {
        let window = Window { kernel: [1, 1], strides: [1, 1], pads: [9; 4] };
        let full = Convolution::full(window, 2, &[0.5], |_, _, _, _| 1.0);
        let none = Tensor::new([1, 0, 3, 2], vec![]).expect("it fits");
        assert!(full.apply(&none).is_err());
        assert!(Convolution::full(window, 2, &[], |_, _, _, _| 1.0).apply(&pictures()).is_err());
        let far = Window { kernel: [1, 1], strides: [1, 1], pads: [usize::MAX / 2; 4] };
        assert!(Convolution::depthwise(far, &[0.0; 2], |_, _, _| 1.0).apply(&pictures()).is_err());
        let other = Convolution::full(window, 3, &[0.5], |_, _, _, _| 1.0);
        assert!(other.apply(&pictures()).is_err());
    }

    #[test]
    fn same_puts_what_is_left_over_below_and_to_the_right() {
        let window = Window::same([3, 3], [2, 2], [224, 224]);
        assert_eq!((window.pads, window.output([224, 224])), ([0, 0, 1, 1], Ok([112, 112])));
        assert_eq!(Window::same([3, 3], [1, 1], [7, 7]).pads, [1; 4]);
        assert!(Window { kernel: [3, 3], strides: [1, 1], pads: [0; 4] }.output([2, 2]).is_err());
        assert!(Window { kernel: [3, 3], strides: [0, 1], pads: [0; 4] }.output([9, 9]).is_err());
    }
}
