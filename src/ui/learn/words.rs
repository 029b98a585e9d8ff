//! What stands on the tutorial's buttons, at its axes and above its columns, beside the chapters.

use crate::words::{Catalogue, Language};

/// The words of the tutorial in a language.
pub fn words_of(language: Language) -> Catalogue {
    Catalogue::read(match language {
        Language::English => include_str!("text/en/words.md"),
        Language::German => include_str!("text/de/words.md"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_says_everything() {
        let [english, german] = Language::ALL.map(words_of);
        assert_eq!(english.keys().collect::<Vec<_>>(), german.keys().collect::<Vec<_>>());
        for key in english.keys() {
            for place in ["{0}", "{1}", "{2}", "{3}", "{4}", "{5}"] {
                let says = |words: &Catalogue| words.say(key).contains(place);
                assert_eq!(says(&english), says(&german), "{key} {place}");
            }
        }
    }
}
