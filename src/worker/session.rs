//! What the worker knows, and what it does next.

use std::collections::VecDeque;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use futures_util::future::{Either, join, join_all, select};

use super::crew::Purpose;
use super::examples::Examples;
use super::fetch::{Fetch, Fetched, Wanted};
use super::link::post;
use super::model::Model;
use super::questions::{Asked, Questions};
use super::reading::{self, Material, Reading};
use super::stored;
use super::training::{ActiveRun, Request};
use crate::browser::{clock, fetch};
use crate::data::table;
use crate::engine::catalog;
use crate::engine::device::{self, Device};
use crate::engine::heads::Classifier;
use crate::error::{ClassesError, Doing, DownloadError, Error, Kind};
use crate::protocol::{
    AdapterInfo, Command, DeviceChoice, DeviceKind, DeviceReport, Event, ExampleId, FileRef, Input,
    Modality, Prediction, QueryId, Reason, RequestId, RunId, Seen, Table, Timing,
};

mod answers;
mod writing;

use writing::Writing;

/// Milliseconds of training between two looks at the messages: a Stop is answered within a frame.
const TRAINING_SLICE: f64 = 16.0;

/// The largest file of texts that is read, in bytes.
const TABLE: u64 = 16 << 20;

/// An example that has been read: what the model embeds of it, if there is a model, and what the page is to show.
type Read = (ExampleId, Result<Option<Material>, Error>, Option<Seen>);

/// Examples that have been read, and what the model embeds of them.
#[derive(Debug, Default)]
struct Batch {
    ids: Vec<ExampleId>,
    materials: Vec<Material>,
}

/// All the worker knows.
#[derive(Debug)]
pub struct Session {
    device: Device,
    /// A device that was asked for and not chosen yet.
    wish: Option<DeviceChoice>,
    /// Whether each job goes to the device that is faster at it.
    auto: bool,
    /// Whether it still has to be measured where the model embeds faster.
    unmeasured: bool,
    /// What came of that; none of a model that only the CPU can run.
    embeds_because: Option<Timing>,
    /// What made the embeddings that there are.
    embedded_by: DeviceKind,
    model: Option<Model>,
    fetch: Option<Fetch>,
    questions: Questions,
    /// A model that was asked something without being in use.
    guest: Option<Model>,
    /// It, on its way.
    guest_fetch: Option<Fetch>,
    examples: Examples,
    /// The next of them, read for the model in use while those before were embedded.
    ahead: Option<Batch>,
    queries: VecDeque<(QueryId, Input)>,
    /// Files of texts to read.
    tables: VecDeque<(RequestId, FileRef)>,
    /// A text that a model writes on.
    writing: Option<Writing>,
    /// A press of Train that waits for its examples to be embedded.
    request: Option<Request>,
    run: Option<ActiveRun>,
    trained: Option<Classifier>,
    /// Wakes the loop when a fetch has ended.
    wake: (UnboundedSender<()>, UnboundedReceiver<()>),
}

impl Session {
    /// Knows nothing yet, and computes on the CPU.
    pub fn new() -> Self {
        Self {
            device: Device::Cpu,
            wish: None,
            auto: false,
            unmeasured: false,
            embeds_because: None,
            embedded_by: DeviceKind::Cpu,
            model: None,
            fetch: None,
            questions: Questions::default(),
            guest: None,
            guest_fetch: None,
            examples: Examples::default(),
            ahead: None,
            queries: VecDeque::new(),
            tables: VecDeque::new(),
            writing: None,
            request: None,
            run: None,
            trained: None,
            wake: unbounded(),
        }
    }

    /// Answers commands for ever.
    pub async fn serve(mut self, mut commands: UnboundedReceiver<Command>) {
        post(&Event::Ready { models: catalog::entries().to_vec() });
        stored::report();
        loop {
            while let Ok(command) = commands.try_recv() {
                self.handle(command);
            }
            if self.work().await {
                clock::let_messages_in().await;
                continue;
            }
            match select(commands.next(), self.wake.1.next()).await {
                Either::Left((Some(command), _)) => self.handle(command),
                Either::Left((None, _)) => return,
                Either::Right(_) => {}
            }
        }
    }

