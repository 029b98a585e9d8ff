//! The agenda with jobs that are not done, only their outcomes told.

mod bundling;
mod comparison;
mod devices;
mod learning;
mod mapping;
mod models;
mod projects;
mod questions;
mod sorting;
mod trust;
mod turns;
mod why;

use super::*;
use crate::engine::catalog;
use crate::error::{DeviceError, Kind};
use crate::protocol::{
    AdapterInfo, ClassExamples, ClassId, DeviceKind, DeviceReport, ExampleId, Input, Look,
    ModelInfo, NewExample, Outcome, QueryId, Reason, Recipe, Score, Seen, TrainingSettings,
    WeightsSource,
};
use crate::worker::job::{Loaded, Read, Slice};

/// A worker whose jobs come to what a test says.
#[derive(Default)]
struct Worker {
    agenda: Agenda,
    /// How the models compute.
    stands: PerPlace<Stand>,
}

impl Worker {
    /// One whose model in use, "a", embeds on this device.
    fn with_model(device: DeviceKind) -> Self {
        let mut worker = Self::default();
        if device == DeviceKind::WebGpu {
            worker.choose(DeviceChoice::WebGpu);
        }
        worker.stands.in_use = Stand { device, batch: 2 };
        worker.load(RequestId(1), "a");
        worker
    }

    fn choose(&mut self, choice: DeviceChoice) -> Vec<Event> {
        self.take(Command::ChooseDevice(choice));
        assert_eq!(self.next(), Some(Job::ChooseDevice(choice)));
        let (problem, refused) = (None, None);
        self.done(Done::DeviceChosen { choice, report: report(choice), problem, refused })
    }

    /// Loads a model into use.
    fn load(&mut self, request: RequestId, model: &str) -> Vec<Event> {
        self.take(Command::LoadModel { request, model: model.into() });
        self.arrive(Place::InUse, request, model)
    }

    /// Fetches and loads a model that was asked for.
    fn arrive(&mut self, place: Place, request: RequestId, model: &str) -> Vec<Event> {
        assert_eq!(self.errand(), "Fetch");
        self.agenda.arrived(place, request);
        assert_eq!(self.next(), Some(Job::Load(place, request)));
        let loaded =
            Ok(Box::new(Loaded { info: info(model), source: WeightsSource::Cache, refused: None }));
        let events = self.done(Done::Loaded { place, request, loaded });
        while self.agenda.errands.front().is_some() {
            self.errand();
        }
        events
    }

    fn take(&mut self, command: Command) -> Vec<Event> {
        self.agenda.take(command)
    }

    fn next(&mut self) -> Option<Job> {
        self.agenda.next_job()
    }

    fn done(&mut self, done: Done) -> Vec<Event> {
        self.agenda.done(done, self.stands)
    }

    /// Does an errand that comes next, and gives its name.
    fn errand(&mut self) -> String {
        let job = self.next().expect("an errand");
        assert!(job.is_errand(), "{job:?}");
        assert_eq!(self.done(Done::Well), []);
        name(&job)
    }

    /// The name of the job that comes next.
    fn next_name(&mut self) -> String {
        self.next().as_ref().map(name).unwrap_or_default()
    }

    /// Adds pictures of these ids.
    fn add(&mut self, ids: impl IntoIterator<Item = u32>) {
        let new = |id| NewExample { id: ExampleId(id), input: picture(id), seen: false };
        self.take(Command::AddExamples(ids.into_iter().map(new).collect()));
    }

    /// Does the job that embeds and reads; whatever is embedded comes to its own id.
    fn embed(&mut self) -> Vec<Event> {
        let Some(Job::Embed { embed, read }) = self.next() else { panic!("nothing to embed") };
        let embedded = Ok(embed.iter().map(|&id| (id, vec![id.0 as f32])).collect());
        let read = read.into_iter().map(|read| good(read.id)).collect();
        self.done(Done::Embedded { embed, embedded, read })
    }

    /// Adds the pictures 1 and 2 and presses Train for a class each.
    fn train(&mut self, run: u32) -> Vec<Event> {
        self.take(train(run))
    }

    /// Starts a run on two pictures.
    fn start(&mut self, run: u32) {
        self.add([1, 2]);
        self.train(run);
        self.embed();
        self.embed();
        assert!(matches!(self.next(), Some(Job::StartRun { .. })));
        self.done(Done::Well);
    }

    fn ask(&mut self, request: u32, model: &str, question: impl Into<crate::protocol::Question>) {
        let (request, question) = (RequestId(request), question.into());
        assert_eq!(self.take(Command::Ask { request, model: model.into(), question }), []);
    }
}

fn name(job: &Job) -> String {
    format!("{job:?}").split(['(', ' ']).next().unwrap_or_default().to_owned()
}

fn info(id: &str) -> ModelInfo {
    ModelInfo { id: id.into(), ..catalog::entries()[0].clone() }
}

fn adapter() -> AdapterInfo {
    AdapterInfo { name: "a card".into(), software: false }
}

fn report(choice: DeviceChoice) -> DeviceReport {
    let kind = match choice {
        DeviceChoice::Cpu => DeviceKind::Cpu,
        _ => DeviceKind::WebGpu,
    };
    DeviceReport { kind, adapter: Some(adapter()), reason: Reason::Chosen }
}

fn picture(id: u32) -> Input {
    let url = format!("blob:{id}");
    Input::Picture(crate::protocol::FileRef { name: format!("{id}.jpg"), url })
}

fn good(id: ExampleId) -> Read {
    Read { id, seen: Some(Seen::Picture(vec![1])), remark: None, ready: Ok(true) }
}

fn predict(query: u32, live: bool) -> Command {
    Command::Predict { query: QueryId(query), input: picture(100 + query), live }
}

fn train(run: u32) -> Command {
    let class = |class: u32| ClassExamples {
        class: ClassId(class),
        name: format!("class {class}"),
        examples: vec![ExampleId(class)],
    };
    Command::Train { run: RunId(run), recipe: recipe(), classes: vec![class(1), class(2)] }
}

fn recipe() -> Recipe {
    Recipe::Layers(TrainingSettings::default())
}

fn outcome() -> Outcome {
    Outcome {
        epochs: 50,
        stopped: false,
        device: DeviceKind::Cpu,
        training_examples: 2,
        training: Score { loss: 0.1, accuracy: 1.0 },
        held_out: None,
        recipe: recipe(),
        seconds: 1.0,
        whole: false,
        kept_epoch: None,
    }
}

fn lost() -> Kind {
    DeviceError::Lost.into()
}

fn no_room() -> Kind {
    DeviceError::NoRoom("a long text".into()).into()
}

/// The slice of a run that goes on.
fn goes_on() -> Done {
    Done::Trained(Slice::default())
}
