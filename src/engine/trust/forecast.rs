//! What more examples would bring: errors fall as a power of the number of examples (Hestness et al. 2017,
//! <https://arxiv.org/abs/1712.00409>), a line where both are logarithms.

/// Heads that were made of so many examples a class, and how they did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tried {
    /// Examples a class, on average.
    pub examples: f64,
    /// How many others they were asked about.
    pub asked: usize,
    /// How many of these they got wrong.
    pub wrong: usize,
}

/// The 97.5 % quantile of the normal distribution.
const Z: f64 = 1.959_964;

/// The share of wrong answers that is to be expected of so many examples a class, and where it lies with 95 % confidence:
/// by the line through what was tried, each weighing as much as is known by it. None of fewer than two.
pub fn forecast(tried: &[Tried], examples: f64) -> Option<(f64, [f64; 2])> {
    let points: Vec<(f64, f64, f64)> = tried.iter().filter(|it| it.asked > 0).map(point).collect();
    if points.len() < 2 {
        return None;
    }
    let sum = |of: &dyn Fn(&(f64, f64, f64)) -> f64| points.iter().map(of).sum::<f64>();
    let weight = sum(&|it| it.2);
    let (x, y) = (sum(&|it| it.2 * it.0) / weight, sum(&|it| it.2 * it.1) / weight);
    let spread = sum(&|it| it.2 * (it.0 - x).powi(2));
    if spread <= 0.0 {
        return None;
    }
    // More examples do no harm: what rises did so by chance.
    let slope = (sum(&|it| it.2 * (it.0 - x) * (it.1 - y)) / spread).min(0.0);
    let at = examples.ln() - x;
    let expected = y + slope * at;
    let deviation = (1.0 / weight + at * at / spread).sqrt();
    let share = |logarithm: f64| logarithm.exp().min(1.0);
    let range = [expected - Z * deviation, expected + Z * deviation].map(share);
    Some((share(expected), range))
}

/// The logarithms of examples and errors, and the weight: one over the variance of the latter. Half an error is added, as
/// nothing has no logarithm.
fn point(tried: &Tried) -> (f64, f64, f64) {
    let (wrong, asked) = (tried.wrong as f64 + 0.5, tried.asked as f64 + 1.0);
    let error = wrong / asked;
    (tried.examples.ln(), error.ln(), wrong / (1.0 - error).max(0.5 / asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(examples: f64, wrong: usize) -> Tried {
        Tried { examples, asked: 1000, wrong }
    }

    #[test]
    fn a_power_goes_on_as_a_power() {
        // Four times the examples, half the errors.
        let all = [tried(4.0, 400), tried(16.0, 200), tried(64.0, 100)];
        let (expected, [low, high]) = forecast(&all, 256.0).expect("three are enough");
        assert!((expected - 0.05).abs() < 0.002, "{expected}");
        assert!(low < expected && expected < high && high < 0.08, "{low} to {high}");
        let (_, [_, wider]) = forecast(&all, 1024.0).expect("three are enough");
        assert!(wider / 0.025 > high / 0.05, "farther off, less is known");
    }

    #[test]
    fn what_rises_is_taken_as_level_and_nothing_follows_from_one() {
        let (expected, _) = forecast(&[tried(4.0, 100), tried(8.0, 120)], 64.0).expect("two");
        assert!((expected - 0.11).abs() < 0.005, "{expected}");
        assert_eq!(forecast(&[tried(4.0, 100)], 8.0), None);
        assert_eq!(forecast(&[tried(4.0, 1), tried(4.0, 1)], 8.0), None);
        let (_, [low, high]) = forecast(&[tried(4.0, 0), tried(8.0, 0)], 16.0).expect("two");
        // A line through two points that are both near nothing may lead far away.
        assert!(low < 0.001 && high > 0.001, "{low} to {high}");
    }
}
