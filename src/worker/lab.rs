//! The lab: does the tutorial's experiments, one at a time, a little at a time.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use futures_channel::mpsc::UnboundedReceiver;
use futures_channel::oneshot;
use futures_util::StreamExt;
use futures_util::future::{Either, select};

use super::fetch::Fetch;
use super::link::post;
use super::source::ModelSource;
use crate::browser::{clock, picture};
use crate::data::sample;
use crate::engine::catalog;
use crate::engine::catalog::Checkpoint;
use crate::engine::lab::pictures::{InSizes, with_small};
use crate::engine::lab::{self, Needs, PictureSet, Procedure, Supplies};
use crate::error::{Doing, DownloadError, Error, Kind};
use crate::protocol::lab::{Command, Event, Experiment, OwnClass, PictureChoice, Source};
use crate::protocol::{FileRef, RunId};

/// Pictures of one class of the visitor's that experiments look at: as many as there are of a class of the
/// sample. More would take longer and show the same.
const MOST_OF_A_CLASS: usize = 60;

/// Models that were fetched, by their ids: experiments share them.
type Models = Rc<RefCell<BTreeMap<String, Checkpoint>>>;

/// What is being made ready for an experiment.
type Preparing = Pin<Box<dyn Future<Output = Result<Prepared, Error>>>>;

/// An experiment that can begin, and the milliseconds that went into its pictures.
type Prepared = (Box<dyn Procedure>, f64);

/// The lab, with at most one experiment: being made ready, or under way.
#[derive(Default)]
pub struct Lab {
    models: Models,
    /// The experiment that is being made ready.
    preparing: Option<(RunId, Option<u32>, Preparing)>,
    /// The experiment under way.
    active: Option<Active>,
}

/// An experiment under way.
struct Active {
    run: RunId,
    procedure: Box<dyn Procedure>,
    /// Steps until it waits; none if it does not.
    steps: Option<u32>,
    /// Milliseconds it has taken.
    spent: f64,
}

impl Active {
    fn waits(&self) -> bool {
        self.steps == Some(0)
    }
}

impl Lab {
    /// Answers commands for ever.
    pub async fn serve(mut self, mut commands: UnboundedReceiver<Command>) {
        post(&Event::Ready);
        loop {
            while let Ok(command) = commands.try_recv() {
                self.handle(command);
            }
            if let Some((run, steps, preparing)) = self.preparing.take() {
                match select(preparing, commands.next()).await {
                    Either::Left((Ok((procedure, spent)), _)) => {
                        self.active = Some(Active { run, procedure, steps, spent });
                    }
                    Either::Left((Err(error), _)) => post(&Event::Failed { run, error }),
                    Either::Right((Some(command), preparing)) => {
                        self.preparing = Some((run, steps, preparing));
                        self.handle(command);
                    }
                    Either::Right((None, _)) => return,
                }
            } else if self.active.as_ref().is_some_and(|active| !active.waits()) {
                self.work();
                clock::let_messages_in().await;
            } else {
                match commands.next().await {
                    Some(command) => self.handle(command),
                    None => return,
                }
            }
        }
    }

    fn handle(&mut self, command: Command) {
        match command {
            Command::Start { run, experiment, steps } => {
                self.end_all();
                let preparing = prepare(run, experiment, self.models.clone());
                self.preparing = Some((run, steps, Box::pin(preparing)));
            }
            Command::GoOn { run, steps } => {
                if let Some(active) = self.active.as_mut().filter(|active| active.run == run) {
                    active.steps = steps;
                }
            }
            Command::Stop(run) => {
                let is_it = |of: Option<RunId>| of == Some(run);
                if is_it(self.preparing.as_ref().map(|(run, ..)| *run))
                    || is_it(self.active.as_ref().map(|active| active.run))
                {
                    self.end_all();
                }
            }
            Command::Ping => post(&Event::Pong),
        }
    }

    /// Ends whatever is under way before its end.
    fn end_all(&mut self) {
        if let Some((run, ..)) = self.preparing.take() {
            post(&Event::Ended { run, stopped: true, seconds: 0.0 });
        }
        if let Some(active) = self.active.take() {
            end(&active, true);
        }
    }

    /// Works for a slice of time, and tells what was found out.
    fn work(&mut self) {
        let Some(active) = &mut self.active else { return };
        let start = clock::now();
        let mut findings = Vec::new();
        let mut failed = None;
        while !active.procedure.is_over() && !active.waits() && clock::now() < start + clock::SLICE
        {
            match active.procedure.advance() {
                Ok(piece) => {
                    findings.extend(piece.findings);
                    if let (Some(steps), true) = (&mut active.steps, piece.ends_step) {
                        *steps = steps.saturating_sub(1);
                    }
                }
                Err(kind) => {
                    failed = Some(kind);
                    break;
                }
            }
        }
        active.spent += clock::now() - start;
        let run = active.run;
        post(&Event::Found { run, findings, done: active.procedure.done() });
        if let Some(kind) = failed {
            self.active = None;
            post(&Event::Failed { run, error: Error::new(Doing::Experimenting, kind) });
        } else if active.procedure.is_over() {
            end(active, false);
            self.active = None;
        } else if active.waits() {
            post(&Event::Waits(run));
        }
    }
}

