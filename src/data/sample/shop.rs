//! Messages to a shop, for who wants to teach with texts and has none at hand.

/// The messages, under the names of their classes.
const FILE: &str = include_str!("shop.txt");

/// The classes, each with its messages.
pub fn shop() -> Vec<(&'static str, Vec<&'static str>)> {
    let blocks = FILE.split("\n\n").filter(|block| !block.starts_with('#'));
    let class = |block: &'static str| {
        let mut lines = block.lines();
        Some((lines.next()?, lines.collect()))
    };
    blocks.filter_map(class).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_three_classes_of_eight() {
        let all = shop();
        let sizes: Vec<_> = all.iter().map(|(name, texts)| (*name, texts.len())).collect();
        assert_eq!(sizes, [("Praise", 8), ("Complaint", 8), ("Question", 8)]);
    }

    #[test]
    fn each_is_a_short_message_and_stands_there_once() {
        let mut seen = BTreeSet::new();
        for text in shop().into_iter().flat_map(|(_, texts)| texts) {
            assert!((4..=15).contains(&text.split(' ').count()), "{text}");
            assert!(text.ends_with(['.', '?', '!']) && text.is_ascii(), "{text}");
            assert!(seen.insert(text), "{text}");
        }
    }
}
