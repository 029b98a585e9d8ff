//! The project is kept on the device, and comes back as it was.

use std::collections::BTreeMap;

use super::*;
use crate::error::StorageError;
use crate::protocol::keeping::{KeeperCommand, KeeperEvent, Opened, Original, Which};
use crate::protocol::project::Entry;
use crate::protocol::{NewExample, ProjectId};
use crate::ui::state::document::Document;

pub(super) fn project_id() -> ProjectId {
    ProjectId::of([7; 8])
}

pub(super) fn original(id: u32) -> Original {
    Original { sha256: format!("{id:064x}"), bytes: 9 }
}

/// A new project is open.
fn opened() -> KeeperEvent {
    KeeperEvent::Opened(Box::new(new(project_id())))
}

fn new(id: ProjectId) -> Opened {
    Opened {
        id,
        project: None,
        entries: Vec::new(),
        whole: true,
        originals: Vec::new(),
        read_only: false,
        remark: None,
    }
}

/// A page whose project was opened, and whose worker is ready, with a model on its way.
pub(super) fn at_work() -> State {
    let mut state = State::new(Modality::Pictures, DeviceChoice::Cpu, None);
    state.keep(Which::Latest);
    apply_kept(&mut state, KeeperEvent::Ready);
    assert_eq!(state.take_orders(), [KeeperCommand::Open(Modality::Pictures, Which::Latest)]);
    apply_kept(&mut state, opened());
    begin(&mut state);
    state
}

/// The worker is ready and has heard which project is open. Gives the request for the model on its way.
fn begin(state: &mut State) -> RequestId {
    let commands = apply(state, Event::Ready { models: vec![info("a"), info("b")] });
    for command in &commands {
        if let Command::OpenProject { request, .. } = command {
            apply(state, Event::ProjectOpened(*request));
        }
    }
    loading(&commands)
}

/// The request for a model among some commands.
fn loading(commands: &[Command]) -> RequestId {
    let request = commands.iter().find_map(|command| match command {
        Command::LoadModel { request, .. } => Some(*request),
        _ => None,
    });
    request.expect("a model is asked for")
}

/// What a keeper would have written down of all that it was told.
#[derive(Debug, Default)]
pub(super) struct Device {
    pub(super) project: Option<Project>,
    pub(super) entries: Vec<Entry>,
    pub(super) originals: BTreeMap<ExampleId, Original>,
}

impl Device {
    /// Does what the page orders, and answers. Gives what the worker is told of it.
    pub(super) fn work(&mut self, state: &mut State) -> Vec<Command> {
        let mut commands = Vec::new();
        for order in state.take_orders() {
            match order {
                KeeperCommand::Write { revision, entries, .. } => {
                    self.entries.extend(entries);
                    commands.extend(apply_kept(state, KeeperEvent::Written(revision)));
                }
                KeeperCommand::Rewrite { revision, project, entries, needed, .. } => {
                    self.project = Some(*project);
                    self.entries = entries;
                    self.originals.retain(|id, _| needed.contains(id));
                    commands.extend(apply_kept(state, KeeperEvent::Written(revision)));
                }
                KeeperCommand::Keep(files) => {
                    let kept: Vec<_> =
                        files.into_iter().map(|(id, _)| (id, original(id.0))).collect();
                    self.originals.extend(kept.clone());
                    commands.extend(apply_kept(state, KeeperEvent::Kept(kept)));
                }
                other => panic!("{other:?}"),
            }
        }
        commands
    }

    pub(super) fn replayed(&self) -> Document {
        // As it is written down, and read again.
        let project = self.project.as_ref().expect("something was written").write();
        let project = Project::read(&project).expect("it was written so");
        let entries = self.entries.iter().map(|entry| Entry::read(&entry.write()));
        let entries = entries.collect::<Option<_>>().expect("they were written so");
        let (document, whole) = Document::replay(project, entries, self.originals.clone());
        assert!(whole);
        document
    }

    pub(super) fn opened(&self) -> KeeperEvent {
        let originals = self.originals.iter().map(|(id, kept)| (*id, kept.clone())).collect();
        let project = self.project.clone().map(Box::new);
        let entries = self.entries.clone();
        KeeperEvent::Opened(Box::new(Opened { project, entries, originals, ..new(project_id()) }))
    }
}

