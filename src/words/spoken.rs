//! The language that is spoken, and what is said in it.

use std::sync::OnceLock;

use super::catalogue::filled;
use super::{Catalogue, Language};

/// What stands between a key and its value where neither is said.
const BETWEEN: &str = ": ";

/// A language with all its words.
type Spoken = (Language, Catalogue);

/// Natively, where tests and `pretrain` are, English: no file is fetched there.
static SPOKEN: OnceLock<Spoken> = OnceLock::new();

/// The words of what is shown late, once they have come. Natively all words are in [`SPOKEN`].
static LATER: OnceLock<Catalogue> = OnceLock::new();

/// Speaks a language from now on, if none is spoken yet. The words stay for as long as the page does, so that what is
/// said costs as little as what is written in the code.
#[cfg(target_arch = "wasm32")]
pub fn speak(language: Language, markdown: String) {
    let _ = SPOKEN.set((language, Catalogue::read(markdown.leak())));
}

/// Has more to say in the language that is spoken: the words of what is shown late.
#[cfg(target_arch = "wasm32")]
pub fn speak_more(markdown: String) {
    let _ = LATER.set(Catalogue::read(markdown.leak()));
}

/// Whether the words of what is shown late are there.
#[cfg(target_arch = "wasm32")]
pub fn speaks_more() -> bool {
    LATER.get().is_some()
}

fn spoken() -> &'static Spoken {
    #[cfg(test)]
    if speaking::language() == Language::German {
        return speaking::german();
    }
    SPOKEN.get_or_init(before)
}

/// All that is said in English.
#[cfg(not(target_arch = "wasm32"))]
const ENGLISH: &str = concat!(
    include_str!("../../www/words/words_en.md"),
    include_str!("../../www/words/later_en.md")
);

/// What is spoken before a language is chosen: in a browser none, where a file is to come.
fn before() -> Spoken {
    #[cfg(target_arch = "wasm32")]
    return Spoken::default();
    #[cfg(not(target_arch = "wasm32"))]
    (Language::English, Catalogue::read(ENGLISH))
}

/// The language that is spoken.
pub fn language() -> Language {
    spoken().0
}

/// The words of a key.
pub fn say(key: &'static str) -> &'static str {
    find(key).unwrap_or(key)
}

/// The words of a key that may be none, as of a model that one has brought.
pub fn find(key: &str) -> Option<&'static str> {
    spoken().1.find(key).or_else(|| LATER.get()?.find(key))
}

/// What a class of the sample pictures or texts is called: in English as it is, of what is none.
pub fn of_sample(class: &str) -> &str {
    find(&format!("sample.{}", class.to_ascii_lowercase())).unwrap_or(class)
}

/// The words of a key, with values in the places of `{0}`, `{1}`… Where no language is spoken, as in workers, the key with
/// the values after it: [`reason`] says it where one is.
pub fn say_with(key: &str, values: &[&str]) -> String {
    match find(key) {
        Some(words) => filled(words, values),
        None => [key, &values.join(", ")].join(BETWEEN),
    }
}

/// What is said of a reason: its words where it is a key, as `why.moved`, which a value may follow; all else is in the
/// words of others, as the browser's.
pub fn reason(why: &str) -> String {
    let (key, value) = why.split_once(BETWEEN).unwrap_or((why, ""));
    find(key).map_or_else(|| why.to_owned(), |words| filled(words, &[value]))
}

/// The words of a key for so many: those of `key.one` or `key.other`, with the number in the place of `{0}` and values
/// in those of `{1}`, `{2}`…
pub fn say_count(key: &str, count: usize, values: &[&str]) -> String {
    let key = [key, language().form(count)].join(".");
    let number = number(count as u64);
    let values: Vec<&str> =
        std::iter::once(number.as_str()).chain(values.iter().copied()).collect();
    filled(find(&key).unwrap_or(&key), &values)
}

/// The words of a key for so many, without other values: “1 example”, “12,345 examples”.
pub fn count(key: &str, count: usize) -> String {
    say_count(key, count, &[])
}

