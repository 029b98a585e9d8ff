//! The project is carried away as one file, and one that was comes in.

use super::*;
use crate::error::{ProjectError, StorageError};
use crate::protocol::ProjectId;
use crate::protocol::keeping::{Export, KeeperCommand, KeeperEvent, Opened, Original, Which};

const HERE: [u8; 8] = [7; 8];
const CAME: [u8; 8] = [9; 8];

fn opened(
    id: [u8; 8],
    project: Option<Project>,
    originals: Vec<(ExampleId, Original)>,
) -> KeeperEvent {
    let (id, project) = (ProjectId::of(id), project.map(Box::new));
    let (entries, whole, read_only) = (Vec::new(), true, false);
    KeeperEvent::Opened(Box::new(Opened {
        id,
        project,
        entries,
        whole,
        originals,
        read_only,
        remark: None,
    }))
}

/// A page whose project is open.
fn at_work() -> State {
    let mut state = State::new(Modality::Pictures, DeviceChoice::Cpu, None);
    state.keep(Which::Latest);
    apply_kept(&mut state, KeeperEvent::Ready);
    apply_kept(&mut state, opened(HERE, None, Vec::new()));
    state.take_orders();
    state
}

/// What the keeper is told, but to write down what has happened.
fn orders(state: &mut State) -> Vec<KeeperCommand> {
    let is_writing = |order: &KeeperCommand| {
        matches!(order, KeeperCommand::Write { .. } | KeeperCommand::Rewrite { .. })
    };
    state.take_orders().into_iter().filter(|order| !is_writing(order)).collect()
}

fn warnings(state: &State) -> Vec<String> {
    state.lifeline.notices.iter().map(ToString::to_string).collect()
}

fn incomplete() -> Error {
    let error = ProjectError::Incomplete { files: 2, names: vec!["a.jpg".into(), "b.jpg".into()] };
    Error::new(Doing::CarryingFiles, error)
}

/// A file was chosen, and the keeper was told.
fn opening(state: &mut State) {
    state.open_project_file(vec![file("pets.headstart")]);
    assert_eq!(orders(state), [KeeperCommand::Import(file("pets.headstart"))]);
}

fn imported(modality: Modality, lost: Option<Error>) -> KeeperEvent {
    KeeperEvent::Imported { project: ProjectId::of(CAME), modality, lost }
}

#[test]
fn a_project_is_saved_as_it_is_with_what_its_files_are_called() {
    let mut state = at_work();
    state.rename_project("Pets");
    state.add_files(ClassId(2), vec![file("b.jpg")]);
    state.add_files(ClassId(1), vec![file("a.jpg"), file("c.jpg")]);
    state.remove_example(ExampleId(3));
    state.take_orders();
    state.save_as_file();
    let told = orders(&mut state);
    let [KeeperCommand::Export(export)] = &told[..] else { panic!("{told:?}") };
    let Export { id, project, files, head, model } = &**export;
    assert_eq!(*id, ProjectId::of(HERE));
    assert_eq!(**project, *state.project());
    // In the order in which they were added, and without what is not there any more.
    assert_eq!(files[..], [(ExampleId(1), "b.jpg".into()), (ExampleId(2), "a.jpg".into())]);
    assert_eq!((head, model), (&None, &None));

    let words = |state: &State| state.keeping.carrying.as_ref().map(|it| it.words());
    assert_eq!(words(&state).as_deref(), Some("Saving the file…"));
    state.save_as_file();
    assert!(orders(&mut state).is_empty(), "one at a time");
    apply_kept(&mut state, KeeperEvent::Carrying { done: 1, total: 2 });
    assert_eq!(words(&state).as_deref(), Some("Saving the file: 1 of 2 pictures"));
    // It is called what the project was called then.
    state.rename_project("Other");
    apply_kept(&mut state, KeeperEvent::Exported { url: "blob:x".into(), lost: None });
    assert_eq!(words(&state), None);
    let (address, name) = ("blob:x".into(), "Pets.headstart".into());
    assert_eq!(state.take_errand(), Some(Errand::Download { address, name }));
    assert_eq!(state.take_errand(), None);
    assert!(warnings(&state).is_empty());
}

