//! Groups of examples that are alike: k-means over their directions, which begins with k-means++.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use crate::engine::clustering::clusters::Clusters;
use crate::engine::clustering::starts;
use crate::engine::heads::directions::Directions;

/// What draws the centroids to begin with: the same groups each time.
const SEED: u64 = 0;

/// Groups under way.
#[derive(Debug, Clone)]
pub struct Groups(Clusters);

impl Groups {
    /// Begins with so many; with as many as there are examples if these are fewer.
    pub fn new(directions: &Directions, count: usize) -> Self {
        let (rows, columns) = (directions.values(), directions.features());
        let mut rng = ChaCha8Rng::seed_from_u64(SEED);
        let centroids = starts::spread(rows, columns, count.max(1), &mut rng);
        Self(Clusters::new(rows.to_vec(), columns, centroids))
    }

    /// Moves the centroids once.
    pub fn advance(&mut self) {
        self.0.iterate();
    }

    /// Whether nothing changes any more.
    pub fn is_over(&self) -> bool {
        self.0.is_settled()
    }

    /// The positions of the examples of each group, the largest group first, without empty ones.
    pub fn members(&self) -> Vec<Vec<usize>> {
        let nearest = &self.0.assigned.nearest;
        let mut groups = vec![Vec::new(); self.0.assigned.counts.len()];
        for (at, &group) in nearest.iter().enumerate() {
            groups[group as usize].push(at);
        }
        groups.retain(|group| !group.is_empty());
        groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_points_the_same_way_is_one_group() {
        let rows: Vec<Vec<f32>> = (0..30)
            .map(|at| {
                let angle = [0.0f32, 2.0, 4.0][at % 3] + 0.01 * at as f32;
                vec![5.0 * angle.cos(), 5.0 * angle.sin()]
            })
            .collect();
        let directions = Directions::of(rows.iter().map(Vec::as_slice));
        let mut groups = Groups::new(&directions, 3);
        while !groups.is_over() {
            groups.advance();
        }
        let members = groups.members();
        assert_eq!(members.iter().map(Vec::len).collect::<Vec<_>>(), [10; 3]);
        assert!(members.iter().all(|group| group.iter().all(|at| at % 3 == group[0] % 3)));
        assert!(Groups::new(&Directions::default(), 3).members().is_empty());
    }
}