    /// Notes what is asked for. Answers at once only where no work is needed.
    fn handle(&mut self, command: Command) {
        match command {
            Command::ChooseDevice(choice) => self.wish = Some(choice),
            Command::LoadModel { request, model } => {
                self.fetch(request, Wanted::Offered(model));
            }
            Command::OpenModel { request, files, modality } => {
                self.fetch(request, Wanted::Files(files, modality));
            }
            Command::LoadAddress { request, address, sha256, modality } => {
                self.fetch(request, Wanted::Address(address, sha256, modality));
            }
            Command::CancelDownload => self.cancel_downloads(),
            Command::RemoveModel(id) => stored::remove(&id),
            Command::Ask { request, model, question } => {
                self.questions.add(Asked { request, model, question });
            }
            Command::AddExamples(examples) => {
                examples.into_iter().for_each(|example| self.examples.add(example));
                self.report_embedded();
            }
            Command::RemoveExamples(ids) => {
                ids.into_iter().for_each(|id| self.examples.remove(id));
                self.report_embedded();
            }
            Command::Train { run, recipe, classes } => {
                self.run = None;
                let recipe = recipe.bounded();
                self.request = Some(Request { run, recipe, classes });
                self.refuse_training_without_model();
            }
            Command::StopTraining(run) => self.stop(run),
            Command::Predict { query, input } => {
                // Somebody types faster than texts are looked at, and wants to know of the newest.
                self.queries.retain(|(_, input)| input.file().is_some());
                self.queries.push_back((query, input));
            }
            Command::ReadTable { request, file } => self.tables.push_back((request, file)),
            Command::StopWriting(request) => self.stop_writing(request),
            Command::Ping => post(&Event::Pong),
        }
    }

    /// Does the most pressing piece of work. False if there is none.
    async fn work(&mut self) -> bool {
        if let Some(choice) = self.wish.take() {
            self.choose_device(choice).await;
        } else if let Some(result) = self.fetch.as_ref().and_then(Fetch::take) {
            self.end_fetch(result);
        } else if self.unmeasured && self.model.is_some() {
            self.measure().await;
        } else if let Some((query, input)) = self.queries.pop_front() {
            self.predict(query, input).await;
        } else if let Some((request, file)) = self.tables.pop_front() {
            let table = read_table(&file).await;
            let table = table.map_err(|kind| Error::new(Doing::ReadingTable(file.name), kind));
            post(&Event::TableRead { request, table });
        } else if self.answer().await {
            // Or it is a step nearer to an answer.
        } else if self.write() {
            // Or there is nothing to write.
        } else if self.run.is_some() {
            self.train().await;
        } else if self.start_training() {
            // The run is there now, or was refused.
        } else {
            return self.embed().await;
        }
        true
    }

    async fn choose_device(&mut self, choice: DeviceChoice) {
        let (device, report, error) = device::choose(choice).await;
        self.auto = choice == DeviceChoice::Auto && device.kind() == DeviceKind::WebGpu;
        self.unmeasured = self.auto;
        self.device = device;
        self.move_models();
        // With Auto it is not known yet.
        if !self.auto {
            self.embed_on_one_device();
        }
        if let (Some(run), Device::Cpu) = (&mut self.run, &self.device) {
            run.continue_on_cpu();
        }
        post(&Event::DeviceChosen(report));
        if let Some(kind) = error {
            post(&Event::Warning(Error::new(Doing::ChoosingDevice, kind)));
        }
    }

    /// What embeds.
    fn embeds(&self) -> DeviceKind {
        self.model.as_ref().map_or(self.device.kind(), Model::device)
    }

    /// Embeds all examples again if another device embeds now: devices round differently, and a run on the CPU
    /// should repeat to the bit.
    fn embed_on_one_device(&mut self) {
        if self.embedded_by != self.embeds() {
            self.embedded_by = self.embeds();
            self.examples.embed_again();
            self.report_embedded();
        }
    }