/// All that steps back and forth lead to.
fn all_steps(document: &Document) -> (Project, Vec<Project>, Vec<Project>) {
    let now = document.project().clone();
    let walk = |step: fn(&mut Document) -> Vec<Command>| {
        let mut document = document.clone();
        let mut passed = Vec::new();
        loop {
            let before = document.project().clone();
            step(&mut document);
            if *document.project() == before {
                return passed;
            }
            passed.push(document.project().clone());
        }
    };
    (now, walk(Document::undo), walk(Document::redo))
}

/// Something that a visitor may do, by lot.
fn act(state: &mut State, dice: &mut u64) {
    let mut roll = |sides: u64| {
        *dice =
            dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*dice >> 33) % sides
    };
    let classes: Vec<ClassId> = state.project().classes.iter().map(|class| class.id).collect();
    let class = classes.get(roll(classes.len().max(1) as u64) as usize).copied();
    let class = class.unwrap_or_default();
    let examples = state.project().class(class).map_or(0, |class| class.examples.len());
    let at = roll(examples.max(1) as u64) as usize;
    let example = state.project().class(class).and_then(|class| class.examples.get(at));
    let example = example.map(|example| example.id).unwrap_or_default();
    match roll(14) {
        0 => drop(state.add_class()),
        1..4 => {
            let files = (0..=roll(3)).map(|number| file(&format!("{number}.jpg"))).collect();
            state.add_files(class, files);
        }
        4 => drop(state.remove_class(class)),
        5 => drop(state.remove_example(example)),
        6 => drop(state.rename_class(class, &format!("name {}", roll(9)))),
        7 => state.end_step(),
        8 => drop(state.set(Field::Epochs, &(1 + roll(90)).to_string())),
        9 | 10 => drop(state.undo()),
        11 => drop(state.redo()),
        12 => state.rename_project(&format!("project {}", roll(5))),
        _ => {
            let why = Error::new(Doing::ReadingPicture("x".into()), FileError::Empty);
            apply(state, Event::ExampleRejected { example, error: why });
        }
    }
}

#[test]
fn what_was_done_comes_back_with_every_step_back_and_forth() {
    for seed in 0..30 {
        let (mut state, mut device, mut dice) = (at_work(), Device::default(), seed);
        for _ in 0..150 {
            act(&mut state, &mut dice);
            device.work(&mut state);
            assert!(state.is_saved());
            if device.project.is_none() {
                continue; // Nothing has come of it.
            }
            assert_eq!(device.replayed().project(), state.project(), "seed {seed}");
        }
        assert_eq!(all_steps(&device.replayed()), all_steps(&state.document), "seed {seed}");
        // Begun anew it leads to the same.
        let (project, entries) = state.document.rewritten();
        let rewritten = Device { project: Some(project), entries, originals: device.originals };
        assert_eq!(all_steps(&rewritten.replayed()), all_steps(&state.document), "seed {seed}");
    }
}

#[test]
fn files_are_copied_before_the_worker_reads_them_and_it_reads_the_copies() {
    let mut state = at_work();
    let commands = state.add_files(ClassId(1), vec![file("a.jpg"), file("b.jpg")]);
    assert_eq!(commands, [], "the worker waits");
    assert!(!state.is_saved());
    assert_eq!(state.saved_words(), "Saving…");
    let orders = state.take_orders();
    let [KeeperCommand::Rewrite { revision, .. }, KeeperCommand::Keep(files)] = &orders[..] else {
        panic!("{orders:?}")
    };
    assert_eq!(files[1], (ExampleId(2), file("b.jpg")));
    apply_kept(&mut state, KeeperEvent::Written(*revision));
    let kept = vec![(ExampleId(2), original(2))];
    let commands = apply_kept(&mut state, KeeperEvent::Kept(kept));
    let [Command::AddExamples(new)] = &commands[..] else { panic!("{commands:?}") };
    let url = project_id().address(&original(2).sha256);
    let copy = Input::Picture(FileRef { name: "b.jpg".into(), url });
    assert_eq!(new[..], [NewExample { id: ExampleId(2), input: copy, seen: false }]);
    assert_eq!(state.take_released(), ["blob:b.jpg"]);
    // One that was removed meanwhile is not read; and Undo reads it at once.
    state.remove_example(ExampleId(1));
    assert_eq!(apply_kept(&mut state, KeeperEvent::Kept(vec![(ExampleId(1), original(1))])), []);
    assert!(matches!(&state.undo()[..], [Command::AddExamples(new)] if new.len() == 1));
    state.take_orders();
}

