//! The map of the examples.

use super::*;
use crate::protocol::trust::{
    AnswerOutOfFold, Answers, MapPoint, PointMap, Suspect, Suspects, TrustPiece,
};
use crate::protocol::{MapPiece, MapPlace, MapWish};

fn found(state: &mut State, piece: TrustPiece) {
    apply(state, Event::Trust { run: RunId(1), piece });
}

fn came(state: &mut State, run: u32, piece: MapPiece) {
    apply(state, Event::Mapped { run: RunId(run), piece });
}

/// Examples 1 to 6 on a line, from left to right or the other way.
fn points(back: bool) -> Vec<MapPoint> {
    let x = |id: u32| if back { -(id as f32) } else { id as f32 };
    (1..=6).map(|id| MapPoint { example: ExampleId(id), x: x(id), y: 0.0 }).collect()
}

/// With a map of examples 1 to 3 of one class and 4 to 6 of another.
fn mapped() -> State {
    let mut state = trained();
    assert_eq!(state.map_key(), None);
    assert_eq!(state.map_shown(), MapShown::default());
    found(&mut state, TrustPiece::Map(PointMap { points: points(false), explained: [0.5, 0.25] }));
    state
}

fn wish(wish: MapWish) -> Vec<Command> {
    vec![Command::Map { run: RunId(1), wish }]
}

#[test]
fn points_bear_what_is_known_of_them() {
    let mut state = mapped();
    let answer = AnswerOutOfFold {
        example: ExampleId(2),
        class: ClassId(1),
        taken_for: ClassId(2),
        sure: 0.9,
        own: 0.1,
        counts: true,
    };
    let mistakes = vec![ExampleId(2)];
    found(
        &mut state,
        TrustPiece::Answers(Answers { all: vec![answer], mistakes, unasked: Vec::new() }),
    );
    let suspect = Suspect {
        example: ExampleId(5),
        class: ClassId(2),
        looks_like: ClassId(1),
        own: 0.1,
        other: 0.9,
    };
    let before = state.map_key();
    found(&mut state, TrustPiece::Suspects(Suspects { likely: 1, list: vec![suspect] }));
    assert_ne!(state.map_key(), before);
    let shown = state.map_shown();
    assert_eq!(shown.seen, Some(0.75));
    let ids = |is: fn(&Dot) -> bool| -> Vec<u32> {
        shown.dots.iter().filter(|dot| is(dot)).map(|dot| dot.id.0).collect()
    };
    assert_eq!(ids(|dot| dot.class == ClassId(1)), [1, 2, 3]);
    assert_eq!((ids(|dot| dot.held_out), ids(|dot| dot.wrong)), (vec![3, 6], vec![2]));
    assert_eq!(ids(|dot| dot.suspect), [5]);
    assert!(shown.dots.is_sorted_by(|a, b| a.place[0] < b.place[0]));
    assert!(shown.dots.iter().all(|dot| (0.0..=100.0).contains(&dot.place[0])));

    state.settle_suspect(ExampleId(5));
    assert!(state.map_shown().dots.iter().all(|dot| !dot.suspect));
}

#[test]
fn what_is_moved_or_removed_on_it_is_at_once() {
    let mut state = mapped();
    let before = state.map_key();
    state.pick_all(vec![ExampleId(1), ExampleId(2)]);
    assert_eq!(state.map_key(), before, "nothing has moved yet");
    state.move_selected(ClassId(2));
    assert_ne!(state.map_key(), before);
    let classes: Vec<u32> = state.map_shown().dots.iter().map(|dot| dot.class.0).collect();
    assert_eq!(classes, [2, 2, 1, 2, 2, 2]);
    state.pick(ExampleId(4));
    state.remove_selected();
    assert_eq!(state.map_shown().dots.len(), 5);
    state.undo();
    assert_eq!(state.map_shown().dots.len(), 6);
}

#[test]
fn neighbourhoods_are_asked_for_once_and_shown_as_they_come() {
    let mut state = mapped();
    assert_eq!(state.show_by_neighbours(true), wish(MapWish::Arrange { seed: 0 }));
    assert_eq!(state.trust.atlas.going, Some(0.0));
    assert!(state.map_shown().seen.is_some(), "the components, as long as there is nothing else");
    assert_eq!(state.show_by_neighbours(false), []);
    assert_eq!(state.show_by_neighbours(true), [], "it is under way");
    came(&mut state, 1, MapPiece::Arranged { points: points(true), done: 0.5 });
    let shown = state.map_shown();
    assert_eq!((shown.seen, state.trust.atlas.going), (None, Some(0.5)));
    assert!(shown.dots.is_sorted_by(|a, b| a.place[0] > b.place[0]), "the other way round");
    came(&mut state, 1, MapPiece::Arranged { points: points(true), done: 1.0 });
    assert_eq!((state.trust.atlas.going, state.stop_arranging()), (None, vec![]));
    assert_eq!(state.arrange_anew(), wish(MapWish::Arrange { seed: 1 }));
    assert_eq!(state.stop_arranging(), wish(MapWish::Stop));
    came(&mut state, 1, MapPiece::Stopped);
    assert_eq!(state.trust.atlas.going, None);
    // Of an earlier run nothing is of use.
    let before = state.trust.clone();
    came(&mut state, 7, MapPiece::Gone);
    assert_eq!(state.trust, before);
    came(&mut state, 1, MapPiece::Gone);
    assert!(state.trust.atlas.is_gone);
    state.train().expect("nothing lacks");
    assert_eq!(state.trust.atlas, Atlas::default());
}

#[test]
fn groups_are_told_by_what_they_have_most_of() {
    let mut state = mapped();
    assert_eq!(state.group(0), []);
    assert_eq!(state.group(2), wish(MapWish::Group { count: 2 }));
    assert_eq!(state.group(2), [], "it is asked for");
    let groups = [vec![1, 2, 3, 4], vec![5, 6]].map(|ids| ids.into_iter().map(ExampleId).collect());
    came(&mut state, 1, MapPiece::Groups(groups.into()));
    state.remove_example(ExampleId(1));
    let told: Vec<_> =
        state.map_groups().into_iter().map(|it| (it.examples.len(), it.mostly)).collect();
    let mostly = |class: usize, count| (state.project().classes[class].name.clone(), count);
    assert_eq!(told, [(3, mostly(0, 2)), (2, mostly(1, 2))]);
    state.group(0);
    assert!(state.map_groups().is_empty());
    // Those that come after all are not shown.
    came(&mut state, 1, MapPiece::Groups(vec![vec![ExampleId(2)]]));
    assert!(state.map_groups().is_empty());
}

#[test]
fn what_is_tried_is_where_it_belongs() {
    let mut state = mapped();
    state.try_file(file("x.jpg")).expect("there is a head");
    let nearest = vec![ExampleId(4), ExampleId(6)];
    let place = Some(MapPlace { x: 3.0, y: 0.0, nearest });
    let prediction = Ok(Prediction { place, ..prediction(ClassId(1)) });
    apply(&mut state, Event::Predicted { query: QueryId(1), prediction });
    let shown = state.map_shown();
    assert_eq!(shown.tried, Some(shown.dots[2].place));
    // Amid its neighbours, where only these count.
    state.show_by_neighbours(true);
    came(&mut state, 1, MapPiece::Arranged { points: points(true), done: 1.0 });
    let shown = state.map_shown();
    assert_eq!(shown.tried, Some(shown.dots[4].place));
}
