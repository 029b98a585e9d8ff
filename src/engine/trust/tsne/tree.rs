//! A quadtree: what is far away is taken together (Barnes and Hut 1986, <https://doi.org/10.1038/324446a0>; for t-SNE van
//! der Maaten 2014, <https://jmlr.org/papers/v15/vandermaaten14a.html>).

/// How far a square may be seen together: its width is less than this share of its distance. As in scikit-learn.
const THETA: f64 = 0.5;

/// Points that are nearer to each other than the square at this depth is wide are in one place.
const DEEPEST: usize = 32;

/// A square of the plane, and the points in it.
#[derive(Debug, Clone, Copy)]
struct Square {
    centre: [f64; 2],
    half: f64,
    /// Of all points in it.
    sum: [f64; 2],
    count: usize,
    /// The first of the four quarters, which follow each other; none of a leaf.
    quarters: Option<usize>,
}

impl Square {
    fn new(centre: [f64; 2], half: f64) -> Self {
        Self { centre, half, sum: [0.0; 2], count: 0, quarters: None }
    }

    fn mean(&self) -> [f64; 2] {
        self.sum.map(|sum| sum / self.count.max(1) as f64)
    }

    fn add(&mut self, point: [f64; 2], count: usize) {
        self.sum = [0, 1].map(|axis| self.sum[axis] + point[axis] * count as f64);
        self.count += count;
    }

    /// Which of its quarters a point is in.
    fn quarter(&self, point: [f64; 2]) -> usize {
        usize::from(point[0] >= self.centre[0]) + 2 * usize::from(point[1] >= self.centre[1])
    }
}

/// Points of the plane in squares of squares.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The first is that around all of them.
    squares: Vec<Square>,
}

impl Tree {
    /// Of these points.
    pub fn new(points: &[[f64; 2]]) -> Self {
        let range = |axis: usize| {
            let all = points.iter().map(|point| point[axis]);
            all.fold((f64::MAX, f64::MIN), |(low, high), it| (low.min(it), high.max(it)))
        };
        let ranges = [range(0), range(1)];
        let centre = ranges.map(|(low, high)| (low + high) / 2.0);
        let widest = ranges.iter().fold(0.0f64, |most, (low, high)| most.max(high - low));
        let half = (widest / 2.0 * (1.0 + 1e-9)).max(f64::MIN_POSITIVE);
        let mut tree = Self { squares: vec![Square::new(centre, half)] };
        points.iter().for_each(|&point| tree.insert(point));
        tree
    }

    fn insert(&mut self, point: [f64; 2]) {
        let mut at = 0;
        for _ in 0..DEEPEST {
            let square = self.squares[at];
            self.squares[at].add(point, 1);
            if square.count == 0 {
                return;
            }
            let first = match square.quarters {
                Some(first) => first,
                None => self.split(at, square),
            };
            at = first + square.quarter(point);
        }
        self.squares[at].add(point, 1);
    }

    /// Makes quarters of a leaf, and puts what was in it, all in one place, into one of them.
    fn split(&mut self, at: usize, leaf: Square) -> usize {
        let first = self.squares.len();
        let half = leaf.half / 2.0;
        for quarter in 0..4 {
            let side = |bit: usize| if quarter & bit == 0 { -half } else { half };
            let centre = [leaf.centre[0] + side(1), leaf.centre[1] + side(2)];
            self.squares.push(Square::new(centre, half));
        }
        self.squares[at].quarters = Some(first);
        let before = leaf.mean();
        self.squares[first + leaf.quarter(before)].add(before, leaf.count);
        first
    }

    /// How all others push a point that is among them away, before it is divided by the sum of all nearnesses; and the sum
    /// of the nearnesses of all others to it. The nearness of two is 1 / (1 + their squared distance).
    pub fn push(&self, point: [f64; 2], stack: &mut Vec<usize>) -> ([f64; 2], f64) {
        let (mut force, mut nearness) = ([0.0; 2], 0.0);
        stack.clear();
        stack.push(0);
        while let Some(at) = stack.pop() {
            let square = &self.squares[at];
            if square.count == 0 {
                continue;
            }
            let mean = square.mean();
            let apart = [point[0] - mean[0], point[1] - mean[1]];
            let distance = apart[0] * apart[0] + apart[1] * apart[1];
            let width = 2.0 * square.half;
            match square.quarters {
                Some(first) if width * width >= THETA * THETA * distance => {
                    stack.extend(first..first + 4);
                }
                _ => {
                    let near = 1.0 / (1.0 + distance);
                    let all = square.count as f64 * near;
                    nearness += all;
                    force = [0, 1].map(|axis| force[axis] + all * near * apart[axis]);
                }
            }
        }
        // Without itself, which pushes nowhere.
        (force, nearness - 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points on a spiral, some of them in one place.
    fn spiral(count: usize) -> Vec<[f64; 2]> {
        let place = |at: usize| {
            let turn = (at - at % 3) as f64 * 0.37;
            [turn * turn.cos(), 0.7 * turn * turn.sin()]
        };
        (0..count).map(place).collect()
    }

    fn exactly(points: &[[f64; 2]], of: usize) -> ([f64; 2], f64) {
        let (mut force, mut sum) = ([0.0; 2], 0.0);
        for other in (0..points.len()).filter(|&other| other != of) {
            let apart = [0, 1].map(|axis| points[of][axis] - points[other][axis]);
            let near = 1.0 / (1.0 + apart[0] * apart[0] + apart[1] * apart[1]);
            sum += near;
            force = [0, 1].map(|axis| force[axis] + near * near * apart[axis]);
        }
        (force, sum)
    }

    #[test]
    fn what_is_far_is_taken_together_and_little_is_lost() {
        let points = spiral(400);
        let tree = Tree::new(&points);
        assert_eq!(tree.squares[0].count, 400);
        let mut stack = Vec::new();
        for of in (0..400).step_by(13) {
            let (force, sum) = tree.push(points[of], &mut stack);
            let (exact, whole) = exactly(&points, of);
            assert!((sum / whole - 1.0).abs() < 0.02, "{of}: {sum}, {whole}");
            let size = exact[0].hypot(exact[1]);
            let off = (force[0] - exact[0]).hypot(force[1] - exact[1]);
            assert!(off < 0.05 * size + 1e-3, "{of}: {force:?}, {exact:?}");
        }
    }

    #[test]
    fn few_are_exact_and_all_in_one_place_push_nowhere() {
        let mut stack = Vec::new();
        let two = [[0.0, 0.0], [3.0, 4.0]];
        let (force, sum) = Tree::new(&two).push(two[0], &mut stack);
        let (exact, whole) = exactly(&two, 0);
        assert!((force[0] - exact[0]).abs() < 1e-12 && (sum - whole).abs() < 1e-12);
        let same = [[2.0, 2.0]; 50];
        let (force, sum) = Tree::new(&same).push(same[0], &mut stack);
        assert!(force[0].abs() < 1e-9 && (sum - 49.0).abs() < 1e-6, "{force:?}, {sum}");
        assert_eq!(Tree::new(&[]).squares.len(), 1);
    }
}
