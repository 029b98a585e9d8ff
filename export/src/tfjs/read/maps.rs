//! What layers do with maps `[count, rows, columns, channels]` and rows, beside convolutions.

use super::model::Edges;
use crate::format::Malformed;
use crate::reader::{Tensor, Window, ops, tensor};

/// A map with zeros around it: above and below, to the left and to the right.
///
/// # Errors
/// [`Malformed`] if it is no map, or becomes too large.
pub fn padded(x: &Tensor, [down, across]: &Edges) -> Result<Tensor, Malformed> {
    let [count, rows, columns, channels] = x.sizes()?;
    let shape = [count, rows + down[0] + down[1], columns + across[0] + across[1], channels];
    let mut values = vec![0.0; tensor::count(&shape)?];
    let (from, to) = (columns * channels, shape[2] * channels);
    for (at, row) in x.values.chunks_exact(from.max(1)).enumerate() {
        let (picture, row_at) = (at / rows, at % rows + down[0]);
        let start = (picture * shape[1] + row_at) * to + across[0] * channels;
        values[start..start + from].copy_from_slice(row);
    }
    Tensor::new(shape, values)
}

/// A map without its edges, which must be within it.
///
/// # Errors
/// [`Malformed`] if it is no map.
pub fn cropped(x: &Tensor, [down, across]: &Edges) -> Result<Tensor, Malformed> {
    let [count, rows, columns, channels] = x.sizes()?;
    let shape = [count, rows - down[0] - down[1], columns - across[0] - across[1], channels];
    let mut values = Vec::with_capacity(tensor::count(&shape)?);
    for row in (0..count).flat_map(|at| (0..shape[1]).map(move |row| at * rows + down[0] + row)) {
        let start = (row * columns + across[0]) * channels;
        values.extend_from_slice(&x.values[start..start + shape[2] * channels]);
    }
    Tensor::new(shape, values)
}

/// The means of windows of a map, for each channel. The windows have no zeros around them.
///
/// # Errors
/// [`Malformed`] if it is no map, or smaller than a window.
pub fn averaged(x: &Tensor, window: &Window) -> Result<Tensor, Malformed> {
    let [count, rows, columns, channels] = x.sizes()?;
    let [high, wide] = window.output([rows, columns])?;
    let [height, width] = window.kernel;
    let mut values = Vec::with_capacity(tensor::count(&[count, high, wide, channels])?);
    let windows = (0..count)
        .flat_map(|at| (0..high).map(move |row| at * rows + row * window.strides[0]))
        .flat_map(|row| (0..wide).map(move |column| (row, column * window.strides[1])));
    for (row, column) in windows {
        let mut sums = vec![0.0f32; channels];
        for at in (row..row + height).map(|row| (row * columns + column) * channels) {
            for pixel in x.values[at..at + width * channels].chunks_exact(channels.max(1)) {
                sums.iter_mut().zip(pixel).for_each(|(sum, x)| *sum += x);
            }
        }
        values.extend(sums.into_iter().map(|sum| sum / (height * width) as f32));
    }
    Tensor::new([count, high, wide, channels], values)
}

/// A row with mean 0 and deviation 1, with this added to the variance.
pub fn normalised(x: &Tensor, epsilon: f32) -> Tensor {
    let count = x.values.len() as f32;
    let mean = x.values.iter().sum::<f32>() / count;
    let variance = x.values.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / count;
    ops::map(x.clone(), |x| (x - mean) / (variance + epsilon).sqrt())
}