#[test]
fn train_waits_until_all_files_are_copied() {
    let mut state = at_work();
    let mut device = Device::default();
    state.add_files(ClassId(1), vec![file("a.jpg")]);
    state.add_files(ClassId(2), vec![file("b.jpg")]);
    assert_eq!(state.train().expect("nothing lacks"), []);
    assert!(state.training.is_running());
    let commands = device.work(&mut state);
    let is_train = |command: &&Command| matches!(command, Command::Train { .. });
    assert_eq!(commands.iter().filter(is_train).count(), 1);
    assert!(matches!(commands.last(), Some(Command::Train { .. })), "{commands:?}");
    // A press that was taken back before is never told.
    state.add_files(ClassId(1), vec![file("c.jpg")]);
    state.train().expect("nothing lacks");
    assert_eq!(state.stop_training(), []);
    assert!(!state.training.is_running());
    assert!(!device.work(&mut state).iter().any(|command| is_train(&command)));
}

#[test]
fn an_example_whose_copy_was_not_done_is_left_out_and_stays_out() {
    let mut state = at_work();
    let mut device = Device::default();
    state.add_files(ClassId(1), vec![file("a.jpg"), file("b.jpg")]);
    device.work(&mut state);
    device.originals.remove(&ExampleId(2));
    let mut document = device.replayed();
    assert_eq!(document.project().total(), 1);
    document.undo();
    document.redo();
    assert_eq!(document.project().total(), 1);
    assert!(document.unsaved().is_some(), "that it is left out is written down");
}

#[test]
fn what_could_not_be_written_is_written_anew_as_a_whole() {
    let mut state = at_work();
    let mut device = Device::default();
    state.add_class();
    device.work(&mut state);
    state.rename_project("mine");
    assert!(matches!(&state.take_orders()[..], [KeeperCommand::Write { .. }]));
    apply_kept(&mut state, KeeperEvent::Unwritten(StorageError::Full));
    assert!(state.saved_words().starts_with("Not saved yet: there is no room left"));
    assert!(state.take_orders().is_empty(), "it would fail again");
    state.save_again();
    let orders = state.take_orders();
    let [KeeperCommand::Rewrite { project, revision, .. }] = &orders[..] else {
        panic!("{orders:?}")
    };
    assert_eq!(project.name, "mine");
    apply_kept(&mut state, KeeperEvent::Written(*revision));
    assert_eq!(state.saved_words(), "Saved on this device");
}

#[test]
fn a_file_that_has_no_room_is_read_from_where_it_is_until_there_is() {
    let mut state = at_work();
    state.add_files(ClassId(1), vec![file("a.jpg")]);
    state.take_orders();
    let full = Error::new(Doing::Keeping, StorageError::Full);
    let commands = apply_kept(&mut state, KeeperEvent::NotKept(ExampleId(1), full));
    let [Command::AddExamples(new)] = &commands[..] else { panic!("{commands:?}") };
    assert_eq!(new[0].input.file(), Some(&file("a.jpg")));
    assert!(!state.is_saved() && state.can_save_again());
    assert!(state.take_released().is_empty());
    // There is room for a name.
    state.rename_project("mine");
    Device::default().work(&mut state);
    assert!(!state.is_saved() && state.can_save_again(), "{}", state.saved_words());
    state.save_again();
    let again = KeeperCommand::Keep(vec![(ExampleId(1), file("a.jpg"))]);
    assert!(state.take_orders().contains(&again));
}

#[test]
fn nothing_is_written_of_a_project_that_nobody_has_touched() {
    let mut state = at_work();
    assert!(state.take_orders().is_empty() && state.is_saved());
}

#[test]
fn a_worker_is_told_nothing_before_the_project_is_open() {
    let mut state = State::new(Modality::Pictures, DeviceChoice::Cpu, None);
    state.keep(Which::Latest);
    assert!(state.take_orders().is_empty(), "the keeper does not listen yet");
    assert!(apply(&mut state, Event::Ready { models: vec![info("a")] }).is_empty());
    assert!(!state.lifeline.ready);
    apply_kept(&mut state, KeeperEvent::Ready);
    let commands = apply_kept(&mut state, opened());
    assert!(matches!(
        &commands[..],
        [Command::ChooseDevice(_), Command::OpenProject { .. }, Command::LoadModel { .. }]
    ));
    assert!(state.lifeline.ready);
}

