//! Which tokens of a text are hidden while a BERT is pre-trained, and by what (Devlin et al. 2019, section
//! 3.1, <https://arxiv.org/abs/1810.04805>).

use std::ops::Range;

use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use rand::seq::index;

/// Share of the tokens that are to be guessed.
const CHOSEN: f32 = 0.15;

/// Of those, this share is replaced by the token that stands for a hidden one.
const MASKED: f32 = 0.8;

/// From there up to this share, by any token. The rest stay as they are, so that the model cannot know which
/// tokens to trust.
const REPLACED: f32 = 0.9;

/// Chooses among so many tokens those that are to be guessed, at least one: their places, in order.
pub fn choose(tokens: usize, rng: &mut ChaCha8Rng) -> Vec<usize> {
    let count = ((tokens as f32 * CHOSEN).round() as usize).max(1);
    let mut chosen = index::sample(rng, tokens, count.min(tokens)).into_vec();
    chosen.sort_unstable();
    chosen
}

/// What the model sees in place of a token that is to be guessed.
pub fn shown(id: u32, mask: u32, words: Range<u32>, rng: &mut ChaCha8Rng) -> u32 {
    let luck: f32 = rng.random();
    if luck < MASKED {
        mask
    } else if luck < REPLACED && !words.is_empty() {
        rng.random_range(words)
    } else {
        id
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn three_of_twenty_are_chosen_and_one_at_least() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for (tokens, count) in [(0, 0), (1, 1), (6, 1), (10, 2), (20, 3), (1000, 150)] {
            let chosen = choose(tokens, &mut rng);
            assert_eq!(chosen.len(), count, "{tokens}");
            assert!(chosen.windows(2).all(|pair| pair[0] < pair[1]));
            assert!(chosen.iter().all(|&at| at < tokens));
        }
    }

    #[test]
    fn eight_of_ten_are_masked_one_is_replaced_and_one_stays() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let shown: Vec<u32> = (0..4000).map(|_| shown(7, 4, 1000..2000, &mut rng)).collect();
        let times = |is: fn(u32) -> bool| shown.iter().filter(|&&id| is(id)).count();
        // Four standard deviations are 101 and 76.
        assert!(times(|id| id == 4).abs_diff(3200) < 101);
        assert!(times(|id| (1000..2000).contains(&id)).abs_diff(400) < 76);
        assert!(times(|id| id == 7).abs_diff(400) < 76);
    }
}
