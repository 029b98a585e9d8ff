//! Kinds of head, and what they are made of, on photos with the public weights, over draws of the examples.

use std::rc::Rc;

use headstart::data::split::{Split, stratified};
use headstart::engine::comparison::Comparison;
use headstart::engine::heads::draws::{by_class, draw};
use headstart::engine::heads::{ClassLabel, Classifier, Dataset};
use headstart::engine::now::now;
use headstart::engine::run::Run;
use headstart::protocol::{HeadChoice, Recipe, TrainingSettings};

use crate::common::embedded::{Embedded, caltech20, signs10};

const DRAWS: u64 = 5;

/// So many photos of each class, with their classes.
fn drawn(all: &Embedded, shots: usize, seed: u64) -> (Vec<Rc<[f32]>>, Vec<usize>) {
    let rows: Vec<&[f32]> = all.train.rows().collect();
    let drawn = draw(&by_class(&all.train.labels, all.classes.len()), shots, seed);
    drawn.into_iter().map(|at| (Rc::from(rows[at]), all.train.labels[at])).unzip()
}

/// A run on a split, to its end.
fn trained(
    all: &Embedded,
    lessons: &(Vec<Rc<[f32]>>, Vec<usize>),
    split: Split,
    recipe: &Recipe,
) -> Run {
    let dataset = Dataset::of_split(&lessons.0, &lessons.1, all.classes.len(), split);
    let mut run = Run::of_recipe(dataset, recipe);
    while !run.is_over() {
        now(run.advance(1)).expect("the CPU stays");
    }
    run
}

fn classifier(all: &Embedded, run: &Run) -> Classifier {
    run.classifier(ClassLabel::numbered(all.classes.clone()))
}

/// The mean in percent, and how much more or less it may be with 95 % confidence.
fn mean(values: &[f64]) -> [f64; 2] {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / (count - 1.0);
    // Student's quantile for five draws.
    [mean * 100.0, 2.776 * (variance / count).sqrt() * 100.0]
}

#[test]
fn the_held_out_fifth_is_worth_giving_back() {
    let (Some(photos), Some(hands)) = (caltech20(), signs10()) else { return };
    for (name, all) in [("caltech20", photos), ("signs10", hands)] {
        for shots in [5, 10, 20] {
            let mut gains = Vec::new();
            for seed in 0..DRAWS {
                let lessons = drawn(all, shots, seed);
                let settings = TrainingSettings { seed: seed as u32, ..Default::default() };
                let recipe = Recipe::Layers(settings);
                let split = stratified(&lessons.1, all.classes.len(), seed as u32);
                let whole =
                    Split { training: (0..lessons.1.len()).collect(), held_out: Vec::new() };
                let [part, whole] = [split, whole].map(|split| {
                    let run = trained(all, &lessons, split, &recipe);
                    f64::from(classifier(all, &run).accuracy(all.test.iter()))
                });
                gains.push(whole - part);
            }
            let [gain, reach] = mean(&gains);
            println!("{name}, {shots} shots: {gain:+.2} ± {reach:.2} points by all");
            assert!(gain > -0.5, "{gain}");
        }
    }
}

#[test]
fn which_works_best_says_what_new_photos_say() {
    let Some(all) = caltech20() else { return };
    let (mut told, mut found) = (vec![Vec::new(); 5], vec![Vec::new(); 5]);
    for seed in 0..2 {
        let (rows, labels) = drawn(all, 10, seed);
        let settings = TrainingSettings { seed: seed as u32, ..Default::default() };
        let recipe = Recipe::Layers(settings);
        let classes = all.classes.len();
        let mut comparison = Comparison::new(rows.clone(), labels.clone(), classes, recipe.clone());
        while !comparison.is_over() {
            now(comparison.advance()).expect("the CPU stays");
        }
        let ranking = comparison.ranking(0.0);
        assert!(ranking.heads.is_sorted_by(|a, b| a.accuracy >= b.accuracy));
        for head in &ranking.heads {
            let kind = HeadChoice::ALL.iter().position(|&it| it == head.head).expect("one of all");
            told[kind].push(f64::from(head.accuracy));
            assert!(head.range[0] <= head.accuracy && head.accuracy <= head.range[1]);
            let whole = Split { training: (0..labels.len()).collect(), held_out: Vec::new() };
            let lessons = (rows.clone(), labels.clone());
            let run = trained(all, &lessons, whole, &recipe.with_head(head.head));
            found[kind].push(f64::from(classifier(all, &run).accuracy(all.test.iter())));
        }
        // Photos like these the usual head tells as well as any other.
        let usual = ranking.heads.iter().find(|head| head.head == HeadChoice::Linear);
        assert!(usual.is_some_and(|head| head.may_be_chance()), "{ranking:?}");
    }
    for (kind, head) in HeadChoice::ALL.iter().enumerate() {
        let [told, found] = [&told[kind], &found[kind]]
            .map(|shares| shares.iter().sum::<f64>() / shares.len() as f64);
        println!("{head:?}: told {told:.3}, on new photos {found:.3}");
        // It is told of heads that learnt from eight of ten.
        assert!((told - found).abs() < 0.04, "{head:?}: {told}, {found}");
    }
}

/// Why training does not end early unless somebody says so.
#[test]
fn to_stop_early_brings_nothing_that_is_seen_on_new_photos() {
    let (Some(photos), Some(hands)) = (caltech20(), signs10()) else { return };
    for (name, all) in [("caltech20", photos), ("signs10", hands)] {
        for shots in [5, 10, 20] {
            let (mut parts, mut wholes, mut epochs) = (Vec::new(), Vec::new(), Vec::new());
            for seed in 0..DRAWS {
                let lessons = drawn(all, shots, seed);
                let settings = TrainingSettings { seed: seed as u32, ..Default::default() };
                let usual = Recipe::Layers(settings.clone());
                let early =
                    Recipe::Layers(TrainingSettings { stops_early: true, ..settings.clone() });
                let split = || stratified(&lessons.1, all.classes.len(), seed as u32);
                let accuracy =
                    |run: &Run| f64::from(classifier(all, run).accuracy(all.test.iter()));
                let stopped = trained(all, &lessons, split(), &early);
                parts.push(accuracy(&stopped) - accuracy(&trained(all, &lessons, split(), &usual)));
                let kept = stopped.kept_epoch().unwrap_or(stopped.epoch());
                epochs.push(f64::from(kept) / 100.0);
                let as_long = Recipe::Layers(TrainingSettings { epochs: kept, ..settings });
                let whole = || Split { training: (0..lessons.1.len()).collect(), held_out: vec![] };
                let [short, long] = [&as_long, &usual]
                    .map(|recipe| accuracy(&trained(all, &lessons, whole(), recipe)));
                wholes.push(short - long);
            }
            let ([part, reach], [whole, whole_reach]) = (mean(&parts), mean(&wholes));
            println!(
                "{name}, {shots} shots, {:.0} epochs: {part:+.2} ± {reach:.2}; of all {whole:+.2} ± {whole_reach:.2}",
                mean(&epochs)[0],
            );
            assert!(whole < whole_reach.max(0.3), "it would be worth it: {whole}");
        }
    }
}