#[test]
fn where_nothing_can_be_kept_all_works_in_memory_and_it_is_said() {
    let mut state = State::new(Modality::Pictures, DeviceChoice::Cpu, None);
    state.keep(Which::Latest);
    apply(&mut state, Event::Ready { models: vec![info("a")] });
    apply_kept(&mut state, KeeperEvent::Ready);
    let commands = apply_kept(&mut state, KeeperEvent::Unavailable(StorageError::Unavailable));
    assert!(matches!(&commands[..], [Command::ChooseDevice(_), Command::LoadModel { .. }]));
    assert!(state.saved_words().starts_with("Not kept on this device: this browser keeps no"));
    let commands = state.add_files(ClassId(1), vec![file("a.jpg")]);
    assert!(matches!(&commands[..], [Command::AddExamples(_)]));
    assert!(state.take_orders().is_empty());
}

#[test]
fn what_is_said_of_the_project_before_is_not_heard() {
    let mut state = at_work();
    let mut device = Device::default();
    state.add_files(ClassId(1), vec![file("a.jpg")]);
    device.work(&mut state);
    state.open_project(Which::New);
    assert!(state.take_orders().iter().any(|it| matches!(it, KeeperCommand::Open(..))));
    let new = new(ProjectId::of([8; 8]));
    let commands = apply_kept(&mut state, KeeperEvent::Opened(Box::new(new)));
    let Some(Command::OpenProject { request, .. }) = commands.first() else {
        panic!("{commands:?}")
    };
    state.add_lines(ClassId(1), "one");
    let seen = || Event::ExampleRead { example: ExampleId(1), seen: Seen::Picture(vec![1]) };
    apply(&mut state, seen());
    let thumbnail = |state: &State| {
        state.class(ClassId(1)).and_then(|class| class.examples[0].thumbnail.clone())
    };
    assert_eq!(thumbnail(&state), None, "it is of the first project");
    apply(&mut state, Event::ProjectOpened(*request));
    apply(&mut state, seen());
    assert!(thumbnail(&state).is_some());
}

#[test]
fn a_head_that_was_kept_is_in_use_again_with_its_model() {
    let loaded = |request, info| {
        let (model, source) = (Box::new(info), WeightsSource::Cache);
        Event::ModelLoaded { request, model, source }
    };
    let mut state = at_work();
    let mut device = Device::default();
    let request = loading(&state.choose_model("a".into()));
    apply(&mut state, loaded(request, info("a")));
    state.add_files(ClassId(1), vec![file("a.jpg")]);
    state.add_files(ClassId(2), vec![file("b.jpg")]);
    device.work(&mut state);
    state.train().expect("nothing lacks");
    apply(&mut state, Event::Trained { run: RunId(1), outcome: outcome() });
    device.work(&mut state);

    // Another sitting.
    let mut again = State::new(Modality::Pictures, DeviceChoice::Cpu, None);
    again.keep(Which::Latest);
    apply_kept(&mut again, KeeperEvent::Ready);
    again.take_orders();
    apply_kept(&mut again, device.opened());
    assert_eq!(again.trained().map(|trained| trained.outcome.epochs), Some(50));
    let request = begin(&mut again);
    assert_eq!(again.try_file(file("x.jpg")), Ok(vec![]), "it is asked once the head is there");
    assert!(again.trial.busy);
    let commands = apply(&mut again, loaded(request, info("a")));
    assert_eq!(commands, [Command::OpenHead(RunId(1))]);
    let commands = apply(&mut again, Event::HeadOpened { run: RunId(1), found: true });
    assert!(
        matches!(&commands[..], [Command::Predict { .. }, Command::Assess { .. }]),
        "{commands:?}"
    );

    // With another model it is of no use.
    let request = loading(&again.choose_model("b".into()));
    let other = ModelInfo { files: Vec::new(), ..info("b") };
    assert!(apply(&mut again, loaded(request, other)).is_empty());
    assert!(again.trained().is_none());
}

