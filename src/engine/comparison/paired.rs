//! How far apart two heads are that were tried on the same parts.

/// The 97.5 % quantiles of Student's distribution, from one degree of freedom up.
const QUANTILES: [f64; 14] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145,
];

/// How much more or less the mean of differences may be, with 95 % confidence, where each is of a part that was left out.
///
/// The parts share what was trained on, so that their differences vary less than those of examples drawn anew. The corrected
/// resampled t-test allows for it (Nadeau and Bengio 2003, Machine Learning 52:239–281): the variance is multiplied by one
/// over the number of parts, and by the share of what was asked to what was trained on. Of fewer than two parts nothing is
/// known.
pub fn give_or_take(differences: &[f64], asked_to_trained: f64) -> f64 {
    let count = differences.len();
    let Some(freedom) = count.checked_sub(1).filter(|&freedom| freedom > 0) else { return 1.0 };
    let mean = differences.iter().sum::<f64>() / count as f64;
    let squares: f64 = differences.iter().map(|it| (it - mean).powi(2)).sum();
    let variance = squares / freedom as f64;
    let quantile = QUANTILES[freedom.min(QUANTILES.len()) - 1];
    quantile * ((1.0 / count as f64 + asked_to_trained) * variance).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_corrected_resampled_t_test() {
        // Mean 0.02, deviation 0.01 (n - 1): 2.776 * sqrt((1/5 + 1/4) * 0.0001).
        let step = 0.01 * 0.4f64.sqrt();
        let differences = [-2.0, -1.0, 0.0, 1.0, 2.0].map(|at| 0.02 + at * step);
        assert!((give_or_take(&differences, 0.25) - 0.018_622).abs() < 1e-5);
        assert_eq!(give_or_take(&[0.5], 0.25), 1.0);
        assert_eq!(give_or_take(&[0.1; 4], 0.25), 0.0);
    }
}
