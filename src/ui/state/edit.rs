//! How the project changes: the one way for the visitor, and the ways back and forth.

use super::history::Lost;
use super::project::{Example, Project};
use super::{Removed, State};
use crate::protocol::{Command, ExampleId};

impl State {
    /// What one saves.
    pub fn project(&self) -> &Project {
        self.document.project()
    }

    /// Changes the project, as the visitor wants it: a step that can be taken back, together with the one before
    /// where both change the same name or setting. Gives what the worker must be told. Where nothing changes there
    /// is no step.
    pub fn edit(&mut self, change: impl FnOnce(&mut Project)) -> Vec<Command> {
        let (commands, lost) = self.document.edit(change);
        self.give_up(lost);
        self.readable(commands)
    }

    /// Changes what no step back can change: which model is chosen, what came of a run, which names are given.
    pub(super) fn amend<T>(&mut self, change: impl FnOnce(&mut Project) -> T) -> T {
        self.document.amend(change)
    }

    /// Takes the newest step back. Gives what the worker must be told.
    pub fn undo(&mut self) -> Vec<Command> {
        let commands = self.document.undo();
        self.readable(commands)
    }

    /// Takes the step again that was taken back last. Gives what the worker must be told.
    pub fn redo(&mut self) -> Vec<Command> {
        let commands = self.document.redo();
        self.readable(commands)
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self) -> bool {
        self.document.history().can_undo()
    }

    /// Whether there is a step to take again.
    pub fn can_redo(&self) -> bool {
        self.document.history().can_redo()
    }

    /// Ends a step that would go on with the next edit of the same.
    pub(super) fn end_step(&mut self) {
        self.document.end_step();
    }

    /// How often the project has changed, if it has since it was saved.
    pub fn unsaved(&self) -> Option<u64> {
        self.document.unsaved()
    }

    /// Takes an example that cannot be used out of the project, for good.
    pub(super) fn reject(&mut self, id: ExampleId) -> Option<Example> {
        self.document.reject(id)
    }

    /// What was removed and can be brought back, the newest last.
    pub(super) fn offers(&self) -> impl DoubleEndedIterator<Item = &Removed> {
        self.document.history().offers()
    }

    /// Offers to bring back what the newest step removed.
    pub(super) fn offer(&mut self, removed: Removed) {
        self.document.offer(removed);
    }

    /// What was removed last, if other steps have followed.
    pub(super) fn take_older_offer(&mut self) -> Option<Removed> {
        self.document.take_older_offer()
    }

    /// Offers nothing any more.
    pub(super) fn end_offers(&mut self) {
        self.document.end_offers();
    }

    /// Gives back addresses of files, but for those that an example has which is there or may come back.
    pub(super) fn release_unless_kept(&mut self, addresses: Vec<String>) {
        let is_kept = |address: &String| {
            let mut all = self.document.all_examples();
            all.any(|example| example.file().is_some_and(|file| file.url == *address))
        };
        let released: Vec<_> = addresses.into_iter().filter(|address| !is_kept(address)).collect();
        self.released.extend(released);
    }

    /// Gives up what no step leads to any more: addresses go back to the browser, thumbnails go.
    fn give_up(&mut self, Lost { examples, addresses }: Lost) {
        self.examples.forget(&examples);
        self.released.extend(addresses);
    }
}
