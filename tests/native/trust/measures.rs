//! Every measure against the library that defines it, by `tests/fixtures/trust/measures.json`.

use headstart::engine::heads::Known;
use headstart::engine::trust::calibration::{self, Sure};
use headstart::engine::trust::per_class::{Figures, per_class};
use headstart::engine::trust::probability::{likeliest, softmax};
use headstart::engine::trust::{Neighbours, sets, suspects, temperature};
use serde::Deserialize;

#[derive(Deserialize)]
struct Fixture {
    cases: Vec<Case>,
    neighbours: Nearest,
}

#[derive(Deserialize)]
struct Case {
    logits: Vec<Vec<f32>>,
    labels: Vec<usize>,
    factor: f64,
    error: f64,
    /// Accuracies and confidences of the bins.
    curve: [Vec<f64>; 2],
    sets: Vec<Sets>,
    /// Precision, recall, F1, support.
    classes: Vec<[f64; 4]>,
    #[serde(rename = "macro")]
    macro_mean: [f64; 4],
    weighted: [f64; 4],
    accuracy: f64,
    quality: Vec<f64>,
    issues: Vec<u8>,
}

#[derive(Deserialize)]
struct Sets {
    miss: f64,
    higher: Option<f64>,
    mapie: Option<Vec<Vec<u8>>>,
}

#[derive(Deserialize)]
struct Nearest {
    rows: Vec<Vec<f32>>,
    asked: Vec<Vec<f32>>,
    of_rows: Vec<Vec<f64>>,
    of_asked: Vec<Vec<f64>>,
}

fn fixture() -> Fixture {
    serde_json::from_str(include_str!("../../fixtures/trust/measures.json")).expect("it is sound")
}

fn close(found: f64, expected: f64, what: &str) {
    let distance = (found - expected).abs() / expected.abs().max(1.0);
    assert!(distance <= 1e-6, "{what}: {found}, and not {expected}");
}

impl Case {
    fn probabilities(&self) -> Vec<Vec<f64>> {
        self.logits.iter().map(|logits| softmax(logits, 1.0)).collect()
    }
}

#[test]
fn the_temperature_is_that_of_scikit_learn() {
    for case in fixture().cases {
        let examples = case.logits.iter().map(Vec::as_slice).zip(case.labels.iter().copied());
        close(temperature::fit(examples), case.factor, "factor");
    }
}

#[test]
fn the_calibration_error_is_that_of_torchmetrics_and_the_diagram_that_of_scikit_learn() {
    for case in fixture().cases {
        let rows = case.probabilities();
        let answers: Vec<Sure> =
            rows.iter().zip(&case.labels).map(|(row, &label)| Sure::of(row, label)).collect();
        close(calibration::error(&answers), case.error, "error");
        let bins = calibration::bins(&answers, calibration::DIAGRAM_BINS);
        let [accuracies, confidences] = &case.curve;
        assert_eq!(bins.len(), accuracies.len());
        for ((bin, accuracy), confidence) in bins.iter().zip(accuracies).zip(confidences) {
            close(bin.accuracy, *accuracy, "accuracy");
            close(bin.confidence, *confidence, "confidence");
        }
    }
}

#[test]
fn sets_are_those_of_mapie() {
    let mut compared = 0;
    for case in fixture().cases {
        let rows = case.probabilities();
        let own: Vec<f64> = rows.iter().zip(&case.labels).map(|(row, &it)| row[it]).collect();
        for Sets { miss, higher, mapie } in &case.sets {
            let threshold = sets::threshold(&own, *miss);
            assert_eq!(threshold.is_some(), higher.is_some(), "{} answers", own.len());
            let Some(threshold) = threshold else { continue };
            close(1.0 - threshold, higher.unwrap_or_default(), "threshold");
            for (row, set) in rows.iter().zip(mapie.iter().flatten()) {
                let found: Vec<u8> =
                    row.iter().map(|&it| u8::from(sets::is_in(it, threshold))).collect();
                assert_eq!(&found, set);
                compared += 1;
            }
        }
    }
    assert!(compared > 300, "{compared}");
}

#[test]
fn the_figures_of_classes_are_those_of_scikit_learn() {
    for case in fixture().cases {
        let mut confusion = vec![vec![0; 4]; 4];
        for (row, &label) in case.probabilities().iter().zip(&case.labels) {
            confusion[label][likeliest(row)] += 1;
        }
        let report = per_class(&confusion);
        let same = |found: Figures, expected: [f64; 4], what: &str| {
            close(found.precision, expected[0], what);
            close(found.recall, expected[1], what);
            close(found.f1, expected[2], what);
        };
        for ((figures, support), expected) in report.classes.into_iter().zip(case.classes) {
            same(figures, expected, "class");
            assert_eq!(support as f64, expected[3]);
        }
        same(report.macro_mean, case.macro_mean, "macro");
        same(report.weighted_mean, case.weighted, "weighted");
        close(report.accuracy, case.accuracy, "accuracy");
    }
}

#[test]
fn suspects_are_those_of_cleanlab() {
    let mut found = 0;
    for case in fixture().cases {
        let rows = case.probabilities();
        let order = suspects::ranked(&rows, &case.labels);
        for (&at, next) in order.iter().zip(&order[1..]) {
            close(rows[at][case.labels[at]], case.quality[at], "quality");
            assert!(case.quality[at] <= case.quality[*next] + 1e-8);
        }
        let issues = suspects::is_suspect(&rows, &case.labels);
        let expected: Vec<bool> = case.issues.iter().map(|&it| it == 1).collect();
        assert_eq!(issues, expected);
        found += issues.iter().filter(|&&it| it).count();
    }
    assert!(found > 20, "{found}");
}

#[test]
fn distances_are_those_of_scikit_learn() {
    let Nearest { rows, asked, of_rows, of_asked } = fixture().neighbours;
    let mut neighbours = Neighbours::new(&rows, &vec![0; rows.len()]);
    while !neighbours.is_over() {
        neighbours.advance();
    }
    for (at, expected) in of_rows.iter().enumerate() {
        for (nth, expected) in (1..).zip(expected) {
            let found = neighbours.of_those(at, nth, |_| true).expect("there are others");
            close(f64::from(found), *expected, "of a row");
        }
    }
    let slices: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
    for (embedding, expected) in asked.iter().zip(of_asked) {
        for (nth, expected) in (1..).zip(expected) {
            let found = Known::new(&slices, nth, 0.0).distance(embedding);
            close(f64::from(found), expected, "of one that is asked");
        }
    }
}
