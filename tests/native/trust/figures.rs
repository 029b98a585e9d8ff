//! What the measures come to on photos of caltech20 with the public weights, over five draws of the examples.

use std::rc::Rc;

use headstart::data::split::Split;
use headstart::engine::heads::draws::{by_class, draw};
use headstart::engine::heads::{ClassLabel, Classifier, Dataset};
use headstart::engine::now::now;
use headstart::engine::run::Run;
use headstart::engine::trust::calibration::{self, Sure};
use headstart::engine::trust::copies::groups;
use headstart::engine::trust::{Assessment, Calibrating, Found, Material, Neighbours, sets};
use headstart::protocol::trust::{Suspects, TrustPiece};
use headstart::protocol::{ClassId, ExampleId, Recipe, TrainingSettings};

use crate::common::embedded::{Embedded, caltech20};

pub const DRAWS: u64 = 5;

fn settings(seed: u32) -> TrainingSettings {
    TrainingSettings { seed, ..TrainingSettings::default() }
}

/// Everything that is found out of these examples.
pub fn assess(
    seed: u32,
    embeddings: &[&[f32]],
    labels: &[usize],
    classes: usize,
) -> (Vec<TrustPiece>, Calibrating) {
    let mut neighbours = Neighbours::new(embeddings, labels);
    while !neighbours.is_over() {
        neighbours.advance();
    }
    let material = Material {
        embeddings: embeddings.iter().map(|&row| Rc::from(row)).collect(),
        labels: labels.to_vec(),
        ids: (0..labels.len() as u32).map(ExampleId).collect(),
        groups: groups(&neighbours, labels.len()),
        classes: (0..classes as u32).map(ClassId).collect(),
    };
    let mut assessment = Assessment::new(material, neighbours, Recipe::Layers(settings(seed)));
    let (mut pieces, mut calibrating) = (Vec::new(), None);
    while !assessment.is_over() {
        match now(assessment.advance()).expect("the CPU stays") {
            Some(Found::Piece(piece)) => pieces.push(piece),
            Some(Found::Calibrating(found)) => calibrating = Some(found),
            Some(Found::Atlas(atlas)) => pieces.push(TrustPiece::Map(atlas.plane())),
            None => {}
        }
    }
    (pieces, calibrating.expect("it is over"))
}

/// A head that is trained on all of these examples.
pub fn train(seed: u32, embeddings: &[&[f32]], labels: &[usize], classes: usize) -> Classifier {
    let split = Split { training: (0..labels.len()).collect(), held_out: Vec::new() };
    let dataset = Dataset::of_split(embeddings, labels, classes, split);
    let mut run = Run::on_cpu(dataset, settings(seed));
    while !run.is_over() {
        now(run.advance(1)).expect("the CPU stays");
    }
    run.classifier(ClassLabel::numbered((0..classes).map(|class| class.to_string())))
}

/// So many examples of each of these classes, which are numbered anew in this order.
pub fn drawn(
    all: &Embedded,
    classes: &[usize],
    shots: usize,
    seed: u64,
) -> (Vec<&'static [f32]>, Vec<usize>) {
    let all: &'static Embedded = caltech20().unwrap_or_else(|| panic!("{all:?} is it"));
    let pools = by_class(&all.train.labels, all.classes.len());
    let pools: Vec<Vec<usize>> = classes.iter().map(|&class| pools[class].clone()).collect();
    let rows: Vec<&[f32]> = all.train.rows().collect();
    let at = |&at: &usize| {
        let label = classes.iter().position(|&class| class == all.train.labels[at]);
        (rows[at], label.expect("it was drawn of one of them"))
    };
    draw(&pools, shots, seed).iter().map(at).unzip()
}

