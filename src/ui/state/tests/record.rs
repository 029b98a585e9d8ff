//! The record of a result.

use super::*;
use crate::protocol::trust::{
    AnswerOutOfFold, Answers, Calibration, ClassFigures, CopyGroup, Figures, PerClass,
    ReliabilityBin, Suspect, Suspects, Unknown, UnknownPoint,
};
use crate::protocol::{Mistake, TrustPiece};
use crate::ui::state::record::{Limit, Making, Record, page, record};
use crate::words::Language;
use crate::words::speaking::in_language;

const EVIL: &str = "<script>alert('1 & \"2\"')</script>";

fn find(state: &mut State, piece: TrustPiece) {
    apply(state, Event::Trust { run: RunId(1), piece });
}

/// A state that knows all there is of its head; its first class has a name that must not be run.
fn assessed() -> State {
    let mut state = trained();
    state.rename_class(ClassId(1), EVIL).expect("nobody else is called so");
    let examples: Vec<Vec<ExampleId>> =
        state.trained().expect("it is").classes.iter().map(|it| it.examples.clone()).collect();
    let (first, second) = (examples[0].clone(), examples[1].clone());
    let answer = |example: &ExampleId, class: u32, taken_for: u32| AnswerOutOfFold {
        example: *example,
        class: ClassId(class),
        taken_for: ClassId(taken_for),
        sure: 0.75,
        own: 0.25,
        counts: true,
    };
    let mut all: Vec<_> = first.iter().map(|id| answer(id, 1, 1)).collect();
    all.extend(second.iter().map(|id| answer(id, 2, 1)));
    let mistakes = second.clone();
    find(&mut state, TrustPiece::Answers(Answers { all, mistakes, unasked: Vec::new() }));
    let copies = CopyGroup { examples: first[..2].into(), classes: vec![ClassId(1)], same: true };
    find(&mut state, TrustPiece::Copies(vec![copies]));
    let bin = ReliabilityBin { from: 0.7, to: 0.8, examples: 6, confidence: 0.75, accuracy: 0.5 };
    find(
        &mut state,
        TrustPiece::Calibration(Calibration {
            examples: 6,
            accuracy: 0.5,
            temperature: 1.5,
            error_before: 0.25,
            error_after: 0.125,
            before: vec![bin],
            after: vec![bin],
        }),
    );
    let figures = Figures { precision: 0.5, recall: 1.0, f1: 0.666 };
    let row = |class: u32, figures| ClassFigures { class: ClassId(class), figures, support: 3 };
    find(
        &mut state,
        TrustPiece::PerClass(PerClass {
            classes: vec![row(1, figures), row(2, Figures::default())],
            macro_mean: Figures::default(),
            weighted_mean: Figures::default(),
            accuracy: 0.5,
        }),
    );
    let curve = vec![UnknownPoint { kept: 0.95, threshold: 0.25, told: 0.75 }];
    find(&mut state, TrustPiece::Unknown(Unknown { nth: 1, examples: 20, threshold: 0.25, curve }));
    let suspect = Suspect {
        example: first[0],
        class: ClassId(1),
        looks_like: ClassId(2),
        own: 0.25,
        other: 0.75,
    };
    find(&mut state, TrustPiece::Suspects(Suspects { likely: 1, list: vec![suspect] }));
    find(&mut state, TrustPiece::Over { seconds: 1.0 });
    state
}

fn making(with_wrong: bool) -> Making {
    Making { made: "2026-12-01T20:15:30.123Z".into(), with_wrong }
}

fn recorded(state: &State, with_wrong: bool) -> Record {
    record(state, &making(with_wrong)).expect("it is trained")
}

fn about(limits: &[Limit]) -> Vec<&str> {
    limits.iter().map(|limit| limit.about).collect()
}

#[test]
fn there_is_none_before_anything_is_trained() {
    assert_eq!(record(&filled(), &making(false)), None);
}

