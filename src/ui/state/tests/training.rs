//! Runs, and the heads that come of them.

use super::*;

#[test]
fn training_says_what_it_lacks() {
    let kind = |state: &mut State| state.train().expect_err("something lacks").kind;
    let mut state = ready();
    assert_eq!(
        kind(&mut state),
        Kind::Classes(ClassesError::ClassWithoutExamples("Class 1".into()))
    );
    state.add_files(ClassId(1), vec![file("a.jpg")]);
    assert_eq!(
        kind(&mut state),
        Kind::Classes(ClassesError::ClassWithoutExamples("Class 2".into()))
    );
    state.remove_class(ClassId(2));
    assert_eq!(kind(&mut state), Kind::Classes(ClassesError::TooFewClasses));
    assert!(state.training.run.is_none());

    let mut state = filled();
    state.restarted();
    assert_eq!(
        kind(&mut state),
        Kind::Classes(ClassesError::NoModel),
        "the worker is not there yet"
    );
}

#[test]
fn training_needs_a_model_but_not_the_end_of_its_download() {
    let mut state = State::new(Modality::Pictures, DeviceChoice::Auto, None);
    state.add_files(ClassId(1), vec![file("a.jpg")]);
    state.add_files(ClassId(2), vec![file("b.jpg")]);
    apply(&mut state, Event::Ready { models: vec![info("a")] });
    assert!(state.train().is_ok(), "it is on its way, and the worker waits for it");
    apply(
        &mut state,
        Event::ModelFailed {
            request: RequestId(1),
            error: error(Kind::Download(DownloadError::Unreachable)),
        },
    );
    let refused = Error::new(Doing::Training, Kind::Classes(ClassesError::NoModel));
    apply(&mut state, Event::TrainingFailed { run: RunId(1), error: refused.clone() });
    assert!(!state.training.is_running());
    assert_eq!(state.train(), Err(refused));
}

#[test]
fn a_run_that_was_measured_goes_on_with_all_examples() {
    let mut state = filled();
    state.train().expect("nothing lacks");
    apply(&mut state, progress(1, 50));
    let again = |run| Event::TrainingAgain { run: RunId(run), epoch: 3, epochs: 50 };
    apply(&mut state, again(9));
    assert_eq!(state.training.run.as_ref().and_then(|run| run.again), None, "of no such run");
    apply(&mut state, again(1));
    let run = state.training.run.as_ref().expect("it runs");
    assert_eq!((run.again, run.history.len()), (Some((3, 50)), 1));
}

#[test]
fn a_run_goes_its_way() {
    let mut state = filled();
    state.set(Field::Epochs, "7").expect("it is in range");
    let commands = state.train().expect("nothing lacks");
    let Some(Command::Train { run: RunId(1), recipe, classes }) = commands.first() else {
        panic!("{commands:?}")
    };
    assert_eq!(recipe.settings().epochs, 7);
    assert_eq!(classes[1].examples, [4, 5, 6].map(ExampleId));
    assert!(state.training.is_running());
    apply(&mut state, progress(1, 1));
    apply(&mut state, progress(1, 2));
    assert_eq!(state.training.run.as_ref().map(|run| run.history.len()), Some(2));
    assert_eq!(state.stop_training(), [Command::StopTraining(RunId(1))]);
    assert!(state.training.is_running(), "until the worker says that it has stopped");
    let outcome = Outcome { epochs: 2, stopped: true, ..outcome() };
    apply(&mut state, Event::Trained { run: RunId(1), outcome });
    assert!(!state.training.is_running());
    assert_eq!(state.training.run.as_ref().map(|run| run.epochs), Some(2));
    assert_eq!(state.project().held_out(), [3, 6].map(ExampleId));
    assert!(state.stop_training().is_empty());
}

#[test]
fn what_an_earlier_run_says_is_dropped() {
    let mut state = trained();
    state.train().expect("nothing lacks");
    apply(&mut state, progress(1, 9));
    apply(&mut state, Event::Trained { run: RunId(1), outcome: outcome() });
    apply(
        &mut state,
        Event::TrainingFailed { run: RunId(1), error: error(Kind::Device(DeviceError::Lost)) },
    );
    let run = state.training.run.as_ref().expect("it runs");
    assert_eq!((run.id, run.phase, run.history.len()), (RunId(2), Phase::Running, 0));
    assert!(state.lifeline.notices.is_empty());
    // And what a run says after its end.
    apply(&mut state, Event::Trained { run: RunId(2), outcome: outcome() });
    apply(&mut state, progress(2, 9));
    assert_eq!(state.training.run.as_ref().map(|run| run.history.len()), Some(0));
}

#[test]
fn a_failed_run_leaves_the_head_before() {
    let mut state = trained();
    state.train().expect("nothing lacks");
    apply(
        &mut state,
        Event::TrainingFailed { run: RunId(2), error: error(Kind::Classes(ClassesError::NoModel)) },
    );
    assert!(!state.training.is_running());
    assert_eq!(state.trained().map(|trained| trained.run), Some(RunId(1)));
    assert_eq!(kinds(&state), [&Kind::Classes(ClassesError::NoModel)]);
    state.train().expect("nothing lacks");
    apply(
        &mut state,
        Event::TrainingFailed {
            run: RunId(3),
            error: error(Kind::Download(DownloadError::Cancelled)),
        },
    );
    assert_eq!(
        kinds(&state),
        [&Kind::Classes(ClassesError::NoModel)],
        "the visitor knows who cancelled"
    );
}

#[test]
fn a_warning_about_training_is_settled_by_training() {
    let mut state = ready();
    let lack = state.train().expect_err("there are no examples");
    state.warn(lack);
    state.add_files(ClassId(1), vec![file("a.jpg")]);
    state.add_files(ClassId(2), vec![file("b.jpg")]);
    state.train().expect("nothing lacks");
    assert!(state.lifeline.notices.is_empty());
}

#[test]
fn changed_examples_are_noticed() {
    let mut state = trained();
    assert!(!state.examples_changed());
    state.rename_class(ClassId(1), "cat").expect("it is free");
    assert!(!state.examples_changed(), "a name is no example");
    state.remove_example(ExampleId(1));
    assert!(state.examples_changed());
    state.bring_back();
    assert!(!state.examples_changed());
    state.add_class();
    assert!(state.examples_changed());
}

#[test]
fn an_example_that_the_run_left_out_is_no_change() {
    let mut state = filled();
    state.train().expect("nothing lacks");
    apply(
        &mut state,
        Event::ExampleRejected {
            example: ExampleId(2),
            error: error(Kind::File(FileError::Truncated)),
        },
    );
    apply(&mut state, Event::Trained { run: RunId(1), outcome: outcome() });
    assert!(!state.examples_changed());
}

#[test]
fn a_class_that_is_gone_keeps_its_name_for_the_head_that_knows_it() {
    let mut state = trained();
    state.remove_class(ClassId(2));
    assert_eq!(state.class_name(ClassId(2)), "Class 2");
    state.rename_class(ClassId(1), "cat").expect("it is free");
    assert_eq!(state.class_name(ClassId(1)), "cat");
    assert_eq!(state.class_name(ClassId(99)), "");
}
