//! Kinds of head on photos of caltech20, over draws of the examples.

use headstart::data::split::Split;
use headstart::engine::heads::draws::{by_class, draw};
use headstart::engine::heads::{ClassLabel, Dataset};
use headstart::engine::now::now;
use headstart::engine::run::Run;
use headstart::protocol::{Recipe, TrainingSettings};

use crate::common::embedded::{Embedded, caltech20};

const DRAWS: u64 = 5;

/// The mean accuracy on all test photos of heads made by a recipe of so many photos a class.
fn accuracy(all: &Embedded, recipe: &Recipe, shots: usize) -> f32 {
    let classes = all.classes.len();
    let rows: Vec<&[f32]> = all.train.rows().collect();
    let of_draw = |seed| {
        let training = draw(&by_class(&all.train.labels, classes), shots, seed);
        let split = Split { training, held_out: Vec::new() };
        let dataset = Dataset::of_split(&rows, &all.train.labels, classes, split);
        let mut run = Run::of_recipe(dataset, recipe);
        while !run.is_over() {
            now(run.advance(1)).expect("the CPU stays");
        }
        assert_eq!(run.epoch(), recipe.settings().epochs.min(run.settings().epochs));
        run.classifier(ClassLabel::numbered(all.classes.clone())).accuracy(all.test.iter())
    };
    (0..DRAWS).map(of_draw).sum::<f32>() / DRAWS as f32
}

#[test]
fn every_kind_of_head_is_near_the_best_where_it_is_at_home() {
    let Some(all) = caltech20() else { return };
    let settings = TrainingSettings::default;
    let kinds = [
        Recipe::Layers(settings()),
        Recipe::Regularised(settings()),
        Recipe::Means(settings()),
        Recipe::Nearest(settings()),
    ];
    for (shots, least) in [
        (1, [0.70, 0.71, 0.72, 0.72]),
        (5, [0.90, 0.905, 0.91, 0.88]),
        (10, [0.925, 0.93, 0.93, 0.915]),
    ] {
        let found = kinds.each_ref().map(|recipe| accuracy(all, recipe, shots));
        println!("{shots} shots: layers, regularised, means, nearest {found:.3?}");
        for (found, least) in found.into_iter().zip(least) {
            assert!(found >= least, "{found} at {shots}");
        }
        // Never clearly below what is trained for so many epochs.
        assert!(found[1] >= found[0] - 0.005, "{found:?}");
    }
}
