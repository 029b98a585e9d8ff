//! A text without each of its words: what a model says of that is what the word was worth, exactly.

use std::ops::Range;

/// The most words that are left out one after the other.
const MOST: usize = 64;

/// For each of the first words where it is in the text, in bytes, and the text without it. A text of one word has nothing
/// to be left out.
pub fn without_each_word(text: &str) -> Vec<(Range<usize>, String)> {
    let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let words: Vec<Range<usize>> =
        text.split_whitespace().map(|word| start(word)..start(word) + word.len()).collect();
    if words.len() < 2 {
        return Vec::new();
    }
    let without = |word: Range<usize>| {
        let (before, after) = (text[..word.start].trim_end(), text[word.end..].trim_start());
        let gap = if before.is_empty() || after.is_empty() { "" } else { " " };
        (word, format!("{before}{gap}{after}"))
    };
    words.into_iter().take(MOST).map(without).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_left_out_once() {
        let text = "  Où est\u{a0}le   chat ?";
        let without = without_each_word(text);
        let words: Vec<&str> = without.iter().map(|(at, _)| &text[at.clone()]).collect();
        assert_eq!(words, ["Où", "est", "le", "chat", "?"]);
        assert_eq!(without[0].1, "est\u{a0}le   chat ?");
        assert_eq!(without[3].1, "  Où est\u{a0}le ?");
        assert!(without_each_word("alone").is_empty() && without_each_word(" ").is_empty());
    }
}
