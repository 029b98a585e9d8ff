//! What counting alone knows of a language: how frequent each token is, and how often each follows
//! each. What a network is compared with.

use std::collections::HashMap;

use super::tokens::Tokens;

/// Counts of tokens and of pairs of them, with interpolation by Witten and Bell (1991): the more
/// different tokens have followed one, the less its counts are trusted beside the frequencies.
#[derive(Debug, Clone)]
pub struct Counts {
    tokens: Vec<u32>,
    total: u64,
    pairs: HashMap<(u32, u32), u32>,
    /// For each token, how often any followed it, and how many different ones did.
    followed: Vec<(u32, u32)>,
}

impl Counts {
    /// Counts the tokens of books, and the pairs of them that follow each other within a book.
    pub fn of(books: &[Tokens], vocabulary: usize) -> Self {
        let mut tokens = vec![0; vocabulary];
        let mut pairs = HashMap::new();
        for book in books {
            book.ids.iter().for_each(|&id| tokens[id as usize] += 1);
            for pair in book.ids.windows(2) {
                *pairs.entry((pair[0], pair[1])).or_insert(0u32) += 1;
            }
        }
        let mut followed = vec![(0, 0); vocabulary];
        for (&(before, _), &count) in &pairs {
            let (times, different) = &mut followed[before as usize];
            *times += count;
            *different += 1;
        }
        let total = tokens.iter().map(|&count: &u32| u64::from(count)).sum();
        Self { tokens, total, pairs, followed }
    }

    /// The most frequent token.
    pub fn most_frequent(&self) -> u32 {
        let best = (0..self.tokens.len()).max_by_key(|&token| self.tokens[token]);
        best.unwrap_or(0) as u32
    }

    /// How likely a token is. One is added to every count, so that nothing is impossible.
    pub fn unigram(&self, token: u32) -> f64 {
        let vocabulary = self.tokens.len() as f64;
        (f64::from(self.tokens[token as usize]) + 1.0) / (self.total as f64 + vocabulary)
    }

    /// How likely a token is after another.
    pub fn bigram(&self, before: u32, token: u32) -> f64 {
        let (times, different) = self.followed[before as usize];
        let unigram = self.unigram(token);
        if times == 0 {
            return unigram;
        }
        let pair = self.pairs.get(&(before, token)).copied().unwrap_or(0);
        let (times, different) = (f64::from(times), f64::from(different));
        (f64::from(pair) + different * unigram) / (times + different)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_sum_to_one_and_follow_the_counts() {
        let book = Tokens { ids: vec![0, 1, 0, 1, 0, 2, 1], starts: vec![0] };
        let counts = Counts::of(&[book], 4);
        assert_eq!(counts.most_frequent(), 1);
        for before in 0..4 {
            let sum: f64 = (0..4).map(|token| counts.bigram(before, token)).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        }
        let sum: f64 = (0..4).map(|token| counts.unigram(token)).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        assert!(counts.bigram(0, 1) > counts.bigram(0, 2));
        // Nothing ever followed 3.
        assert_eq!(counts.bigram(3, 1), counts.unigram(1));
    }
}
