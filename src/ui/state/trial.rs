//! The picture or text that is tried.

use super::project::shortened;
use super::{Live, State};
use crate::error::{ClassesError, Doing, Error, Kind, Result};
use crate::protocol::{Command, FileRef, Input, Prediction, QueryId};

/// The picture or text that is tried.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trial {
    /// The picture or text; none before the first, or when it was taken away.
    pub input: Option<Input>,
    /// Whether an answer is still to come.
    pub busy: bool,
    /// What the head says of it.
    pub prediction: Option<Prediction>,
    /// What a camera sees, while one is tried.
    pub live: Option<Live>,
    pub(super) newest: QueryId,
}

impl State {
    /// Asks what a file shows.
    ///
    /// # Errors
    /// [`ClassesError::NoHead`] before anything has been trained.
    pub fn try_file(&mut self, file: FileRef) -> Result<Vec<Command>> {
        if self.project().trained.is_none() {
            self.released.push(file.url);
            return Err(Error::new(
                Doing::ReadingPicture(file.name),
                Kind::Classes(ClassesError::NoHead),
            ));
        }
        self.stop_watching();
        self.replace_trial(Some(Input::Picture(file)));
        self.trial.prediction = None;
        Ok(self.try_again())
    }

    /// Asks what a text is, as it is typed. Before anything has been trained nothing is asked: it will
    /// be then.
    pub fn try_text(&mut self, text: &str) -> Vec<Command> {
        let text = text.trim();
        if text.is_empty() {
            self.replace_trial(None);
            self.forget_tried();
            return Vec::new();
        }
        self.replace_trial(Some(Input::Text(shortened(text))));
        if self.project().trained.is_some() {
            return self.try_again();
        }
        // What is under way is an answer to another text.
        self.trial.newest.fresh();
        Vec::new()
    }

    /// Nothing is tried.
    pub(super) fn forget_tried(&mut self) {
        self.trial.prediction = None;
        self.trial.busy = false;
        // What is under way is an answer to nothing.
        self.trial.newest.fresh();
    }

    pub(super) fn replace_trial(&mut self, input: Option<Input>) {
        self.forget_why_tried();
        let before = std::mem::replace(&mut self.trial.input, input);
        self.released.extend(before.iter().filter_map(Input::file).map(|file| file.url.clone()));
    }

    /// Asks once more what is tried, and why, where somebody wants to know.
    pub(super) fn try_again(&mut self) -> Vec<Command> {
        let mut commands = self.predict_again();
        commands.extend(self.ask_why_again());
        commands
    }

    fn predict_again(&mut self) -> Vec<Command> {
        let Some(input) = self.trial.input.clone() else { return Vec::new() };
        self.trial.newest.fresh();
        self.trial.busy = true;
        if self.training.sleeps {
            return Vec::new(); // It is asked once its head is there.
        }
        // A text is typed on, and somebody wants to know of the newest.
        let live = matches!(input, Input::Text(_));
        vec![Command::Predict { query: self.trial.newest, input, live }]
    }

    pub(super) fn predicted(&mut self, query: QueryId, prediction: Result<Prediction>) {
        if query != self.trial.newest {
            return;
        }
        self.trial.busy = false;
        match prediction {
            Ok(prediction) => self.trial.prediction = Some(prediction),
            Err(error) => {
                self.trial.prediction = None;
                if matches!(self.trial.input, Some(Input::Picture(_))) {
                    // It would fail again after the next run.
                    self.replace_trial(None);
                }
                // Of a text that is typed on, the last sentence is enough.
                self.dismiss_about(|doing| matches!(doing, Doing::ReadingText(_)));
                self.warn(error);
            }
        }
    }
}
