//! The nearest to every example, by the cosine of raw embeddings.

use std::rc::Rc;

use crate::engine::heads::directions::Directions;

/// Examples whose distances to all others are computed at once.
const TOGETHER: usize = 64;

/// The nearest that are kept of every example.
const KEPT: usize = 24;

/// The nearest of other classes that are kept of every example.
const KEPT_OTHERS: usize = 3;

/// Another example, and how far it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Neighbour {
    /// Its position.
    pub at: usize,
    /// The cosine distance, 0 to 2.
    pub distance: f32,
}

/// The nearest to every example, found a moment at a time.
#[derive(Debug, Clone)]
pub struct Neighbours {
    directions: Rc<Directions>,
    labels: Vec<usize>,
    /// The nearest of each, the nearest first.
    nearest: Vec<Vec<Neighbour>>,
    /// The nearest of other classes.
    others: Vec<Vec<Neighbour>>,
    /// The sum of the distances of all pairs.
    sum: f64,
    /// The first example that was not compared with those after it yet.
    next: usize,
}

impl Neighbours {
    /// Begins with raw embeddings of one length, and the class of each.
    pub fn new(embeddings: &[impl AsRef<[f32]>], labels: &[usize]) -> Self {
        Self {
            directions: Rc::new(Directions::of(embeddings.iter().map(AsRef::as_ref))),
            labels: labels.to_vec(),
            nearest: vec![Vec::new(); labels.len()],
            others: vec![Vec::new(); labels.len()],
            sum: 0.0,
            next: 0,
        }
    }

    /// Compares the next few with all after them.
    pub fn advance(&mut self) {
        let (first, all) = (self.next, self.labels.len());
        let end = (first + TOGETHER).min(all);
        let distances = self.directions.distances(first..end, first..all);
        for (row, distances) in distances.chunks_exact((end - first).max(1)).enumerate() {
            let to = first + row;
            for (from, &distance) in (first..end.min(to)).zip(distances) {
                self.sum += f64::from(distance);
                self.note(from, to, distance);
                self.note(to, from, distance);
            }
        }
        self.next = end;
    }

    fn note(&mut self, of: usize, at: usize, distance: f32) {
        insert(&mut self.nearest[of], KEPT, Neighbour { at, distance });
        if self.labels[of] != self.labels[at] {
            insert(&mut self.others[of], KEPT_OTHERS, Neighbour { at, distance });
        }
    }

    /// Whether all have been compared.
    pub fn is_over(&self) -> bool {
        self.next >= self.labels.len()
    }

    /// The directions of the embeddings.
    pub fn directions(&self) -> &Rc<Directions> {
        &self.directions
    }

    /// The nearest to an example, at most two dozen, the nearest first.
    pub fn nearest(&self, of: usize) -> &[Neighbour] {
        &self.nearest[of]
    }

    /// The distance to the nearest, second-nearest… of another class; to the farthest known where there are fewer.
    /// None of one class.
    pub fn of_another_class(&self, of: usize, nth: usize) -> Option<f32> {
        let others = &self.others[of];
        others.get(nth - 1).or(others.last()).map(|other| other.distance)
    }

    /// The distance to the nearest, second-nearest… of those that count; to the farthest where there are fewer. None
    /// where none counts.
    pub fn of_those(&self, of: usize, nth: usize, counts: impl Fn(usize) -> bool) -> Option<f32> {
        let near = &self.nearest[of];
        if let Some(found) = near.iter().filter(|other| counts(other.at)).nth(nth - 1) {
            return Some(found.distance);
        }
        // Those that are kept are all of the same part, as many copies of one picture are.
        let all = self.directions.distances(of..of + 1, 0..self.labels.len());
        let others = all.iter().enumerate().filter(|&(at, _)| at != of && counts(at));
        let mut distances: Vec<f32> = others.map(|(_, &distance)| distance).collect();
        distances.sort_by(f32::total_cmp);
        distances.get(nth - 1).or(distances.last()).copied()
    }

    /// The mean distance of two examples; 0 of fewer.
    pub fn mean_distance(&self) -> f64 {
        let all = self.labels.len();
        self.sum / (all * all.saturating_sub(1) / 2).max(1) as f64
    }
}

/// Puts one among the nearest, if it belongs there.
fn insert(nearest: &mut Vec<Neighbour>, most: usize, new: Neighbour) {
    let is_full = nearest.len() >= most;
    if is_full && nearest.last().is_some_and(|last| last.distance <= new.distance) {
        return;
    }
    let at = nearest.partition_point(|other| other.distance <= new.distance);
    nearest.insert(at, new);
    nearest.truncate(most);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Directions around a circle, of two classes in turn.
    fn circle(count: usize) -> Neighbours {
        let angle = |at: usize| (at * at) as f32 * 0.0001;
        let rows: Vec<Vec<f32>> =
            (0..count).map(|at| vec![angle(at).cos(), angle(at).sin()]).collect();
        let labels: Vec<usize> = (0..count).map(|at| at % 2).collect();
        let mut neighbours = Neighbours::new(&rows, &labels);
        while !neighbours.is_over() {
            neighbours.advance();
        }
        neighbours
    }

    #[test]
    fn the_nearest_are_found_across_blocks() {
        let neighbours = circle(150);
        let ats: Vec<usize> = neighbours.nearest(70)[..3].iter().map(|it| it.at).collect();
        assert_eq!(ats, [69, 71, 68]);
        let distance = |a: usize, b: usize| 1.0 - ((b * b - a * a) as f32 * 0.0001).cos();
        let close = |found: Option<f32>, expected: f32| {
            assert!(found.is_some_and(|found| (found - expected).abs() < 1e-5), "{found:?}");
        };
        close(neighbours.of_another_class(70, 1), distance(69, 70));
        close(neighbours.of_another_class(70, 2), distance(70, 71));
        close(neighbours.of_those(70, 1, |at| at < 60), distance(59, 70));
        // Farther than what is kept.
        close(neighbours.of_those(70, 2, |at| at < 10), distance(8, 70));
        assert_eq!(neighbours.of_those(70, 1, |_| false), None);
    }

    #[test]
    fn the_mean_is_over_all_pairs() {
        let rows = [vec![1.0, 0.0], vec![0.0, 1.0], vec![-1.0, 0.0]];
        let mut neighbours = Neighbours::new(&rows, &[0, 0, 0]);
        neighbours.advance();
        assert!((neighbours.mean_distance() - 4.0 / 3.0).abs() < 1e-6);
        assert_eq!(neighbours.of_another_class(0, 1), None);
        let none = Neighbours::new(&[] as &[Vec<f32>], &[]);
        assert!(none.is_over() && none.mean_distance() == 0.0);
    }
}