fn end(active: &Active, stopped: bool) {
    let seconds = (active.spent / 1000.0) as f32;
    post(&Event::Ended { run: active.run, stopped, seconds });
}

/// Fetches and decodes what an experiment needs, and starts it.
async fn prepare(run: RunId, experiment: Experiment, models: Models) -> Result<Prepared, Error> {
    let failed = |kind| Error::new(Doing::Experimenting, kind);
    let Needs { models: needed, wishes, mut sizes } = lab::needs(&experiment).map_err(failed)?;
    let mut supplies = Supplies {
        pictures: PictureSet::default(),
        models: BTreeMap::new(),
        absent: BTreeMap::new(),
        clock: clock::now,
    };
    for id in needed {
        let found = model(run, &id, &models).await?;
        supplies.models.insert(id, found);
    }
    for id in wishes {
        match model(run, &id, &models).await {
            Ok(found) => drop(supplies.models.insert(id, found)),
            Err(error) => drop(supplies.absent.insert(id, error)),
        }
    }
    // Nobody looks at the sizes of models that could not be had.
    let side = |id: &String| catalog::find(id).ok().and_then(|info| info.reads.side());
    let size_of = |id: &String| side(id).unwrap_or(0);
    let present: Vec<usize> = supplies.models.keys().map(size_of).collect();
    let unused = |size: &usize| supplies.absent.keys().any(|id| size_of(id) == *size);
    sizes.retain(|size| present.contains(size) || !unused(size));
    let start = clock::now();
    if !sizes.is_empty() {
        supplies.pictures = match lab::source(&experiment) {
            Some(Source::Sample { classes, each }) => {
                drawn(classes as usize, each as usize, &sizes).await.map_err(failed)?
            }
            Some(Source::Own(classes)) => own(classes, &sizes).await.map_err(failed)?,
            None => match &experiment {
                Experiment::FeatureMaps { picture: PictureChoice::Own(file), .. } => {
                    let doing = Doing::ReadingPicture(file.name.clone());
                    let pixels = read(file, &sizes).await;
                    PictureSet::one(pixels.map_err(|kind| Error::new(doing, kind))?)
                }
                _ => PictureSet::default(),
            },
        };
    }
    let spent = clock::now() - start;
    Ok((lab::start(experiment, supplies).map_err(failed)?, spent))
}

/// A model on offer: kept from before, or fetched.
async fn model(run: RunId, id: &str, models: &Models) -> Result<Checkpoint, Error> {
    if let Some(found) = models.borrow().get(id) {
        return Ok(found.clone());
    }
    let source = ModelSource::Offered(id.into());
    let doing = source.doing();
    let failed = |kind| Error::new(doing.clone(), kind);
    let modality = source.modality().map_err(failed)?;
    let recognise = move |files| catalog::read(files, modality);
    let report = move |received, total| post(&Event::Downloading { run, received, total });
    let (sender, ended) = oneshot::channel();
    let wake = move || {
        // Nobody waits any more where the experiment was stopped.
        let _ = sender.send(());
    };
    let fetch = Fetch::start(source, recognise, report, wake).map_err(failed)?;
    let cancelled = || Kind::Download(DownloadError::Cancelled);
    ended.await.map_err(|_| failed(cancelled()))?;
    let found = fetch.take().unwrap_or_else(|| Err(cancelled())).map_err(failed)?.found;
    models.borrow_mut().insert(id.into(), found.clone());
    Ok(found)
}

/// Pictures of the sample in all sizes, drawn a few at a time, so that messages come in meanwhile.
async fn drawn(classes: usize, each: usize, sizes: &[usize]) -> Result<PictureSet, Kind> {
    let mut since = clock::now();
    let mut drawn = Vec::new();
    for class in 0..classes.min(sample::CLASSES.len()) {
        let mut pictures = Vec::new();
        for index in 0..each.min(sample::EACH) {
            let draw = |size| (size, sample::draw(class, index, size));
            pictures.push(with_small(sizes).map(draw).collect());
            if clock::now() > since + clock::SLICE {
                clock::let_messages_in().await;
                since = clock::now();
            }
        }
        drawn.push((sample::CLASSES[class].to_owned(), pictures));
    }
    PictureSet::own(drawn)
}

/// The visitor's pictures in all sizes. Those that cannot be used are left out, and the visitor is told.
async fn own(classes: Vec<OwnClass>, sizes: &[usize]) -> Result<PictureSet, Kind> {
    let mut decoded = Vec::new();
    for OwnClass { name, files } in classes {
        let mut pictures = Vec::new();
        for file in files.iter().take(MOST_OF_A_CLASS) {
            match read(file, sizes).await {
                Ok(sizes) => pictures.push(sizes),
                Err(kind) => {
                    let doing = Doing::ReadingPicture(file.name.clone());
                    post(&Event::Warning(Error::new(doing, kind)));
                }
            }
        }
        decoded.push((name, pictures));
    }
    PictureSet::own(decoded)
}

async fn read(file: &FileRef, sizes: &[usize]) -> Result<InSizes, Kind> {
    let decoded = picture::decode(&file.url).await?;
    with_small(sizes).map(|size| Ok((size, decoded.rgba(size)?))).collect()
}
