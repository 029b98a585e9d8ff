//! Convolutions of every channel by itself.

use crate::lanes::{clamp, f32x4, mul_add};
use crate::map::{BLOCK, blocks};

/// Pixels computed together, so that a weight that is read serves them all.
const TILE: usize = 4;

/// Weights as the convolution reads them.
#[derive(Debug, Clone)]
pub struct Weights {
    kernel: usize,
    stride: usize,
    /// `[kernel * kernel][vectors]`
    values: Vec<[f32; 4]>,
    /// `[vectors]`
    bias: Vec<[f32; 4]>,
    limits: [f32; 2],
}

impl Weights {
    /// Packs weights `[channels, kernel, kernel]`, with one bias a channel.
    pub fn pack(
        weights: &[f32],
        kernel: usize,
        stride: usize,
        bias: &[f32],
        limits: [f32; 2],
    ) -> Self {
        let vectors = blocks(bias.len()) * BLOCK / 4;
        let taps = kernel * kernel;
        let vector = |of: &dyn Fn(usize) -> Option<f32>, vector: usize| {
            std::array::from_fn(|lane| of(vector * 4 + lane).unwrap_or(0.0))
        };
        let mut values = Vec::with_capacity(taps * vectors);
        for tap in 0..taps {
            let weight = |channel: usize| weights.get(channel * taps + tap).copied();
            values.extend((0..vectors).map(|at| vector(&weight, at)));
        }
        let bias = (0..vectors).map(|at| vector(&|channel| bias.get(channel).copied(), at));
        Self { kernel, stride, values, bias: bias.collect(), limits }
    }

    /// One row of the output. `rows`: the `kernel` rows that it looks at, zeros included.
    pub fn row(&self, rows: &[&[f32]], output: &mut [f32]) {
        let channels = self.bias.len() * 4;
        let tiles = output.chunks_mut(TILE * channels);
        for (tile, output) in tiles.enumerate() {
            let left = tile * TILE * self.stride;
            match (self.kernel, self.stride, output.len() / channels) {
                (3, 1, TILE) => self.tile::<3, 6, 1, TILE>(rows, left, output),
                (3, 2, TILE) => self.tile::<3, 9, 2, TILE>(rows, left, output),
                _ => self.any(rows, left, output),
            }
        }
    }

    /// `N` pixels of a row with a kernel of `K` by `K`, which look at `W` columns.
    #[inline(always)]
    fn tile<const K: usize, const W: usize, const S: usize, const N: usize>(
        &self,
        rows: &[&[f32]],
        left: usize,
        output: &mut [f32],
    ) {
        let vectors = self.bias.len();
        let columns: [[&[[f32; 4]]; W]; K] = std::array::from_fn(|y| {
            std::array::from_fn(|x| &rows[y].as_chunks::<4>().0[(left + x) * vectors..][..vectors])
        });
        let mut outputs = output.as_chunks_mut::<4>().0.chunks_exact_mut(vectors);
        let mut outputs: [&mut [[f32; 4]]; N] =
            std::array::from_fn(|_| outputs.next().unwrap_or_default());
        let weights: [[&[[f32; 4]]; K]; K] = std::array::from_fn(|y| {
            std::array::from_fn(|x| &self.values[(y * K + x) * vectors..][..vectors])
        });
        for (vector, bias) in self.bias.iter().enumerate() {
            let mut sums = [f32x4::from(*bias); N];
            for y in 0..K {
                let inputs: [f32x4; W] =
                    std::array::from_fn(|x| f32x4::from(columns[y][x][vector]));
                for x in 0..K {
                    let weight = f32x4::from(weights[y][x][vector]);
                    for (pixel, sum) in sums.iter_mut().enumerate() {
                        *sum = mul_add(inputs[pixel * S + x], weight, *sum);
                    }
                }
            }
            for (output, sum) in outputs.iter_mut().zip(sums) {
                output[vector] = clamp(sum, self.limits).to_array();
            }
        }
    }

    /// The pixels that are left of a row, or all of them where the kernel is a rare one.
    fn any(&self, rows: &[&[f32]], left: usize, output: &mut [f32]) {
        let vectors = self.bias.len();
        for (pixel, output) in output.as_chunks_mut::<4>().0.chunks_exact_mut(vectors).enumerate() {
            let left = left + pixel * self.stride;
            for (vector, (output, bias)) in output.iter_mut().zip(&self.bias).enumerate() {
                let mut sum = f32x4::from(*bias);
                for (y, row) in rows.iter().enumerate() {
                    let row = row.as_chunks::<4>().0;
                    for x in 0..self.kernel {
                        let weight = self.values[(y * self.kernel + x) * vectors + vector];
                        sum =
                            mul_add(row[(left + x) * vectors + vector].into(), weight.into(), sum);
                    }
                }
                *output = clamp(sum, self.limits).to_array();
            }
        }
    }
}
