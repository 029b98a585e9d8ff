//! Names of the visitor's, as they stand in sentences.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::words::{listed, say_count, say_with};

/// Keep what stands between them to itself, whichever direction it is written in.
const ISOLATE: [char; 2] = ['\u{2068}', '\u{2069}'];

/// A name as it can stand in a sentence: without letters that show nothing and control how all after them is shown,
/// and kept to itself where it is written from right to left. What joins emoji stays.
pub fn isolated(name: &str) -> Cow<'_, str> {
    if !name.chars().any(|letter| controls(letter) || is_right_to_left(letter)) {
        return Cow::Borrowed(name);
    }
    let shown = name.chars().filter(|letter| !controls(*letter));
    let [start, end] = ISOLATE;
    if name.chars().any(is_right_to_left) {
        Cow::Owned(std::iter::once(start).chain(shown).chain([end]).collect())
    } else {
        Cow::Owned(shown.collect())
    }
}

/// The same in quotation marks.
pub fn quoted(name: &str) -> String {
    say_with("quoted", &[&isolated(name)])
}

/// Whether a letter is a control character, or a mark of direction (UAX #9, section 2).
fn controls(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a letter is of a script that is written from right to left, by the blocks that are set aside for them
/// (UAX #9, section 3.2).
fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// The names of several files of which the same is said: how many there are, and the first of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Names {
    first: Vec<String>,
    others: usize,
}

impl Names {
    /// Of two.
    pub(super) fn of(first: String, second: String) -> Self {
        Self { first: vec![first, second], others: 0 }
    }

    /// One more, unless it has been said.
    pub(super) fn add(&mut self, name: &str) {
        if !self.first.iter().any(|said| said == name) {
            self.others += 1;
        }
    }
}

/// “3 files (“a.mov”, “b.mov” and 1 other)”.
impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.first.iter().map(|name| quoted(name)).collect();
        let names = match self.others {
            0 => listed(&names),
            others => say_count("names.others", others, &[&names.join(", ")]),
        };
        f.write_str(&say_count("names.files", self.first.len() + self.others, &[&names]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_name_stands_as_it_is() {
        for name in ["cat.jpg", "", "Größe 2.png", "猫.webp", "cat 🐈\u{200d}⬛\u{fe0f}.jpg"]
        {
            assert_eq!(isolated(name), name);
        }
    }

    #[test]
    fn what_would_turn_the_sentence_is_taken_out_or_kept_in() {
        assert_eq!(isolated("photo\u{202e}gpj.exe.jpg"), "photogpj.exe.jpg");
        assert_eq!(isolated("a\u{2067}b\0c\nd\u{200f}.jpg"), "abcd.jpg");
        assert_eq!(isolated("חתול.jpg"), "\u{2068}חתול.jpg\u{2069}");
        assert_eq!(isolated("\u{2069}\u{202c}قط.jpg"), "\u{2068}قط.jpg\u{2069}");
    }

    #[test]
    fn several_are_counted_and_the_first_said() {
        let mut names = Names::of("a.mov".into(), "b.mov".into());
        assert_eq!(names.to_string(), "2 files (“a.mov” and “b.mov”)");
        names.add("a.mov");
        names.add("c.mov");
        assert_eq!(names.to_string(), "3 files (“a.mov”, “b.mov” and 1 other)");
        (0..197).for_each(|at| names.add(&format!("{at}.mov")));
        assert_eq!(names.to_string(), "200 files (“a.mov”, “b.mov” and 198 others)");
    }
}
