//! The run under way, and what came of the one before: the head in use.

use super::{Class, Comparison, ModelRef, Shared, State, Trained, Trust, UnderWay};
use crate::error::{ClassesError, Doing, DownloadError, Error, Kind, Result};
use crate::protocol::{
    ClassExamples, ClassId, Command, ExampleId, ModelInfo, Outcome, Progress, RunId,
};

/// How often it is noted on the device how far a run has come.
const NOTES: u32 = 20;

/// The run under way.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Training {
    /// The newest run, also when it has ended.
    pub run: Option<Run>,
    /// Why there is no head in use any more.
    pub forgotten: Option<Forgotten>,
    /// Whether the head is on the device and not in use yet: its model is on its way.
    pub(super) sleeps: bool,
}

/// A run as the page follows it, from its command to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Names it in the protocol.
    pub id: RunId,
    /// Epochs there will be, or were when it has ended.
    pub epochs: u32,
    /// Whether it goes epoch by epoch.
    pub has_steps: bool,
    /// The classes as they were when it started.
    pub classes: Vec<ClassExamples>,
    /// How it went, an entry per epoch.
    pub history: Vec<Progress>,
    /// Epochs that are over and all of them, while a head is made of all examples: what was held out has been measured.
    pub again: Option<(u32, u32)>,
    /// Where it stands.
    pub phase: Phase,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It trains, or waits for examples to be read.
    Running,
    /// It has been asked to stop.
    Stopping,
    /// It has ended, for whatever reason.
    Ended,
}

/// Why a head is not in use any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgotten {
    /// The worker that held it was restarted.
    Restarted,
    /// It worked on the embeddings of another model.
    ModelChanged,
}

impl Training {
    /// Whether a run is under way.
    pub fn is_running(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.phase != Phase::Ended)
    }

    /// The run of this id, if it is the newest and under way.
    fn active(&mut self, id: RunId) -> Option<&mut Run> {
        self.run.as_mut().filter(|run| run.id == id && run.phase != Phase::Ended)
    }
}

impl State {
    /// Whether there is, or was, a run in this sitting, or a head of an earlier one.
    pub fn has_run(&self) -> bool {
        self.training.run.is_some() || self.trained().is_some()
    }

    /// Starts a run on the examples there are, or says what it lacks. A model on its way is no
    /// lack: the worker waits for it, and for the examples to be embedded.
    ///
    /// # Errors
    /// [`ClassesError::TooFewClasses`], [`ClassesError::ClassWithoutExamples`], [`ClassesError::AllLeftOut`] or
    /// [`ClassesError::NoModel`].
    pub fn train(&mut self) -> Result<Vec<Command>> {
        self.dismiss_about(|doing| matches!(doing, Doing::Training));
        self.can_learn(Doing::Training)?;
        let recipe = self.project().recipe.bounded();
        let has_steps = recipe.has_steps();
        let epochs = if has_steps { recipe.settings().epochs } else { 1 };
        let classes = self.project().as_classes();
        let run = self.amend(|project| {
            project.under_way = Some(UnderWay { epoch: 0, epochs });
            project.ids.run.fresh()
        });
        self.trust = Trust::default();
        self.training.run = Some(Run {
            id: run,
            epochs,
            has_steps,
            classes: classes.clone(),
            history: Vec::new(),
            again: None,
            phase: Phase::Running,
        });
        Ok(self.once_copied(Command::Train { run, recipe, classes }))
    }

    /// Whether there is enough to learn from, and a model, or one on its way.
    ///
    /// # Errors
    /// Of what is to be done, those of [`train`](Self::train).
    pub(super) fn can_learn(&self, doing: Doing) -> Result<()> {
        let classes = self.project().as_classes();
        let empty = classes.iter().find(|class| class.examples.is_empty());
        let lack = if classes.len() < 2 {
            Some(Kind::Classes(ClassesError::TooFewClasses))
        } else if let Some(class) = empty {
            let all = self.project().class(class.class).map_or(0, |class| class.examples.len());
            Some(Kind::Classes(match all {
                0 => ClassesError::ClassWithoutExamples(class.name.clone()),
                _ => ClassesError::AllLeftOut(class.name.clone()),
            }))
        } else if !self.lifeline.ready || (self.model.loaded.is_none() && !self.model.is_coming()) {
            Some(Kind::Classes(ClassesError::NoModel))
        } else {
            None
        };
        lack.map_or(Ok(()), |kind| Err(Error::new(doing, kind)))
    }

