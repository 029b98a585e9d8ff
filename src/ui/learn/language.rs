//! The languages of the tutorial, and its words beside the chapters.

use std::collections::BTreeMap;

/// A language of the tutorial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its code (BCP 47), as in `lang` and in addresses: `?lang=de`.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// What it calls itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// The language of a code, which may name a region too; none where it is another.
    pub fn of(code: &str) -> Option<Self> {
        let language = code.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|it| it.code().eq_ignore_ascii_case(language))
    }
}

/// What stands on buttons, at axes and above columns, by its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words(BTreeMap<&'static str, &'static str>);

impl Words {
    /// Those of a language.
    pub fn of(language: Language) -> Self {
        Self::read(match language {
            Language::English => include_str!("text/en/words.md"),
            Language::German => include_str!("text/de/words.md"),
        })
    }

    /// Reads a list of `- key: words`; other lines are for who reads the file.
    fn read(markdown: &'static str) -> Self {
        let entry = |line: &'static str| line.strip_prefix("- ")?.split_once(": ");
        Self(markdown.lines().filter_map(entry).collect())
    }

    /// The words of a key; the key itself where there are none, which the tests notice.
    pub fn say<'a>(&self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The words of a key, if there are any.
    pub fn find(&self, key: &str) -> Option<&'static str> {
        self.0.get(key).copied()
    }

    /// The words of a key, with values in the places of `{0}`, `{1}`…
    pub fn with(&self, key: &str, values: &[&str]) -> String {
        let mut text = self.say(key).to_owned();
        for (index, value) in values.iter().enumerate() {
            text = text.replace(&format!("{{{index}}}"), value);
        }
        text
    }

    /// The keys of all words, in alphabetical order.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_found_by_its_code() {
        assert_eq!(Language::of("de-AT"), Some(Language::German));
        assert_eq!(Language::of("EN"), Some(Language::English));
        assert_eq!(Language::of("fr"), None);
    }

    #[test]
    fn words_have_places_for_values() {
        let words = Words::read("# Words\n\n- steps: {1} of {0} steps\n- stop: Stop\n");
        assert_eq!(words.with("steps", &["9", "3"]), "3 of 9 steps");
        assert_eq!((words.say("stop"), words.say("missing")), ("Stop", "missing"));
    }

    #[test]
    fn every_language_says_everything() {
        let [english, german] = Language::ALL.map(Words::of);
        assert_eq!(english.keys().collect::<Vec<_>>(), german.keys().collect::<Vec<_>>());
        for key in english.keys() {
            for place in ["{0}", "{1}", "{2}", "{3}", "{4}", "{5}"] {
                let says = |words: &Words| words.say(key).contains(place);
                assert_eq!(says(&english), says(&german), "{key} {place}");
            }
        }
    }
}
