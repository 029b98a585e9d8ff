//! What a run got wrong.

use super::*;
use crate::protocol::Mistake;

fn row(class: u32, taken_for: &[usize], wrong: &[(u32, u32, f32)]) -> HeldOut {
    let wrong = wrong.iter().map(|&(example, taken_for, share)| Mistake {
        example: ExampleId(example),
        taken_for: ClassId(taken_for),
        share,
    });
    HeldOut {
        class: ClassId(class),
        examples: vec![ExampleId(class * 3)],
        taken_for: taken_for.to_vec(),
        wrong: wrong.collect(),
    }
}

/// A run that got the held-out example of the first class wrong, and others of which two are gone.
pub(super) fn mistaken(state: &mut State) -> &State {
    let mut outcome = outcome();
    let rows = vec![
        row(1, &[3, 2], &[(3, 2, 0.75), (90, 2, 0.5)]),
        row(2, &[4, 0], &[(6, 1, 0.5), (91, 1, 0.99), (5, 1, f32::NAN), (4, 1, 0.875)]),
    ];
    outcome.held_out = Some(HeldOutReport { score: score(), classes: rows });
    state.train().expect("nothing lacks");
    let run = state.training.run.as_ref().expect("it runs").id;
    apply(state, Event::Trained { run, outcome });
    state
}

#[test]
fn the_surest_mistakes_come_first_and_what_is_gone_is_left_out() {
    let mut state = filled();
    assert_eq!(state.wrong(12), (Vec::new(), 0));
    let state = mistaken(&mut state);
    let (wrong, more) = state.wrong(12);
    let said: Vec<_> = wrong.iter().map(|it| (it.id.0, it.is.as_str(), it.said.as_str())).collect();
    let expected = [(5, 2), (4, 2), (3, 1), (6, 2)].map(|(id, is)| {
        let names = ["Class 1", "Class 2"];
        (id, names[is - 1], names[2 - is])
    });
    assert_eq!(said, expected);
    assert_eq!(more, 0);
    let (wrong, more) = state.wrong(2);
    assert_eq!((wrong.len(), more), (2, 3), "those that are gone are not looked for beyond these");
}

#[test]
fn classes_that_are_taken_for_others_are_counted() {
    let mut state = filled();
    let pairs = mistaken(&mut state).confused();
    let pair = |is, taken_for, count, of| Confused {
        is: ClassId(is),
        taken_for: ClassId(taken_for),
        count,
        of,
    };
    assert_eq!(pairs, [pair(2, 1, 4, 4), pair(1, 2, 2, 5)]);
    assert_eq!(trained().confused(), []);
}

#[test]
fn a_test_that_was_saved_before_mistakes_were_is_read() {
    let json = r#"{"class":1,"examples":[3],"taken_for":[1,0]}"#;
    let row: HeldOut = serde_json::from_str(json).expect("as version 1 was written at first");
    assert_eq!(row.wrong, []);
    let wrong = Mistake { example: ExampleId(3), taken_for: ClassId(2), share: f32::NAN };
    let json = serde_json::to_string(&wrong).expect("plain data");
    let read: Mistake = serde_json::from_str(&json).expect("no number is read as one");
    assert!(read.share.is_nan());
}
