//! The project, with the steps that lead to it, and the journal of what happens to it.

use std::collections::{BTreeMap, BTreeSet};

use super::Removed;
use super::difference::Content;
use super::history::{History, Lost};
use super::project::{Example, ModelRef, Patch, Project};
use crate::protocol::keeping::Original;
use crate::protocol::project::Entry;
use crate::protocol::{Command, ExampleId, Input, NewExample, ProjectId};
use crate::ui::state::one_by_one::set;

/// The project, with the steps that lead to it. Nothing outside this file can change it in passing, so everything
/// that happens to it is in its journal: who does it all once more comes to the same project and the same steps.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Document {
    project: Project,
    history: History,
    /// Examples that turned out to be unusable: no step brings them back.
    rejected: BTreeSet<ExampleId>,
    /// The originals of examples that are kept on the device. An id means one example for ever, so it is no part of
    /// any step.
    originals: BTreeMap<ExampleId, Original>,
    /// What has happened and was not taken to be written down yet.
    entries: Vec<Entry>,
    /// How often something has happened, and how often it had when all of it was written down last.
    revision: u64,
    saved: u64,
}

impl Document {
    /// A project that nobody has changed.
    pub fn new(project: Project) -> Self {
        Self {
            project,
            history: History::default(),
            rejected: BTreeSet::new(),
            originals: BTreeMap::new(),
            entries: Vec::new(),
            revision: 0,
            saved: 0,
        }
    }

    /// The project that a journal leads to, with its steps: what it was when the journal was begun, and what happened
    /// since. And whether all of that fits together: what comes after an entry that does not is lost.
    pub fn replay(
        project: Project,
        entries: Vec<Entry>,
        originals: BTreeMap<ExampleId, Original>,
    ) -> (Self, bool) {
        let mut document = Self { originals, ..Self::new(project) };
        let whole = entries.into_iter().all(|entry| document.happen(entry).is_some());
        document.leave_out_lost();
        (document, whole)
    }

    /// Does what an entry says, once more.
    fn happen(&mut self, entry: Entry) -> Option<()> {
        match entry {
            Entry::Edit(patch) => {
                let before = Content::of(&self.project);
                patch.apply(&mut self.project)?;
                let subject = before.subject_to(&self.project);
                let now = Content::of(&self.project);
                self.history.note(before, &now, subject, &self.rejected);
            }
            Entry::Amend(patch) => patch.apply(&mut self.project)?,
            Entry::Undo => drop(self.go(History::undo)),
            Entry::Redo => drop(self.go(History::redo)),
            Entry::Reject(id) => drop(self.rejected.insert(id)),
            Entry::EndStep => self.history.end_step(),
        }
        Some(())
    }

    /// Leaves out the examples whose files had not been copied yet when the page went.
    fn leave_out_lost(&mut self) {
        // A copy of what nobody knows of is not that of the next example of its number.
        let known = self.history.all_examples(&self.project.classes);
        let weights = self.project.model.kept().iter().map(|file| file.id);
        let known = set(known.map(|example| example.id).chain(weights));
        let newest = self.originals.keys().next_back().copied().unwrap_or_default();
        if newest > self.project.ids.example {
            self.amend(|project| project.ids.example = newest);
        }
        self.originals.retain(|id, _| known.contains(id));
        self.leave_weights();
        let originals = &self.originals;
        let is_lost =
            |example: &&Example| example.file().is_some() && !originals.contains_key(&example.id);
        let all = self.history.all_examples(&self.project.classes);
        let lost = set(all.filter(is_lost).map(|example| example.id));
        for id in lost {
            if self.rejected.insert(id) {
                self.log(Entry::Reject(id));
                self.amend(|project| project.take_example(id));
            }
        }
    }

    /// The model is in files that the visitor has to open again, unless there are copies of all of them.
    fn leave_weights(&mut self) {
        let files = self.project.model.kept();
        if files.iter().any(|file| !self.originals.contains_key(&file.id)) {
            let names = files.iter().map(|file| file.name.clone()).collect();
            self.amend(|project| project.model = ModelRef::Files(names));
        }
    }

    /// A project, and entries that lead from it to the same project and the same steps; in place of all that were
    /// there before.
    pub fn rewritten(&mut self) -> (Project, Vec<Entry>) {
        self.entries.clear();
        let usable = |mut content: Content| {
            content.leave_out(&self.rejected);
            content
        };
        let now = Content::of(&self.project);
        let (back, forth) = self.history.contents();
        let mut along: Vec<Content> = back.into_iter().map(usable).chain([now.clone()]).collect();
        along.dedup();
        let mut later: Vec<Content> =
            [now].into_iter().chain(forth.into_iter().map(usable)).collect();
        later.dedup();
        let steps_forth = later.len() - 1;
        along.extend(later.into_iter().skip(1));
        let mut project = self.project.clone();
        let mut contents = along.into_iter();
        if let Some(first) = contents.next() {
            first.put_into(&mut project);
        }
        let base = project.clone();
        let mut entries = Vec::new();
        for content in contents {
            let before = project.clone();
            content.put_into(&mut project);
            entries.push(Entry::Edit(Patch::between(&before, &project)));
            entries.push(Entry::EndStep);
        }
        entries.extend((0..steps_forth).map(|_| Entry::Undo));
        (base, entries)
    }

    /// The project as it is now, after all edits and steps back.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// The steps that lead to it.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Changes the project: a step that can be taken back. Gives what the worker must be told, and what no step
    /// leads to any more.
    pub fn edit(&mut self, change: impl FnOnce(&mut Project)) -> (Vec<Command>, Lost) {
        // What is generic is compiled for each of its callers, so that is only this.
        let before = self.project.clone();
        change(&mut self.project);
        self.note_edit(&before)
    }

