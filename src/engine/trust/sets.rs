//! Sets of classes that hold the right one in so many of a hundred cases, whatever the head is like (Vovk et al. 2005;
//! Sadinle et al. 2019, <https://arxiv.org/abs/1609.00451>): as MAPIE's LAC.

/// Rounding that a class may be below the threshold by.
const ROUNDING: f64 = 1e-8;

/// The least examples with which sets can be made that miss the right class in this share of cases: 9 for 0.1.
pub fn least(miss: f64) -> usize {
    (1.0 / miss - 1.0).round() as usize
}

/// The probability that a class needs to be in the set, from the probabilities that examples' own classes were given by
/// heads that had not seen them; none of too few.
///
/// The score of an example is one less that probability; the threshold of scores is their quantile at
/// `(n + 1) (1 - miss) / n`, the higher of two.
pub fn threshold(own: &[f64], miss: f64) -> Option<f64> {
    let count = own.len();
    if count < least(miss) {
        return None;
    }
    let mut scores: Vec<f64> = own.iter().map(|own| 1.0 - own).collect();
    scores.sort_by(f64::total_cmp);
    let n = count as f64;
    let quantile = ((n + 1.0) * (1.0 - miss) / n).min(1.0);
    // What rounding adds must not make it one higher.
    let position = ((n - 1.0) * quantile - ROUNDING).ceil().max(0.0) as usize;
    scores.get(position.min(count - 1)).map(|score| 1.0 - score)
}

/// Whether a class of this probability is in the set.
pub fn is_in(probability: f64, threshold: f64) -> bool {
    probability >= threshold - ROUNDING
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_few_have_no_threshold() {
        assert_eq!((least(0.1), least(0.05)), (9, 19));
        assert_eq!(threshold(&[0.9; 8], 0.1), None);
        let own = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1];
        let least = threshold(&own, 0.1).expect("nine are enough");
        assert!((least - 0.1).abs() < 1e-12, "all of nine: {least}");
        assert!(is_in(0.1, least) && !is_in(0.09, least));
        assert_eq!(threshold(&[0.9; 18], 0.05), None);
    }
}
