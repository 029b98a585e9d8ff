//! What there is, and who waits for what: wishes and events in, commands and replies out.

use std::collections::{BTreeMap, BTreeSet};

use super::reply::{Ranked, Reply, Run};
use super::settings::Settings;
use super::wish::{Call, Options, Wish};
use crate::error::{Doing, Error, Kind, Result, WeightsError};
use crate::protocol::project::{Class, Example, ModelRef, Project, Shared};
use crate::protocol::{
    ClassExamples, ClassId, Command, DeviceKind, Event, ExampleId, Input, ModelInfo, NewExample,
    Origin, Outcome, Prediction, QueryId, RequestId, RunId, Score, TrustPiece,
};

/// What comes of a wish or an event.
#[derive(Debug, Default, PartialEq)]
pub struct Said {
    /// For the worker.
    pub commands: Vec<Command>,
    /// For the page.
    pub replies: Vec<Reply>,
}

impl From<Command> for Said {
    fn from(command: Command) -> Self {
        Self { commands: vec![command], replies: Vec::new() }
    }
}

impl From<Reply> for Said {
    fn from(reply: Reply) -> Self {
        Self { commands: Vec::new(), replies: vec![reply] }
    }
}

/// A page's classes and examples, and its calls that are not answered yet.
#[derive(Debug)]
pub struct Desk {
    options: Options,
    /// The models on offer for what is taught with; none until the worker is there.
    offered: Option<Vec<ModelInfo>>,
    /// The calls for a model that came before.
    early: Vec<(Call, Option<String>)>,
    /// What one saves.
    project: Project,
    /// The request for a model under way, and its call.
    loading: Option<(RequestId, Call)>,
    request: RequestId,
    /// Calls whose examples are not all read.
    adding: Vec<Adding>,
    /// The run under way, its call, and the classes as they were when it began.
    training: Option<(RunId, Call, Vec<ClassExamples>)>,
    /// What the classes are called that the head in use tells apart.
    taught: BTreeMap<ClassId, String>,
    asked: BTreeMap<QueryId, Call>,
    query: QueryId,
}

/// Examples that are being read.
#[derive(Debug)]
struct Adding {
    call: Call,
    waiting: BTreeSet<ExampleId>,
    /// What the first that could not be used was refused for.
    refused: Option<String>,
}

impl Desk {
    /// There is nothing yet.
    pub fn new(options: Options) -> Self {
        let project = Project { modality: options.reads, ..Project::default() };
        Self {
            options,
            offered: None,
            early: Vec::new(),
            project,
            loading: None,
            request: RequestId::default(),
            adding: Vec::new(),
            training: None,
            taught: BTreeMap::new(),
            asked: BTreeMap::new(),
            query: QueryId::default(),
        }
    }

    /// Takes in what the page asks for.
    pub fn take(&mut self, wish: Wish) -> Said {
        match wish {
            Wish::Load { call, model } => self.load(call, model),
            Wish::Add { call, label, inputs } => self.add(call, label, inputs),
            Wish::Train { call, settings } => self.train(call, &settings),
            Wish::Stop => {
                let run = self.training.as_ref().map(|(run, ..)| Command::StopTraining(*run));
                run.map(Said::from).unwrap_or_default()
            }
            Wish::Classify { call, input } => {
                let query = self.query.fresh();
                self.asked.insert(query, call);
                Command::Predict { query, input, live: false }.into()
            }
            Wish::Describe { call } => self.describe(call).into(),
            Wish::Clear => self.clear(),
        }
    }

