//! Where the examples are on a plane: their first two principal components, as scikit-learn's `PCA`.

use crate::engine::clustering::principal::{eigen, mean};
use crate::engine::heads::directions::{Directions, direction};

/// Directions that are followed, of which the first two are shown: more come to them sooner.
const FOLLOWED: usize = 6;

/// The most rounds.
const ROUNDS: usize = 60;

/// The change of what two components explain, as a share, from which on they are found.
const STILL: f64 = 1e-12;

/// Principal components under way: the directions of embeddings, centred, are multiplied by themselves again and again
/// (subspace iteration; Halko et al. 2011, <https://arxiv.org/abs/0909.4061>).
#[derive(Debug, Clone)]
pub struct Plane {
    /// `[rows, features]`, centred.
    rows: Vec<f32>,
    features: usize,
    /// `[features]`, of the rows before they were centred.
    mean: Vec<f64>,
    /// The sum of squares.
    whole: f64,
    /// `[FOLLOWED][features]`, each of length 1 and at right angles to the others.
    axes: Vec<Vec<f64>>,
    explained: [f64; 2],
    round: usize,
    is_over: bool,
}

impl Plane {
    /// Begins with directions of embeddings.
    pub fn new(directions: &Directions) -> Self {
        let features = directions.features();
        let mean = mean(directions.values(), features.max(1));
        let centre = |row: &[f32]| -> Vec<f32> {
            row.iter().zip(&mean).map(|(&x, mean)| (f64::from(x) - mean) as f32).collect()
        };
        let rows: Vec<f32> =
            directions.values().chunks_exact(features.max(1)).flat_map(centre).collect();
        let whole = rows.iter().map(|&x| f64::from(x).powi(2)).sum();
        // Any beginning will do that is not at right angles to what is sought.
        let start = |axis: usize| -> Vec<f64> {
            (0..features).map(|at| ((at * (axis + 2) * 7919 + axis) as f64).sin()).collect()
        };
        let axes = upright((0..FOLLOWED.min(features)).map(start).collect());
        let is_over = axes.is_empty() || whole <= 0.0;
        Self { rows, features, mean, whole, axes, explained: [0.0; 2], round: 0, is_over }
    }

    /// Goes another round.
    pub fn advance(&mut self) {
        if self.is_over {
            return;
        }
        let mut sums = vec![vec![0.0f64; self.features]; self.axes.len()];
        let mut products = vec![0.0f64; self.axes.len() * self.axes.len()];
        for row in self.rows.chunks_exact(self.features) {
            let along: Vec<f64> = self.axes.iter().map(|axis| dot(axis, row)).collect();
            for (a, sum) in along.iter().zip(&mut sums) {
                sum.iter_mut().zip(row).for_each(|(sum, &x)| *sum += a * f64::from(x));
            }
            for (i, a) in along.iter().enumerate() {
                for (j, b) in along.iter().enumerate() {
                    products[i * along.len() + j] += a * b;
                }
            }
        }
        // How the axes are best turned among themselves: the one along which most differs first.
        let count = self.axes.len();
        let (values, vectors) = eigen(products, count);
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
        let turned = |rows: &[Vec<f64>], to: usize| -> Vec<f64> {
            (0..self.features)
                .map(|at| (0..count).map(|from| rows[from][at] * vectors[from * count + to]).sum())
                .collect()
        };
        let share = |nth: usize| order.get(nth).map_or(0.0, |&at| values[at] / self.whole);
        let explained = [share(0), share(1)];
        let moved =
            (explained[0] - self.explained[0]).abs() + (explained[1] - self.explained[1]).abs();
        self.round += 1;
        self.is_over = self.round >= ROUNDS || (self.round > 2 && moved < STILL);
        self.explained = explained;
        let next: Vec<Vec<f64>> = match self.is_over {
            true => order.iter().map(|&to| turned(&self.axes, to)).collect(),
            false => upright(order.iter().map(|&to| turned(&sums, to)).collect()),
        };
        self.axes = next;
    }

    /// Whether they are found.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// The share of all differences that each of the two shows, 0 to 1.
    pub fn explained(&self) -> [f64; 2] {
        self.explained
    }

