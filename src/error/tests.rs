//! What all sentences have in common.

use super::*;
use crate::words::Language;
use crate::words::speaking::in_language;

/// Lists one of each kind, and does not compile when one is missing.
macro_rules! every {
    ($error:ident: $($pattern:pat => $sample:expr),+ $(,)?) => {
        fn every() -> Vec<$error> {
            let all = vec![$($sample),+];
            all.iter().for_each(|error| match error {
                $($pattern => {}),+
            });
            all
        }
    };
}

pub(super) use every;

/// Fails unless the text says what happened, and in a sentence of its own what to do.
pub(super) fn has_cause_and_remedy(errors: &[impl fmt::Display]) {
    for error in errors {
        let text = error.to_string();
        let (cause, remedy) =
            text.split_once(". ").unwrap_or_else(|| panic!("one sentence: {text}"));
        assert!(cause.starts_with(char::is_lowercase), "goes on after a colon: {text}");
        assert!(remedy.starts_with(char::is_uppercase) && remedy.ends_with('.'), "{text}");
        // A remedy asks for something, or says what the page has done instead.
        const ASKS: [&str; 33] = [
            "Add", "Allow", "Ask", "Check", "Choose", "Close", "Connect", "Convert", "Copy",
            "Download", "Drop", "Get", "Give", "If", "Leave", "Look", "Make", "Nothing", "Open",
            "Press", "Remove", "Run", "Save", "Show", "Take", "The", "Try", "Type", "Unpack",
            "Use", "Wait", "Work", "Write",
        ];
        let first = remedy.split(' ').next().unwrap_or_default();
        assert!(
            ASKS.contains(&first) || remedy.contains("; get another copy"),
            "what to do: {text}"
        );
        in_german(error);
    }
}

/// Fails unless the same is said in German, where a sentence after a colon begins with a capital.
fn in_german(error: &impl fmt::Display) {
    let english = error.to_string();
    let text = in_language(Language::German, || error.to_string());
    assert_ne!(text, english);
    let (cause, remedy) = text.split_once(". ").unwrap_or_else(|| panic!("two sentences: {text}"));
    for part in [cause, remedy] {
        assert!(part.starts_with(char::is_uppercase), "{text}");
    }
    assert!(remedy.ends_with('.') && !text.contains('{'), "{text}");
    let count = |mark: char| text.matches(mark).count();
    assert_eq!((count('„'), count('”')), (count('“'), 0), "{text}");
}

#[test]
fn reads_as_what_happened_then_what_to_do() {
    let error = Error::new(Doing::ReadingPicture("cat.jpg".into()), FileError::Truncated);
    assert_eq!(
        error.to_string(),
        "“cat.jpg” was left out: the file stops in the middle, as after an interrupted copy. Copy or download it again."
    );
}

#[test]
fn what_concerns_the_whole_page_is_a_sentence_of_its_own() {
    let error = Error::new(Doing::Computing, DeviceError::Lost);
    assert!(error.to_string().starts_with("The graphics adapter went away."), "{error}");
}

#[test]
fn an_error_names_its_source() {
    use std::error::Error as _;
    let error = Error::new(Doing::Training, ClassesError::NoModel);
    let source = error.source().expect("a kind");
    assert!(error.to_string().ends_with(&source.to_string()), "{source}");
}

#[test]
fn the_same_of_several_files_is_one_sentence() {
    let left_out =
        |name: &str, kind: FileError| Error::new(Doing::ReadingPicture(name.into()), kind);
    let video = || FileError::Foreign(Foreign::Video);
    let mut error = left_out("IMG_1.mov", video());
    assert!(error.takes_in(&left_out("IMG_1.mov", video())), "it says so already");
    assert!(!error.takes_in(&left_out("IMG_1.mov", FileError::Empty)));
    assert!(!error.takes_in(&Error::new(Doing::AddingPicture("IMG_2.mov".into()), video())));
    assert_eq!(error, left_out("IMG_1.mov", video()));
    (2..=200).for_each(|at| assert!(error.takes_in(&left_out(&format!("IMG_{at}.mov"), video()))));
    assert_eq!(
        error.to_string(),
        "200 files (“IMG_1.mov”, “IMG_2.mov” and 198 others) were left out, each because it is a video. Take single pictures out of it, as screenshots, and add those."
    );
}

#[test]
fn files_that_are_too_large_are_one_sentence_whatever_their_sizes() {
    let large = |name: &str, bytes| {
        let kind = FileError::TooManyBytes { bytes, limit: 100_000_000 };
        Error::new(Doing::ReadingPicture(name.into()), kind)
    };
    let mut error = large("a.png", 120_000_000);
    assert!(error.takes_in(&large("b.png", 700_000_000)));
    assert!(error.to_string().contains("it has more than the 100 MB that this page opens"));
    let mut blank = Error::new(Doing::AddingPicture("a.gif".into()), FileError::Blank);
    assert!(blank.to_string().starts_with("“a.gif” was added, but look at it: it is blank"));
    assert!(blank.takes_in(&Error::new(Doing::AddingPicture("b.gif".into()), FileError::Blank)));
    let words = "2 files (“a.gif” and “b.gif”) were added, but look at each, because it is blank";
    assert!(blank.to_string().starts_with(words), "{blank}");
}

#[test]
fn a_name_does_not_turn_the_sentence_around() {
    let doing = Doing::ReadingPicture("photo\u{202e}gpj.exe.jpg".into());
    let error = Error::new(doing, FileError::NotAPicture);
    assert!(error.to_string().starts_with("“photogpj.exe.jpg” was left out: it is not"), "{error}");
    let error = Error::new(Doing::EditingClass("קטה".into()), ClassesError::BlankName);
    assert!(error.to_string().contains("“\u{2068}קטה\u{2069}”"), "{error}");
}