    /// Moves the model to the device that embeds faster here, and says so.
    async fn measure(&mut self) {
        self.unmeasured = false;
        let (Device::Gpu(gpu), Some(model)) = (&self.device, &mut self.model) else { return };
        match model.race(gpu).await {
            Ok(measured) => {
                self.embeds_because = measured;
                self.embed_on_one_device();
                self.report_measured(None);
            }
            Err(kind) => self.fall_back(kind),
        }
    }

    /// Tells the page what computes after both devices were timed, and were timed in training, too.
    fn report_measured(&self, training: Option<Timing>) {
        let modality = self.model.as_ref().map_or(Modality::default(), Model::modality);
        let reason = Reason::Timed { modality, embedding: self.embeds_because, training };
        let report = DeviceReport { kind: self.embeds(), adapter: self.adapter(), reason };
        post(&Event::DeviceChosen(report));
    }

    fn adapter(&self) -> Option<AdapterInfo> {
        match &self.device {
            Device::Gpu(gpu) => Some(gpu.adapter().clone()),
            Device::Cpu => None,
        }
    }

    /// Goes on on the CPU after the GPU failed, and says so.
    fn fall_back(&mut self, kind: Kind) {
        let adapter = self.adapter();
        self.device = Device::Cpu;
        self.auto = false;
        self.move_models();
        if let Some(run) = &mut self.run {
            run.continue_on_cpu();
        }
        let reason = Reason::FailedInUse;
        post(&Event::DeviceChosen(DeviceReport { kind: DeviceKind::Cpu, adapter, reason }));
        post(&Event::Warning(Error::new(Doing::Computing, kind)));
    }

    fn move_models(&mut self) {
        for model in [&mut self.model, &mut self.guest].into_iter().flatten() {
            model.move_to(&self.device);
        }
    }

    fn fetch(&mut self, request: RequestId, wanted: Wanted) {
        // A fetch under way ends here: what it would bring is no longer wanted.
        self.fetch = None;
        match self.start_fetch(request, wanted) {
            Ok(fetch) => self.fetch = Some(fetch),
            Err(error) => {
                post(&Event::ModelFailed { request, error });
                self.refuse_training_without_model();
            }
        }
    }

    fn start_fetch(&self, request: RequestId, wanted: Wanted) -> Result<Fetch, Error> {
        let wake = self.wake.0.clone();
        let report = |request, received, total| {
            post(&Event::Downloading { request, received, total });
        };
        Fetch::start(request, wanted, report, move || {
            // The receiver lives as long as the session.
            let _ = wake.unbounded_send(());
        })
    }

    fn cancel_downloads(&mut self) {
        if let Some(fetch) = self.fetch.take() {
            let error = Error::new(fetch.doing.clone(), Kind::Download(DownloadError::Cancelled));
            post(&Event::ModelFailed { request: fetch.request, error });
            self.refuse_training_without_model();
        }
        if let Some(fetch) = self.guest_fetch.take() {
            self.reply(Err(Error::new(
                fetch.doing.clone(),
                Kind::Download(DownloadError::Cancelled),
            )));
        }
    }

    fn cancel_run(&mut self) {
        if let Some(run) = self.run.take() {
            let error = Error::new(Doing::Training, Kind::Download(DownloadError::Cancelled));
            post(&Event::TrainingFailed { run: run.id(), error });
        }
    }

    fn end_fetch(&mut self, result: Result<Fetched, Error>) {
        let Some(fetch) = self.fetch.take() else { return };
        let request = fetch.request;
        let made = result.and_then(|Fetched { info, found, source }| {
            let model = Model::new(&info.id, found, &self.device, Purpose::Examples);
            let model = model.map_err(|kind| Error::new(fetch.doing.clone(), kind))?;
            Ok((model, info, source))
        });
        match made {
            Ok((model, info, source)) => {
                if let Some(before) = self.model.replace(model) {
                    self.end_writing_of(before.id());
                }
                self.unmeasured = self.auto;
                // Read for another.
                self.ahead = None;
                // Both speak of the embeddings of the model before.
                self.trained = None;
                self.cancel_run();
                self.examples.embed_again();
                post(&Event::ModelLoaded { request, model: Box::new(info), source });
                self.report_embedded();
                stored::report();
            }
            Err(error) => {
                post(&Event::ModelFailed { request, error });
                self.refuse_training_without_model();
            }
        }
    }

