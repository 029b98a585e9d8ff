//! Kinds of head: chosen, and compared with each other.

use super::*;
use crate::protocol::trust::{ClassFigures, Figures, PerClass};
use crate::protocol::{ComparisonPiece, HeadChoice, RankedHead, Ranking};

fn ranked(head: HeadChoice, behind: f32, give_or_take: f32) -> RankedHead {
    let (accuracy, range) = (0.9 - behind, [0.8, 0.95]);
    RankedHead { head, accuracy, range, behind, give_or_take, seconds: 0.1 }
}

fn ranking() -> Ranking {
    let heads = vec![
        ranked(HeadChoice::Means, 0.0, 0.0),
        ranked(HeadChoice::Linear, 0.01, 0.02),
        ranked(HeadChoice::Hidden, 0.05, 0.02),
    ];
    Ranking { examples: 6, repeats: 3, heads, seconds: 2.0 }
}

fn tell(state: &mut State, request: u32, piece: ComparisonPiece) {
    assert_eq!(apply(state, Event::Compared { request: RequestId(request), piece }), []);
}

/// Asks for a comparison, and gives the request.
fn ask(state: &mut State) -> u32 {
    let commands = state.compare_heads().expect("nothing lacks");
    let [Command::Compare { request, classes, .. }] = &commands[..] else { panic!("{commands:?}") };
    assert_eq!(classes.len(), 2);
    request.0
}

#[test]
fn a_kind_of_head_is_a_step_that_can_be_taken_back() {
    let mut state = trained();
    assert!(!state.is_head_older());
    for head in [HeadChoice::Hidden, HeadChoice::Nearest, HeadChoice::Linear, HeadChoice::Means] {
        assert_eq!(state.choose_head(head), []);
        assert_eq!(state.project().recipe.head(), head);
    }
    assert!(state.is_head_older(), "what answers is of another kind");
    for head in [HeadChoice::Linear, HeadChoice::Nearest, HeadChoice::Hidden] {
        state.undo();
        assert_eq!(state.project().recipe.head(), head);
    }
}

#[test]
fn what_takes_no_steps_has_one_epoch_and_only_the_seed_counts() {
    let mut state = filled();
    state.choose_head(HeadChoice::Nearest);
    state.train().expect("nothing lacks");
    let run = state.training.run.as_ref().expect("it runs");
    assert_eq!((run.epochs, run.has_steps), (1, false));
    let fields: Vec<Field> = Field::of(&state.project().recipe).collect();
    assert_eq!(fields, [Field::Seed]);
    assert_eq!(Field::of(&Recipe::default()).count(), Field::ALL.len());
}

#[test]
fn a_comparison_lacks_what_training_lacks() {
    let mut state = ready();
    let error = state.compare_heads().expect_err("there are no examples");
    assert_eq!(error.doing, Doing::Comparing);
    assert_eq!(state.comparison.going, None);
}

#[test]
fn a_comparison_goes_its_way_and_grows_old() {
    let mut state = filled();
    let request = ask(&mut state);
    assert_eq!(state.comparison.going, Some(0.0));
    tell(&mut state, request, ComparisonPiece::Going(0.5));
    assert_eq!(state.comparison.going, Some(0.5));
    tell(&mut state, request, ComparisonPiece::Over(ranking()));
    assert_eq!((state.comparison.going, state.comparison.found.is_some()), (None, true));
    assert!(!state.is_comparison_older());
    state.add_files(ClassId(1), vec![file("new.jpg")]);
    assert!(state.is_comparison_older());
    let found = state.comparison.found.clone().expect("it stays");
    let as_good: Vec<HeadChoice> = found.as_good().map(|it| it.head).collect();
    assert_eq!(as_good, [HeadChoice::Linear], "the other is behind by more than chance");
}

#[test]
fn the_newest_comparison_alone_counts_and_it_can_be_stopped() {
    let mut state = filled();
    let first = ask(&mut state);
    let second = ask(&mut state);
    tell(&mut state, first, ComparisonPiece::Stopped);
    assert_eq!(state.comparison.going, Some(0.0), "the second goes on");
    assert_eq!(state.stop_comparing(), [Command::StopComparing]);
    tell(&mut state, second, ComparisonPiece::Over(ranking()));
    assert!(state.comparison.found.is_none(), "nobody wants it any more");
    assert_eq!(state.stop_comparing(), []);
    ask(&mut state);
    state.restarted();
    assert_eq!(state.comparison.going, None, "the worker is gone");
}

#[test]
fn classes_of_very_different_sizes_are_said_and_can_be_evened() {
    let mut state = filled();
    assert_eq!(state.unbalance(), None, "three each");
    state.add_files(ClassId(2), (0..6).map(|at| file(&format!("more {at}.jpg"))).collect());
    let unbalance = state.unbalance().expect("three and nine");
    assert_eq!((unbalance.small.1, unbalance.large.1), (3, 9));
    assert_eq!(state.set_balanced(true), []);
    assert!(state.project().settings().balanced);
    state.undo();
    assert!(!state.project().settings().balanced);
    assert_eq!(state.set_mirrors(true), []);
    assert!(state.project().settings().mirrors);
    state.undo();
    assert!(!state.project().settings().mirrors);
    let class = |class, recall, support| ClassFigures {
        class: ClassId(class),
        figures: Figures { recall, ..Figures::default() },
        support,
    };
    let per_class = PerClass {
        classes: vec![class(1, 0.5, 3), class(2, 0.9, 9)],
        macro_mean: Figures::default(),
        weighted_mean: Figures::default(),
        accuracy: 0.8,
    };
    state.trust.per_class = Some(per_class.into());
    let found = state.found_of_uneven().expect("three and nine").map(|(_, share)| share);
    assert_eq!(found, [0.5, 0.9]);
    assert_eq!(ready().unbalance(), None, "without examples there is nothing to say");
}