    /// Asks the run under way to stop.
    pub fn stop_training(&mut self) -> Vec<Command> {
        let newest = self.project().ids.run;
        if self.drop_waiting_run() {
            // The worker has not heard of it, so there is nothing to keep.
            self.end_run();
            return Vec::new();
        }
        match self.training.active(newest) {
            Some(run) => {
                run.phase = Phase::Stopping;
                vec![Command::StopTraining(run.id)]
            }
            None => Vec::new(),
        }
    }

    pub(super) fn progress(&mut self, progress: Progress) {
        if let Some(run) = self.training.active(progress.run) {
            let Progress { epoch, epochs, .. } = progress;
            run.epochs = epochs;
            run.history.push(progress);
            let noted = self.project().under_way.map_or(0, |noted| noted.epoch);
            if epoch >= noted + epochs.div_ceil(NOTES) {
                self.amend(|project| project.under_way = Some(UnderWay { epoch, epochs }));
            }
        }
    }

    pub(super) fn trains_again(&mut self, id: RunId, epoch: u32, epochs: u32) {
        if let Some(run) = self.training.active(id) {
            run.again = Some((epoch, epochs));
        }
    }

    /// A run has ended well. What was tried last is tried again, with the new head.
    pub(super) fn run_ended(&mut self, id: RunId, outcome: Outcome) -> Vec<Command> {
        let Some(run) = self.training.active(id) else { return Vec::new() };
        run.phase = Phase::Ended;
        run.epochs = outcome.epochs;
        let (classes, history) = (run.classes.clone(), run.history.clone());
        let model = self.model.loaded.as_ref().map(|loaded| loaded.info.fingerprint());
        let model = model.unwrap_or_default();
        let trained = Trained { run: id, model, outcome, classes, history };
        self.amend(|project| {
            project.trained = Some(trained.into());
            project.under_way = None;
        });
        let slept = std::mem::replace(&mut self.training.sleeps, false);
        self.training.forgotten = None;
        let mut commands = self.try_again();
        if slept {
            commands.extend(self.go_on_sorting());
        }
        commands
    }

    pub(super) fn training_failed(&mut self, id: RunId, error: Error) -> Vec<Command> {
        let recipe = self.project().recipe.bounded();
        let coming = self.model.is_coming();
        let Some(run) = self.training.active(id) else { return Vec::new() };
        if error.kind == Kind::Classes(ClassesError::NoModel) && coming {
            // It waited for a model that did not come; now it waits for the one in its place.
            let classes = run.classes.clone();
            return vec![Command::Train { run: id, recipe, classes }];
        }
        self.end_run();
        // The visitor knows who cancelled.
        if error.kind != Kind::Download(DownloadError::Cancelled) {
            self.warn(error);
        }
        Vec::new()
    }

    /// Ends the run under way, if there is one, without a head.
    pub(super) fn end_run(&mut self) {
        if let Some(run) = &mut self.training.run {
            run.phase = Phase::Ended;
        }
        self.amend(|project| project.under_way = None);
    }

    /// How far the last run had come, if the page went in the middle of it.
    pub fn cut_off(&self) -> Option<UnderWay> {
        self.project().under_way.filter(|_| !self.training.is_running())
    }

    /// The last run as it went, of a project that was just opened.
    pub(super) fn show_last_run(&mut self) {
        self.training = Training::default();
        self.trust = Trust::default();
        self.comparison = Comparison::default();
        if let Some(Trained { run, outcome, classes, history, .. }) = self.trained().cloned() {
            let (id, epochs, phase) = (run, outcome.epochs, Phase::Ended);
            let has_steps = outcome.recipe.has_steps();
            let again = None;
            self.training.run = Some(Run { id, epochs, has_steps, classes, history, again, phase });
            self.training.sleeps = true;
            let keeps = self.project().keeps;
            self.trust.keeps = (keeps.run == id).then_some(keeps.at);
        }
    }

