//! Classes and examples.

use super::*;
use crate::error::Foreign;

#[test]
fn classes_are_added_under_free_names() {
    let mut state = ready();
    state.rename_class(ClassId(1), "Class 3").expect("it is free");
    assert_eq!(state.add_class(), ClassId(3));
    assert_eq!(state.add_class(), ClassId(4));
    assert_eq!(names(&state), ["Class 3", "Class 2", "Class 1", "Class 4"]);
}

#[test]
fn a_class_keeps_its_name_when_the_new_one_is_blank_or_taken() {
    let mut state = ready();
    let blank = state.rename_class(ClassId(1), "  ");
    assert_eq!(
        blank,
        Err(Error::new(
            Doing::EditingClass("Class 1".into()),
            Kind::Classes(ClassesError::BlankName)
        ))
    );
    let taken = state.rename_class(ClassId(1), " Class 2 ");
    assert_eq!(
        taken,
        Err(Error::new(
            Doing::EditingClass("Class 1".into()),
            Kind::Classes(ClassesError::DuplicateName)
        ))
    );
    assert_eq!(state.rename_class(ClassId(1), " cat "), Ok(()));
    assert_eq!(names(&state), ["cat", "Class 2"]);
    assert_eq!(state.rename_class(ClassId(99), "dog"), Ok(()), "a class that is gone");
}

#[test]
fn a_name_that_is_refused_in_the_end_leaves_the_one_from_before_the_typing() {
    let mut state = ready();
    // Letter by letter, the last valid one being "C".
    state.rename_class(ClassId(1), "C").expect("it is free");
    let refused = state.finish_renaming(ClassId(1), "Class 1", "");
    assert_eq!(
        refused,
        Err(Error::new(
            Doing::EditingClass("Class 1".into()),
            Kind::Classes(ClassesError::BlankName)
        ))
    );
    assert_eq!(names(&state)[0], "Class 1");
}

#[test]
fn a_name_that_is_taken_in_the_end_settles_the_warning() {
    let mut state = ready();
    let refused = state.finish_renaming(ClassId(1), "Class 1", "").expect_err("it is blank");
    state.warn(refused);
    state.finish_renaming(ClassId(1), "Class 1", "cat").expect("it is free");
    assert!(state.lifeline.notices.is_empty());
}

#[test]
fn files_become_examples() {
    let mut state = ready();
    let commands = state.add_files(ClassId(2), vec![file("a.jpg"), file("b.jpg")]);
    let Some(Command::AddExamples(added)) = commands.first() else { panic!("{commands:?}") };
    assert_eq!(added.iter().map(|new| new.id).collect::<Vec<_>>(), [1, 2].map(ExampleId));
    assert_eq!(ids(&state, ClassId(2)), [1, 2].map(ExampleId));
    assert_eq!(state.reading(), Some((0, 2)));
    apply(&mut state, Event::ExampleRead { example: ExampleId(2), seen: Seen::Picture(vec![7]) });
    let class = state.class(ClassId(2)).expect("it is there");
    assert_eq!(class.examples[1].thumbnail.as_deref(), Some(&vec![7]));
    apply(&mut state, Event::Embedded { done: 2, total: 2 });
    assert_eq!(state.reading(), None);
    assert!(state.add_files(ClassId(1), Vec::new()).is_empty());
}

#[test]
fn files_for_a_class_that_is_gone_are_given_back() {
    let mut state = ready();
    assert!(state.add_files(ClassId(99), vec![file("a.jpg")]).is_empty());
    assert_eq!(state.take_released(), ["blob:a.jpg"]);
}

#[test]
fn a_rejected_file_leaves_its_class_and_is_said() {
    let mut state = filled();
    apply(
        &mut state,
        Event::ExampleRejected {
            example: ExampleId(2),
            error: error(Kind::File(FileError::Truncated)),
        },
    );
    assert_eq!(ids(&state, ClassId(1)), [1, 3].map(ExampleId));
    assert_eq!(kinds(&state), [&Kind::File(FileError::Truncated)]);
    assert_eq!(state.take_released(), ["blob:1-1.jpg"]);
    // It is gone, so a second word about it says nothing new.
    apply(
        &mut state,
        Event::ExampleRejected {
            example: ExampleId(2),
            error: error(Kind::File(FileError::Empty)),
        },
    );
    assert_eq!(kinds(&state), [&Kind::File(FileError::Truncated)]);
}

#[test]
fn many_rejected_files_of_a_kind_are_one_notice_with_a_count() {
    let mut state = ready();
    let files = (1..=300).map(|at| file(&format!("IMG_{at}.mov"))).collect();
    state.add_files(ClassId(1), files);
    let video = FileError::Foreign(Foreign::Video);
    for at in 1..=300 {
        let kind = if at % 3 == 0 { FileError::Truncated } else { video.clone() };
        let doing = Doing::ReadingPicture(format!("IMG_{at}.mov"));
        let error = Error::new(doing, kind);
        apply(&mut state, Event::ExampleRejected { example: ExampleId(at), error });
    }
    assert_eq!(state.project().total(), 0);
    assert_eq!(kinds(&state), [&Kind::File(video.clone()), &Kind::File(FileError::Truncated)]);
    let said = state.lifeline.notices[0].to_string();
    let start = "200 files (“IMG_1.mov”, “IMG_2.mov” and 198 others) were left out, each because";
    assert!(said.starts_with(start), "{said}");
    // What comes after it has been read is counted anew.
    state.dismiss();
    let error = Error::new(Doing::ReadingPicture("more.mov".into()), video);
    state.warn(error.clone());
    assert_eq!(state.lifeline.notices, [error]);
}