    /// A press of Train waits for a model on its way, but not for one that never comes.
    fn refuse_training_without_model(&mut self) {
        if self.model.is_none() && self.fetch.is_none() {
            self.refuse_training(Kind::Classes(ClassesError::NoModel));
        }
    }

    fn refuse_training(&mut self, kind: Kind) {
        if let Some(Request { run, .. }) = self.request.take() {
            post(&Event::TrainingFailed { run, error: Error::new(Doing::Training, kind) });
        }
    }

    /// Starts the run that was asked for, once its examples are embedded. Whether there was
    /// something to do.
    fn start_training(&mut self) -> bool {
        let Some(request) = &mut self.request else { return false };
        if self.model.is_none() || self.fetch.is_some() {
            return false;
        }
        if let Err(kind) = request.drop_missing(&self.examples) {
            self.refuse_training(kind);
            return true;
        }
        if !request.is_embedded(&self.examples) {
            return false;
        }
        self.run = self
            .request
            .take()
            .map(|request| ActiveRun::start(request, &self.examples, &self.device, self.auto));
        true
    }

    async fn train(&mut self) {
        let Some(run) = &mut self.run else { return };
        let advanced =
            run.advance(TRAINING_SLICE, |progress| post(&Event::Training(progress))).await;
        if let Some(measured) = run.take_measured() {
            self.report_measured(Some(measured));
        }
        let Some(run) = &mut self.run else { return };
        match advanced {
            Ok(()) if run.is_over() => self.finish_training(),
            Ok(()) => {}
            Err(kind) => self.fall_back(kind),
        }
    }

    fn stop(&mut self, run: RunId) {
        if self.request.as_ref().is_some_and(|request| request.run == run) {
            // It has not begun, so there is nothing to keep.
            self.refuse_training(Kind::Download(DownloadError::Cancelled));
        } else if self.run.as_ref().is_some_and(|active| active.id() == run) {
            self.finish_training();
        }
    }

    fn finish_training(&mut self) {
        let Some(run) = self.run.take() else { return };
        let id = run.id();
        let (outcome, trained) = run.finish();
        self.trained = Some(trained);
        post(&Event::Trained { run: id, outcome });
    }

    /// Embeds the next few examples, and reads those after them meanwhile. Whether there were any.
    async fn embed(&mut self) -> bool {
        let batch = match self.ahead.take() {
            Some(batch) => batch,
            None => {
                let next = self.next_to_read(&[]);
                if next.is_empty() {
                    return false;
                }
                let read = self.read(next).await;
                self.take_in(read)
            }
        };
        let next = self.next_to_read(&batch.ids);
        let embed = async || match &self.model {
            Some(model) if !batch.materials.is_empty() => model.embed(&batch.materials).await,
            _ => Ok(Vec::new()), // They were read for their thumbnails alone.
        };
        let (embeddings, read) = join(embed(), self.read(next)).await;
        let ahead = self.take_in(read);
        self.ahead = (!ahead.ids.is_empty()).then_some(ahead);
        match embeddings {
            Ok(embeddings) => {
                self.embedded_by = self.embeds();
                for (id, embedding) in batch.ids.into_iter().zip(embeddings) {
                    self.examples.embedded(id, embedding);
                }
            }
            // They are still waiting, and the CPU will take them.
            Err(kind) => self.fall_back(kind),
        }
        self.report_embedded();
        true
    }

    /// The examples to read next, but for these, which have been: each with whether the page still has no
    /// thumbnail of it.
    fn next_to_read(&mut self, read: &[ExampleId]) -> Vec<(ExampleId, Input, bool)> {
        let most = self.model.as_ref().map_or(1, Model::batch);
        let mut next = self.examples.next(most + read.len(), self.model.is_some());
        next.retain(|(id, _)| !read.contains(id));
        next.truncate(most);
        next.into_iter().map(|(id, input)| (id, input, self.examples.show(id))).collect()
    }

