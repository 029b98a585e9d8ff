//! The languages, and how each writes numbers.

/// A language of the page.
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

    /// What is said where the file with all other sentences did not arrive.
    pub fn unheard(self) -> &'static str {
        match self {
            Self::English => {
                "The words of this page did not arrive. Check the network and load the page again."
            }
            Self::German => {
                "Die Texte dieser Seite sind nicht angekommen. Prüfe die Verbindung und lade die Seite neu."
            }
        }
    }

    /// The form of the words for so many: the end of a key.
    pub(super) fn form(self, count: usize) -> &'static str {
        match self {
            Self::English | Self::German => {
                if count == 1 {
                    "one"
                } else {
                    "other"
                }
            }
        }
    }

    /// What stands between groups of three digits, and before the fraction.
    pub(super) fn marks(self) -> (char, char) {
        match self {
            Self::English => (',', '.'),
            Self::German => ('.', ','),
        }
    }

    /// What stands before the sign for a hundredth.
    pub(super) fn before_percent(self) -> &'static str {
        match self {
            Self::English => "",
            Self::German => "\u{a0}",
        }
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
}
