//! How much each example belongs beside each other one: what t-SNE keeps.

use crate::engine::heads::directions::Directions;

/// How many neighbours count, by effect: scikit-learn's default. A third of the examples where there are fewer.
const PERPLEXITY: f64 = 30.0;

/// Neighbours that are looked at, for each that counts.
const LOOKED_AT: f64 = 3.0;

/// Examples that are compared with all at a time.
const TOGETHER: usize = 16;

/// Halvings until the perplexity is met.
const HALVINGS: usize = 60;

/// Affinities of examples under way.
#[derive(Debug, Clone)]
pub struct Affinities {
    perplexity: f64,
    /// For each the others with the probability that it would choose them as its neighbour.
    chosen: Vec<Vec<(u32, f32)>>,
    next: usize,
}

impl Affinities {
    /// Begins, of so many.
    pub fn new(count: usize) -> Self {
        let most = (count.saturating_sub(1) as f64 / LOOKED_AT).max(1.0);
        Self { perplexity: PERPLEXITY.min(most), chosen: vec![Vec::new(); count], next: 0 }
    }

    /// Whether all have been compared.
    pub fn is_over(&self) -> bool {
        self.next >= self.chosen.len()
    }

    /// The share that has been compared, 0 to 1.
    pub fn done(&self) -> f32 {
        self.next as f32 / self.chosen.len().max(1) as f32
    }

    /// Compares the next few with all. Between directions the squared distance is twice the cosine distance.
    pub fn advance(&mut self, directions: &Directions) {
        let count = self.chosen.len();
        let end = (self.next + TOGETHER).min(count);
        let rows = self.next..end;
        let width = rows.len().max(1);
        let distances = directions.distances(rows.clone(), 0..count);
        let most = (LOOKED_AT * self.perplexity).ceil() as usize;
        for (column, of) in rows.enumerate() {
            let to = (0..count).filter(|&to| to != of);
            let mut near: Vec<(u32, f32)> =
                to.map(|to| (to as u32, 2.0 * distances[to * width + column])).collect();
            let kept = most.min(near.len());
            if kept > 0 && kept < near.len() {
                near.select_nth_unstable_by(kept - 1, |a, b| a.1.total_cmp(&b.1));
                near.truncate(kept);
            }
            self.chosen[of] = chances(&near, self.perplexity);
        }
        self.next = end;
    }

    /// The affinities of pairs, the same both ways: all of them sum to 1.
    pub fn finish(self) -> Vec<Vec<(u32, f32)>> {
        let scale = 1.0 / (2 * self.chosen.len().max(1)) as f32;
        let mut pairs = self.chosen.clone();
        for (of, chosen) in self.chosen.iter().enumerate() {
            chosen.iter().for_each(|&(to, chance)| pairs[to as usize].push((of as u32, chance)));
        }
        for row in &mut pairs {
            row.sort_unstable_by_key(|pair| pair.0);
            row.dedup_by(|next, kept| {
                let is_same = next.0 == kept.0;
                if is_same {
                    kept.1 += next.1;
                }
                is_same
            });
            row.iter_mut().for_each(|pair| pair.1 *= scale);
        }
        pairs
    }
}

/// The chances to be chosen, which fall off with the squared distance as a Gaussian does that is as wide as to choose among
/// `perplexity` of them by effect: two to the power of the entropy in bits.
fn chances(near: &[(u32, f32)], perplexity: f64) -> Vec<(u32, f32)> {
    let least = near.iter().fold(f32::MAX, |least, it| least.min(it.1));
    let away: Vec<f64> = near.iter().map(|it| f64::from(it.1 - least)).collect();
    let wanted = perplexity.ln();
    let (mut low, mut high, mut sharp) = (0.0, f64::INFINITY, 1.0);
    for _ in 0..HALVINGS {
        let (mut sum, mut mean) = (0.0, 0.0);
        for away in &away {
            let weight = (-sharp * away).exp();
            sum += weight;
            mean += weight * away;
        }
        // The entropy in nats of weights exp(-sharp * away) over their sum.
        let entropy = f64::ln(sum) + sharp * mean / sum;
        if (entropy - wanted).abs() < 1e-5 {
            break;
        }
        if entropy > wanted {
            low = sharp;
        } else {
            high = sharp;
        }
        sharp = if high.is_finite() { (low + high) / 2.0 } else { sharp * 2.0 };
    }
    let weights: Vec<f64> = away.iter().map(|away| (-sharp * away).exp()).collect();
    let sum: f64 = weights.iter().sum();
    near.iter().zip(weights).map(|(it, weight)| (it.0, (weight / sum) as f32)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_have_the_perplexity_that_is_wanted() {
        let near: Vec<(u32, f32)> = (0..90).map(|at| (at, 0.3 + 0.01 * at as f32)).collect();
        let chances = chances(&near, 30.0);
        let entropy: f64 =
            chances.iter().map(|it| f64::from(it.1)).map(|p| -p * f64::ln(p.max(1e-300))).sum();
        assert!((entropy.exp() - 30.0).abs() < 0.01, "{}", entropy.exp());
        assert!(chances.is_sorted_by(|a, b| a.1 >= b.1));
        // All equally far: nothing is sharp enough, and each is as likely.
        let same: Vec<(u32, f32)> = (0..9).map(|at| (at, 0.0)).collect();
        assert!(super::chances(&same, 3.0).iter().all(|it| (it.1 - 1.0 / 9.0).abs() < 1e-6));
    }

    #[test]
    fn affinities_are_the_same_both_ways_and_sum_to_one() {
        let rows: Vec<Vec<f32>> =
            (0..50).map(|at| vec![(at as f32).cos(), (at as f32).sin(), 0.1 * at as f32]).collect();
        let directions = Directions::of(rows.iter().map(Vec::as_slice));
        let mut affinities = Affinities::new(50);
        while !affinities.is_over() {
            affinities.advance(&directions);
        }
        let pairs = affinities.finish();
        let sum: f32 = pairs.iter().flatten().map(|it| it.1).sum();
        assert!((sum - 1.0).abs() < 1e-4, "{sum}");
        for (of, row) in pairs.iter().enumerate() {
            for &(to, share) in row {
                let back = pairs[to as usize].iter().find(|it| it.0 == of as u32);
                assert!(back.is_some_and(|it| (it.1 - share).abs() < 1e-7) && to != of as u32);
            }
        }
        assert!(Affinities::new(0).is_over() && Affinities::new(0).finish().is_empty());
    }
}
