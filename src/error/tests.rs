//! What all sentences have in common.

use super::*;

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
        const ASKS: [&str; 29] = [
            "Add", "Ask", "Check", "Choose", "Convert", "Copy", "Download", "Drop", "Get", "Give",
            "If", "Leave", "Look", "Make", "Nothing", "Open", "Press", "Run", "Save", "Show",
            "Take", "The", "Try", "Type", "Unpack", "Use", "Wait", "Work", "Write",
        ];
        let first = remedy.split(' ').next().unwrap_or_default();
        assert!(
            ASKS.contains(&first) || remedy.contains("; get another copy"),
            "what to do: {text}"
        );
    }
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
