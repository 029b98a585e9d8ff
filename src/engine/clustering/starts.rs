//! Where the centroids of k-means start.

use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use rand::seq::index;

use super::lloyd::squared_distance;

/// Some of the rows, each once, in the order in which they were drawn; all of them where there are too few.
///
/// # Shapes
/// - `rows`: `[rows, columns]`
/// - returns `[min(count, rows), columns]`
pub fn any(rows: &[f32], columns: usize, count: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
    let all = rows.len() / columns.max(1);
    let chosen = index::sample(rng, all, count.min(all));
    chosen.into_iter().flat_map(|row| &rows[row * columns..][..columns]).copied().collect()
}

/// Rows far from each other: after the first, each is drawn by its squared distance to the nearest of those
/// before (k-means++, Arthur and Vassilvitskii 2007, <https://dl.acm.org/doi/10.5555/1283383.1283494>).
///
/// # Shapes
/// - `rows`: `[rows, columns]`
/// - returns `[min(count, rows), columns]`
pub fn spread(rows: &[f32], columns: usize, count: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
    let all = rows.len() / columns.max(1);
    let row = |at: usize| &rows[at * columns..][..columns];
    let mut centroids = Vec::new();
    let mut distances = vec![f32::INFINITY; all];
    for centroid in 0..count.min(all) {
        let at = match centroid {
            0 => rng.random_range(0..all),
            _ => draw(&distances, rng),
        };
        centroids.extend_from_slice(row(at));
        for (other, distance) in distances.iter_mut().enumerate() {
            *distance = distance.min(squared_distance(row(at), row(other)));
        }
    }
    centroids
}

/// A place, by its weight; any where none has any.
fn draw(weights: &[f32], rng: &mut ChaCha8Rng) -> usize {
    let mut luck =
        rng.random::<f64>() * weights.iter().map(|&weight| f64::from(weight)).sum::<f64>();
    for (place, &weight) in weights.iter().enumerate() {
        luck -= f64::from(weight);
        if luck < 0.0 {
            return place;
        }
    }
    rng.random_range(0..weights.len())
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn no_row_is_drawn_twice() {
        let rows: Vec<f32> = (0..12).map(|i| i as f32).collect();
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for columns in [1, 2] {
            let starts = any(&rows, columns, 4, &mut rng);
            let starts: Vec<&[f32]> = starts.chunks(columns).collect();
            assert_eq!(starts.len(), 4);
            for (at, start) in starts.iter().enumerate() {
                assert!(rows.chunks(columns).any(|row| row == *start));
                assert!(!starts[..at].contains(start));
            }
        }
        assert_eq!(any(&rows, 4, 9, &mut rng).len(), 12);
        assert!(any(&[], 2, 3, &mut rng).is_empty());
    }

    #[test]
    fn far_rows_are_drawn() {
        // Three heaps far from each other: a start in each, whatever the seed.
        let rows = [0.0, 0.1, 0.2, 0.3, 1000.0, 1000.1, -1000.0];
        for seed in 0..50 {
            let mut starts = spread(&rows, 1, 3, &mut ChaCha8Rng::seed_from_u64(seed));
            starts.sort_by(f32::total_cmp);
            assert!(starts[0] == -1000.0 && starts[1] < 1.0 && starts[2] >= 1000.0, "{starts:?}");
        }
        let mut rng = ChaCha8Rng::seed_from_u64(0);
        assert_eq!(spread(&[2.0; 3], 1, 5, &mut rng), [2.0; 3], "alike, but three");
        assert!(spread(&[], 1, 5, &mut rng).is_empty());
    }
}