    /// Takes in what the worker says.
    pub fn hear(&mut self, event: Event) -> Said {
        match event {
            Event::Ready { models } => return self.begin(models),
            Event::Downloading { request, received, total } if self.is_loading(request) => {
                return Reply::Downloading { received, total }.into();
            }
            Event::ModelLoaded { request, model, .. } => return self.loaded(request, &model),
            Event::ModelFailed { request, error } if self.is_loading(request) => {
                let call = self.loading.take().map(|(_, call)| call);
                return call.map(|call| refused(call, &error)).unwrap_or_default();
            }
            Event::ExampleRead { example, .. } => return self.read(example, None),
            Event::ExampleRejected { example, error } => {
                self.forget(example);
                return self.read(example, Some(error.to_string()));
            }
            Event::Training(progress) => {
                if let Some((_, call, _)) = self.running(progress.run) {
                    let number = |number: f32| number.is_finite().then_some(number);
                    return Reply::Progress {
                        call: *call,
                        epoch: progress.epoch,
                        epochs: progress.epochs,
                        loss: number(progress.training.loss),
                        accuracy: progress.held_out.map(|Score { accuracy, .. }| accuracy),
                    }
                    .into();
                }
            }
            Event::Trained { run, outcome } => return self.trained(run, &outcome),
            Event::TrainingFailed { run, error } if self.running(run).is_some() => {
                let call = self.training.take().map(|(_, call, _)| call);
                return call.map(|call| refused(call, &error)).unwrap_or_default();
            }
            Event::Trust { run, piece: TrustPiece::Over { .. } | TrustPiece::Stopped }
                if run == self.project.ids.run =>
            {
                return Reply::Assessed.into();
            }
            Event::Predicted { query, prediction } => return self.predicted(query, prediction),
            Event::Warning(error) => return Reply::Warning { why: error.to_string() }.into(),
            _ => {}
        }
        Said::default()
    }

    /// The worker is there.
    fn begin(&mut self, models: Vec<ModelInfo>) -> Said {
        let reads = self.options.reads;
        let own = models.into_iter().filter(|info| info.reads.modality() == reads);
        self.offered = Some(own.collect());
        let mut said = Said::from(Command::ChooseDevice(self.options.device));
        for (call, model) in std::mem::take(&mut self.early) {
            let Said { commands, replies } = self.load(call, model);
            said.commands.extend(commands);
            said.replies.extend(replies);
        }
        said
    }

    fn load(&mut self, call: Call, model: Option<String>) -> Said {
        let Some(offered) = &self.offered else {
            self.early.push((call, model));
            return Said::default();
        };
        // Whoever names none asks no other host than this.
        let usual = || offered.iter().find(|info| info.origin == Origin::Shipped);
        let found = match &model {
            Some(id) => offered.iter().find(|info| info.id == *id),
            None => usual(),
        };
        let Some(info) = found else {
            let id = model.unwrap_or_default();
            let kind = Kind::Weights(WeightsError::UnknownModel(id.clone()));
            return refused(call, &Error::new(Doing::Downloading(id), kind));
        };
        let model = info.id.clone();
        let request = self.request.fresh();
        self.loading = Some((request, call));
        Command::LoadModel { request, model }.into()
    }

    fn is_loading(&self, request: RequestId) -> bool {
        self.loading.is_some_and(|(of, _)| of == request)
    }

    fn loaded(&mut self, request: RequestId, model: &ModelInfo) -> Said {
        let loading = self.loading.take_if(|(of, _)| *of == request);
        let Some((_, call)) = loading else { return Said::default() };
        self.project.model = ModelRef::Offered(model.id.clone());
        Reply::Loaded { call, model: model.id.clone() }.into()
    }

    fn add(&mut self, call: Call, label: String, inputs: Vec<Input>) -> Said {
        let label = label.trim();
        let ids = &mut self.project.ids;
        let new = |input: Input| Example { id: ids.example.fresh(), input: Shared::from(input) };
        let examples: Vec<Example> = inputs.into_iter().map(new).collect();
        if examples.is_empty() {
            return Reply::Done { call }.into();
        }
        let waiting = examples.iter().map(|example| example.id).collect();
        self.adding.push(Adding { call, waiting, refused: None });
        let told = examples.iter().map(|example| NewExample {
            id: example.id,
            input: (*example.input).clone(),
            seen: false,
        });
        let command = Command::AddExamples(told.collect());
        match self.project.classes.iter_mut().find(|class| class.name == label) {
            Some(class) => class.change().examples.extend(examples),
            None => {
                let id = self.project.ids.class.fresh();
                let class = Class { id, name: label.to_owned(), examples };
                self.project.classes.push(class.into());
            }
        }
        command.into()
    }

    /// An example was read, or refused.
    fn read(&mut self, example: ExampleId, refused: Option<String>) -> Said {
        let adding = self.adding.iter().position(|adding| adding.waiting.contains(&example));
        let Some(at) = adding else { return Said::default() };
        let adding = &mut self.adding[at];
        adding.waiting.remove(&example);
        adding.refused = adding.refused.take().or(refused);
        if !adding.waiting.is_empty() {
            return Said::default();
        }
        let Adding { call, refused, .. } = self.adding.remove(at);
        match refused {
            Some(why) => Reply::Refused { call, why }.into(),
            None => Reply::Done { call }.into(),
        }
    }

