//! k-means iteration after iteration.

use super::lloyd::{Assigned, assign, renew};

/// Iterations after which it ends though something still changes: rounding could make it go round in circles.
const MOST: usize = 100;

/// Rows in groups, and the centroids of these, after some iterations.
///
/// A centroid that nothing is nearest to starts anew at the row that is farthest from its own, which is
/// where another centroid helps most.
#[derive(Debug, Clone)]
pub struct Clusters {
    rows: Vec<f32>,
    columns: usize,
    /// `[centroids, columns]`
    pub centroids: Vec<f32>,
    /// Iterations that are over.
    pub iteration: usize,
    /// What is nearest to these centroids.
    pub assigned: Assigned,
    /// Where the centroids go next.
    next: Vec<f32>,
}

impl Clusters {
    /// Rows with centroids to start from.
    ///
    /// # Shapes
    /// - `rows`: `[rows, columns]`
    /// - `centroids`: `[centroids, columns]`; at least one where there are rows
    pub fn new(rows: Vec<f32>, columns: usize, centroids: Vec<f32>) -> Self {
        let assigned = assign(&rows, &centroids, columns, 1);
        let next = next(&rows, columns, &centroids, &assigned);
        Self { rows, columns, centroids, iteration: 0, assigned, next }
    }

    /// Whether another iteration would change nothing.
    pub fn is_settled(&self) -> bool {
        self.next == self.centroids || self.iteration >= MOST
    }

    /// Moves the centroids, and looks what is nearest to them then.
    pub fn iterate(&mut self) {
        self.centroids.clone_from(&self.next);
        self.assigned = assign(&self.rows, &self.centroids, self.columns, 1);
        self.next = next(&self.rows, self.columns, &self.centroids, &self.assigned);
        self.iteration += 1;
    }
}

/// Where the centroids go next.
fn next(rows: &[f32], columns: usize, centroids: &[f32], assigned: &Assigned) -> Vec<f32> {
    let mut centroids = centroids.to_vec();
    let mut farthest: Vec<usize> = Vec::new();
    if assigned.counts.contains(&0) {
        farthest = (0..assigned.distances.len()).collect();
        let distance = |row: usize| assigned.distances[row];
        farthest.sort_by(|&a, &b| distance(b).total_cmp(&distance(a)));
    }
    let mut farthest = farthest.into_iter().cycle();
    renew(&mut centroids, assigned, columns, || {
        let row = farthest.next().unwrap_or(0);
        &rows[row * columns..][..columns]
    });
    centroids
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(rows: &[f32], centroids: &[f32]) -> Clusters {
        let mut clusters = Clusters::new(rows.to_vec(), 1, centroids.to_vec());
        let mut before = f64::INFINITY;
        while !clusters.is_settled() {
            clusters.iterate();
            assert!(clusters.assigned.distance <= before, "distances never grow");
            before = clusters.assigned.distance;
        }
        clusters
    }

    #[test]
    fn it_ends_where_nothing_changes() {
        let clusters = settled(&[0.0, 1.0, 9.0, 10.0, 11.0], &[0.0, 1.0]);
        assert_eq!(clusters.centroids, [0.5, 10.0]);
        assert_eq!(clusters.assigned.nearest, [0, 0, 1, 1, 1]);
        assert!((2..5).contains(&clusters.iteration), "{}", clusters.iteration);
    }

    #[test]
    fn an_idle_centroid_goes_where_it_helps() {
        let clusters = settled(&[0.0, 1.0, 50.0, 51.0], &[0.0, 500.0, 600.0]);
        assert!(clusters.assigned.counts.iter().all(|&count| count > 0));
        assert!(clusters.assigned.distance <= 0.5, "{clusters:?}");
    }

    #[test]
    fn more_centroids_than_there_are_places_come_to_rest() {
        for rows in [&[2.0; 4][..], &[1.0, 2.0, 2.0, 1.0], &[2.0]] {
            let clusters = settled(rows, &[1.0, 1.0, 2.0]);
            assert!(clusters.iteration < 5 && clusters.assigned.distance == 0.0, "{clusters:?}");
        }
        assert!(settled(&[], &[]).is_settled());
    }
}
