//! One factor on the logits that makes probabilities mean something (Guo et al. 2017,
//! <https://arxiv.org/abs/1706.04599>): as scikit-learn's `_TemperatureScaling`.

use super::probability::softmax;

/// The bounds of the logarithm of the factor.
const BOUNDS: [f64; 2] = [-10.0, 10.0];

/// The factor on the logits that makes the mean log loss least: one over the temperature.
///
/// The loss is convex in the factor, so its slope changes sign once, and that is where the factor is; at a bound where it
/// does not, as where every answer is right.
pub fn fit<'a>(examples: impl Iterator<Item = (&'a [f32], usize)> + Clone) -> f64 {
    let [mut low, mut high] = BOUNDS;
    for _ in 0..64 {
        let middle = (low + high) / 2.0;
        let slope: f64 =
            examples.clone().map(|(logits, label)| slope(logits, label, middle.exp())).sum();
        if slope > 0.0 {
            high = middle;
        } else {
            low = middle;
        }
    }
    ((low + high) / 2.0).exp()
}

/// The slope of an example's loss by the factor: the mean logit by the probabilities, less that of its class.
fn slope(logits: &[f32], label: usize, factor: f64) -> f64 {
    let probabilities = softmax(logits, factor);
    let mean: f64 = logits.iter().zip(&probabilities).map(|(&z, p)| f64::from(z) * p).sum();
    mean - f64::from(logits[label])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_too_sure_is_cooled() {
        // Four times of five right, said with a logit of 4: ln 4 would be honest.
        let right: (&[f32], usize) = (&[4.0, 0.0], 0);
        let wrong: (&[f32], usize) = (&[4.0, 0.0], 1);
        let factor = fit([right, right, right, right, wrong].into_iter());
        assert!((factor - 4.0f64.ln() / 4.0).abs() < 1e-9, "{factor}");
        let [first, _] = softmax(&[4.0, 0.0], factor)[..] else { panic!("two classes") };
        assert!((first - 0.8).abs() < 1e-9);
    }

    #[test]
    fn without_a_mistake_there_is_no_end_but_the_bound() {
        let right: (&[f32], usize) = (&[1.0, 0.0], 0);
        assert!((fit([right].into_iter()).ln() - 10.0).abs() < 1e-9);
        let wrong: (&[f32], usize) = (&[1.0, 0.0], 1);
        assert!((fit([wrong].into_iter()).ln() + 10.0).abs() < 1e-9);
    }
}
