//! Files are copied to the device, and the worker is told of their copies.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Kind};
use crate::protocol::keeping::{KeeperCommand, Original};
use crate::protocol::{Command, ExampleId, FileRef, Input, NewExample, RequestId};
use crate::ui::state::{Example, State};

impl State {
    pub(super) fn order_copies(&mut self, files: BTreeMap<ExampleId, FileRef>) {
        if !files.is_empty() {
            self.keeping.copying.extend(files.clone());
            self.keeping.orders.push(KeeperCommand::Keep(files.into_iter().collect()));
        }
    }

    /// Has the keeper look into a zip of examples.
    pub(in crate::ui::state) fn order_look(&mut self, request: RequestId, file: FileRef) {
        self.keeping.orders.push(KeeperCommand::LookInto { request, file });
    }

    /// Has those of these examples not copied that are still to be.
    pub(in crate::ui::state) fn drop_copies(&mut self, ids: &BTreeSet<ExampleId>) {
        let copying = &mut self.keeping.copying;
        let waiting = ids.iter().filter(|id| copying.remove(id).is_some()).copied();
        let waiting: Vec<_> = waiting.collect();
        if !waiting.is_empty() {
            self.keeping.orders.push(KeeperCommand::Drop(waiting));
        }
    }

    /// The commands of a change, without the examples whose files are still to be copied: the worker is told of them
    /// once they are.
    pub(in crate::ui::state) fn readable(&mut self, commands: Vec<Command>) -> Vec<Command> {
        let told = commands.into_iter().map(|command| match command {
            Command::AddExamples(new) => Command::AddExamples(self.readable_examples(new)),
            command => command,
        });
        let told: Vec<_> = told.collect();
        let is_nothing =
            |command: &Command| matches!(command, Command::AddExamples(new) if new.is_empty());
        told.into_iter().filter(|command| !is_nothing(command)).collect()
    }

    /// Those examples that the worker can read now. The files of the others are copied first.
    pub(super) fn readable_examples(&mut self, examples: Vec<NewExample>) -> Vec<NewExample> {
        let mut files = BTreeMap::new();
        let mut readable = Vec::new();
        for mut example in examples {
            example.seen = self.examples.has_thumbnail(example.id);
            let is_here =
                self.document.is_kept(example.id) || self.keeping.uncopied.contains(&example.id);
            match &example.input {
                Input::Picture(file) if self.keeping.copies() && !is_here => {
                    if !self.keeping.copying.contains_key(&example.id) {
                        files.insert(example.id, file.clone());
                    }
                }
                _ => readable.push(self.document.to_new(example, self.keeping.project())),
            }
        }
        self.order_copies(files);
        readable
    }

    /// The file of an example, at the address where a worker can read it.
    pub(in crate::ui::state) fn readable_file(&self, example: &Example) -> Option<FileRef> {
        let new = self.document.to_new(example.to_new(), self.keeping.project());
        new.input.file().cloned()
    }

    /// A press of Train, now or once all files are copied.
    pub(in crate::ui::state) fn once_copied(&mut self, train: Command) -> Vec<Command> {
        if self.keeping.copying.is_empty() {
            return vec![train];
        }
        self.keeping.train = Some(train);
        Vec::new()
    }

    /// A comparison of heads, now or once all files are copied.
    pub(in crate::ui::state) fn compared_once_copied(&mut self, compare: Command) -> Vec<Command> {
        if self.keeping.copying.is_empty() {
            return vec![compare];
        }
        self.keeping.compare = Some(compare);
        Vec::new()
    }

    /// Takes back a comparison that waits. Whether one did.
    pub(in crate::ui::state) fn drop_waiting_comparison(&mut self) -> bool {
        self.keeping.compare.take().is_some()
    }

    /// Takes back a press of Train that waits. Whether one did.
    pub(in crate::ui::state) fn drop_waiting_run(&mut self) -> bool {
        self.keeping.train.take().is_some()
    }

    /// Originals are on the device, and the worker can read them.
    pub(super) fn kept(&mut self, originals: Vec<(ExampleId, Original)>) -> Vec<Command> {
        let mut ids = BTreeSet::new();
        for (id, _) in &originals {
            // One that was taken out and came back meanwhile is copied twice, and told of once.
            if let Some(file) = self.keeping.copying.remove(id) {
                ids.insert(*id);
                // Nothing will read it from where it was; weights may be, until all of their files are copied.
                if !self.project().model.kept().iter().any(|kept| kept.id == *id) {
                    self.released.push(file.url);
                }
            }
        }
        self.document.keep(originals);
        self.read_copied_weights(&ids);
        self.tell_of(&ids)
    }

    /// A file could not be copied. It is read from where it is, for as long as it is there.
    pub(super) fn not_kept(&mut self, id: ExampleId, error: Error) -> Vec<Command> {
        if self.keeping.copying.remove(&id).is_none() {
            return Vec::new();
        }
        if self.weights_not_kept(id) {
            return Vec::new();
        }
        // One that cannot be read the worker finds a sentence for.
        if let Kind::Storage(why) = error.kind {
            self.keeping.trouble = Some(why);
        }
        self.keeping.uncopied.insert(id);
        self.tell_of(&BTreeSet::from([id]))
    }

    /// Tells the worker of examples that it can read now, if they are still there.
    pub(super) fn tell_of(&mut self, ids: &BTreeSet<ExampleId>) -> Vec<Command> {
        let classes = self.project().classes.iter();
        let all = classes.flat_map(|class| &class.examples);
        let new = all.filter(|example| ids.contains(&example.id)).map(|example| example.to_new());
        let new: Vec<_> = new.collect();
        let new = self.readable_examples(new);
        let mut commands = Vec::new();
        if self.lifeline.ready && !new.is_empty() {
            commands.push(Command::AddExamples(new));
        }
        if self.keeping.copying.is_empty() {
            commands.extend(self.keeping.train.take());
            commands.extend(self.keeping.compare.take());
        }
        commands
    }
}