/// The area under the curve that tells those that are greater from those that are less.
fn area(greater: &[f64], less: &[f64]) -> f64 {
    let won = |a: &f64| {
        less.iter()
            .map(|b| {
                if a > b {
                    1.0
                } else if a == b {
                    0.5
                } else {
                    0.0
                }
            })
            .sum::<f64>()
    };
    greater.iter().map(won).sum::<f64>() / (greater.len() * less.len()) as f64
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn probabilities_mean_what_they_say_and_sets_hold_the_right_class() {
    let Some(all) = caltech20() else { return };
    let classes: Vec<usize> = (0..all.classes.len()).collect();
    // Twenty of each class are all that there are: only the seeds differ, and the means of five of them by 0.001.
    for (shots, draws, most) in [(5, DRAWS, 0.045), (10, DRAWS, 0.035), (20, 4 * DRAWS, 0.02)] {
        let (mut before, mut after, mut told) = (Vec::new(), Vec::new(), Vec::new());
        let (mut covered, mut measured) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
        for seed in 0..draws {
            let (rows, labels) = drawn(all, &classes, shots, seed);
            let (pieces, calibrating) = assess(seed as u32, &rows, &labels, classes.len());
            let head = train(seed as u32, &rows, &labels, classes.len());
            let error = |head: &Classifier| {
                let sure = |(row, label): (&[f32], usize)| {
                    let row: Vec<f64> =
                        head.probabilities(row).into_iter().map(f64::from).collect();
                    Sure::of(&row, label)
                };
                calibration::error(&all.test.iter().map(sure).collect::<Vec<_>>())
            };
            before.push(error(&head));
            let head = head.calibrated(calibrating.factor, calibrating.known);
            after.push(error(&head));
            for piece in pieces {
                match piece {
                    TrustPiece::Calibration(it) => told.push(f64::from(it.error_after)),
                    TrustPiece::Sets(it) => {
                        for (at, it) in it.iter().enumerate() {
                            let it = it.measured.expect("there are enough");
                            let holds = |(row, label): (&[f32], usize)| {
                                let own = f64::from(head.probabilities(row)[label]);
                                f64::from(u8::from(sets::is_in(own, it.threshold.into())))
                            };
                            covered[at].push(mean(&all.test.iter().map(holds).collect::<Vec<_>>()));
                            measured[at].push(f64::from(it.coverage));
                        }
                    }
                    _ => {}
                }
            }
        }
        let (before, after) = (mean(&before), mean(&after));
        println!(
            "{shots} shots: calibration error {before:.3}, {after:.4}, told {:.3}; sets {:.3} {:.3}, told {:.3} {:.3}",
            mean(&told),
            mean(&covered[0]),
            mean(&covered[1]),
            mean(&measured[0]),
            mean(&measured[1]),
        );
        assert!(after <= most, "{after}");
        assert!(before > after);
        assert!((0.88..=0.94).contains(&mean(&covered[0])));
    }
}

#[test]
fn what_nobody_taught_is_told() {
    let Some(all) = caltech20() else { return };
    for (shots, most) in [(5, 0.40), (10, 0.33), (20, 0.27)] {
        let (mut let_through, mut areas, mut kept, mut by_rule) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for seed in 0..DRAWS {
            // Every other class is not taught.
            let taught: Vec<usize> =
                (0..all.classes.len()).filter(|class| class % 2 == seed as usize % 2).collect();
            let (rows, labels) = drawn(all, &taught, shots, seed);
            let (_, calibrating) = assess(seed as u32, &rows, &labels, taught.len());
            let known = calibrating.known.expect("there is something to measure with");
            let distances = |is_taught: bool| -> Vec<f64> {
                let of = all.test.iter().filter(|(_, label)| taught.contains(label) == is_taught);
                of.map(|(row, _)| f64::from(known.distance(row))).collect()
            };
            let (inside, outside) = (distances(true), distances(false));
            let share = |of: &[f64], threshold: f64| {
                of.iter().filter(|&&it| it <= threshold).count() as f64 / of.len() as f64
            };
            let mut sorted = inside.clone();
            sorted.sort_by(f64::total_cmp);
            let_through.push(share(&outside, sorted[sorted.len() * 95 / 100 - 1]));
            areas.push(area(&outside, &inside));
            kept.push(share(&inside, known.threshold.into()));
            by_rule.push(share(&outside, known.threshold.into()));
        }
        println!(
            "{shots} shots: let through at 95 % kept {:.3}, area {:.3}; by the threshold kept {:.3}, let through {:.3}",
            mean(&let_through),
            mean(&areas),
            mean(&kept),
            mean(&by_rule),
        );
        assert!(mean(&let_through) <= most);
        assert!(mean(&kept) >= 0.93);
    }
}

#[test]
fn flipped_labels_are_found() {
    let Some(all) = caltech20() else { return };
    let classes: Vec<usize> = (0..all.classes.len()).collect();
    for (shots, every, least) in [(10, 10, 0.98), (20, 10, 0.98), (20, 50, 0.98)] {
        let (mut areas, mut precision, mut recall, mut first) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for seed in 0..DRAWS {
            let (rows, mut labels) = drawn(all, &classes, shots, seed);
            let flipped: Vec<usize> = (0..labels.len())
                .filter(|at| (at * 7 + seed as usize).is_multiple_of(every))
                .collect();
            for &at in &flipped {
                labels[at] = (labels[at] + 1 + (at * 13 + seed as usize) % (classes.len() - 1))
                    % classes.len();
            }
            let (pieces, _) = assess(seed as u32, &rows, &labels, classes.len());
            let found = pieces.into_iter().find_map(|piece| match piece {
                TrustPiece::Suspects(found) => Some(found),
                _ => None,
            });
            let Suspects { likely, list } = found.expect("they are looked for");
            let is_flipped = |at: usize| flipped.contains(&(list[at].example.0 as usize));
            let ranks = |wanted: bool| -> Vec<f64> {
                let those = (0..list.len()).filter(|&at| is_flipped(at) == wanted);
                // What is not listed comes after all that is.
                let missing = if wanted { flipped.len() } else { labels.len() - flipped.len() };
                let mut ranks: Vec<f64> = those.map(|at| -(at as f64)).collect();
                ranks.resize(missing, -(list.len() as f64));
                ranks
            };
            areas.push(area(&ranks(true), &ranks(false)));
            let hits =
                |most: usize| (0..most.min(list.len())).filter(|&at| is_flipped(at)).count() as f64;
            first.push(hits(flipped.len() + 2) / flipped.len() as f64);
            precision.push(hits(likely) / likely.max(1) as f64);
            recall.push(hits(likely) / flipped.len() as f64);
        }
        println!(
            "{shots} shots, one of {every}: area {:.3}; among the first as many and two {:.2}; of the likely {:.2} are, which is {:.2} of all",
            mean(&areas),
            mean(&first),
            mean(&precision),
            mean(&recall),
        );
        assert!(mean(&areas) >= least);
    }
}
