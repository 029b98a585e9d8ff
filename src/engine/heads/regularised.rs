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
    /// What every example counts, by its class; none where all count the same.
    weights: Option<Vec<f64>>,
}

impl Regularised {
    /// Begins with what there is to train on. Balanced, every class counts the same, however many examples it has.
    pub fn new(dataset: &Dataset, seed: u32, balanced: bool) -> Self {
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
            weights: balanced.then(|| weights(labels, dataset.classes)),
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
                let mut objective = Objective::new(&part(&dataset.training, rows), dataset.classes);
                if let Some(weights) = &self.weights {
                    objective.weigh(weights);
                }
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
            let weight = self.weights.as_ref().map_or(1.0, |weights| weights[label]);
            self.losses[self.strength] += weight * Objective::loss_of(layer, row, label);
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

/// What an example of each class counts so that all classes count the same and all examples as many as there are, as
/// scikit-learn's `class_weight="balanced"`; 0 of a class without any.
fn weights(labels: &[usize], classes: usize) -> Vec<f64> {
    let mut counts = vec![0usize; classes];
    labels.iter().for_each(|&label| counts[label] += 1);
    let filled = counts.iter().filter(|&&count| count > 0).count();
    let weight = |count: usize| labels.len() as f64 / (filled * count) as f64;
    counts.into_iter().map(|count| if count > 0 { weight(count) } else { 0.0 }).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::split::Split;

    /// The layer for two classes, of twenty and of four, that nothing tells apart.
    fn fitted(balanced: bool) -> Layer {
        let rows: Vec<Vec<f32>> = (0..24).map(|at| vec![(at % 4) as f32]).collect();
        let labels = [vec![0; 20], vec![1; 4]].concat();
        let split = Split { training: (0..24).collect(), held_out: Vec::new() };
        let dataset = Dataset::of_split(&rows, &labels, 2, split);
        let mut regularised = Regularised::new(&dataset, 1, balanced);
        loop {
            if let Some(head) = regularised.advance(&dataset) {
                return head.output.clone();
            }
        }
    }

    #[test]
    fn balanced_the_small_class_is_as_likely_as_the_large_one() {
        let probability = |layer: &Layer| {
            let mut logits = layer.forward(&[0.0]);
            crate::models::softmax(&mut logits);
            logits[1]
        };
        let (usual, balanced) = (probability(&fitted(false)), probability(&fitted(true)));
        assert!((usual - 1.0 / 6.0).abs() < 0.01, "{usual}");
        assert!((balanced - 0.5).abs() < 0.01, "{balanced}");
    }

    #[test]
    fn classes_weigh_the_same_and_all_as_much_as_there_are() {
        assert_eq!(weights(&[0, 0, 0, 2], 3), [4.0 / 6.0, 0.0, 2.0]);
    }
}
