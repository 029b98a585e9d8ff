//! Weights of the visitor's own are kept with the project.

use super::kept::{Device, at_work, original, project_id};
use super::*;
use crate::protocol::keeping::{KeeperEvent, Which};
use crate::protocol::project::KeptFile;

fn own() -> ModelInfo {
    ModelInfo { origin: Origin::Own, ..info(OWN_MODEL) }
}

/// What is asked of the worker: to open a model in files at these addresses.
fn opening(commands: &[Command]) -> Option<(RequestId, Vec<String>)> {
    commands.iter().find_map(|command| match command {
        Command::OpenModel { request, files, .. } => {
            Some((*request, files.iter().map(|file| file.url.clone()).collect()))
        }
        _ => None,
    })
}

/// A page at work whose visitor's own model, in two files, is in use and about to be copied.
fn with_own_model(state: &mut State, device: &mut Device) {
    let files = vec![file("model.json"), file("weights.bin")];
    let commands = state.open_weights(files);
    let (request, urls) = opening(&commands).expect("it is asked for");
    assert_eq!(urls, ["blob:model.json", "blob:weights.bin"]);
    device.work(state);
    assert!(device.originals.is_empty(), "what may be no model is not copied");
    apply(state, loaded(request, own(), WeightsSource::Disk));
}

fn kept_as(state: &State) -> Vec<&str> {
    state.project().model.kept().iter().map(|file| file.name.as_str()).collect()
}

#[test]
fn it_is_copied_once_it_is_in_use_and_there_again_with_the_project() {
    let mut state = at_work();
    let mut device = Device::default();
    with_own_model(&mut state, &mut device);
    assert_eq!(kept_as(&state), ["model.json", "weights.bin"]);
    assert!(!state.is_saved());
    device.work(&mut state);
    assert!(state.is_saved());
    assert_eq!(state.take_released(), ["blob:model.json", "blob:weights.bin"]);
    // An example gets no id of theirs.
    state.add_files(ClassId(1), vec![file("a.jpg")]);
    device.work(&mut state);
    let ids: Vec<_> = state.project().model.kept().iter().map(|file| file.id).collect();
    assert!(!ids.contains(&state.project().classes[0].examples[0].id));

    // A worker that takes the place of this one reads the copies.
    let urls = ids.iter().map(|id| project_id().address(&original(id.0).sha256));
    let urls: Vec<_> = urls.collect();
    state.worker_fails(WorkerError::Died(String::new()));
    state.restarted();
    let commands = apply(&mut state, Event::Ready { models: vec![info("a"), info("b")] });
    assert_eq!(opening(&commands).map(|(_, urls)| urls), Some(urls.clone()));
    assert_eq!(kept_as(&state), ["model.json", "weights.bin"]);

    // And so does a page that is opened anew.
    let mut again = State::new(Modality::Pictures, DeviceChoice::Cpu, None);
    again.keep(Which::Latest);
    apply_kept(&mut again, KeeperEvent::Ready);
    again.take_orders();
    apply_kept(&mut again, device.opened());
    let commands = apply(&mut again, Event::Ready { models: vec![info("a"), info("b")] });
    assert_eq!(opening(&commands).map(|(_, urls)| urls), Some(urls));
    assert_eq!(again.project().model, state.project().model);
}

#[test]
fn what_is_not_copied_whole_is_asked_for_again() {
    let mut state = at_work();
    let mut device = Device::default();
    with_own_model(&mut state, &mut device);
    device.work(&mut state);
    // One of its files is gone from the device.
    let second = state.project().model.kept()[1].id;
    device.originals.remove(&second);
    let names = ModelRef::Files(vec!["model.json".into(), "weights.bin".into()]);
    assert_eq!(device.replayed().project().model, names);

    // There is no room for it.
    let (mut state, mut device) = (at_work(), Device::default());
    with_own_model(&mut state, &mut device);
    state.take_orders();
    let id = state.project().model.kept()[0].id;
    let full = Error::new(Doing::Keeping, crate::error::StorageError::Full);
    apply_kept(&mut state, KeeperEvent::NotKept(id, full));
    assert_eq!(state.project().model, names);
    assert!(state.take_released().is_empty(), "it is still read from where it is");
}

#[test]
fn another_choice_lets_go_of_it() {
    let mut state = at_work();
    let mut device = Device::default();
    with_own_model(&mut state, &mut device);
    device.work(&mut state);
    let KeptFile { id, .. } = state.project().model.kept()[0].clone();
    state.choose_model("b".into());
    assert_eq!(state.project().model, ModelRef::Offered("b".into()));
    // The journal is begun anew.
    apply_kept(&mut state, KeeperEvent::Unwritten(crate::error::StorageError::Full));
    state.rename_project("mine");
    device.work(&mut state);
    assert!(!device.originals.contains_key(&id), "what nobody needs is swept");
}
