//! What is said to the visitor: every language says everything, with the same values in it, and nothing that nobody says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use headstart::data::sample;
use headstart::ui::learn::words::words_of;
use headstart::words::{Catalogue, Language};

/// Beginnings of keys that are put together: of what cards of models say, of what networks are called, and of the
/// classes of the samples.
const MADE: [&str; 3] = [CARDS, "network.", "sample."];

/// What nobody says but [`SHOWN_LATE`]'s gallery.
const CARDS: &str = "card.";

/// How names of files end, which else look like keys.
const FILES: [&str; 9] =
    [".json", ".safetensors", ".txt", ".zip", ".md", ".js", ".onnx", ".tflite", ".bin"];

/// What is asked for by a key.
const SAYERS: [&str; 4] = ["say(", "say_with(", "say_count(", "count("];

/// What is said in English, and in German: what is there from the start, and what comes with what is shown late.
const FILES_OF_WORDS: [[&str; 2]; 2] = [
    [include_str!("../../www/words/words_en.md"), include_str!("../../www/words/later_en.md")],
    [include_str!("../../www/words/words_de.md"), include_str!("../../www/words/later_de.md")],
];

/// Where nothing is done or shown but in what is shown late (`src/ui/parts/later.rs`), or in the tutorial, which waits
/// for its words.
const SHOWN_LATE: [&str; 29] = [
    "src/formats/sniff.rs",
    "src/ui/gallery/",
    "src/ui/learn/",
    "src/ui/sources/camera/picture.rs",
    "src/ui/sources/camera/shutter.rs",
    "src/ui/sources/camera/trial.rs",
    "src/ui/sources/loose.rs",
    "src/ui/sources/table/import_panel.rs",
    "src/ui/state/blanks.rs",
    "src/ui/state/follows.rs",
    "src/ui/state/patches.rs",
    "src/ui/state/record/",
    "src/ui/state/settings.rs",
    "src/ui/studio/heads/balance.rs",
    "src/ui/studio/heads/mirrors.rs",
    "src/ui/studio/heads/ranking.rs",
    "src/ui/studio/hood/chart.rs",
    "src/ui/studio/hood/confusion.rs",
    "src/ui/studio/hood/facts.rs",
    "src/ui/studio/hood/settings.rs",
    "src/ui/studio/large_picture.rs",
    "src/ui/studio/mistakes.rs",
    "src/ui/studio/projects.rs",
    "src/ui/studio/sorted.rs",
    "src/ui/studio/sorted_item.rs",
    "src/ui/studio/takeaway/",
    "src/ui/studio/trust/",
    "src/ui/studio/why/cells.rs",
    "src/ui/studio/why/words.rs",
];

/// Where all is but these keys: they are on the buttons that ask for the rest, or stand while it is awaited.
const SHOWN_LATE_BUT: [(&str, &[&str]); 7] = [
    ("src/ui/sources/pad.rs", &["pad.open", "pad.open-to-try", "pad.add", "pad.try", "for-class"]),
    ("src/ui/studio/large_view.rs", &["large.look"]),
    ("src/ui/state/import.rs", &["import.added", "import.sorted"]),
    ("src/ui/state/gallery.rs", &["megabytes", "megabytes.of"]),
    ("src/ui/state/sorting/saving.rs", &["project.untitled", "unknown"]),
    ("src/ui/studio/heads/mod.rs", &["heads", "heads.kind"]),
    ("src/ui/studio/prediction.rs", &["looking"]),
];

/// What errors say: alerts wait for their words, and nobody else shows them but what is shown late. Of two that is not
/// true: the status “Saved” says why nothing is kept, and a worker that is gone is told of without the network.
const ERRORS: &str = "src/error/";

/// What the keys begin with that a kit names for the gallery.
const OF_THE_GALLERY: &str = "gallery.";

/// The files that name a kit's words, for others to say them.
const KITS: [&str; 2] = ["src/ui/studio/pictures.rs", "src/ui/studio/texts.rs"];

/// All that is said.
fn catalogues() -> [Catalogue; 2] {
    FILES_OF_WORDS.map(|files| Catalogue::read(files.concat().leak()))
}

/// A text in quotation marks of the code that is no test.
struct Literal {
    /// The file, from the repository's root.
    file: String,
    /// What stands before it.
    before: String,
    text: String,
}

/// All of them.
fn literals() -> Vec<Literal> {
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    collect(&root.join("src"), &mut files);
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a file of Rust");
        let file = file.strip_prefix(root).expect("a file of the project").to_string_lossy();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code = lines.collect::<Vec<_>>().join("\n").replace("'\"'", "");
        let parts: Vec<&str> = code.split('"').collect();
        for pair in parts.windows(2).step_by(2) {
            let [before, text] = [pair[0].trim_end(), pair[1]].map(str::to_owned);
            found.push(Literal { file: file.clone().into_owned(), before, text });
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
    for (files, all) in FILES_OF_WORDS.into_iter().zip(catalogues()) {
        let lines = files.into_iter().flat_map(str::lines);
        assert_eq!(lines.filter(|line| line.starts_with("- ")).count(), all.keys().count());
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
        .filter(|it| (asks(&it.before) || looks_like_one(&it.text)) && !is_there(&it.text))
        .map(|it| it.text.as_str())
        .collect();
    assert!(missing.is_empty(), "not said: {missing:?}");
    let asked: BTreeSet<&str> = literals.iter().map(|it| it.text.as_str()).collect();
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

/// Elsewhere they could be said before they have come, and the key would be read.
#[test]
fn what_comes_late_is_said_only_in_what_is_shown_late() {
    let [[first, late], [also_first, also_late]] =
        FILES_OF_WORDS.map(|files| files.map(Catalogue::read));
    assert_eq!(first.keys().collect::<Vec<_>>(), also_first.keys().collect::<Vec<_>>());
    assert_eq!(late.keys().collect::<Vec<_>>(), also_late.keys().collect::<Vec<_>>());
    let keys: BTreeSet<&str> = late
        .keys()
        .flat_map(|key| [Some(key), key.strip_suffix(".one"), key.strip_suffix(".other")])
        .flatten()
        .collect();
    let early = |made: &&&str| **made != CARDS;
    assert!(keys.iter().all(|key| !MADE.iter().filter(early).any(|made| key.starts_with(made))));
    assert!(first.keys().all(|key| !key.starts_with(CARDS)));
    let at_once = |key: &str| key.starts_with("storage.") || key.starts_with("worker.");
    assert!(keys.iter().all(|key| !at_once(key)));
    let may = |Literal { file, text, .. }: &Literal| {
        SHOWN_LATE.iter().chain([&ERRORS]).any(|place| file.starts_with(place))
            || SHOWN_LATE_BUT
                .iter()
                .any(|(place, not)| file == place && !not.contains(&text.as_str()))
            || KITS.contains(&file.as_str()) && text.starts_with(OF_THE_GALLERY)
    };
    let elsewhere: Vec<String> = literals()
        .iter()
        .filter(|it| keys.contains(it.text.as_str()) && !may(it))
        .map(|it| format!("{} in {}", it.text, it.file))
        .collect();
    assert!(elsewhere.is_empty(), "said early: {elsewhere:#?}");
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
