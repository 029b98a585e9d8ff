//! Where the examples are on a plane when only neighbourhoods are kept: t-SNE (van der Maaten and Hinton 2008,
//! <https://jmlr.org/papers/v9/vandermaaten08a.html>) by Barnes and Hut, with the settings of scikit-learn's `TSNE`.
//!
//! It is of this house because it has to be done a moment at a time, as everything in the worker: `bhtsne`, the one
//! library of it that is kept up, goes through all its iterations in one call, on threads of `rayon`.

mod affinities;
mod tree;

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use crate::engine::heads::directions::Directions;
use affinities::Affinities;
use tree::Tree;

/// Iterations in which all attract each other [`EXAGGERATION`] times as much, so that groups form.
const EARLY: usize = 250;

/// How many times that is.
const EXAGGERATION: f64 = 12.0;

/// All iterations.
const ITERATIONS: usize = 1000;

/// How far examples are from the middle at the beginning.
const START: f64 = 1e-4;

/// How much of a whole run comparing the examples is, about.
const COMPARING: f32 = 0.2;

/// An arrangement under way.
#[derive(Debug, Clone)]
pub struct Tsne {
    stage: Stage,
    points: Vec<[f64; 2]>,
    /// The last step of each.
    steps: Vec<[f64; 2]>,
    /// How much faster or slower each goes (Jacobs 1988).
    gains: Vec<[f64; 2]>,
    iteration: usize,
}

#[derive(Debug, Clone)]
enum Stage {
    Comparing(Affinities),
    Moving(Vec<Vec<(u32, f32)>>),
}

impl Tsne {
    /// Begins with places in the order of the examples, as those of the principal components are; the seed moves each a
    /// little. So the same seed arranges the same examples in the same way.
    pub fn new(places: &[[f32; 2]], seed: u64) -> Self {
        let count = places.len();
        let square: f64 = places.iter().map(|place| f64::from(place[0]).powi(2)).sum();
        let deviation = (square / count.max(1) as f64).sqrt();
        let scale = if deviation > 0.0 { START / deviation } else { 0.0 };
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut near = |x: f32| {
            let luck: f64 = (0..4).map(|_| rng.random::<f64>() - 0.5).sum();
            f64::from(x) * scale + luck * START
        };
        let points = places.iter().map(|place| [near(place[0]), near(place[1])]).collect();
        Self {
            stage: Stage::Comparing(Affinities::new(count)),
            points,
            steps: vec![[0.0; 2]; count],
            gains: vec![[1.0; 2]; count],
            iteration: 0,
        }
    }

    /// Compares a few, or goes through one iteration.
    pub fn advance(&mut self, directions: &Directions) {
        match &mut self.stage {
            Stage::Comparing(affinities) if !affinities.is_over() => affinities.advance(directions),
            Stage::Comparing(affinities) => {
                let affinities = std::mem::replace(affinities, Affinities::new(0));
                self.stage = Stage::Moving(affinities.finish());
            }
            Stage::Moving(_) => self.step(),
        }
    }

    /// Whether it has come to its end.
    pub fn is_over(&self) -> bool {
        self.iteration >= ITERATIONS || self.points.len() < 2
    }

    /// How much is done, 0 to 1.
    pub fn done(&self) -> f32 {
        match &self.stage {
            Stage::Comparing(affinities) => COMPARING * affinities.done(),
            Stage::Moving(_) => {
                COMPARING + (1.0 - COMPARING) * self.iteration as f32 / ITERATIONS as f32
            }
        }
    }

    /// Where each is.
    pub fn points(&self) -> Vec<[f32; 2]> {
        self.points.iter().map(|point| point.map(|x| x as f32)).collect()
    }

