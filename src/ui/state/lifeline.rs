//! How a worker stands, as the page sees it: the same for every worker.

use crate::error::{Doing, Error, Kind, WorkerError};

/// How a worker stands, what it will be told, and what went wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Lifeline<Command> {
    /// Whether the worker answers.
    pub ready: bool,
    /// Why the worker must be started again, or the page loaded again, if so.
    pub failure: Option<Error>,
    /// What went wrong and has not been dismissed, oldest first, each once.
    pub notices: Vec<Error>,
    /// What the worker will be told once it is ready, beside what it is always told.
    postponed: Vec<Command>,
}

impl<Command> Default for Lifeline<Command> {
    fn default() -> Self {
        Self { ready: false, failure: None, notices: Vec::new(), postponed: Vec::new() }
    }
}

impl<Command> Lifeline<Command> {
    /// Notes that the worker is ready. Gives what was postponed until then.
    pub fn starts(&mut self) -> Vec<Command> {
        self.ready = true;
        self.failure = None;
        std::mem::take(&mut self.postponed)
    }

    /// Notes what became of the worker. Whether it will answer nothing more, so that nothing is to be waited
    /// for. One that is known to be gone is not also said to hang.
    pub fn fails(&mut self, why: WorkerError) -> bool {
        let hangs = matches!(why, WorkerError::Hangs(_));
        if !hangs || self.failure.is_none() || self.hangs() {
            self.failure = Some(Error::new(Doing::Computing, why));
        }
        if !hangs {
            self.end();
        }
        !hangs
    }

    /// Notes that the worker answers after all.
    pub fn answers(&mut self) {
        if self.hangs() {
            self.failure = None;
        }
    }

    /// Notes that a new worker takes the place of the one before.
    pub fn restarts(&mut self) {
        self.failure = None;
        self.end();
    }

    /// Gives the command now, or keeps it until the worker is ready.
    pub fn when_ready(&mut self, command: Command) -> Vec<Command> {
        if self.ready {
            return vec![command];
        }
        self.postponed.push(command);
        Vec::new()
    }

    /// Takes back what was to be told once the worker is ready.
    pub fn take_back(&mut self, is_it: impl Fn(&Command) -> bool) {
        self.postponed.retain(|command| !is_it(command));
    }

    /// Tells the visitor. The same sentence is not told twice at once, and the same of several files is one.
    pub fn warn(&mut self, error: Error) {
        match self.notices.iter_mut().position(|notice| notice.takes_in(&error)) {
            // What grows is news.
            Some(at) => self.notices[at..].rotate_left(1),
            None => self.notices.push(error),
        }
    }

    /// The visitor has read what went wrong.
    pub fn dismiss(&mut self) {
        self.notices.clear();
    }

    fn hangs(&self) -> bool {
        let kind = self.failure.as_ref().map(|error| &error.kind);
        matches!(kind, Some(Kind::Worker(WorkerError::Hangs(_))))
    }

    fn end(&mut self) {
        self.ready = false;
        self.postponed.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(lifeline: &Lifeline<u8>) -> Option<&Kind> {
        lifeline.failure.as_ref().map(|error| &error.kind)
    }

    #[test]
    fn what_is_postponed_is_told_once() {
        let mut lifeline = Lifeline::default();
        assert!(lifeline.when_ready(1).is_empty());
        assert!(lifeline.when_ready(2).is_empty());
        lifeline.take_back(|command| *command == 1);
        assert_eq!(lifeline.starts(), [2]);
        assert_eq!(lifeline.when_ready(3), [3]);
        assert!(lifeline.starts().is_empty());
    }

    #[test]
    fn one_that_hangs_may_answer_after_all() {
        let mut lifeline = Lifeline::<u8>::default();
        lifeline.starts();
        assert!(!lifeline.fails(WorkerError::Hangs(20)));
        assert!(!lifeline.fails(WorkerError::Hangs(22)), "it is said for how long by now");
        assert_eq!(why(&lifeline), Some(&WorkerError::Hangs(22).into()));
        assert!(lifeline.ready, "it may still be told things");
        lifeline.answers();
        assert_eq!(why(&lifeline), None);
    }

    #[test]
    fn one_that_is_gone_neither_hangs_nor_answers() {
        for gone in [WorkerError::Died("here".into()), WorkerError::OtherVersion] {
            let mut lifeline = Lifeline::default();
            lifeline.fails(WorkerError::Hangs(20));
            lifeline.when_ready(1);
            assert!(lifeline.fails(gone.clone()) && !lifeline.ready);
            assert!(!lifeline.fails(WorkerError::Hangs(22)));
            lifeline.answers();
            assert_eq!(why(&lifeline), Some(&gone.into()));
            lifeline.restarts();
            assert_eq!(why(&lifeline), None);
            assert!(lifeline.starts().is_empty(), "it was for the one before");
        }
    }

    #[test]
    fn the_same_is_not_told_twice() {
        let mut lifeline = Lifeline::<u8>::default();
        let error = Error::new(Doing::Training, WorkerError::Hangs(1));
        lifeline.warn(error.clone());
        lifeline.warn(error.clone());
        assert_eq!(lifeline.notices, std::slice::from_ref(&error));
        // What is said again is what the visitor has just done.
        let other = Error::new(Doing::Training, WorkerError::Hangs(2));
        lifeline.warn(other.clone());
        lifeline.warn(error.clone());
        assert_eq!(lifeline.notices, [other, error]);
        lifeline.dismiss();
        assert!(lifeline.notices.is_empty());
    }
}
