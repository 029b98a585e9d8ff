//! Folders and zips become classes; what is on its way can be stopped.

use std::collections::BTreeMap;

use super::*;
use crate::error::ArrivalError;
use crate::protocol::Brought;
use crate::protocol::keeping::{KeeperCommand, KeeperEvent};

fn brought(path: &str) -> Brought {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    Brought { file: file(name), folder: folder.into() }
}

fn all(paths: &[&str]) -> Vec<Brought> {
    paths.iter().map(|path| brought(path)).collect()
}

fn state() -> State {
    State::new(Modality::Pictures, DeviceChoice::Cpu, None)
}

/// How many examples each class has, by its name.
fn counts(state: &State) -> BTreeMap<&str, usize> {
    let classes = state.project().classes.iter();
    classes.map(|class| (class.name.as_str(), class.examples.len())).collect()
}

/// The zip that the keeper is asked to look into.
fn asked(state: &mut State) -> RequestId {
    let orders = state.take_orders();
    let [KeeperCommand::LookInto { request, .. }] = orders[..] else { panic!("{orders:?}") };
    request
}

#[test]
fn a_folder_makes_its_classes_in_one_step() {
    let mut state = state();
    let commands = state.bring(all(&["sea/b/1.jpg", "sea/a/2.jpg", "sea/b/3.jpg"]), Sink::Page);
    assert!(matches!(&commands[..], [Command::AddExamples(new)] if new.len() == 3));
    assert_eq!(counts(&state), BTreeMap::from([("a", 1), ("b", 2)]));
    assert_eq!(state.arrivals.done.as_deref(), Some("3 examples in 2 classes added."));
    state.undo();
    assert_eq!(counts(&state), BTreeMap::from([("Class 1", 0), ("Class 2", 0)]));
}

#[test]
fn files_of_no_folder_have_a_class_only_where_they_are_put_on_one() {
    let mut state = state();
    state.bring(all(&["1.jpg", "2.jpg"]), Sink::Page);
    assert_eq!((state.project().total(), state.loose()), (0, 2));
    assert_eq!(state.lifeline.notices, [], "it is asked what they are for");
    state.bring(all(&["x/1.jpg", "2.jpg"]), Sink::Class(ClassId(2)));
    assert_eq!(counts(&state)["Class 2"], 2);
}

#[test]
fn loose_files_go_where_the_visitor_says() {
    let mut state = state();
    state.bring(all(&["a/1.jpg", "2.jpg", "b/3.jpg"]), Sink::Page);
    assert_eq!(
        (state.project().total(), state.loose()),
        (2, 1),
        "those of folders need no question"
    );
    state.drop_loose();
    assert_eq!((state.loose(), state.take_released()), (0, vec!["blob:2.jpg".to_owned()]));
    let class = state.project().classes[0].id;
    state.bring(all(&["4.jpg"]), Sink::Page);
    state.bring(all(&["5.jpg"]), Sink::Page);
    assert!(
        matches!(&state.put_loose(Some(class))[..], [Command::AddExamples(new)] if new.len() == 2)
    );
    assert_eq!(counts(&state), BTreeMap::from([("a", 3), ("b", 1)]));
    state.bring(all(&["6.jpg"]), Sink::Page);
    state.put_loose(None);
    assert_eq!(counts(&state), BTreeMap::from([("Class 1", 1), ("a", 3), ("b", 1)]));
    state.undo();
    assert_eq!(counts(&state), BTreeMap::from([("a", 3), ("b", 1)]), "one step");
    assert_eq!(state.put_loose(None), [], "there are none");
}

#[test]
fn loose_files_are_tried_or_sorted() {
    let mut state = super::trained();
    state.bring(all(&["1.jpg"]), Sink::Page);
    assert!(matches!(&state.try_loose()[..], [Command::Predict { .. }]));
    state.bring(all(&["1.jpg", "2.jpg"]), Sink::Page);
    assert!(matches!(&state.try_loose()[..], [Command::Sort(asked)] if asked.len() == 2));
    assert_eq!((state.loose(), state.project().total()), (0, 6));
}

