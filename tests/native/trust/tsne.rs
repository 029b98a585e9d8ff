//! t-SNE against scikit-learn's, by `tests/fixtures/trust/tsne.json`.

use headstart::engine::heads::directions::Directions;
use headstart::engine::trust::map::Plane;
use headstart::engine::trust::tsne::Tsne;
use serde::Deserialize;

#[derive(Deserialize)]
struct Fixture {
    count: usize,
    features: usize,
    classes: usize,
    trustworthiness: Vec<f64>,
}

/// A made-up example, by the formula of the script.
fn example(at: usize, features: usize, classes: usize) -> Vec<f32> {
    let number = |feature: usize| {
        let noise = ((at * 37 + feature * 101 + 1) as f64 * 0.7).sin()
            + 0.5 * ((at * 91 + feature * 57 + 3) as f64 * 1.3).sin();
        let own = if feature == at % classes { 1.0 } else { 0.0 };
        (own + 0.25 * noise) as f32
    };
    (0..features).map(number).collect()
}

/// For each the others, the nearest first.
fn order(count: usize, distance: impl Fn(usize, usize) -> f64) -> Vec<Vec<usize>> {
    let of = |at: usize| {
        let mut others: Vec<usize> = (0..count).filter(|&to| to != at).collect();
        others.sort_by(|&a, &b| distance(at, a).total_cmp(&distance(at, b)));
        others
    };
    (0..count).map(of).collect()
}

/// How far neighbours on the plane were neighbours before, 0 to 1: as scikit-learn's `trustworthiness`.
fn trustworthiness(before: &[Vec<usize>], after: &[Vec<usize>], neighbours: usize) -> f64 {
    let (count, near) = (before.len() as f64, neighbours as f64);
    let rank = |at: usize, of: usize| before[at].iter().position(|&it| it == of).expect("it is");
    let lost = |at: usize| -> f64 {
        let near = after[at].iter().take(neighbours);
        near.map(|&of| (rank(at, of) + 1).saturating_sub(neighbours) as f64).sum()
    };
    let lost: f64 = (0..before.len()).map(lost).sum();
    1.0 - 2.0 / (count * near * (2.0 * count - 3.0 * near - 1.0)) * lost
}

#[test]
fn it_keeps_neighbours_as_well_as_the_library_does() {
    let text = include_str!("../../fixtures/trust/tsne.json");
    let fixture: Fixture = serde_json::from_str(text).expect("it is in the repository");
    let Fixture { count, features, classes, trustworthiness: theirs } = fixture;
    let rows: Vec<Vec<f32>> = (0..count).map(|at| example(at, features, classes)).collect();
    let directions = Directions::of(rows.iter().map(Vec::as_slice));
    let distances = directions.distances(0..count, 0..count);
    let before = order(count, |from, to| f64::from(distances[to * count + from]));
    let mut plane = Plane::new(&directions);
    while !plane.is_over() {
        plane.advance();
    }
    let least = theirs.iter().copied().fold(1.0, f64::min);
    for seed in 0..5 {
        let mut tsne = Tsne::new(&plane.points(), seed);
        while !tsne.is_over() {
            tsne.advance(&directions);
        }
        let points = tsne.points();
        let after = order(count, |from, to| {
            let apart = [0, 1].map(|axis| f64::from(points[from][axis] - points[to][axis]));
            apart[0].hypot(apart[1])
        });
        let ours = trustworthiness(&before, &after, 5);
        println!("seed {seed}: {ours:.4}, theirs {least:.4} at least");
        assert!(ours > least - 0.005, "{ours}, {least}");
    }
}
