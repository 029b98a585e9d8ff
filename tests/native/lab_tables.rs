//! The tables of all experiments of the tutorial, as they come out natively with the settings that the page has
//! at first, are those in `tests/fixtures/lab`. The end-to-end tests compare what a browser computes with the
//! same files, so that both are checked against each other. With settings that no page sends, nothing panics.
//!
//! `HEADSTART_WRITE=1 cargo test --test native lab_tables` writes them anew.

use std::path::PathBuf;

use crate::common;
use headstart::engine::lab::{self, PictureSet};
use headstart::error::{AbilityError, ClassesError, FileError, Kind};
use headstart::protocol::FileRef;
use headstart::ui::learn::design::{Design, Settings};
use headstart::ui::learn::experiments::clustering::usual_points;
use headstart::ui::learn::experiments::{ALL, design};
use headstart::ui::learn::sheet::Sheet;
use headstart::ui::learn::words::words_of;
use headstart::words::Language;

/// Columns that a clock decides.
const TIMES: [&str; 2] = ["milliseconds", "ms an example"];

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/lab/{name}.csv"))
}

fn table(design: &Design) -> Sheet {
    let words = words_of(Language::English);
    let text = words.find(&format!("text.{}", design.name)).unwrap_or_default().to_owned();
    let settings = Settings { text, points: usual_points(), ..Settings::default() };
    let findings = common::lab::on_sample(&(design.make)(&settings));
    let mut sheet = (design.sheet)(&findings, &words);
    for (column, name) in sheet.columns.iter().enumerate() {
        if TIMES.contains(&name.as_str()) {
            sheet.rows.iter_mut().for_each(|row| row[column] = "time".into());
        }
    }
    sheet
}

/// How far a number may be from what is expected. Machines sum in other orders, and training goes on from what came
/// of it: losses and distances may be a twentieth apart, shares of right answers six hundredths, which are an answer
/// or two. In a race of whole networks what differs in the last digit at first is far apart in the end.
fn most(expected: f64, column: &str, row: &[String]) -> f64 {
    let steps = row.get(2).and_then(|steps| steps.parse::<u32>().ok()).unwrap_or(0);
    let is_wild = row[0].contains("everything learns") && steps > 4;
    let shares = ["accuracy", "told", "truth", "recall", "purity"];
    let is_share = shares.iter().any(|share| column.contains(share));
    match (is_wild, is_share) {
        (true, true) => 0.3,
        (true, false) => 0.6 * expected.max(1.0),
        (false, true) => 0.06,
        (false, false) => (0.05 * expected.abs()).max(0.001),
    }
}

fn is_close(a: &str, b: &str, column: &str, row: &[String]) -> bool {
    let numbers = |text: &str| text.split(' ').map(str::parse).collect::<Result<Vec<f64>, _>>();
    match (numbers(a), numbers(b)) {
        (Ok(a), Ok(b)) => {
            let close = |(a, b): (&f64, &f64)| (a - b).abs() <= most(*b, column, row);
            a.len() == b.len() && a.iter().zip(&b).all(close)
        }
        _ => a == b,
    }
}

/// The cells of a line of comma-separated values in which no quote is within a cell.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cells.last_mut().expect("there is one").push(other),
        }
    }
    cells
}

fn check(name: &str) {
    let sheet = table(design(name).expect("there is one of this name"));
    assert!(!sheet.rows.is_empty());
    let path = path(name);
    if std::env::var_os("HEADSTART_WRITE").is_some() {
        std::fs::write(&path, sheet.csv()).expect("the fixtures can be written");
    }
    let expected = std::fs::read_to_string(&path).expect("it is in the repository");
    let csv = sheet.csv();
    let (actual, expected): (Vec<&str>, Vec<&str>) =
        (csv.lines().collect(), expected.lines().collect());
    assert_eq!(actual.len(), expected.len(), "{name}: the number of rows");
    for (line, (actual, expected)) in actual.iter().zip(&expected).enumerate() {
        let (actual, expected) = (cells(actual), cells(expected));
        let pairs = actual.iter().zip(&expected).zip(&sheet.columns);
        let close = actual.len() == expected.len()
            && pairs.into_iter().all(|((a, b), column)| is_close(a, b, column, &expected));
        assert!(close, "{name}, line {}: {actual:?}, {expected:?}", line + 1);
    }
}

/// A test for each, so that they run beside each other.
macro_rules! tables {
    ($($test:ident: $name:literal),* $(,)?) => {
        $(#[test] fn $test() { check($name); })*

        #[test]
        fn every_experiment_has_a_table() {
            let names = [$($name),*];
            assert!(ALL.iter().all(|design| names.contains(&design.name)));
        }
    };
}

tables! {
    taste: "taste",
    autoencoder: "autoencoder",
    points: "points",
    filters: "filters",
    groups: "groups",
    masking: "masking",
    next: "next",
    maps: "maps",
    slow: "slow",
    race: "race",
    curve: "curve",
    ranking_of_pictures: "ranking-pictures",
    ranking_of_texts: "ranking-texts",
    far: "far",
    few: "few",
    unbalanced: "unbalanced",
    shortcut: "shortcut",
    certainty: "certainty",
    strangers: "strangers",
    suspects: "suspects",
}

/// Pieces of work after which an experiment is left: those that are brought within bounds may go on for long.
const PIECES: usize = 100;

/// Starts an experiment and goes a part of the way, or asserts that it is refused for what it was given.
fn goes_on_or_is_refused(design: &Design, settings: &Settings, pictures: PictureSet) {
    let experiment = (design.make)(settings);
    let count = pictures.len();
    let supplies = common::lab::supplies(&experiment, pictures);
    let mut procedure = match lab::start(experiment, supplies) {
        Ok(procedure) => procedure,
        Err(kind) => {
            let is_named = match kind {
                Kind::Classes(ClassesError::TooFewClasses)
                | Kind::Classes(ClassesError::TooFewToHoldOut)
                | Kind::Classes(ClassesError::ClassTooSmall { .. }) => true,
                Kind::File(FileError::Undecodable) => count == 0 && settings.file.is_some(),
                Kind::Ability(AbilityError::NoWords) => settings.text.is_empty(),
                _ => false,
            };
            assert!(is_named, "{} with {count} pictures: {kind}", design.name);
            return;
        }
    };
    for _ in 0..PIECES {
        if procedure.is_over() {
            break;
        }
        procedure.advance().expect("what starts goes on");
        assert!((0.0..=1.0).contains(&procedure.done()), "{}: {}", design.name, procedure.done());
    }
}

#[test]
fn wild_settings_and_too_few_pictures_are_borne_or_refused() {
    let file = FileRef { name: "mine.png".into(), url: "blob:mine".into() };
    for design in ALL {
        for (number, file) in [(0, None), (u32::MAX, None), (u32::MAX, Some(&file))] {
            let numbers = design.fields.iter().map(|field| (field.key, number)).collect();
            let settings = Settings { numbers, file: file.cloned(), ..Settings::default() };
            let needs = lab::needs(&(design.make)(&settings)).expect("its models are on offer");
            goes_on_or_is_refused(design, &settings, PictureSet::default());
            if needs.sizes.is_empty() {
                continue;
            }
            for (classes, each) in [(1, 1), (1, 4), (2, 1)] {
                let pictures = PictureSet::sample(classes, each, &needs.sizes);
                goes_on_or_is_refused(design, &settings, pictures);
            }
        }
    }
}
