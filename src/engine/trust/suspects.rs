//! Labels that are likely wrong, by what heads say that have not seen the examples: as cleanlab.
//!
//! They are ranked, not judged: of those found about two thirds are wrong.

use super::probability::likeliest;

/// Rounding that cleanlab allows for.
const ROUNDING: f64 = 1e-6;

/// The positions from the most suspicious label to the least: by the probability of the given label
/// (`get_label_quality_scores` with `method="self_confidence"`).
pub fn ranked(probabilities: &[Vec<f64>], labels: &[usize]) -> Vec<usize> {
    let own = |at: usize| probabilities[at][labels[at]];
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by(|&a, &b| own(a).total_cmp(&own(b)));
    order
}

/// Which labels are likely wrong by confident learning (Northcutt et al. 2021, <https://arxiv.org/abs/1911.00068>):
/// `find_label_issues` with `filter_by="confident_learning"`.
///
/// The threshold of a class is the mean probability that it is given over the examples that bear its label; an example
/// counts for the class whose threshold its probability reaches, for the likeliest of several. It is suspected where that
/// is not its label, unless its label is the likeliest anyway.
pub fn is_suspect(probabilities: &[Vec<f64>], labels: &[usize]) -> Vec<bool> {
    let classes = probabilities.first().map_or(0, Vec::len);
    let thresholds = thresholds(probabilities, labels, classes);
    let judge = |(row, &label): (&Vec<f64>, &usize)| {
        let mut reached = (0..classes).filter(|&class| row[class] >= thresholds[class] - ROUNDING);
        let counts_for = match (reached.next(), reached.next()) {
            (Some(_), Some(_)) => likeliest(row),
            (Some(class), None) => class,
            (None, _) => return false,
        };
        let mut favoured = row.clone();
        favoured[label] += ROUNDING;
        counts_for != label && likeliest(&favoured) != label
    };
    probabilities.iter().zip(labels).map(judge).collect()
}

fn thresholds(probabilities: &[Vec<f64>], labels: &[usize], classes: usize) -> Vec<f64> {
    let (mut sums, mut counts) = (vec![0.0; classes], vec![0usize; classes]);
    for (row, &label) in probabilities.iter().zip(labels) {
        sums[label] += row[label];
        counts[label] += 1;
    }
    let threshold = |(sum, count): (f64, usize)| match count {
        // That no probability reaches.
        0 => 2.0,
        count => (sum / count as f64).max(2.0 * ROUNDING),
    };
    sums.into_iter().zip(counts).map(threshold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_that_nobody_believes_comes_first() {
        let row = |first: f64| vec![first, 1.0 - first];
        let probabilities = [row(0.9), row(0.8), row(0.1), row(0.2), row(0.05)];
        let labels = [0, 0, 1, 1, 0];
        assert_eq!(ranked(&probabilities, &labels), [4, 1, 3, 0, 2]);
        assert_eq!(is_suspect(&probabilities, &labels), [false, false, false, false, true]);
        assert!(ranked(&[], &[]).is_empty() && is_suspect(&[], &[]).is_empty());
    }
}
