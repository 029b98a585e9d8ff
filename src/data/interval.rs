//! Where a share of a few cases likely lies.

/// The 97.5 % quantile of the normal distribution.
const Z: f64 = 1.959_964;

/// Where the true share likely lies when this share of so many cases came out right: Wilson's score interval at 95 %
/// confidence (E. B. Wilson, 1927, J. Am. Stat. Assoc. 22:209–212). Of no cases nothing is known.
pub fn wilson(share: f64, cases: usize) -> [f64; 2] {
    if cases == 0 {
        return [0.0, 1.0];
    }
    let n = cases as f64;
    let scale = 1.0 + Z * Z / n;
    let centre = (share + Z * Z / (2.0 * n)) / scale;
    let reach = Z / scale * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    [(centre - reach).max(0.0), (centre + reach).min(1.0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference values: the roots of |k/n − p| = z √(p (1 − p) / n), found by bisection.
    #[test]
    fn it_is_wilsons() {
        let near = |[low, high]: [f64; 2], [expected_low, expected_high]: [f64; 2]| {
            assert!((low - expected_low).abs() < 1e-4, "{low}");
            assert!((high - expected_high).abs() < 1e-4, "{high}");
        };
        near(wilson(19.0 / 20.0, 20), [0.76387, 0.99112]);
        near(wilson(0.0, 10), [0.0, 0.27753]);
        near(wilson(1.0, 10), [0.72247, 1.0]);
        near(wilson(0.0, 0), [0.0, 1.0]);
    }
}
