//! The picture that is tried.

use super::State;
use crate::error::{Doing, Error, Kind, Result};
use crate::protocol::{Command, FileRef, Prediction, QueryId};

/// The picture that is tried.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trial {
    /// Its file.
    pub file: Option<FileRef>,
    /// Whether an answer is still to come.
    pub busy: bool,
    /// What the head says of it.
    pub prediction: Option<Prediction>,
    newest: QueryId,
}

impl State {
    /// Asks what a file shows.
    ///
    /// # Errors
    /// [`Kind::NoHead`] before anything has been trained.
    pub fn try_file(&mut self, file: FileRef) -> Result<Vec<Command>> {
        if self.training.trained.is_none() {
            self.released.push(file.url);
            return Err(Error::new(Doing::ReadingPicture(file.name), Kind::NoHead));
        }
        let before = self.trial.file.replace(file);
        self.released.extend(before.map(|file| file.url));
        self.trial.prediction = None;
        Ok(self.try_again())
    }

    /// Asks once more what the file shows.
    pub(super) fn try_again(&mut self) -> Vec<Command> {
        let Some(file) = self.trial.file.clone() else { return Vec::new() };
        self.trial.newest += 1;
        self.trial.busy = true;
        vec![Command::Predict { query: self.trial.newest, file }]
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
                // It would fail again after the next run.
                let file = self.trial.file.take();
                self.released.extend(file.map(|file| file.url));
                self.warn(error);
            }
        }
    }
}