    /// One iteration of gradient descent with momentum and gains.
    fn step(&mut self) {
        let Stage::Moving(pairs) = &self.stage else { return };
        let is_early = self.iteration < EARLY;
        let (exaggeration, momentum) = if is_early { (EXAGGERATION, 0.5) } else { (1.0, 0.8) };
        let rate = (self.points.len() as f64 / EXAGGERATION / 4.0).max(50.0);
        let slopes = slopes(&self.points, pairs, exaggeration);
        for (at, slope) in slopes.into_iter().enumerate() {
            for (axis, slope) in slope.into_iter().enumerate() {
                let (step, gain) = (&mut self.steps[at][axis], &mut self.gains[at][axis]);
                // Faster where it still goes the same way.
                *gain = if *step * slope < 0.0 { *gain + 0.2 } else { *gain * 0.8 };
                *gain = gain.max(0.01);
                *step = momentum * *step - rate * *gain * slope;
                self.points[at][axis] += *step;
            }
        }
        self.iteration += 1;
    }
}

/// The slopes of the divergence of the affinities p of pairs from those q on the plane: 4 times the sum of
/// (p - q) (y - y') / (1 + |y - y'|^2) over all others.
fn slopes(points: &[[f64; 2]], pairs: &[Vec<(u32, f32)>], exaggeration: f64) -> Vec<[f64; 2]> {
    let tree = Tree::new(points);
    let mut stack = Vec::new();
    let pushes: Vec<_> = points.iter().map(|&point| tree.push(point, &mut stack)).collect();
    let sum: f64 = pushes.iter().map(|push| push.1).sum::<f64>().max(f64::MIN_POSITIVE);
    let slope = |(at, (push, _)): (usize, ([f64; 2], f64))| {
        let mut pull = [0.0; 2];
        for &(to, share) in &pairs[at] {
            let to = points[to as usize];
            let apart = [points[at][0] - to[0], points[at][1] - to[1]];
            let near = 1.0 / (1.0 + apart[0] * apart[0] + apart[1] * apart[1]);
            let weight = f64::from(share) * near;
            pull = [pull[0] + weight * apart[0], pull[1] + weight * apart[1]];
        }
        [0, 1].map(|axis| 4.0 * (exaggeration * pull[axis] - push[axis] / sum))
    };
    pushes.into_iter().enumerate().map(slope).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Directions around four corners, the same number of each in turn.
    fn corners(count: usize) -> Directions {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let row = |at: usize, rng: &mut ChaCha8Rng| -> Vec<f32> {
            let of = |axis: usize| if axis == at % 4 { 1.0 } else { 0.0 };
            (0..8).map(|axis| of(axis) + 0.3 * rng.random::<f32>()).collect()
        };
        let rows: Vec<Vec<f32>> = (0..count).map(|at| row(at, &mut rng)).collect();
        Directions::of(rows.iter().map(Vec::as_slice))
    }

    fn arranged(directions: &Directions, seed: u64) -> Vec<[f32; 2]> {
        let mut tsne = Tsne::new(&vec![[0.0; 2]; directions.len()], seed);
        let mut before = 0.0;
        while !tsne.is_over() {
            tsne.advance(directions);
            assert!(tsne.done() >= before && tsne.done() <= 1.0);
            before = tsne.done();
        }
        tsne.points()
    }

    #[test]
    fn neighbours_stay_neighbours_and_the_seed_decides() {
        let directions = corners(80);
        let points = arranged(&directions, 1);
        for (at, point) in points.iter().enumerate() {
            let distance = |to: usize| (point[0] - points[to][0]).hypot(point[1] - points[to][1]);
            let others = (0..80).filter(|&to| to != at);
            let nearest = others.min_by(|&a, &b| distance(a).total_cmp(&distance(b)));
            assert_eq!(nearest.map(|to| to % 4), Some(at % 4), "{at}");
        }
        assert_eq!(points, arranged(&directions, 1));
        assert_ne!(points, arranged(&directions, 2));
    }

    #[test]
    fn few_and_alike_do_no_harm() {
        for count in 0..4 {
            let points = arranged(&corners(count), 0);
            assert!(points.len() == count && points.iter().flatten().all(|x| x.is_finite()));
        }
        let same = Directions::of(std::iter::repeat_n(&[1.0f32, 2.0][..], 20));
        assert!(arranged(&same, 0).iter().flatten().all(|x| x.is_finite()));
    }
}
