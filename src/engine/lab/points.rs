//! k-means on points of the plane, an iteration a step.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use super::{Piece, Procedure};
use crate::engine::clustering::clusters::Clusters;
use crate::engine::clustering::starts;
use crate::error::Kind;
use crate::protocol::lab::Finding;

/// The most points that are taken; what comes after belongs to no group.
const POINTS: usize = 500;

/// The most groups.
const GROUPS: u32 = 8;

/// k-means under way on the visitor's points.
#[derive(Debug)]
pub struct Points {
    clusters: Clusters,
    /// Whether the start has been told.
    begun: bool,
}

impl Points {
    /// Starts from any of the points. Points far from each other would be the better start; any show more of
    /// how centres travel, and that a bad start may end badly, which another seed makes good.
    ///
    /// A coordinate that is no number from 0 to 1 is brought there.
    pub fn new(points: Vec<[f32; 2]>, groups: u32, seed: u32) -> Self {
        let inside = |x: f32| if x.is_nan() { 0.5 } else { x.clamp(0.0, 1.0) };
        let points = points.into_iter().take(POINTS);
        let rows: Vec<f32> = points.flat_map(|point| point.map(inside)).collect();
        let groups = groups.clamp(1, GROUPS) as usize;
        let centres = starts::any(&rows, 2, groups, &mut ChaCha8Rng::seed_from_u64(seed.into()));
        Self { clusters: Clusters::new(rows, 2, centres), begun: false }
    }

    fn finding(&self) -> Finding {
        let Clusters { centroids, iteration, assigned, .. } = &self.clusters;
        Finding::Points {
            iteration: *iteration as u32,
            distance: assigned.mean_distance(),
            centres: centroids.as_chunks::<2>().0.to_vec(),
            nearest: assigned.nearest.clone(),
        }
    }
}

impl Procedure for Points {
    fn advance(&mut self) -> Result<Piece, Kind> {
        if self.begun {
            self.clusters.iterate();
        }
        self.begun = true;
        Ok(Piece::step(vec![self.finding()]))
    }

    fn done(&self) -> f32 {
        if self.is_over() { 1.0 } else { super::approaching(self.clusters.iteration) }
    }

    fn is_over(&self) -> bool {
        self.begun && self.clusters.is_settled()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What it finds out from start to end.
    fn run(points: &[[f32; 2]], groups: u32, seed: u32) -> Vec<Finding> {
        let mut experiment = Points::new(points.to_vec(), groups, seed);
        let mut findings = Vec::new();
        let mut done = 0.0;
        while !experiment.is_over() {
            let piece = experiment.advance().expect("points cannot fail");
            assert!(piece.ends_step && piece.findings.len() == 1);
            findings.extend(piece.findings);
            assert!((done..=1.0).contains(&experiment.done()));
            done = experiment.done();
        }
        assert_eq!(done, 1.0);
        findings
    }

    fn parts(finding: &Finding) -> (u32, f32, &[[f32; 2]], &[u32]) {
        match finding {
            Finding::Points { iteration, distance, centres, nearest } => {
                (*iteration, *distance, centres, nearest)
            }
            other => panic!("it only tells of points: {other:?}"),
        }
    }

    /// Three heaps of nine points.
    fn heaps() -> Vec<[f32; 2]> {
        let heap = |[x, y]: [f32; 2]| {
            (0..9).map(move |i| [x + 0.02 * (i % 3) as f32, y + 0.02 * (i / 3) as f32])
        };
        [[0.1, 0.1], [0.8, 0.2], [0.4, 0.8]].into_iter().flat_map(heap).collect()
    }

    #[test]
    fn it_goes_from_any_points_to_heaps() {
        let points = heaps();
        let runs: Vec<Vec<Finding>> = (0..10).map(|seed| run(&points, 3, seed)).collect();
        let mut found = 0;
        for findings in &runs {
            let (first, _, centres, nearest) = parts(&findings[0]);
            assert_eq!((first, centres.len(), nearest.len()), (0, 3, 27));
            assert!(centres.iter().all(|centre| points.contains(centre)));
            for (at, pair) in findings.windows(2).enumerate() {
                let (before, after) = (parts(&pair[0]), parts(&pair[1]));
                assert_eq!(after.0 as usize, at + 1);
                assert!(after.1 <= before.1, "distances never grow");
            }
            let nearest = parts(findings.last().expect("the start at least")).3;
            found += usize::from(nearest.chunks(9).all(|heap| heap.iter().all(|&n| n == heap[0])));
        }
        assert!((4..=9).contains(&found), "a bad start may end badly: {found} of 10");
        assert_eq!(run(&points, 3, 5), runs[5]);
    }

    #[test]
    fn whatever_the_points_it_comes_to_an_end() {
        assert_eq!(parts(&run(&[], 3, 0)[0]), (0, 0.0, &[][..], &[][..]));
        let one = run(&[[0.3, 0.4]], 8, 0);
        assert_eq!(parts(&one[0]), (0, 0.0, &[[0.3, 0.4]][..], &[0][..]));
        let alike = run(&[[0.5, 0.5]; 20], 4, 0);
        assert_eq!(parts(&alike[0]).2.len(), 4);
        let wild = [[f32::NAN, f32::INFINITY], [-9.0, f32::NEG_INFINITY], [0.2, 0.3]];
        for finding in run(&wild, 2, 1) {
            let (_, distance, centres, _) = parts(&finding);
            assert!(distance.is_finite());
            assert!(centres.as_flattened().iter().all(|x| (0.0..=1.0).contains(x)));
        }
        assert_eq!(parts(&run(&vec![[0.1, 0.9]; 9999], 0, 0)[0]).3.len(), POINTS);
    }
}
