//! How the project changes: the one way for the visitor, and the ways back and forth.

use std::collections::BTreeSet;

use super::difference::Content;
use super::history::{History, Lost};
use super::project::{Example, Project};
use super::{Removed, State};
use crate::protocol::{Command, ExampleId};

/// The project, with the steps that lead to it. Nothing outside this file can change it in passing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Document {
    project: Project,
    history: History,
    /// Examples that turned out to be unusable: no step brings them back.
    rejected: BTreeSet<ExampleId>,
    /// How often it has changed, and how often it had when it was saved last.
    revision: u64,
    saved: u64,
}

impl Document {
    /// A project that nobody has changed.
    pub fn new(project: Project) -> Self {
        let history = History::default();
        Self { project, history, rejected: BTreeSet::new(), revision: 0, saved: 0 }
    }

    /// The project as it is now, after all edits and steps back.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// Notes a change of the visitor's, which began at `before`. Gives what the worker must be told, and what no
    /// step leads to any more.
    fn note(&mut self, before: Content) -> (Vec<Command>, Lost) {
        if before.is_of(&self.project) {
            return Default::default();
        }
        self.revision += 1;
        let commands = before.commands_to(&self.project);
        let subject = before.subject_to(&self.project);
        let now = Content::of(&self.project);
        (commands, self.history.note(before, &now, subject, &self.rejected))
    }

    /// Puts what there was in the place of what there is. Names that were given stay given.
    fn restore(&mut self, content: Content) -> Vec<Command> {
        let before = Content::of(&self.project);
        self.project.classes = content.classes;
        self.project.recipe = content.recipe;
        let rejected = &self.rejected;
        for class in &mut self.project.classes {
            if class.examples.iter().any(|example| rejected.contains(&example.id)) {
                class.change().examples.retain(|example| !rejected.contains(&example.id));
            }
        }
        self.revision += 1;
        before.commands_to(&self.project)
    }

    /// Goes a step back or forth; and on, where all that it was about was rejected since.
    fn step(&mut self, way: fn(&mut History, Content) -> Option<Content>) -> Vec<Command> {
        loop {
            let now = Content::of(&self.project);
            let Some(content) = way(&mut self.history, now.clone()) else { return Vec::new() };
            let commands = self.restore(content);
            if !now.is_of(&self.project) {
                return commands;
            }
        }
    }
}

impl State {
    /// What one saves.
    pub fn project(&self) -> &Project {
        self.document.project()
    }

    /// Changes the project, as the visitor wants it: a step that can be taken back, together with the one before
    /// where both change the same name or setting. Gives what the worker must be told. Where nothing changes there
    /// is no step.
    pub fn edit(&mut self, change: impl FnOnce(&mut Project)) -> Vec<Command> {
        let before = Content::of(self.project());
        change(&mut self.document.project);
        let (commands, lost) = self.document.note(before);
        self.give_up(lost);
        commands
    }

    /// Changes what no step back can change: which model is chosen, what came of a run, which names are given.
    pub(super) fn amend<T>(&mut self, change: impl FnOnce(&mut Project) -> T) -> T {
        self.document.revision += 1;
        change(&mut self.document.project)
    }

    /// Takes the newest step back. Gives what the worker must be told.
    pub fn undo(&mut self) -> Vec<Command> {
        self.document.step(History::undo)
    }

    /// Takes the step again that was taken back last. Gives what the worker must be told.
    pub fn redo(&mut self) -> Vec<Command> {
        self.document.step(History::redo)
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self) -> bool {
        self.document.history.can_undo()
    }

    /// Whether there is a step to take again.
    pub fn can_redo(&self) -> bool {
        self.document.history.can_redo()
    }

    /// Ends a step that would go on with the next edit of the same.
    pub(super) fn end_step(&mut self) {
        self.document.history.end_step();
    }

    /// How often the project has changed, if it has since it was saved.
    pub fn unsaved(&self) -> Option<u64> {
        let Document { revision, saved, .. } = self.document;
        (revision != saved).then_some(revision)
    }

    /// Notes that the project was saved as it was after so many changes.
    pub fn saved(&mut self, revision: u64) {
        self.document.saved = self.document.saved.max(revision);
    }

    /// Takes an example that cannot be used out of the project, for good.
    pub(super) fn reject(&mut self, id: ExampleId) -> Option<Example> {
        self.project().place_of(id)?;
        self.document.rejected.insert(id);
        self.amend(|project| project.take_example(id))
    }

    /// What was removed and can be brought back, the newest last.
    pub(super) fn offers(&self) -> impl DoubleEndedIterator<Item = &Removed> {
        self.document.history.offers()
    }

    /// Offers to bring back what the newest step removed.
    pub(super) fn offer(&mut self, removed: Removed) {
        self.document.history.offer(removed);
    }

    /// What was removed last, if other steps have followed.
    pub(super) fn take_older_offer(&mut self) -> Option<Removed> {
        self.document.history.take_older_offer()
    }

    /// Offers nothing any more.
    pub(super) fn end_offers(&mut self) {
        self.document.history.end_offers();
    }

    /// Gives back addresses of files, but for those that an example has which is there or may come back.
    pub(super) fn release_unless_kept(&mut self, addresses: Vec<String>) {
        let Document { project, history, rejected, .. } = &self.document;
        let is_kept = |address: &String| {
            let all = history.all_examples(&project.classes);
            let mut usable = all.filter(|example| !rejected.contains(&example.id));
            usable.any(|example| example.file().is_some_and(|file| file.url == *address))
        };
        self.released.extend(addresses.into_iter().filter(|address| !is_kept(address)));
    }

    /// Gives up what no step leads to any more: addresses go back to the browser, thumbnails go.
    fn give_up(&mut self, Lost { examples, addresses }: Lost) {
        self.examples.forget(&examples);
        self.released.extend(addresses);
    }
}
