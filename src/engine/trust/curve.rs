//! A learning curve on parts of the examples themselves: what ten more would bring.

use std::rc::Rc;

use super::forecast::{Tried, forecast};
use super::material::Material;
use super::out_of_fold::FOLDS;
use super::probability::likeliest;
use crate::data::chance::{Stream, rng};
use crate::data::split::Split;
use crate::engine::heads::{ClassLabel, Dataset};
use crate::engine::run::Run;
use crate::error::Kind;
use crate::protocol::Recipe;
use crate::protocol::trust::{CurvePoint, LearningCurve};
use rand::seq::SliceRandom;

/// The shares of the examples that are learnt from, besides all of them.
const SHARES: [f64; 3] = [0.125, 0.25, 0.5];

/// How many more of each class are asked about.
const MORE: f64 = 10.0;

/// Heads made of parts of the examples, one after the other.
#[derive(Debug)]
pub struct Curve {
    material: Rc<Material>,
    recipe: Recipe,
    folds: Vec<Option<usize>>,
    counts: Vec<bool>,
    /// The share and the part that is left out now.
    turn: (usize, usize),
    run: Option<Run>,
    tried: Vec<Tried>,
}

impl Curve {
    /// Begins with the parts that the examples are divided into, and what came of all of them: how many were asked about,
    /// and how many of the answers were wrong.
    pub fn new(
        material: Rc<Material>,
        recipe: Recipe,
        folds: Vec<Option<usize>>,
        (asked, wrong): (usize, usize),
    ) -> Self {
        let counts = material.counts();
        let mut tried = vec![Tried { examples: 0.0, asked: 0, wrong: 0 }; SHARES.len()];
        let classes = material.classes.len().max(1) as f64;
        let examples = material.labels.len() as f64 * (1.0 - 1.0 / FOLDS as f64) / classes;
        tried.push(Tried { examples, asked, wrong });
        Self { material, recipe, folds, counts, turn: (0, 0), run: None, tried }
    }

    /// Whether all have been made.
    pub fn is_over(&self) -> bool {
        self.turn.0 >= SHARES.len()
    }

    /// Takes the next step of training.
    ///
    /// # Errors
    /// None, as it is of the CPU; but it is said where one is.
    pub async fn advance(&mut self) -> Result<(), Kind> {
        if self.is_over() {
            return Ok(());
        }
        let Some(mut run) = self.run.take().or_else(|| self.next_run()) else {
            self.go_on();
            return Ok(());
        };
        run.advance(1).await?;
        if run.is_over() {
            self.ask(&run);
            self.go_on();
        } else {
            self.run = Some(run);
        }
        Ok(())
    }

    fn go_on(&mut self) {
        let (share, fold) = self.turn;
        self.turn = if fold + 1 < FOLDS { (share, fold + 1) } else { (share + 1, 0) };
    }

    /// A head of a share of what is not left out, of every class one at least; none where that is no less than all, or
    /// nothing is left out.
    fn next_run(&mut self) -> Option<Run> {
        let (share, fold) = self.turn;
        let Material { embeddings, labels, classes, .. } = &*self.material;
        if !self.folds.contains(&Some(fold)) {
            return None;
        }
        let mut training = Vec::new();
        for class in 0..classes.len() {
            let is_of = |&at: &usize| labels[at] == class && self.folds[at] != Some(fold);
            let mut members: Vec<usize> = (0..labels.len()).filter(is_of).collect();
            // The same order for every share: a larger one has the smaller one in it.
            let seed =
                self.recipe.settings().seed.wrapping_add((fold * classes.len() + class) as u32);
            members.shuffle(&mut rng(seed, Stream::Folds));
            let most = (members.len() as f64 * SHARES[share]).round().max(1.0) as usize;
            training.extend(members.into_iter().take(most));
        }
        training.sort_unstable();
        let drawn = training.len() as f64 / classes.len().max(1) as f64;
        self.tried[share].examples += drawn / FOLDS as f64;
        let split = Split { training, held_out: Vec::new() };
        let dataset = Dataset::of_split(embeddings, labels, classes.len(), split);
        Some(Run::of_recipe(dataset, &self.recipe))
    }

    fn ask(&mut self, run: &Run) {
        let (share, fold) = self.turn;
        let Material { embeddings, labels, classes, .. } = &*self.material;
        let names = ClassLabel::numbered(classes.iter().map(|_| String::new()));
        let classifier = run.classifier(names);
        for at in (0..labels.len()).filter(|&at| self.counts[at] && self.folds[at] == Some(fold)) {
            let row: Vec<f64> =
                classifier.logits(&embeddings[at]).into_iter().map(f64::from).collect();
            let tried = &mut self.tried[share];
            tried.asked += 1;
            tried.wrong += usize::from(likeliest(&row) != labels[at]);
        }
    }

    /// What came of it; none where too little could be tried.
    pub fn finish(&self) -> Option<LearningCurve> {
        let mut tried: Vec<Tried> =
            self.tried.iter().filter(|it| it.asked > 0 && it.examples > 0.0).copied().collect();
        // Of few examples several shares are the same.
        tried.dedup_by(|next, before| (next.examples - before.examples).abs() < 0.5);
        let all = tried.last()?.examples;
        let (wrong, [low, high]) = forecast(&tried, all + MORE)?;
        let point = |it: &Tried| CurvePoint {
            examples: it.examples as f32,
            accuracy: (1.0 - it.wrong as f64 / it.asked as f64) as f32,
            asked: it.asked,
        };
        Some(LearningCurve {
            points: tried.iter().map(point).collect(),
            more: MORE as f32,
            accuracy: (1.0 - wrong) as f32,
            range: [(1.0 - high) as f32, (1.0 - low) as f32],
        })
    }
}
