//! Heads that are not trained step by step, but worked out of the examples.

use super::classifier::{ClassLabel, Classifier, HeadKind};
use super::dataset::{Dataset, Examples};
use super::directions::Directions;
use super::means::Means;
use super::nearest::Nearest;
use super::regularised::Regularised;
use super::tally::{StepResult, Tally};
use crate::protocol::{Recipe, Score};

/// A head that is being worked out.
#[derive(Debug)]
pub struct Fitted {
    how: How,
    kind: Option<HeadKind>,
}

#[derive(Debug)]
enum How {
    Means,
    Nearest,
    Regularised(Box<Regularised>),
}

impl Fitted {
    /// One of a recipe's kind, of what there is to train on; none of a recipe whose head is trained.
    pub fn new(recipe: &Recipe, dataset: &Dataset) -> Option<Self> {
        let how = match recipe {
            Recipe::Layers(_) => return None,
            Recipe::Means(_) => How::Means,
            Recipe::Nearest(_) => How::Nearest,
            Recipe::Regularised(settings) => How::Regularised(Box::new(Regularised::new(
                dataset,
                settings.seed,
                settings.balanced,
            ))),
        };
        Some(Self { how, kind: None })
    }

    /// Works for a moment. Once the head is there, says how it does.
    pub fn advance(&mut self, dataset: &Dataset) -> Option<StepResult> {
        let kind = match &mut self.how {
            How::Means => {
                let rows = raw(dataset, &dataset.training);
                let examples = rows.iter().map(Vec::as_slice).zip(dataset.training.labels.clone());
                let features = dataset.training.features;
                HeadKind::Means(Means::new(examples, dataset.classes, features))
            }
            How::Nearest => {
                let rows = raw(dataset, &dataset.training);
                let directions = Directions::of(rows.iter().map(Vec::as_slice));
                let labels = dataset.training.labels.clone();
                HeadKind::Nearest(Nearest::new(directions, labels, dataset.classes))
            }
            How::Regularised(regularised) => {
                HeadKind::Layers(regularised.advance(dataset)?.clone())
            }
        };
        let classes = ClassLabel::numbered((0..dataset.classes).map(|_| String::new()));
        let classifier = Classifier::new(dataset.standardiser.clone(), kind.clone(), classes);
        let score = |examples: &Examples| -> Option<Score> {
            let rows = raw(dataset, examples);
            let rows = rows.iter().map(Vec::as_slice).zip(examples.labels.iter().copied());
            classifier.report(rows).score
        };
        self.kind = Some(kind);
        let count = dataset.training.len();
        let tally = |score: Score| Tally {
            loss: f64::from(score.loss) * count as f64,
            right: (score.accuracy * count as f32).round() as usize,
            count,
        };
        let training = score(&dataset.training).map(tally).unwrap_or_default();
        Some(StepResult { training, held_out: score(&dataset.held_out) })
    }

    /// The head, once it is there.
    pub fn kind(&self) -> Option<&HeadKind> {
        self.kind.as_ref()
    }
}

/// Embeddings as the model gave them.
fn raw(dataset: &Dataset, examples: &Examples) -> Vec<Vec<f32>> {
    examples.rows().map(|row| dataset.standardiser.undo(row)).collect()
}
