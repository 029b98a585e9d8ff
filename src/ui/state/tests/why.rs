//! Why the head says what it says.

use super::*;
use crate::protocol::WhyPiece;
use crate::protocol::why::{ClassSum, NoSum, Parts, Said, Whole, Without};
use crate::ui::state::About;

fn said(logits: [f32; 2], first: f32) -> Said {
    Said { logits: logits.into(), probabilities: vec![first, 1.0 - first] }
}

/// A picture of four cells.
fn whole(sums: Result<Vec<ClassSum>, NoSum>) -> WhyPiece {
    WhyPiece::Whole(Whole {
        parts: Parts::Cells { side: 2, sums },
        seen: Some(Pixels { width: 1, height: 1, rgba: vec![0; 4] }),
        classes: vec![ClassId(1), ClassId(2)],
        said: said([1.0, 2.5], 0.25),
        temperature: 2.0,
    })
}

fn sums() -> Vec<ClassSum> {
    vec![
        ClassSum { cells: vec![0.5, 0.0, -0.25, 0.5], bias: 0.25 },
        ClassSum { cells: vec![1.0, 0.0, 1.0, 1.0], bias: -0.5 },
    ]
}

fn found(state: &mut State, query: u32, piece: WhyPiece) {
    apply(state, Event::Why { query: QueryId(query), piece: Ok(piece) });
}

fn without(part: usize, logits: [f32; 2], first: f32) -> WhyPiece {
    WhyPiece::Without(vec![Without { part, said: said(logits, first) }])
}

/// A state in which a picture is tried, and why is asked, by the query that is given.
fn asking() -> (State, u32) {
    let mut state = trained();
    state.try_file(file("x.jpg")).expect("there is a head");
    let commands = state.ask_why(About::Trial);
    let [Command::Explain { query, input }] = &commands[..] else { panic!("{commands:?}") };
    assert_eq!(*input, Input::Picture(file("x.jpg")));
    let query = query.0;
    (state, query)
}

#[test]
fn cells_add_up_for_whichever_class_is_asked_about() {
    let (mut state, query) = asking();
    assert_eq!(state.why.reason(), None);
    found(&mut state, query, whole(Ok(sums())));
    let reason = state.why.reason().expect("it is there");
    assert_eq!((reason.class, reason.logit, reason.probability), (ClassId(2), 2.5, 0.75));
    assert_eq!(reason.scores, [1.0, 0.0, 1.0, 1.0].map(Some));
    let sum = reason.sum.expect("it is exact");
    assert_eq!((sum.cells, sum.bias, reason.temperature), (3.0, -0.5, 2.0));
    state.ask_about_class(ClassId(1));
    assert_eq!(
        state.why.reason().map(|it| it.scores),
        Some([0.5, 0.0, -0.25, 0.5].map(Some).into())
    );
    assert_eq!(state.why.classes(), [(ClassId(2), 0.75), (ClassId(1), 0.25)]);
}

#[test]
fn where_nothing_adds_up_scores_are_what_covering_takes() {
    let (mut state, query) = asking();
    found(&mut state, query, whole(Err(NoSum::HiddenLayer)));
    found(&mut state, query, without(1, [1.5, 2.0], 0.5));
    assert_eq!(state.why.progress(), Some((1, 4)));
    let reason = state.why.reason().expect("it is there");
    assert_eq!((reason.no_sum, reason.sum), (Some(NoSum::HiddenLayer), None));
    assert_eq!(reason.scores, [None, Some(0.5), None, None]);
    found(&mut state, query, WhyPiece::Over);
    assert_eq!(state.why.progress(), None);
}

#[test]
fn a_covered_cell_says_what_is_said_without_it_once_that_is_known() {
    let (mut state, query) = asking();
    found(&mut state, query, whole(Ok(sums())));
    state.leave_out_part(3);
    assert_eq!(state.why.left_out().map(|it| (it.part, it.said)), Some((3, None)));
    found(&mut state, query, without(3, [2.0, 1.0], 0.625));
    let said = state.why.left_out().and_then(|it| it.said);
    assert_eq!(said, Some(vec![(ClassId(1), 0.25, 0.625), (ClassId(2), 0.75, 0.375)]));
    assert_eq!(state.part_title(3), "With row 2, column 2 covered");
    state.leave_out_part(3);
    assert_eq!(state.why.left_out(), None);
    // Of no part that is there.
    found(&mut state, query, without(9, [2.0, 1.0], 0.625));
}

#[test]
fn another_picture_is_looked_into_in_its_place() {
    let (mut state, query) = asking();
    found(&mut state, query, whole(Ok(sums())));
    let commands = state.try_file(file("y.jpg")).expect("there is a head");
    let asked = commands.iter().find_map(|command| match command {
        Command::Explain { query, input } => Some((query.0, input.clone())),
        _ => None,
    });
    let (newer, input) = asked.expect("it is asked about");
    assert_eq!(input, Input::Picture(file("y.jpg")));
    assert_eq!(state.why.reason(), None, "that was of another");
    found(&mut state, query, whole(Ok(sums())));
    assert_eq!(state.why.reason(), None);
    found(&mut state, newer, whole(Ok(sums())));
    assert!(state.why.reason().is_some());
    assert_eq!(state.ask_why(About::Trial), [Command::StopExplaining], "pressed again, it closes");
    assert_eq!(state.why.about, None);
}

#[test]
fn an_example_is_looked_into_while_it_is_looked_at() {
    let mut state = trained();
    let id = state.project().classes[0].examples[0].id;
    state.look_at(id);
    let commands = state.ask_why(About::Example(id));
    assert!(matches!(&commands[..], [Command::Explain { .. }]), "{commands:?}");
    state.look_away();
    assert_eq!(state.why.about, None);
}

#[test]
fn it_ends_with_the_worker_and_with_an_error() {
    let (mut state, query) = asking();
    found(&mut state, query, whole(Ok(sums())));
    state.restarted();
    assert_eq!((state.why.about, state.why.busy), (None, false));
    let (mut state, query) = asking();
    let piece = Err(error(Kind::File(FileError::NotAPicture)));
    apply(&mut state, Event::Why { query: QueryId(query), piece });
    assert_eq!(kinds(&state), [&Kind::File(FileError::NotAPicture)]);
    assert_eq!(state.why.about, None);
}

#[test]
fn the_words_of_a_text_are_named() {
    let mut state = trained();
    state.try_text("no good at all");
    let commands = state.ask_why(About::Trial);
    let [Command::Explain { query, .. }] = commands[..] else { panic!("{commands:?}") };
    found(
        &mut state,
        query.0,
        WhyPiece::Whole(Whole {
            parts: Parts::Words { places: vec![0..2, 3..7, 8..10, 11..14], all: 4 },
            seen: None,
            classes: vec![ClassId(1), ClassId(2)],
            said: said([1.0, 2.5], 0.25),
            temperature: 1.0,
        }),
    );
    assert_eq!(state.explained_words(), ["no", "good", "at", "all"]);
    assert_eq!(state.part_title(1), "Without “good”");
    let reason = state.why.reason().expect("it is there");
    assert_eq!((reason.no_sum, reason.scores), (None, vec![None; 4]));
}
