//! Probabilities of logits, in more digits than heads compute with: measures are sums of many.

/// Probabilities by these logits times a factor.
pub fn softmax(logits: &[f32], factor: f64) -> Vec<f64> {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let power = |&logit: &f32| (factor * (f64::from(logit) - f64::from(largest))).exp();
    let powers: Vec<f64> = logits.iter().map(power).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}

/// The position of the largest, the first of equals.
pub fn likeliest(row: &[f64]) -> usize {
    let mut best = 0;
    for (class, probability) in row.iter().enumerate() {
        if *probability > row[best] {
            best = class;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_sharpens_and_flattens() {
        let logits = [1.0, 3.0, 3.0];
        let [first, second, third] = softmax(&logits, 0.5)[..] else { panic!("three classes") };
        assert!((second / first - 1.0f64.exp()).abs() < 1e-12 && second == third);
        assert_eq!(softmax(&[-1e30, 1e30], 1.0), [0.0, 1.0]);
        assert_eq!((likeliest(&[0.2, 0.4, 0.4]), likeliest(&[])), (1, 0));
    }
}