    /// Reads examples beside each other, as the browser decodes on threads of its own.
    async fn read(&self, next: Vec<(ExampleId, Input, bool)>) -> Vec<Read> {
        let read = async |(id, input, to_show): (ExampleId, Input, bool)| {
            let model = self.model.as_ref();
            let reading = Reading::of(&input, model).await;
            let seen = match &reading {
                Ok(reading) if to_show => Some(reading.seen().await),
                _ => None,
            };
            // A picture is read for its thumbnail alone while there is no model.
            let material =
                |reading: Reading| model.map(|model| reading.material(model)).transpose();
            let material = reading.and_then(material);
            (id, material.map_err(|kind| Error::new(reading::doing(&input), kind)), seen)
        };
        join_all(next.into_iter().map(read)).await
    }

    /// Tells the page of examples that have been read. Those that cannot be are taken away.
    fn take_in(&mut self, read: Vec<Read>) -> Batch {
        let mut batch = Batch::default();
        for (example, read, seen) in read {
            if let Some(seen) = seen {
                post(&Event::ExampleRead { example, seen });
            }
            match read {
                Ok(material) => {
                    batch.ids.push(example);
                    batch.materials.extend(material);
                }
                Err(error) => {
                    self.examples.remove(example);
                    post(&Event::ExampleRejected { example, error });
                }
            }
        }
        batch
    }

    fn report_embedded(&self) {
        let (done, total) = self.examples.progress();
        post(&Event::Embedded { done, total });
    }

    async fn predict(&mut self, query: QueryId, input: Input) {
        let prediction = self.classify(&input).await;
        let prediction = prediction.map_err(|kind| Error::new(reading::doing(&input), kind));
        post(&Event::Predicted { query, prediction });
    }

    async fn classify(&mut self, input: &Input) -> Result<Prediction, Kind> {
        let started = clock::now();
        let id = self.model.as_ref().ok_or(Kind::Classes(ClassesError::NoModel))?.id().to_owned();
        if self.trained.is_none() {
            return Err(Kind::Classes(ClassesError::NoHead));
        }
        let reading = Reading::of(input, self.model.as_ref()).await?;
        let embedding = self.embed_with(&id, &reading).await?;
        let classes =
            self.trained.as_ref().ok_or(Kind::Classes(ClassesError::NoHead))?.ranked(&embedding);
        let seen = reading.seen().await;
        let milliseconds = (clock::now() - started) as f32;
        Ok(Prediction { classes, seen, milliseconds })
    }

    /// The model of this id, if it is here.
    fn present(&self, id: &str) -> Option<&Model> {
        [&self.model, &self.guest].into_iter().flatten().find(|model| model.id() == id)
    }

    fn present_mut(&mut self, id: &str) -> Option<&mut Model> {
        [&mut self.model, &mut self.guest].into_iter().flatten().find(|model| model.id() == id)
    }

    /// Embeds one picture or text with the model of this id; on the CPU, if the GPU fails.
    async fn embed_with(&mut self, id: &str, reading: &Reading) -> Result<Vec<f32>, Kind> {
        let model = self.present(id).ok_or(Kind::Classes(ClassesError::NoModel))?;
        let material = [reading.material(model)?];
        let mut embedded = model.embed(&material).await;
        if let (Err(kind), Device::Gpu(_)) = (&embedded, &self.device)
            // The GPU broke, or has no room for it.
            && matches!(kind, Kind::Device(_))
        {
            self.fall_back(kind.clone());
            embedded = self
                .present(id)
                .ok_or(Kind::Classes(ClassesError::NoModel))?
                .embed(&material)
                .await;
        }
        Ok(embedded?.concat())
    }
}

async fn read_table(file: &FileRef) -> Result<Table, Kind> {
    let bytes = fetch::read(&fetch::file(&file.url).await?, TABLE).await?;
    table::read(&file.name, &bytes)
}