    /// Where each row is. An axis points where the largest of its numbers is positive, so that the same examples are
    /// always in the same place.
    pub fn points(&self) -> Vec<[f32; 2]> {
        let axes = [0, 1].map(|nth| self.axis(nth));
        let rows = self.rows.chunks_exact(self.features.max(1));
        rows.map(|row| [0, 1].map(|nth| dot(&axes[nth], row) as f32)).collect()
    }

    /// Where any other row would be.
    pub fn projection(&self) -> Projection {
        Projection { mean: self.mean.clone(), axes: [0, 1].map(|nth| self.axis(nth)) }
    }

    /// An axis with its sign; zeros where there is none.
    fn axis(&self, nth: usize) -> Vec<f64> {
        let Some(axis) = self.axes.get(nth) else { return vec![0.0; self.features] };
        let largest =
            axis.iter().fold(0.0f64, |most, &x| if x.abs() > most.abs() { x } else { most });
        let sign = if largest < 0.0 { -1.0 } else { 1.0 };
        axis.iter().map(|x| sign * x).collect()
    }
}

/// Where something else is on the plane.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    mean: Vec<f64>,
    axes: [Vec<f64>; 2],
}

impl Projection {
    /// The place of a raw embedding.
    pub fn place(&self, embedding: &[f32]) -> [f32; 2] {
        let centred: Vec<f32> = direction(embedding)
            .zip(&self.mean)
            .map(|(x, mean)| (f64::from(x) - mean) as f32)
            .collect();
        [0, 1].map(|nth| dot(&self.axes[nth], &centred) as f32)
    }
}

fn dot(axis: &[f64], row: &[f32]) -> f64 {
    axis.iter().zip(row).map(|(a, &x)| a * f64::from(x)).sum()
}

/// Axes of length 1 at right angles to each other, from the first on (Gram and Schmidt); those that are in the span of the
/// ones before are left out.
fn upright(axes: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let mut upright: Vec<Vec<f64>> = Vec::new();
    for mut axis in axes {
        let before = axis.iter().map(|x| x * x).sum::<f64>();
        // Twice, as once leaves what rounding adds.
        for other in upright.iter().chain(&upright) {
            let along: f64 = axis.iter().zip(other).map(|(a, b)| a * b).sum();
            axis.iter_mut().zip(other).for_each(|(a, b)| *a -= along * b);
        }
        let square = axis.iter().map(|x| x * x).sum::<f64>();
        if square > 1e-20 * before && square > 0.0 {
            let scale = 1.0 / square.sqrt();
            axis.iter_mut().for_each(|x| *x *= scale);
            upright.push(axis);
        }
    }
    upright
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plane_shows_what_differs_most() {
        let rows: Vec<Vec<f32>> = (0..30)
            .map(|at| {
                let angle = at as f32 * 0.7;
                vec![10.0, 3.0 * angle.cos(), angle.sin(), 0.01 * (angle * 5.0).sin()]
            })
            .collect();
        let mut plane = Plane::new(&Directions::of(rows.iter().map(Vec::as_slice)));
        while !plane.is_over() {
            plane.advance();
        }
        let [first, second] = plane.explained();
        assert!(first > 0.8 && second > 0.05 && first + second > 0.99, "{first}, {second}");
        let points = plane.points();
        assert_eq!(points.len(), 30);
        let projection = plane.projection();
        for (row, point) in rows.iter().zip(&points) {
            let place = projection.place(row);
            assert!((place[0] - point[0]).abs() + (place[1] - point[1]).abs() < 1e-5);
        }
        let far = plane.points()[0][0] - plane.points()[4][0];
        assert!(far.abs() > 0.3, "{far}");
    }

    #[test]
    fn what_is_all_the_same_is_in_one_place() {
        let rows: [&[f32]; 3] = [&[1.0, 2.0]; 3];
        let plane = Plane::new(&Directions::of(rows.into_iter()));
        assert!(plane.points().iter().all(|[x, y]| x.abs() + y.abs() < 1e-6));
        let none = Plane::new(&Directions::default());
        assert!(none.is_over() && none.points().is_empty());
    }
}
