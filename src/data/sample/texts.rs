//! Sentences of everyday life that go with the pictures.

/// The sentences, under the names of their classes.
const FILE: &str = include_str!("texts.txt");

/// The classes of the sentences.
pub const TEXT_CLASSES: [&str; 6] = ["weather", "food", "travel", "money", "health", "sport"];

/// Sentences there are of each class.
pub const TEXTS_EACH: usize = 20;

/// All sentences, each with its class, counted from 0; classes stand one after the other.
pub fn texts() -> Vec<(&'static str, usize)> {
    let mut class = 0;
    let mut all = Vec::with_capacity(TEXT_CLASSES.len() * TEXTS_EACH);
    for line in FILE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match TEXT_CLASSES.iter().position(|&name| name == line) {
            Some(named) => class = named,
            None => all.push((line, class)),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_as_many_of_each_class_in_order() {
        let labels: Vec<usize> = texts().into_iter().map(|(_, class)| class).collect();
        let expected = (0..TEXT_CLASSES.len()).flat_map(|class| [class; TEXTS_EACH]);
        assert_eq!(labels, expected.collect::<Vec<_>>());
    }

    #[test]
    fn each_is_a_short_sentence_and_stands_there_once() {
        let mut seen = BTreeSet::new();
        for (text, class) in texts() {
            let words: Vec<String> = text
                .split(|letter: char| !letter.is_alphabetic())
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase)
                .collect();
            assert!((4..=13).contains(&words.len()), "{text}");
            assert!(text.ends_with(['.', '?']) && text.is_ascii(), "{text}");
            // Who knows the name of the class must not be able to look it up.
            assert!(!words.iter().any(|word| word == TEXT_CLASSES[class]), "{text}");
            assert!(seen.insert(words), "{text}");
        }
    }
}
