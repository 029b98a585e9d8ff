//! Examples that come with the page, and names for files that it makes.

use super::*;
use crate::ui::state::Sample;

fn samples() -> Vec<Sample> {
    let texts = |words: [&str; 2]| words.map(|word| Input::Text(word.into())).to_vec();
    vec![("Praise", texts(["good", "great"])), ("Complaint", texts(["bad", "worse"]))]
}

fn names(state: &State) -> Vec<(&str, usize)> {
    let classes = state.project().classes.iter();
    classes.map(|class| (class.name.as_str(), class.examples.len())).collect()
}

#[test]
fn samples_are_one_step_in_place_of_what_was_not_touched() {
    let mut state = State::new(Modality::Texts, DeviceChoice::Cpu, None);
    assert!(state.is_empty());
    state.add_samples(samples());
    assert_eq!(names(&state), [("Praise", 2), ("Complaint", 2)]);
    assert!(!state.is_empty());
    state.undo();
    assert_eq!(names(&state), [("Class 1", 0), ("Class 2", 0)]);
}

#[test]
fn a_class_that_was_named_stays_and_one_of_the_same_name_is_filled() {
    let mut state = State::new(Modality::Texts, DeviceChoice::Cpu, None);
    let ids: Vec<_> = state.project().classes.iter().map(|class| class.id).collect();
    state.rename_class(ids[0], "Complaint").expect("it is free");
    state.rename_class(ids[1], "Mine").expect("it is free");
    state.add_samples(samples());
    assert_eq!(names(&state), [("Complaint", 2), ("Mine", 0), ("Praise", 2)]);
}

#[test]
fn a_file_that_the_page_makes_has_the_next_number_of_its_kind() {
    let mut state = State::new(Modality::Pictures, DeviceChoice::Cpu, None);
    let name =
        |state: &State, kind| state.name_files(kind, "jpg", vec!["blob:n".into()])[0].name.clone();
    assert_eq!(name(&state, "Camera"), "Camera 1.jpg");
    let class = state.project().classes[1].id;
    let named = ["Camera 9.jpg", "Camera x.jpg", "Camera.jpg", "Drawing 20.png", "Camera 11.jpg"];
    state.add_files(class, named.map(file).to_vec());
    assert_eq!(name(&state, "Camera"), "Camera 12.jpg");
    assert_eq!(name(&state, "Drawing"), "Drawing 21.jpg");
    let two = state.name_files("Camera", "jpg", vec!["blob:1".into(), "blob:2".into()]);
    assert_eq!(two[1], FileRef { name: "Camera 13.jpg".into(), url: "blob:2".into() });
}