    fn forget(&mut self, gone: ExampleId) {
        for class in &mut self.project.classes {
            if class.examples.iter().any(|example| example.id == gone) {
                class.change().examples.retain(|example| example.id != gone);
            }
        }
    }

    fn train(&mut self, call: Call, settings: &Settings) -> Said {
        let recipe = settings.recipe();
        self.project.recipe = recipe.clone();
        let run = self.project.ids.run.fresh();
        let classes: Vec<ClassExamples> = self.project.classes.iter().map(as_trained).collect();
        self.training = Some((run, call, classes.clone()));
        Command::Train { run, recipe, classes }.into()
    }

    fn running(&self, run: RunId) -> Option<&(RunId, Call, Vec<ClassExamples>)> {
        self.training.as_ref().filter(|(of, ..)| *of == run)
    }

    fn trained(&mut self, run: RunId, outcome: &Outcome) -> Said {
        let training = self.training.take_if(|(of, ..)| *of == run);
        let Some((_, call, classes)) = training else { return Said::default() };
        self.taught = classes.into_iter().map(|class| (class.class, class.name)).collect();
        let report = outcome.held_out.as_ref();
        let rows = report.map_or(&[][..], |report| &report.classes);
        let run = Run {
            accuracy: report.map(|report| report.score.accuracy),
            held_out: report.map_or(0, |report| report.examples()),
            labels: self.taught.values().cloned().collect(),
            confusion: rows.iter().map(|row| row.taken_for.clone()).collect(),
            training_examples: outcome.training_examples,
            epochs: outcome.epochs,
            seed: outcome.recipe.settings().seed,
            device: match outcome.device {
                DeviceKind::WebGpu => "webgpu",
                DeviceKind::Cpu => "cpu",
            },
            seconds: outcome.seconds,
            stopped: outcome.stopped,
        };
        Reply::Trained { call, run }.into()
    }

    fn predicted(&mut self, query: QueryId, prediction: Result<Prediction>) -> Said {
        let Some(call) = self.asked.remove(&query) else { return Said::default() };
        let prediction = match prediction {
            Ok(prediction) => prediction,
            Err(error) => return refused(call, &error),
        };
        let ranked = prediction.classes.into_iter().map(|(class, probability)| Ranked {
            label: self.taught.get(&class).cloned().unwrap_or_default(),
            probability,
        });
        let ranked = ranked.collect();
        let unknown = prediction.familiarity.map(|it| it.is_unknown());
        Reply::Classified { call, ranked, unknown }.into()
    }

    fn describe(&self, call: Call) -> Reply {
        let examples = self.project.classes.iter().flat_map(|class| &class.examples);
        let pictures = examples.filter_map(|example| {
            Some((example.id.0, example.input.file().map(|file| file.url.clone())?))
        });
        let pictures = pictures.collect();
        Reply::Project { call, project: self.project.write(), pictures }
    }

    fn clear(&mut self) -> Said {
        let classes = std::mem::take(&mut self.project.classes);
        let all = classes.iter().flat_map(|class| &class.examples).map(|example| example.id);
        let gone = Command::RemoveExamples(all.collect());
        // A class that is made later is another than any before, and so is an example.
        let stop = self.training.as_ref().map(|(run, ..)| Command::StopTraining(*run));
        let commands = stop.into_iter().chain([gone]).collect();
        Said { commands, replies: Vec::new() }
    }

    /// The calls that wait for an answer, as when none will come.
    pub fn unanswered(&mut self) -> Vec<Call> {
        let early = std::mem::take(&mut self.early).into_iter().map(|(call, _)| call);
        let loading = self.loading.take().map(|(_, call)| call);
        let adding = std::mem::take(&mut self.adding).into_iter().map(|adding| adding.call);
        let training = self.training.take().map(|(_, call, _)| call);
        let asked = std::mem::take(&mut self.asked).into_values();
        early.chain(loading).chain(adding).chain(training).chain(asked).collect()
    }
}

fn refused(call: Call, error: &Error) -> Said {
    Reply::Refused { call, why: error.to_string() }.into()
}

/// A class at the moment of training.
fn as_trained(class: &Shared<Class>) -> ClassExamples {
    ClassExamples {
        class: class.id,
        name: class.name.clone(),
        examples: class.examples.iter().map(|example| example.id).collect(),
    }
}

#[cfg(test)]
mod tests;