    /// What came of the last run, while its head is in use.
    pub fn trained(&self) -> Option<&Trained> {
        self.project().trained.as_deref()
    }

    /// Whether there is a head that answers: one that is only on the device does not yet.
    pub fn answers(&self) -> bool {
        self.trained().is_some() && !self.training.sleeps
    }

    /// Uses the head that is on the device, if the model that is loaded is its own; any other makes it useless.
    pub(super) fn wake_head(&mut self) -> Vec<Command> {
        let Some(trained) = self.trained() else { return Vec::new() };
        let run = trained.run;
        let is_its = |info: &ModelInfo| info.fingerprint() == trained.model;
        let is_here = self.model.loaded.as_ref().is_some_and(|loaded| is_its(&loaded.info));
        if self.training.sleeps && is_here {
            return vec![Command::OpenHead(run)];
        }
        // Its own may still come where another stands in for it, or until its files are opened once more.
        let is_missed = self.model.stand_in.is_some()
            || matches!(self.project().model, ModelRef::Files(_)) && !self.model.has_files();
        if !(self.training.sleeps && is_missed) {
            self.forget_head(Forgotten::ModelChanged);
        }
        Vec::new()
    }

    /// The head of a run is in use again, or it was not there. What is tried or sorted has waited for it.
    pub(super) fn head_opened(&mut self, run: RunId, found: bool) -> Vec<Command> {
        if !self.training.sleeps || self.trained().is_none_or(|trained| trained.run != run) {
            return Vec::new();
        }
        if !found {
            self.forget_head(Forgotten::Restarted);
            return Vec::new();
        }
        self.training.sleeps = false;
        let mut commands = self.try_again();
        commands.extend(self.assess_again());
        commands.extend(self.go_on_sorting());
        commands
    }

    /// The worker that held the head in use is gone. It is on the device, unless nothing is kept there.
    pub(super) fn lose_head(&mut self) {
        match self.keeping.project() {
            Some(_) => self.training.sleeps = self.trained().is_some(),
            None => self.forget_head(Forgotten::Restarted),
        }
    }

    /// Drops the head in use, and what it said.
    pub(super) fn forget_head(&mut self, why: Forgotten) {
        if self.project().trained.is_some() {
            self.amend(|project| project.trained = None);
            self.training.sleeps = false;
            self.training.forgotten = Some(why);
            self.trust = Trust::default();
            self.trial.prediction = None;
            self.stop_asking_why();
            self.end_sorting();
            self.watch_anew();
        }
    }

    /// The worker left this example out of its run, and so does the page.
    pub(super) fn forget_example_of_run(&mut self, id: ExampleId) {
        let leave_out = |classes: &mut Vec<ClassExamples>| {
            for class in classes {
                class.examples.retain(|&example| example != id);
            }
        };
        if let Some(run) = &mut self.training.run {
            leave_out(&mut run.classes);
        }
        self.amend(|project| {
            if let Some(trained) = &mut project.trained {
                leave_out(&mut trained.change().classes);
            }
        });
    }

    /// Whether the examples are others than the head in use was trained on.
    pub fn examples_changed(&self) -> bool {
        let now = &self.project().classes;
        let same = |trained: &Trained| {
            trained.classes.len() == now.len()
                && trained.classes.iter().zip(now).all(|(then, there)| {
                    // Another order of classes is no change.
                    let is_then = |class: &&Shared<Class>| class.id == then.class;
                    Some(there).filter(is_then).or_else(|| now.iter().find(is_then)).is_some_and(
                        |now| {
                            let examples = now.examples.iter().map(|example| example.id);
                            examples.eq(then.examples.iter().copied())
                        },
                    )
                })
        };
        self.trained().is_some_and(|trained| !same(trained))
    }

    /// The name of a class that the head in use knows, as it is now or as it was then.
    pub fn class_name(&self, id: ClassId) -> String {
        let now = self.project().class(id).map(|class| class.name.clone());
        now.or_else(|| {
            let mut then = self.trained().into_iter().flat_map(|trained| &trained.classes);
            then.find(|class| class.class == id).map(|class| class.name.clone())
        })
        .unwrap_or_default()
    }
}
