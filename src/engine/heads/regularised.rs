//! Logistic regression whose L2 penalty is chosen by cross-validation: a linear head at its best, fitted to the end.

use super::dataset::{Dataset, Examples};
use super::minimiser::Minimiser;
use super::objective::Objective;
use crate::data::split::folds;
use crate::models::{Head, Layer};

/// What may be chosen: the weight of the loss beside the penalty, as scikit-learn's `C`, from the strongest penalty to the
/// weakest. Embeddings are standardised, so they are alike for all models.
const STRENGTHS: [f64; 5] = [1e-4, 1e-3, 1e-2, 1e-1, 1.0];

/// The one where nothing can be left out to choose by.
const USUAL: usize = 2;

/// Parts that are left out one after the other.
const FOLDS: usize = 5;

/// How near to the end a fit has to come: to choose by, and to be used.
const CHOOSING: f64 = 1e-4;
const FITTING: f64 = 1e-9;

/// A fit under way.
#[derive(Debug)]
pub struct Regularised {
    folds: Vec<Option<usize>>,
    /// The part that is left out; all of them once the strength is chosen.
    fold: usize,
    /// The strength that is tried, or was chosen.
    strength: usize,
    /// Log loss on what was left out, by strength.
    losses: [f64; STRENGTHS.len()],
    fit: Option<(Objective, Minimiser)>,
    head: Option<Head>,
    steps: usize,
}

impl Regularised {
    /// Begins with what there is to train on.
    pub fn new(dataset: &Dataset, seed: u32) -> Self {
        let labels = &dataset.training.labels;
        let alone: Vec<usize> = (0..labels.len()).collect();
        let folds = folds(labels, &alone, dataset.classes, FOLDS, seed);
        Self {
            // Where nothing can be left out, there is nothing to choose.
            fold: if folds.iter().all(Option::is_none) { FOLDS } else { 0 },
            strength: if folds.iter().all(Option::is_none) { USUAL } else { 0 },
            folds,
            losses: [0.0; STRENGTHS.len()],
            fit: None,
            head: None,
            steps: 0,
        }
    }

    /// Takes a step. Gives the head after the last.
    pub fn advance(&mut self, dataset: &Dataset) -> Option<&Head> {
        if self.head.is_some() {
            return self.head.as_ref();
        }
        let is_chosen = self.fold == FOLDS;
        let (objective, minimiser) = match &mut self.fit {
            Some(fit) => fit,
            none => {
                let rows = (0..self.folds.len()).filter(|&at| self.folds[at] != Some(self.fold));
                let objective = Objective::new(&part(&dataset.training, rows), dataset.classes);
                let minimiser = Minimiser::new(objective.parameters());
                none.insert((objective, minimiser))
            }
        };
        objective.set_strength(STRENGTHS[self.strength]);
        let least = if is_chosen { FITTING } else { CHOOSING };
        self.steps += 1;
        if !minimiser.advance(least, |parameters| objective.at(parameters)) {
            return None;
        }
        if is_chosen {
            let layer = objective.layer(minimiser.position());
            return Some(self.head.insert(Head::linear(layer)));
        }
        let layer = objective.layer(minimiser.position());
        minimiser.go_on();
        self.try_on_the_rest(dataset, &layer);
        None
    }

    /// Notes how a head does on what it has not seen, and goes on to the next strength or part.
    fn try_on_the_rest(&mut self, dataset: &Dataset, layer: &Layer) {
        let rows = (0..self.folds.len()).filter(|&at| self.folds[at] == Some(self.fold));
        for (row, label) in part(&dataset.training, rows).iter() {
            self.losses[self.strength] += Objective::loss_of(layer, row, label);
        }
        self.strength += 1;
        if self.strength < STRENGTHS.len() {
            return;
        }
        (self.strength, self.fold, self.fit) = (0, self.fold + 1, None);
        if self.fold == FOLDS {
            let best =
                (0..STRENGTHS.len()).min_by(|&a, &b| self.losses[a].total_cmp(&self.losses[b]));
            self.strength = best.unwrap_or(USUAL);
        }
    }

    /// The strength that was chosen, once it was, as scikit-learn's `C`.
    pub fn chosen(&self) -> Option<f64> {
        (self.fold == FOLDS).then_some(STRENGTHS[self.strength])
    }
}

/// The examples at these positions.
fn part(examples: &Examples, positions: impl Iterator<Item = usize>) -> Examples {
    let features = examples.features;
    let mut some = Examples { embeddings: Vec::new(), labels: Vec::new(), features };
    for at in positions {
        some.embeddings.extend(&examples.embeddings[at * features..][..features]);
        some.labels.push(examples.labels[at]);
    }
    some
}