#[test]
fn a_file_that_could_not_be_copied_and_that_nobody_wants_any_more_is_not_waited_for() {
    let gone = || Error::new(Doing::ReadingPicture("a.jpg".into()), FileError::Empty);
    let not_kept = |id| KeeperEvent::NotKept(ExampleId(id), gone());
    let mut state = at_work();
    let mut device = Device::default();
    // Its address was given back before it was read: no step leads to it any more.
    state.add_files(ClassId(1), vec![file("a.jpg")]);
    state.undo();
    state.add_class();
    assert_eq!(state.take_released(), ["blob:a.jpg"]);
    let orders = state.take_orders();
    assert!(orders.iter().any(|order| matches!(order, KeeperCommand::Keep(_))), "{orders:?}");
    apply_kept(&mut state, not_kept(1));
    state.rename_project("mine");
    device.work(&mut state);
    assert!(state.is_saved(), "{}", state.saved_words());
    // One that turns out to be no picture.
    state.add_files(ClassId(1), vec![file("b.jpg")]);
    state.take_orders();
    apply_kept(&mut state, not_kept(2));
    apply(&mut state, Event::ExampleRejected { example: ExampleId(2), error: gone() });
    device.work(&mut state);
    assert!(state.is_saved(), "{}", state.saved_words());
}

#[test]
fn what_a_keeper_was_told_before_it_failed_is_written_by_the_next() {
    let mut state = at_work();
    state.add_class();
    Device::default().work(&mut state);
    state.rename_project("mine");
    assert!(matches!(&state.take_orders()[..], [KeeperCommand::Write { .. }]), "it never answers");
    assert_eq!(state.keeper_fails(StorageError::Full), (true, vec![]));
    state.add_class();
    assert!(state.take_orders().is_empty(), "nobody listens");
    apply_kept(&mut state, KeeperEvent::Ready);
    let orders = state.take_orders();
    let [KeeperCommand::Open(..), KeeperCommand::Rewrite { project, .. }] = &orders[..] else {
        panic!("{orders:?}")
    };
    assert_eq!(project.name, "mine");
}

#[test]
fn a_copy_of_what_was_not_written_down_is_not_taken_for_that_of_another_example() {
    let mut state = at_work();
    let mut device = Device::default();
    state.add_files(ClassId(1), vec![file("a.jpg")]);
    device.work(&mut state);
    // The next was copied, and all ended before it was written down that there is one.
    device.originals.insert(ExampleId(2), original(9));
    let document = device.replayed();
    assert!(document.is_kept(ExampleId(1)) && !document.is_kept(ExampleId(2)));
    // Nor is its number given to another, of which the device would have that copy.
    assert_eq!(document.project().ids.example, ExampleId(2));
}

#[test]
fn a_picture_that_is_there_is_not_read_again_to_be_shown() {
    let mut state = at_work();
    let mut device = Device::default();
    state.add_files(ClassId(1), vec![file("a.jpg"), file("b.jpg")]);
    device.work(&mut state);
    let mut again = State::new(Modality::Pictures, DeviceChoice::Cpu, None);
    again.keep(Which::Latest);
    apply_kept(&mut again, KeeperEvent::Ready);
    apply_kept(&mut again, KeeperEvent::Thumbnails(vec![(ExampleId(1), vec![7].into())]));
    apply_kept(&mut again, device.opened());
    let class = again.class(ClassId(1)).expect("it is there");
    assert_eq!(class.examples[0].thumbnail.as_deref(), Some(&vec![7]));
    let commands = apply(&mut again, Event::Ready { models: vec![info("a")] });
    let new = commands.iter().find_map(|command| match command {
        Command::AddExamples(new) => Some(new),
        _ => None,
    });
    let seen: Vec<bool> = new.expect("they are told").iter().map(|new| new.seen).collect();
    assert_eq!(seen, [true, false]);
}

#[test]
fn another_project_is_opened_only_when_nothing_of_this_one_would_be_lost() {
    let mut state = at_work();
    state.add_files(ClassId(1), vec![file("a.jpg")]);
    state.take_orders();
    let full = Error::new(Doing::Keeping, StorageError::Full);
    apply_kept(&mut state, KeeperEvent::NotKept(ExampleId(1), full));
    state.open_project(Which::New);
    let is_open = |order: &KeeperCommand| matches!(order, KeeperCommand::Open(..));
    assert!(!state.take_orders().iter().any(is_open));
    assert!(state.keeping.project().is_some(), "it is still there");
}
