//! What went wrong and has not been dismissed.

use super::State;
use crate::error::{Doing, Error};

impl State {
    /// Tells the visitor. The same sentence is not told twice at once.
    pub fn warn(&mut self, error: Error) {
        self.lifeline.warn(error);
    }

    /// The visitor has read what went wrong.
    pub fn dismiss(&mut self) {
        self.lifeline.dismiss();
    }

    /// Takes back what is settled: the visitor has just done what a sentence asked for.
    pub(super) fn dismiss_about(&mut self, settled: impl Fn(&Doing) -> bool) {
        self.lifeline.notices.retain(|error| !settled(&error.doing));
    }
}
