//! A picture looked at twice, as it is and mirrored: what a model makes of both is averaged.
//!
//! A backbone was taught with pictures of either hand, and what it makes of the two differs by little that matters: their
//! mean is nearer to what it makes of others of the class (Krizhevsky et al. 2012, section 4.1, average over ten views).

/// A square picture, pixels of red, green, blue and opacity row by row, with left and right swapped.
pub fn mirrored(rgba: &[u8]) -> Vec<u8> {
    let size = (rgba.len() / 4).isqrt();
    let mut mirrored = Vec::with_capacity(rgba.len());
    for row in rgba.chunks_exact((size * 4).max(1)) {
        row.rchunks_exact(4).for_each(|pixel| mirrored.extend_from_slice(pixel));
    }
    mirrored
}

/// The mean of two embeddings of one length.
pub fn mean(one: &[f32], other: &[f32]) -> Vec<f32> {
    one.iter().zip(other).map(|(one, other)| f32::midpoint(*one, *other)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_turned_round_and_twice_is_not_at_all() {
        let picture: Vec<u8> = (0..36).collect();
        let turned = mirrored(&picture);
        assert_eq!(turned[..12], [8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3]);
        assert_eq!(turned[24..28], picture[32..36]);
        assert_eq!(mirrored(&turned), picture);
        assert!(mirrored(&[]).is_empty());
    }

    #[test]
    fn the_mean_is_between() {
        assert_eq!(mean(&[1.0, -2.0], &[3.0, 2.0]), [2.0, 0.0]);
    }
}
