//! Products of matrices: a convolution over all channels is one, of pixels and weights.
//!
//! A tile of pixels by a block of channels stays in registers while all inputs go by (Goto and van de Geijn
//! 2008, <https://doi.org/10.1145/1356052.1356053>, whose outer loops our sizes do not need).

use crate::lanes::{clamp, f32x4, mul_add};
use crate::map::{BLOCK, blocks};

/// Pixels of a tile. With two vectors of channels each, their sums, the weights and an input fill the
/// sixteen registers that SSE has.
const TILE: usize = 6;

/// Weights as the product reads them.
#[derive(Debug, Clone)]
pub struct Weights {
    inputs: usize,
    /// `[blocks][inputs][BLOCK]`
    values: Vec<[f32; BLOCK]>,
    /// `[blocks][BLOCK]`
    bias: Vec<[f32; BLOCK]>,
    /// The least and the most that comes out.
    limits: [f32; 2],
}

/// Where the pixels of a product are, and what becomes of them.
pub struct Operands<'a> {
    /// The inputs of all pixels.
    pub pixels: &'a [f32],
    /// Numbers from the inputs of one pixel to those of the next.
    pub stride: usize,
    /// What is added to the result, laid out as that is.
    pub shortcut: Option<&'a [f32]>,
    /// `[pixels][blocks * BLOCK]`
    pub output: &'a mut [f32],
}

impl Weights {
    /// Packs weights for `inputs` numbers a pixel. `weight(output, input)` gives each, `bias` one an output.
    pub fn pack(
        inputs: usize,
        bias: &[f32],
        limits: [f32; 2],
        weight: impl Fn(usize, usize) -> f32,
    ) -> Self {
        let outputs = bias.len();
        let of = |output, input| if output < outputs { weight(output, input) } else { 0.0 };
        let block = |block, input| std::array::from_fn(|lane| of(block * BLOCK + lane, input));
        let bias = |block: usize| {
            std::array::from_fn(|lane| bias.get(block * BLOCK + lane).copied().unwrap_or(0.0))
        };
        let all = 0..blocks(outputs);
        Self {
            inputs,
            values: all
                .clone()
                .flat_map(|b| (0..inputs).map(move |i| (b, i)))
                .map(|(b, i)| block(b, i))
                .collect(),
            bias: all.map(bias).collect(),
            limits,
        }
    }

    /// The product, bias and shortcut added, within the limits.
    pub fn apply(&self, operands: Operands<'_>) {
        let Operands { pixels, stride, shortcut, output } = operands;
        let outputs = self.bias.len() * BLOCK;
        let count = output.len() / outputs;
        for (block, bias) in self.bias.iter().enumerate() {
            let weights = &self.values[block * self.inputs..][..self.inputs];
            let mut work = Block {
                weights,
                bias,
                limits: self.limits,
                pixels,
                stride,
                shortcut,
                outputs,
                at: block * BLOCK,
                output,
            };
            let mut first = 0;
            while count - first >= TILE {
                work.tile::<TILE>(first);
                first += TILE;
            }
            match count - first {
                0 => {}
                1 => work.tile::<1>(first),
                2 => work.tile::<2>(first),
                3 => work.tile::<3>(first),
                4 => work.tile::<4>(first),
                _ => work.tile::<5>(first),
            }
        }
    }
}

/// One block of channels of a product.
struct Block<'a> {
    weights: &'a [[f32; BLOCK]],
    bias: &'a [f32; BLOCK],
    limits: [f32; 2],
    pixels: &'a [f32],
    stride: usize,
    shortcut: Option<&'a [f32]>,
    /// Channels from one pixel of the output to the next.
    outputs: usize,
    /// The block's first channel.
    at: usize,
    output: &'a mut [f32],
}

impl Block<'_> {
    /// `N` pixels from `first` on.
    #[inline(always)]
    fn tile<const N: usize>(&mut self, first: usize) {
        let inputs: [&[f32]; N] = std::array::from_fn(|pixel| {
            &self.pixels[(first + pixel) * self.stride..][..self.weights.len()]
        });
        let mut sums = [halves(self.bias); N];
        for (input, weights) in self.weights.iter().enumerate() {
            let [low, high] = halves(weights);
            for (pixel, sums) in inputs.iter().zip(&mut sums) {
                let x = f32x4::splat(pixel[input]);
                sums[0] = mul_add(x, low, sums[0]);
                sums[1] = mul_add(x, high, sums[1]);
            }
        }
        for (pixel, mut sums) in sums.into_iter().enumerate() {
            let at = (first + pixel) * self.outputs + self.at;
            if let Some(earlier) = self.shortcut.and_then(|earlier| earlier[at..].first_chunk()) {
                let earlier = halves(earlier);
                sums = [sums[0] + earlier[0], sums[1] + earlier[1]];
            }
            if let Some(output) = self.output[at..].first_chunk_mut::<BLOCK>() {
                let [low, high] = sums.map(|sum| clamp(sum, self.limits).to_array());
                output[..4].copy_from_slice(&low);
                output[4..].copy_from_slice(&high);
            }
        }
    }
}

/// A block as two vectors.
#[inline(always)]
fn halves(block: &[f32; BLOCK]) -> [f32x4; 2] {
    let [a, b, c, d, e, f, g, h] = *block;
    [f32x4::from([a, b, c, d]), f32x4::from([e, f, g, h])]
}
