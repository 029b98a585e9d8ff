//! What a classifier gets right and wrong.

use crate::protocol::Score;

/// How a classifier did on a set of examples.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Mean loss and accuracy; none of no examples.
    pub score: Option<Score>,
    /// `[true class][class it was taken for]`, in examples.
    pub confusion: Vec<Vec<usize>>,
    /// Those that it got wrong, in their order.
    pub mistakes: Vec<Mistaken>,
}

/// An example that a classifier got wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mistaken {
    /// Its position among the examples.
    pub position: usize,
    /// The class that it was taken for.
    pub taken_for: usize,
    /// The probability of that class, 0 to 1.
    pub share: f32,
}

/// Runs whatever gives an embedding its probability of each of so many classes, over embeddings with the true
/// class of each.
pub fn report<'a>(
    classify: impl Fn(&[f32]) -> Vec<f32>,
    classes: usize,
    examples: impl Iterator<Item = (&'a [f32], usize)>,
) -> Report {
    let mut confusion = vec![vec![0; classes]; classes];
    let (mut loss, mut count) = (0.0f64, 0usize);
    let mut mistakes = Vec::new();
    for (position, (embedding, label)) in examples.enumerate() {
        let probabilities = classify(embedding);
        let taken_for = best(&probabilities);
        confusion[label][taken_for] += 1;
        if taken_for != label {
            mistakes.push(Mistaken { position, taken_for, share: probabilities[taken_for] });
        }
        count += 1;
        loss += f64::from(cross_entropy(probabilities[label]));
    }
    let score = (count > 0).then(|| Score {
        loss: (loss / count as f64) as f32,
        accuracy: (count - mistakes.len()) as f32 / count as f32,
    });
    Report { score, confusion, mistakes }
}

/// Loss of an example whose true class was given this probability, in nats. Capped where `f32`
/// would say infinity.
pub fn cross_entropy(probability: f32) -> f32 {
    -probability.max(f32::MIN_POSITIVE).ln()
}

/// The position of the largest value; the first of equals.
pub fn best(values: &[f32]) -> usize {
    let mut best = 0;
    for (position, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = position;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{Head, Layer};

    #[test]
    fn counts_what_was_taken_for_what() {
        let output = Layer { inputs: 1, outputs: 2, weight: vec![-9.0, 9.0], bias: vec![0.0; 2] };
        let head = Head::linear(output);
        let examples: [(&[f32], usize); 3] = [(&[1.0], 1), (&[-1.0], 0), (&[1.0], 0)];
        let report = report(|row| head.probabilities(row), 2, examples.into_iter());
        assert_eq!(report.confusion, [[1, 1], [0, 1]]);
        assert!(matches!(
            report.mistakes[..],
            [Mistaken { position: 2, taken_for: 1, share }] if share > 0.99
        ));
        assert!(report.score.is_some_and(|score| (score.accuracy - 2.0 / 3.0).abs() < 1e-6));
        // The one error costs 18 nats, the two right ones next to nothing.
        assert!(report.score.is_some_and(|score| (score.loss - 6.0).abs() < 1e-3));
    }

    #[test]
    fn no_examples_have_no_score() {
        assert_eq!(report(|_| vec![0.5; 2], 2, std::iter::empty()).score, None);
    }
}