#[test]
fn a_zip_is_looked_into_by_the_keeper() {
    let mut state = state();
    state.bring(all(&["pets.zip"]), Sink::Page);
    let request = asked(&mut state);
    assert_eq!(state.arrivals.words().as_deref(), Some("Looking into pets.zip…"));
    let files = Ok(all(&["cats/1.jpg", "2.jpg"]));
    let found = KeeperEvent::Found { request, files, left_out: 1 };
    apply_kept(&mut state, found.clone());
    assert_eq!(counts(&state), BTreeMap::from([("cats", 1), ("pets", 1)]));
    assert_eq!(state.arrivals.words(), None);
    let said =
        Error::new(Doing::TakingInAll("pets.zip".into()), ArrivalError::LeftOut { files: 1 });
    assert_eq!(state.lifeline.notices, [said]);
    apply_kept(&mut state, found);
    assert_eq!(state.project().total(), 2, "an answer that nobody waits for");
}

#[test]
fn a_zip_on_a_class_is_of_that_class() {
    let mut state = state();
    state.bring(all(&["pets.zip"]), Sink::Class(ClassId(1)));
    let request = asked(&mut state);
    let files = Ok(all(&["cats/1.jpg", "2.jpg"]));
    apply_kept(&mut state, KeeperEvent::Found { request, files, left_out: 0 });
    assert_eq!(counts(&state), BTreeMap::from([("Class 1", 2), ("Class 2", 0)]));
}

#[test]
fn a_zip_that_cannot_be_read_says_so_and_is_given_back() {
    let mut state = state();
    state.bring(all(&["pets.zip"]), Sink::Page);
    let request = asked(&mut state);
    let error = Error::new(Doing::TakingIn("pets.zip".into()), ArrivalError::Empty);
    apply_kept(&mut state, KeeperEvent::Found { request, files: Err(error.clone()), left_out: 0 });
    assert_eq!(state.lifeline.notices, [error]);
    assert_eq!(state.take_released(), ["blob:pets.zip"]);
}

#[test]
fn what_is_on_its_way_is_stopped() {
    let mut state = state();
    state.bring(all(&["a/1.jpg", "b/2.jpg", "pets.zip"]), Sink::Page);
    let request = asked(&mut state);
    apply(&mut state, Event::ExampleRead { example: ExampleId(1), seen: Seen::Picture(vec![1]) });
    assert!(state.can_stop_reading());
    let commands = state.stop_reading();
    assert_eq!(commands, [Command::RemoveExamples(vec![ExampleId(2)])]);
    assert_eq!(counts(&state), BTreeMap::from([("a", 1), ("b", 0)]));
    assert!(!state.can_stop_reading());
    let files = Ok(all(&["cats/1.jpg"]));
    apply_kept(&mut state, KeeperEvent::Found { request, files, left_out: 0 });
    assert_eq!(state.project().total(), 1);
    state.undo();
    assert_eq!(state.project().total(), 2);
}

#[test]
fn a_folder_that_nobody_wants_any_more_is_not_taken_in() {
    let mut state = state();
    state.folder_opens();
    assert!(state.can_stop_reading());
    state.stop_reading();
    state.folder_opened(Ok(all(&["a/1.jpg"])), Sink::Page);
    assert_eq!(state.project().total(), 0);
    assert_eq!(state.take_released(), ["blob:1.jpg"]);
    state.folder_opens();
    state.folder_opened(Ok(all(&["a/1.jpg"])), Sink::Page);
    assert_eq!(state.project().total(), 1);
}

#[test]
fn of_texts_every_file_is_a_table() {
    let mut state = State::new(Modality::Texts, DeviceChoice::Cpu, None);
    state.lifeline.starts();
    let commands = state.bring(all(&["a/1.csv", "b/2.csv"]), Sink::Page);
    assert!(matches!(&commands[..], [Command::ReadTable { file, .. }] if file.name == "1.csv"));
}
