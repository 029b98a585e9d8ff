//! What is said of an outcome.

use super::*;

const PICTURES: Words = Words::of(Modality::Pictures);

#[test]
fn the_verdict_gives_the_accuracy_and_how_far_to_trust_it() {
    let mut outcome = outcome();
    let twenty = (0..20).map(ExampleId).collect();
    outcome.held_out = Some(HeldOutReport {
        score: Score { loss: 0.2, accuracy: 0.95 },
        classes: vec![HeldOut {
            class: ClassId(1),
            examples: twenty,
            taken_for: vec![19, 1],
            wrong: Vec::new(),
        }],
    });
    let verdict = Verdict::of(&outcome, PICTURES);
    assert_eq!(verdict.headline, "Right on 19 of 20 pictures it had never seen");
    for said in ["expect 76% to 99% right", "Held-out accuracy 95% on 20 held-out examples"] {
        assert!(verdict.explanation.contains(said), "{}", verdict.explanation);
    }
}

#[test]
fn the_verdict_says_what_was_taught_with_all_after_it_was_measured() {
    let mut outcome = outcome();
    let said = |outcome: &Outcome| Verdict::of(outcome, PICTURES).explanation;
    assert!(!said(&outcome).contains("taught with all"));
    outcome.whole = true;
    let said = said(&outcome);
    assert!(said.contains("Held-out accuracy 100% on 2 held-out examples"), "{said}");
    assert!(said.contains("After that it was taught with all"), "{said}");
}

#[test]
fn the_verdict_says_when_nothing_was_measured() {
    let mut outcome = outcome();
    outcome.held_out = None;
    let headline = Verdict::of(&outcome, PICTURES).headline;
    assert_eq!(headline, "Held-out accuracy not measured: add at least 3 examples to a class");
}

/// Reference values: the roots of |k/n − p| = z √(p (1 − p) / n), found by bisection.
#[test]
fn the_likely_range_is_wilsons() {
    let near = |(low, high): (f64, f64), (expected_low, expected_high): (f64, f64)| {
        assert!((low - expected_low).abs() < 1e-4, "{low}");
        assert!((high - expected_high).abs() < 1e-4, "{high}");
    };
    near(likely_range(19, 20), (0.76387, 0.99112));
    near(likely_range(0, 10), (0.0, 0.27753));
    near(likely_range(10, 10), (0.72247, 1.0));
    near(likely_range(0, 0), (0.0, 1.0));
}

#[test]
fn classes_of_which_nothing_was_held_out_are_named() {
    let after = |empty: &[usize]| {
        let mut state = filled();
        state.train().expect("nothing lacks");
        let mut outcome = outcome();
        for class in empty {
            outcome.held_out.as_mut().expect("it was measured").classes[*class].examples.clear();
        }
        apply(&mut state, Event::Trained { run: RunId(1), outcome });
        state.untested()
    };
    assert_eq!(after(&[]), None);
    let said = after(&[1]).expect("nothing of it was held out");
    assert!(said.starts_with("None of them was of “Class 2”: how"), "{said}");
    let said = after(&[0, 1]).expect("nothing of them was held out");
    assert!(said.starts_with("None of them was of 2 of the classes: how"), "{said}");
}
