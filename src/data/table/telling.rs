//! What a column says of the texts: whether the words of a text tell which value stands beside it.

use std::collections::{HashMap, HashSet};

/// Rows that are looked at, evenly spread.
const ROWS: usize = 300;

/// Fewer rows than these say nothing.
const FEWEST: usize = 20;

/// Words of a text that are looked at.
const WORDS: usize = 40;

/// How well the words of texts tell the values beside them, each by all other rows: 0 where no better than by always
/// saying the most frequent value, 1 where always rightly. Naive Bayes with add-one smoothing (A. McCallum and K. Nigam,
/// 1998, "A comparison of event models for naive Bayes text classification").
pub(super) fn told(rows: &[(&str, &str)]) -> f64 {
    if rows.len() < FEWEST {
        return 0.0;
    }
    let step = rows.len().div_ceil(ROWS);
    let rows: Vec<_> = rows.iter().step_by(step).collect();
    let mut ids = Ids::default();
    let texts: Vec<Vec<usize>> = rows.iter().map(|(text, _)| ids.of_words(text)).collect();
    let mut values = Ids::default();
    let labels: Vec<usize> = rows.iter().map(|(_, value)| values.of(value)).collect();
    let (classes, vocabulary) = (values.0.len(), ids.0.len());
    let mut counts = vec![0u32; classes * vocabulary];
    let (mut words, mut sizes) = (vec![0u32; classes], vec![0u32; classes]);
    for (text, &label) in texts.iter().zip(&labels) {
        sizes[label] += 1;
        words[label] += text.len() as u32;
        text.iter().for_each(|word| counts[label * vocabulary + word] += 1);
    }
    let right = texts.iter().zip(&labels).filter(|(text, label)| {
        let likelihood = |class: usize| {
            // The text itself does not count.
            let own = u32::from(class == **label);
            let all = f64::from(words[class] - own * text.len() as u32) + vocabulary as f64;
            let of = |word: &usize| f64::from(counts[class * vocabulary + word] - own + 1);
            let prior = f64::from(sizes[class] - own) + 0.5;
            prior.ln() + text.iter().map(|word| (of(word) / all).ln()).sum::<f64>()
        };
        let likelihoods: Vec<f64> = (0..classes).map(likelihood).collect();
        likelihoods.iter().all(|other| *other <= likelihoods[**label])
    });
    let right = right.count() as f64 / rows.len() as f64;
    let most = f64::from(sizes.iter().copied().max().unwrap_or_default()) / rows.len() as f64;
    if most < 1.0 { ((right - most) / (1.0 - most)).max(0.0) } else { 0.0 }
}

/// Numbers for words, in the order they come.
#[derive(Default)]
struct Ids(HashMap<String, usize>);

impl Ids {
    fn of(&mut self, word: &str) -> usize {
        let next = self.0.len();
        *self.0.entry(word.to_owned()).or_insert(next)
    }

    /// The words of a text, each once.
    fn of_words(&mut self, text: &str) -> Vec<usize> {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty()).take(WORDS);
        let words: HashSet<usize> = words.map(|word| self.of(&word.to_lowercase())).collect();
        words.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_by_the_words_is_told_from_what_is_not() {
        let topics = [("shop", "where is my order"), ("health", "it hurts here again")];
        let texts: Vec<_> = (0..60).map(|n| format!("{} {n}", topics[n % 2].1)).collect();
        let by_topic = texts.iter().enumerate().map(|(n, text)| (text.as_str(), topics[n % 2].0));
        assert!(told(&by_topic.collect::<Vec<_>>()) > 0.9);
        let half = |n: usize| ["train", "test"][n / 2 % 2];
        let by_part: Vec<_> =
            texts.iter().enumerate().map(|(n, text)| (text.as_str(), half(n))).collect();
        assert!(told(&by_part) < 0.2, "{}", told(&by_part));
    }

    #[test]
    fn little_and_the_same_everywhere_say_nothing() {
        assert_eq!(told(&[("a", "x"), ("b", "y")]), 0.0);
        assert_eq!(told(&[("a", "x"); 50]), 0.0);
        assert_eq!(told(&[("", "x"); 50]), 0.0);
        assert_eq!(told(&[]), 0.0);
    }
}