#[test]
fn who_saves_hears_of_files_that_are_lost_and_of_no_room() {
    let mut state = at_work();
    state.save_as_file();
    let exported = KeeperEvent::Exported { url: "blob:x".into(), lost: Some(incomplete()) };
    apply_kept(&mut state, exported);
    let name = "Untitled project.headstart".into();
    assert_eq!(
        state.take_errand(),
        Some(Errand::Download { address: "blob:x".into(), name }),
        "the rest is there"
    );
    assert_eq!(
        warnings(&state),
        [
            "The project is not whole: of its files, 2 are missing or damaged (“a.jpg”, “b.jpg”), and all else is there. Add what is missing again if you still have it, or take another copy of the project."
        ]
    );
    state.dismiss();
    state.save_as_file();
    let full = Error::new(Doing::SavingProject, StorageError::Full);
    apply_kept(&mut state, KeeperEvent::NotCarried(Some(full)));
    assert!(warnings(&state)[0].starts_with("The project was not saved as a file: "));
    assert_eq!((state.take_errand(), &state.keeping.carrying), (None, &None));
}

#[test]
fn what_is_under_way_can_be_stopped() {
    let mut state = at_work();
    state.stop_carrying();
    assert!(orders(&mut state).is_empty(), "nothing is");
    opening(&mut state);
    state.stop_carrying();
    assert_eq!(orders(&mut state), [KeeperCommand::StopCarrying]);
    apply_kept(&mut state, KeeperEvent::NotCarried(None));
    assert!(state.keeping.carrying.is_none() && warnings(&state).is_empty());
    assert_eq!(state.take_released(), ["blob:pets.headstart"]);
    opening(&mut state);
}

#[test]
fn a_file_becomes_a_project_of_its_own_and_is_opened() {
    let mut state = at_work();
    state.rename_project("before");
    state.take_orders();
    opening(&mut state);
    apply_kept(&mut state, imported(Modality::Pictures, Some(incomplete())));
    assert_eq!(state.take_released(), ["blob:pets.headstart"]);
    assert_eq!(warnings(&state).len(), 1);
    let named = Which::Named(ProjectId::of(CAME));
    let open = KeeperCommand::Open(Modality::Pictures, named);
    assert_eq!(orders(&mut state), [open, KeeperCommand::List]);

    // One of its two files is missing.
    let mut project = Project::new(Modality::Pictures);
    let class = project.class_called("cat");
    project.add_examples(class, [file("a.jpg"), file("b.jpg")].map(Input::Picture));
    let original = Original { sha256: "0".repeat(64), bytes: 9 };
    let kept = vec![(ExampleId(2), original)];
    apply_kept(&mut state, opened(CAME, Some(project), kept));
    let examples = &state.project().classes[0].examples;
    assert_eq!(examples.iter().map(|it| it.id).collect::<Vec<_>>(), [ExampleId(2)]);
    assert!(!state.can_undo());
}

#[test]
fn a_project_that_cannot_be_read_stays_on_the_device_and_a_new_one_is_opened() {
    let mut state = at_work();
    state.open_project(Which::Named(ProjectId::of(CAME)));
    state.take_orders();
    let later = ProjectError::Newer { version: 99, readable: 1 };
    apply_kept(&mut state, KeeperEvent::Unreadable(later));
    let [warning] = &warnings(&state)[..] else { panic!("{:?}", warnings(&state)) };
    assert!(warning.starts_with("The project was not opened: it was saved by a later version"));
    assert_eq!(orders(&mut state), [KeeperCommand::Open(Modality::Pictures, Which::New)]);
}

#[test]
fn a_project_of_texts_is_visited_in_its_own_studio() {
    let mut state = at_work();
    opening(&mut state);
    apply_kept(&mut state, imported(Modality::Texts, None));
    let project = ProjectId::of(CAME);
    assert_eq!(state.take_errand(), Some(Errand::Visit { modality: Modality::Texts, project }));
    assert_eq!(state.keeping.stand, Stand::Device(ProjectId::of(HERE)));
}

#[test]
fn a_keeper_that_fails_carries_nothing() {
    let mut state = at_work();
    opening(&mut state);
    state.keeper_fails(StorageError::Failed("it is gone".into()));
    assert_eq!(state.keeping.carrying, None);
}
