//! What heads say of examples that they have not seen: five of them, each trained on four fifths.

use std::rc::Rc;

use super::material::Material;
use crate::data::split::{Split, folds};
use crate::engine::heads::{ClassLabel, Dataset};
use crate::engine::run::Run;
use crate::error::Kind;
use crate::protocol::Recipe;

/// Parts that the examples are divided into.
pub const FOLDS: usize = 5;

/// Logits of every example by a head that has not seen it, found a step at a time.
#[derive(Debug)]
pub struct OutOfFold {
    material: Rc<Material>,
    recipe: Recipe,
    /// The part of each example; none of those that are always trained on.
    folds: Vec<Option<usize>>,
    /// The part that is left out now.
    fold: usize,
    run: Option<Run>,
    logits: Vec<Option<Vec<f32>>>,
}

impl OutOfFold {
    /// Begins; the heads are made by the recipe.
    pub fn new(material: Rc<Material>, recipe: Recipe) -> Self {
        let Material { labels, groups, classes, .. } = &*material;
        let folds = folds(labels, groups, classes.len(), FOLDS, recipe.settings().seed);
        let logits = vec![None; labels.len()];
        Self { material, recipe, folds, fold: 0, run: None, logits }
    }

    /// Takes the next step of training.
    ///
    /// # Errors
    /// None, as it is of the CPU; but it is said where one is.
    pub async fn advance(&mut self) -> Result<(), Kind> {
        if self.is_over() {
            return Ok(());
        }
        let mut run = match self.run.take() {
            Some(run) => run,
            None => match self.next_run() {
                Some(run) => run,
                None => {
                    self.fold += 1;
                    return Ok(());
                }
            },
        };
        run.advance(1).await?;
        if run.is_over() {
            self.ask(&run);
            self.fold += 1;
        } else {
            self.run = Some(run);
        }
        Ok(())
    }

    /// The training of a head without the present part; none where the part is empty.
    fn next_run(&self) -> Option<Run> {
        let Material { embeddings, labels, classes, .. } = &*self.material;
        let is_left_out = |example: &usize| self.folds[*example] == Some(self.fold);
        if !(0..labels.len()).any(|example| is_left_out(&example)) {
            return None;
        }
        let training = (0..labels.len()).filter(|example| !is_left_out(example)).collect();
        // Nothing is held out: it is asked once, at the end.
        let split = Split { training, held_out: Vec::new() };
        let dataset = Dataset::of_split(embeddings, labels, classes.len(), split);
        Some(Run::of_recipe(dataset, &self.recipe))
    }

    /// Asks the head about those that it has not seen.
    fn ask(&mut self, run: &Run) {
        let classes = ClassLabel::numbered(self.material.classes.iter().map(|_| String::new()));
        let classifier = run.classifier(classes);
        for (example, logits) in self.logits.iter_mut().enumerate() {
            if self.folds[example] == Some(self.fold) {
                *logits = Some(classifier.logits(&self.material.embeddings[example]));
            }
        }
    }

    /// Whether all have been asked.
    pub fn is_over(&self) -> bool {
        self.fold >= FOLDS
    }

    /// Share that is done, 0 to 1.
    pub fn done(&self) -> f32 {
        (self.fold as f32 + self.run.as_ref().map_or(0.0, Run::done)) / FOLDS as f32
    }

    /// The part of each example; none of those that are always trained on.
    pub fn folds(&self) -> &[Option<usize>] {
        &self.folds
    }

    /// The logits of each example, in the order of the classes; none of those that were not asked.
    pub fn logits(&self) -> &[Option<Vec<f32>>] {
        &self.logits
    }
}
