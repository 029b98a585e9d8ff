//! Pictures that were dropped beside the classes, in no folder: what they are for is asked, and nothing of them is in
//! a class before.

use super::State;
use crate::protocol::{ClassId, Command, FileRef, Input};

impl State {
    /// More files of which nobody knows what they are for.
    pub(super) fn ask_about(&mut self, files: Vec<FileRef>) {
        self.arrivals.loose.extend(files);
    }

    /// How many wait to be told what they are for.
    pub fn loose(&self) -> usize {
        self.arrivals.loose.len()
    }

    /// They are examples of a class, or of a new one.
    pub fn put_loose(&mut self, class: Option<ClassId>) -> Vec<Command> {
        let files = std::mem::take(&mut self.arrivals.loose);
        if files.is_empty() {
            return Vec::new();
        }
        self.edit(|project| {
            let there = class.filter(|id| project.class(*id).is_some());
            let class = there.unwrap_or_else(|| project.add_class());
            project.add_examples(class, files.into_iter().map(Input::Picture));
        })
    }

    /// They are to be told apart: one is tried, several are sorted.
    pub fn try_loose(&mut self) -> Vec<Command> {
        let files = std::mem::take(&mut self.arrivals.loose);
        let asked = self.try_files(files);
        self.or_warn(asked)
    }

    /// They were not meant.
    pub fn drop_loose(&mut self) -> Vec<Command> {
        let files = std::mem::take(&mut self.arrivals.loose);
        self.give_back(files)
    }
}