/// A number with its thousands set apart.
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let (mark, _) = language().marks();
    let mut written = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(mark);
        }
        written.push(digit);
    }
    written
}

/// A number with so many digits of its fraction.
pub fn decimal(value: f64, digits: usize) -> String {
    let (_, mark) = language().marks();
    format!("{value:.digits$}").replace('.', mark.encode_utf8(&mut [0; 4]))
}

/// A number with its sign and so many digits of its fraction: “+0.31”, “−1.20”, and “0.00” where nothing else is left.
pub fn signed(value: f64, digits: usize) -> String {
    let size = decimal(value.abs(), digits);
    let is_nothing = !size.contains(|digit: char| matches!(digit, '1'..='9')) && !value.is_nan();
    match value < 0.0 {
        _ if is_nothing => size,
        true => format!("\u{2212}{size}"),
        false => format!("+{size}"),
    }
}

/// A share as a whole percentage.
pub fn percent(share: f64) -> String {
    format!("{:.0}{}%", share * 100.0, language().before_percent())
}

/// Several things, one after the other: “a, b and c”.
pub fn listed(things: &[String]) -> String {
    match things {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => say_with("list.and", &[&first.join(", "), last]),
    }
}

/// What tests of other languages than English speak.
#[cfg(test)]
pub(crate) mod speaking {
    use std::cell::Cell;
    use std::sync::OnceLock;

    use super::{Catalogue, Language, Spoken};

    thread_local! {
        static NOW: Cell<Language> = const { Cell::new(Language::English) };
    }

    const GERMAN_WORDS: &str = concat!(
        include_str!("../../www/words/words_de.md"),
        include_str!("../../www/words/later_de.md")
    );

    static GERMAN: OnceLock<Spoken> = OnceLock::new();

    pub(super) fn language() -> Language {
        NOW.get()
    }

    pub(super) fn german() -> &'static Spoken {
        GERMAN.get_or_init(|| (Language::German, Catalogue::read(GERMAN_WORDS)))
    }

    /// Does something in a language.
    pub(crate) fn in_language<T>(language: Language, act: impl FnOnce() -> T) -> T {
        NOW.set(language);
        let done = act();
        NOW.set(Language::English);
        done
    }
}

#[cfg(test)]
mod tests {
    use super::speaking::in_language;
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_does() {
        let written = || (number(999), number(1_002_003), decimal(1234.56, 1), percent(0.5));
        let are = |parts: [&str; 4]| {
            let [a, b, c, d] = parts.map(str::to_owned);
            (a, b, c, d)
        };
        assert_eq!(written(), are(["999", "1,002,003", "1234.6", "50%"]));
        assert_eq!(
            [0.314, -1.2, -0.001].map(|it| signed(it, 2)),
            ["+0.31", "\u{2212}1.20", "0.00"]
        );
        let german = in_language(Language::German, written);
        assert_eq!(german, are(["999", "1.002.003", "1234,6", "50\u{a0}%"]));
    }

    #[test]
    fn words_follow_the_number() {
        assert_eq!(
            (count("examples", 1), count("examples", 0)),
            ("1 example".into(), "0 examples".into())
        );
        let german =
            in_language(Language::German, || (count("examples", 1), count("examples", 2000)));
        assert_eq!(german, ("1 Beispiel".into(), "2.000 Beispiele".into()));
    }

    #[test]
    fn a_reason_is_said_where_it_is_known() {
        assert_eq!(reason("why.moved"), "it may have been moved or deleted");
        let unsaid = say_with("not a key", &["the network"]);
        assert_eq!((unsaid.as_str(), reason(&unsaid)), ("not a key: the network", unsaid.clone()));
        let known = reason("storage.failed: it is gone");
        assert!(known.contains("(it is gone)"), "{known}");
    }

    #[test]
    fn the_last_of_several_is_set_apart() {
        let things = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(listed(&things), "a, b and c");
        assert_eq!(in_language(Language::German, || listed(&things[1..])), "b und c");
        assert_eq!((listed(&things[..1]), listed(&[])), ("a".to_owned(), String::new()));
    }
}