    fn note_edit(&mut self, before: &Project) -> (Vec<Command>, Lost) {
        let patch = Patch::between(before, &self.project);
        if patch.is_empty() {
            return Default::default();
        }
        let before = Content::of(before);
        if before.is_of(&self.project) {
            // A name was given to what is not there any more.
            self.log(Entry::Amend(patch));
            return Default::default();
        }
        self.log(Entry::Edit(patch));
        let commands = before.commands_to(&self.project);
        let subject = before.subject_to(&self.project);
        let now = Content::of(&self.project);
        (commands, self.history.note(before, &now, subject, &self.rejected))
    }

    /// Changes what no step back can change.
    pub fn amend<T>(&mut self, change: impl FnOnce(&mut Project) -> T) -> T {
        let before = self.project.clone();
        let result = change(&mut self.project);
        self.note_amendment(&before);
        result
    }

    fn note_amendment(&mut self, before: &Project) {
        let patch = Patch::between(before, &self.project);
        if !patch.is_empty() {
            self.log(Entry::Amend(patch));
        }
    }

    /// Takes the newest step back. Gives what the worker must be told.
    pub fn undo(&mut self) -> Vec<Command> {
        self.step(History::undo, Entry::Undo)
    }

    /// Takes the step again that was taken back last. Gives what the worker must be told.
    pub fn redo(&mut self) -> Vec<Command> {
        self.step(History::redo, Entry::Redo)
    }

    fn step(
        &mut self,
        way: fn(&mut History, Content) -> Option<Content>,
        entry: Entry,
    ) -> Vec<Command> {
        let commands = self.go(way);
        if let Some(commands) = &commands {
            // Told even where nothing is left of the step: it is gone from the history.
            self.log(entry);
            return commands.clone();
        }
        Vec::new()
    }

    /// Goes a step back or forth; and on, where all that it was about was rejected since. Nothing if there is none.
    fn go(&mut self, way: fn(&mut History, Content) -> Option<Content>) -> Option<Vec<Command>> {
        let mut gone = None;
        loop {
            let now = Content::of(&self.project);
            let Some(content) = way(&mut self.history, now.clone()) else { return gone };
            let commands = self.restore(content);
            if !now.is_of(&self.project) {
                return Some(commands);
            }
            gone = Some(Vec::new());
        }
    }

    /// Puts what there was in the place of what there is. Names that were given stay given.
    fn restore(&mut self, mut content: Content) -> Vec<Command> {
        let before = Content::of(&self.project);
        content.leave_out(&self.rejected);
        content.put_into(&mut self.project);
        before.commands_to(&self.project)
    }

    /// Takes an example that cannot be used out of the project, for good.
    pub fn reject(&mut self, id: ExampleId) -> Option<Example> {
        self.project.place_of(id)?;
        self.rejected.insert(id);
        self.log(Entry::Reject(id));
        self.amend(|project| project.take_example(id))
    }

    /// Ends a step that would go on with the next edit of the same.
    pub fn end_step(&mut self) {
        if self.history.is_open() {
            self.history.end_step();
            self.log(Entry::EndStep);
        }
    }

    /// Offers to bring back what the newest step removed. Offers end with the sitting.
    pub fn offer(&mut self, removed: Removed) {
        self.history.offer(removed);
    }

    /// What was removed last, if other steps have followed.
    pub fn take_older_offer(&mut self) -> Option<Removed> {
        self.history.take_older_offer()
    }

    /// Offers nothing any more.
    pub fn end_offers(&mut self) {
        self.history.end_offers();
    }

    /// Notes that the originals of these examples are kept on the device.
    pub fn keep(&mut self, originals: impl IntoIterator<Item = (ExampleId, Original)>) {
        self.originals.extend(originals);
    }

    /// What is kept of a file on the device.
    pub fn original(&self, id: ExampleId) -> Option<&Original> {
        self.originals.get(&id)
    }

    /// Whether the bytes of this example are kept on the device, if it has any.
    pub fn is_kept(&self, id: ExampleId) -> bool {
        self.originals.contains_key(&id)
    }

    /// An example as the worker is told of it: its file is read from where it is kept, if it is.
    pub fn to_new(&self, example: NewExample, project: Option<&ProjectId>) -> NewExample {
        let NewExample { id, input, seen } = example;
        let input = match (input, self.originals.get(&id), project) {
            (Input::Picture(mut file), Some(original), Some(project)) => {
                file.url = project.address(&original.sha256);
                Input::Picture(file)
            }
            (input, ..) => input,
        };
        NewExample { id, input, seen }
    }

    /// Every example that is there or may come back; some come more than once.
    pub fn all_examples(&self) -> impl Iterator<Item = &Example> {
        let all = self.history.all_examples(&self.project.classes);
        all.filter(|example| !self.rejected.contains(&example.id))
    }

    /// How often the project has changed, if it has since it was saved.
    pub fn unsaved(&self) -> Option<u64> {
        (self.revision != self.saved).then_some(self.revision)
    }

    /// Notes that all that had happened by this revision is saved.
    pub fn saved(&mut self, revision: u64) {
        self.saved = self.saved.max(revision);
    }

    /// Takes out what has happened since it was taken out last, to be written down; with the revision that it leads
    /// to.
    pub fn take_entries(&mut self) -> (u64, Vec<Entry>) {
        (self.revision, std::mem::take(&mut self.entries))
    }

    fn log(&mut self, entry: Entry) {
        self.revision += 1;
        self.entries.push(entry);
    }
}