#[test]
fn all_that_is_known_is_in_it() {
    let state = assessed();
    let record = recorded(&state, false);
    assert_eq!(record.data.classes.iter().map(|class| class.examples).sum::<usize>(), 6);
    assert_eq!((record.data.copies, record.data.in_several_classes), (Some(1), Some(0)));
    assert_eq!(record.data.left_out, 0);
    let told = record.out_of_fold.expect("it was measured");
    assert_eq!((told.right, told.examples, told.accuracy), (3, 6, 0.5));
    let matrix = record.confusion_out_of_fold.clone().expect("it was measured");
    assert_eq!(matrix.rows, [[3, 0], [3, 0]]);
    assert_eq!(record.suspects_left, Some(1));
    assert_eq!(
        record.unknown.map(|it| (it.threshold, it.kept, it.chosen)),
        Some((0.25, 0.95, false))
    );
    let json: serde_json::Value = serde_json::from_str(&record.json()).expect("it is JSON");
    assert_eq!(json["format"], "headstart-record");
    assert_eq!(json["calibration"]["temperature"], 1.5);
    assert_eq!(json["per_class"][0]["precision"], 0.5);
    assert_eq!(json["data"]["classes"][0]["name"], EVIL);
    assert_eq!(json["training"]["trained_on"], "cpu");
    assert!(json["page"]["version"].is_string() && json["wrong"].is_null());
}

#[test]
fn nothing_of_it_is_run_or_fetched() {
    let html = page(&recorded(&assessed(), true));
    assert!(!html.contains("<script"), "{html}");
    assert!(html.contains("&lt;script&gt;alert(&#39;1 &amp; &quot;2&quot;&#39;)&lt;/script&gt;"));
    for fetched in ["http:", "https:", "<link", "url(", "@import", "javascript:", " on"] {
        let attributes: Vec<&str> =
            html.split('<').map(|it| it.split('>').next().unwrap_or("")).collect();
        assert!(!attributes.iter().any(|it| it.contains(fetched)), "{fetched}");
    }
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("<html lang=\"en\">"));
    assert!(html.contains("2026-12-01 20:15"));
}

#[test]
fn no_example_is_in_it_unless_it_is_wanted() {
    let mut state = assessed();
    let outcome = state.trained().expect("it is").outcome.clone();
    let class = ClassId(1);
    let example = state.project().classes[0].examples[0].id;
    apply(&mut state, Event::ExampleRead { example, seen: Seen::Picture(vec![1, 2, 3]) });
    let mistake = Mistake { example, taken_for: ClassId(2), share: 0.875 };
    let row =
        HeldOut { class, examples: vec![example], taken_for: vec![0, 1], wrong: vec![mistake] };
    let score = Score { loss: 1.0, accuracy: 0.0 };
    let held_out = Some(HeldOutReport { score, classes: vec![row] });
    state.amend(|project| {
        if let Some(trained) = &mut project.trained {
            trained.change().outcome = Outcome { held_out, ..outcome };
        }
    });
    let name = state.project().classes[0].examples[0].input.name();
    for with_wrong in [false, true] {
        let record = recorded(&state, with_wrong);
        let html = page(&record);
        assert_eq!(html.contains("data:image/jpeg;base64,AQID"), with_wrong);
        assert_eq!(record.json().contains("data:image/jpeg;base64,AQID"), with_wrong);
        assert!(!html.contains(&name) && !record.json().contains(&name), "{name}");
        assert_eq!(record.held_out.map(|it| (it.right, it.examples)), Some((0, 1)));
    }
}

#[test]
fn what_it_must_not_be_used_for_follows_from_what_was_found() {
    let state = assessed();
    let limits = recorded(&state, false).limits;
    let expected = [
        "errors",
        "few-examples",
        "few-examples",
        "poor-class",
        "poor-class",
        "poor-class",
        "not-calibrated",
        "unknown",
        "suspects",
        "other-sources",
        "people",
    ];
    assert_eq!(about(&limits), expected);
    assert_eq!(
        limits[0].says,
        "Not where nobody notices a wrong answer: of things like the 6 it was measured with, up to 81% may come out wrong."
    );
    // Where nothing was measured, that is what is said.
    let limits = recorded(&trained(), false).limits;
    let found = about(&limits);
    assert!(found.contains(&"never-unknown") && found.contains(&"not-calibrated"), "{found:?}");
    in_language(Language::German, || {
        let record = recorded(&state, false);
        assert_eq!(about(&record.limits), expected);
        assert!(page(&record).contains("<html lang=\"de\">"));
        assert!(record.limits[0].says.contains("81\u{a0}%"), "{}", record.limits[0].says);
    });
}

#[test]
fn what_runs_leave_out_is_counted() {
    let mut state = assessed();
    state.pick(ExampleId(1));
    state.toggle_selected_use();
    assert_eq!(recorded(&state, false).data.left_out, 1);
    assert!(page(&recorded(&state, false)).contains("1 example was left out of training."));
    let _ = state.edit(|project| project.rows_left_out = 3);
    assert!(page(&recorded(&state, false)).contains("3 rows of tables did not become examples."));
}
