//! How far the probability of the likeliest class is from the share of right answers.

use super::probability::likeliest;

/// An answer: how sure it is, 0 to 1, and whether it is right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sure {
    /// The probability of the likeliest class.
    pub confidence: f64,
    /// Whether that is the class.
    pub right: bool,
}

impl Sure {
    /// What these probabilities say of an example of a class.
    pub fn of(probabilities: &[f64], label: usize) -> Self {
        let confidence = probabilities.iter().copied().fold(0.0, f64::max);
        Self { confidence, right: likeliest(probabilities) == label }
    }
}

/// Answers that are about equally sure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Where the bin begins, exclusive, and ends, inclusive.
    pub range: [f64; 2],
    /// How many are in it.
    pub count: usize,
    /// How sure they are on average.
    pub confidence: f64,
    /// The share that is right.
    pub accuracy: f64,
}

/// Bins of the calibration error.
const ERROR_BINS: usize = 15;

/// Bins of the diagram.
pub const DIAGRAM_BINS: usize = 10;

/// Answers in bins of equal width on 0 to 1, by how sure they are; empty ones are left out. An edge belongs to the bin
/// below it. As scikit-learn's `calibration_curve`.
pub fn bins(answers: &[Sure], count: usize) -> Vec<Bin> {
    let edge = |at: usize| at as f64 / count as f64;
    let mut sums = vec![(0usize, 0.0f64, 0usize); count];
    for answer in answers {
        let guess = (answer.confidence * count as f64).ceil() as usize;
        let mut bin = guess.clamp(1, count) - 1;
        // The product may be rounded across an edge.
        if bin > 0 && answer.confidence <= edge(bin) {
            bin -= 1;
        } else if bin + 1 < count && answer.confidence > edge(bin + 1) {
            bin += 1;
        }
        let (all, confidence, right) = &mut sums[bin];
        *all += 1;
        *confidence += answer.confidence;
        *right += usize::from(answer.right);
    }
    let bin = |(at, (all, confidence, right)): (usize, (usize, f64, usize))| Bin {
        range: [edge(at), edge(at + 1)],
        count: all,
        confidence: confidence / all as f64,
        accuracy: right as f64 / all as f64,
    };
    sums.into_iter().enumerate().filter(|(_, (all, ..))| *all > 0).map(bin).collect()
}

/// The expected calibration error, 0 to 1: over 15 bins, the difference between how sure and how often right, by the share
/// of answers. As torchmetrics' `multiclass_calibration_error` with `norm="l1"`, but an edge belongs to the bin below it;
/// 0 of none.
pub fn error(answers: &[Sure]) -> f64 {
    let share = |bin: &Bin| bin.count as f64 / answers.len() as f64;
    let bins = bins(answers, ERROR_BINS);
    bins.iter().map(|bin| share(bin) * (bin.accuracy - bin.confidence).abs()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_belongs_to_the_bin_below() {
        for count in [10, 15] {
            for edge in 1..=count {
                let confidence = edge as f64 / count as f64;
                let found = bins(&[Sure { confidence, right: true }], count);
                assert_eq!(found[0].range[1], confidence, "{edge} of {count}");
            }
        }
        assert_eq!(bins(&[Sure { confidence: 0.0, right: true }], 10)[0].range, [0.0, 0.1]);
    }

    #[test]
    fn the_error_is_how_far_sure_is_from_right() {
        let sure = |right| Sure { confidence: 0.9, right };
        let error = error(&[sure(true), sure(false), sure(true), sure(false)]);
        assert!((error - 0.4).abs() < 1e-12);
        assert_eq!(super::error(&[]), 0.0);
        let of = Sure::of(&[0.2, 0.5, 0.3], 1);
        assert_eq!(of, Sure { confidence: 0.5, right: true });
    }
}
