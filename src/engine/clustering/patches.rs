//! Patches of pictures, as the filter bank learns from them.

use crate::models::KMeansConfig;

/// The shipped filter bank.
pub const CONFIG: KMeansConfig =
    KMeansConfig { input_size: 64, patch: 8, stride: 2, components: 96, centroids: 800, grid: 2 };

/// Appends a patch of a picture, `[3, side, side]`, normalised.
///
/// # Shapes
/// - `values`: `[3, size, size]`
/// - `corner`: the row and the column of its upper left pixel
pub fn cut(values: &[f32], size: usize, side: usize, corner: [usize; 2], patches: &mut Vec<f32>) {
    let ([top, left], start) = (corner, patches.len());
    for channel in 0..3 {
        for row in top..top + side {
            let line = (channel * size + row) * size + left;
            patches.extend_from_slice(&values[line..line + side]);
        }
    }
    normalise(&mut patches[start..]);
}

/// To mean 0 and, but for the floor, deviation 1: as the backbone does.
pub fn normalise(patch: &mut [f32]) {
    let count = patch.len() as f32;
    let mean = patch.iter().sum::<f32>() / count;
    let variance = patch.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / count;
    let contrast = (variance + KMeansConfig::CONTRAST_FLOOR).sqrt();
    patch.iter_mut().for_each(|x| *x = (*x - mean) / contrast);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_is_the_square_at_its_corner_with_its_contrast_divided_out() {
        let values: Vec<f32> = (0..48).map(|i| if i % 3 == 0 { 50.0 } else { -50.0 }).collect();
        let mut patches = vec![7.0];
        cut(&values, 4, 2, [1, 2], &mut patches);
        assert_eq!(patches.len(), 13);
        // Rows 1 and 2, columns 2 and 3 of each channel.
        let places = [6, 7, 10, 11, 22, 23, 26, 27, 38, 39, 42, 43];
        for (value, place) in patches[1..].iter().zip(places) {
            assert_eq!(*value > 0.0, place % 3 == 0, "{place}");
        }
        let mean = patches[1..].iter().sum::<f32>() / 12.0;
        let square = patches[1..].iter().map(|x| x * x).sum::<f32>() / 12.0;
        assert!(mean.abs() < 1e-5 && (square - 1.0).abs() < 1e-3, "{mean} {square}");
    }

    #[test]
    fn a_flat_patch_stays_flat() {
        let mut patch = [0.7; 12];
        normalise(&mut patch);
        assert!(patch.iter().all(|x| x.abs() < 1e-4), "{patch:?}");
    }
}
