//! What is said to the visitor: every language says everything, with the same values in it, and nothing that nobody says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use headstart::data::sample;
use headstart::ui::learn::words::words_of;
use headstart::words::{Catalogue, Language};

/// Beginnings of keys that are put together: of what cards of models say, and of the classes of the samples.
const MADE: [&str; 2] = ["card.", "sample."];

/// How names of files end, which else look like keys.
const FILES: [&str; 6] = [".json", ".safetensors", ".txt", ".zip", ".md", ".js"];

/// What is asked for by a key.
const SAYERS: [&str; 4] = ["say(", "say_with(", "say_count(", "count("];

fn catalogues() -> [Catalogue; 2] {
    [include_str!("../../www/words/words_en.md"), include_str!("../../www/words/words_de.md")]
        .map(Catalogue::read)
}

/// All texts in quotation marks of the code that is no test, each with what stands before it.
fn literals() -> Vec<(String, String)> {
    fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() && !path.ends_with("tests") {
                collect(&path, files);
            } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).expect("a file of Rust");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code = lines.collect::<Vec<_>>().join("\n").replace("'\"'", "");
        let parts: Vec<&str> = code.split('"').collect();
        for pair in parts.windows(2).step_by(2) {
            found.push((pair[0].trim_end().to_owned(), pair[1].to_owned()));
        }
    }
    found
}

fn places(words: &str) -> BTreeSet<&str> {
    words.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

#[test]
fn every_language_says_everything() {
    let [english, german] = catalogues();
    assert_eq!(english.keys().collect::<Vec<_>>(), german.keys().collect::<Vec<_>>());
    for key in english.keys() {
        let [said, also] = [english.say(key), german.say(key)];
        assert_eq!(places(said), places(also), "{key}");
        assert!(!said.contains(['„', '\u{a0}']) && !also.contains(" ..."), "{key}");
        let several = key.strip_suffix(".one").map(|key| format!("{key}.other"));
        assert!(several.is_none_or(|several| english.find(&several).is_some()), "{key}");
    }
}

/// A key that is there twice would be said as the last of them.
#[test]
fn every_key_is_there_once() {
    for text in
        [include_str!("../../www/words/words_en.md"), include_str!("../../www/words/words_de.md")]
    {
        let entries = text.lines().filter(|line| line.starts_with("- ")).count();
        assert_eq!(entries, Catalogue::read(text).keys().count());
    }
}

#[test]
fn all_that_is_asked_for_is_there_and_all_that_is_there_is_asked_for() {
    let [english, _] = catalogues();
    let sections: BTreeSet<&str> =
        english.keys().filter_map(|key| key.split_once('.')).map(|(section, _)| section).collect();
    // The tutorial has words of its own.
    let taught = words_of(Language::English);
    let is_there = |key: &str| {
        let of_a_number = ["one", "other"].map(|form| format!("{key}.{form}"));
        english.find(key).or(taught.find(key)).is_some()
            || of_a_number.iter().all(|key| english.find(key).is_some())
    };
    let looks_like_one = |text: &str| {
        let plain = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-')
        };
        let of_words = text.split_once('.').is_some_and(|(section, _)| sections.contains(section));
        of_words && text.split('.').all(plain) && !FILES.iter().any(|ending| text.ends_with(ending))
    };
    let literals = literals();
    let asks = |before: &str| {
        SAYERS.iter().any(|sayer| {
            let asker = before.strip_suffix(sayer).map(|rest| rest.chars().next_back());
            asker.is_some_and(|it| {
                it.is_none_or(|it| !it.is_alphanumeric() && it != '_' && it != '.')
            })
        })
    };
    let missing: BTreeSet<&str> = literals
        .iter()
        .filter(|(before, text)| (asks(before) || looks_like_one(text)) && !is_there(text))
        .map(|(_, text)| text.as_str())
        .collect();
    assert!(missing.is_empty(), "not said: {missing:?}");
    let asked: BTreeSet<&str> = literals.iter().map(|(_, text)| text.as_str()).collect();
    let unused: Vec<&str> = english
        .keys()
        .filter(|key| !MADE.iter().any(|made| key.starts_with(made)))
        .filter(|key| {
            let whole = key.strip_suffix(".one").or_else(|| key.strip_suffix(".other"));
            !asked.contains(key) && !whole.is_some_and(|key| asked.contains(key))
        })
        .collect();
    assert!(unused.is_empty(), "nobody says: {unused:?}");
}

#[test]
fn every_class_of_the_samples_has_a_name() {
    let [english, german] = catalogues();
    let shop = sample::shop();
    let classes: Vec<&str> =
        sample::CLASSES.into_iter().chain(shop.iter().map(|(name, _)| *name)).collect();
    for class in classes {
        let key = format!("sample.{}", class.to_ascii_lowercase());
        assert_eq!(english.find(&key), Some(class));
        assert!(german.find(&key).is_some_and(|name| name != class), "{class}");
    }
    let names = english.keys().filter(|key| key.starts_with("sample.")).count();
    assert_eq!(names, sample::CLASSES.len() + shop.len());
}
