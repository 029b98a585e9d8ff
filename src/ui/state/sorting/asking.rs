//! What is to be sorted is asked about, and answered.

use super::{Answered, SortedItem, Truth};
use crate::error::{ClassesError, Doing, Error, Result};
use crate::protocol::{Command, FileRef, Input, NewExample, Prediction, QueryId, RunId, Seen};
use crate::ui::state::project::{Shared, class_name, shortened};
use crate::ui::state::{Example, Goal, State};

impl State {
    /// Asks what files show: of one by itself, of several as a sorting.
    ///
    /// # Errors
    /// [`ClassesError::NoHead`] before anything has been trained.
    pub fn try_files(&mut self, mut files: Vec<FileRef>) -> Result<Vec<Command>> {
        match files.pop() {
            None => Ok(Vec::new()),
            Some(file) if files.is_empty() => self.try_file(file),
            Some(file) => {
                files.push(file);
                // One thing is tried at a time, this or that.
                self.replace_trial(None);
                self.forget_tried();
                self.sort(files)
            }
        }
    }

    /// Sorts pictures, beside those that are sorted already.
    ///
    /// # Errors
    /// [`ClassesError::NoHead`] before anything has been trained.
    pub fn sort(&mut self, files: Vec<FileRef>) -> Result<Vec<Command>> {
        if let Err(error) = self.may_sort() {
            self.released.extend(files.into_iter().map(|file| file.url));
            return Err(error);
        }
        Ok(self.sort_all(files.into_iter().map(|file| (Input::Picture(file), None)).collect()))
    }

    /// Tests the head on pictures, each with the name of its class: they are sorted, and what came out wrong is said.
    ///
    /// # Errors
    /// [`ClassesError::NoHead`] before anything has been trained.
    pub fn test(&mut self, files: Vec<(FileRef, String)>) -> Result<Vec<Command>> {
        if let Err(error) = self.may_sort() {
            self.released.extend(files.into_iter().map(|(file, _)| file.url));
            return Err(error);
        }
        let labelled = |(file, label)| (Input::Picture(file), Some(label));
        Ok(self.sort_all(files.into_iter().map(labelled).collect()))
    }

    /// Sorts texts, beside those that are sorted already: those with a label test the head. Blank ones are none.
    ///
    /// # Errors
    /// [`ClassesError::NoHead`] before anything has been trained.
    pub fn sort_texts(&mut self, texts: &[(&str, Option<&str>)]) -> Result<Vec<Command>> {
        self.may_sort()?;
        let texts = texts.iter().map(|(text, label)| (text.trim(), label.map(str::to_owned)));
        let texts = texts.filter(|(text, _)| !text.is_empty());
        let texts = texts.map(|(text, label)| (Input::Text(shortened(text)), label));
        Ok(self.sort_all(texts.collect()))
    }

    /// Sorts the texts in files.
    ///
    /// # Errors
    /// [`ClassesError::NoHead`] before anything has been trained.
    pub fn sort_tables(&mut self, files: Vec<FileRef>) -> Result<Vec<Command>> {
        if let Err(error) = self.may_sort() {
            self.released.extend(files.into_iter().map(|file| file.url));
            return Err(error);
        }
        Ok(self.read_tables(files, Goal::Sort))
    }

    fn may_sort(&mut self) -> Result<()> {
        self.dismiss_about(|doing| matches!(doing, Doing::Sorting));
        match self.trained() {
            Some(_) => Ok(()),
            None => Err(Error::new(Doing::Sorting, ClassesError::NoHead)),
        }
    }

    fn sort_all(&mut self, inputs: Vec<(Input, Option<String>)>) -> Vec<Command> {
        let mut asked = Vec::new();
        for (input, label) in inputs {
            let truth = label.map(|label| self.truth(label));
            let id = self.sorting.newest.fresh();
            self.sorting.items.push(Shared::from(SortedItem {
                id,
                input,
                waits: false,
                answer: None,
                thumbnail: None,
                truth,
                correction: None,
                example: None,
            }));
            asked.push(id);
        }
        self.ask_to_sort(asked)
    }

    fn truth(&self, label: String) -> Truth {
        let name = class_name(&label);
        let mut classes = self.project().classes.iter();
        let class = classes.find(|class| class.name == name).map(|class| class.id);
        Truth { label, class }
    }

    /// Asks about these.
    fn ask_to_sort(&mut self, ids: Vec<QueryId>) -> Vec<Command> {
        for id in ids.iter().copied() {
            if let Some(item) = self.sorting.item_mut(id)
                && !std::mem::replace(&mut item.waits, true)
            {
                self.sorting.waiting += 1;
            }
        }
        self.sorting.settle(&self.trust);
        // Of a head that sleeps they are asked once it is there.
        if ids.is_empty() || self.training.sleeps {
            return Vec::new();
        }
        let many = ids.iter().filter_map(|id| Some((*id, self.readable_input(*id)?)));
        vec![Command::Sort(many.collect())]
    }

    /// One that is sorted, as a worker can read it: best from the copy, where an example of it is kept.
    pub(super) fn readable_input(&self, id: QueryId) -> Option<Input> {
        let item = self.sorting.item(id)?;
        let input = item.input.clone();
        let in_project = item.example.filter(|id| self.project().place_of(*id).is_some());
        Some(match in_project {
            Some(id) => {
                let example = NewExample { id, input, seen: true };
                self.document.to_new(example, self.keeping.project()).input
            }
            None => input,
        })
    }

    /// Asks once more what a worker has not answered that is gone, or that did not have the head.
    pub(in crate::ui::state) fn go_on_sorting(&mut self) -> Vec<Command> {
        let waits = |item: &&Shared<SortedItem>| item.waits;
        let ids = self.sorting.items.iter().filter(waits).map(|item| item.id).collect();
        self.ask_to_sort(ids)
    }

    /// Asks no further.
    pub fn stop_sorting(&mut self) -> Vec<Command> {
        self.end_sorting();
        vec![Command::StopSorting]
    }

    /// Nobody will answer any more.
    pub(in crate::ui::state) fn end_sorting(&mut self) {
        if self.sorting.waiting > 0 {
            for item in self.sorting.items.iter_mut().filter(|item| item.waits) {
                item.change().waits = false;
            }
            self.sorting.waiting = 0;
            self.sorting.settle(&self.trust);
        }
    }

    /// Forgets all that is sorted.
    pub fn clear_sorting(&mut self) -> Vec<Command> {
        let newest = self.sorting.newest;
        let sorting = std::mem::take(&mut self.sorting);
        self.sorting.newest = newest;
        let files = sorting.items.iter().filter_map(|item| Some(item.input.file()?.url.clone()));
        // An example whose file is not copied is read from there.
        let reads = |example: &Example, address: &String| {
            !self.document.is_kept(example.id)
                && example.file().is_some_and(|file| file.url == *address)
        };
        let is_read =
            |address: &String| self.document.all_examples().any(|example| reads(example, address));
        let free: Vec<_> = files.filter(|address| !is_read(address)).collect();
        self.released.extend(free);
        vec![Command::StopSorting]
    }

    /// Asks the head in use about all that it has not answered.
    pub fn sort_again(&mut self) -> Vec<Command> {
        let run = self.run_in_use();
        let is_missing = |item: &&Shared<SortedItem>| {
            item.answered().is_none_or(|answered| Some(answered.run) != run)
        };
        let missing = self.sorting.items.iter().filter(is_missing).map(|item| item.id).collect();
        self.ask_to_sort(missing)
    }

    /// Whether there is something to ask again: what was stopped, or answered by an older head.
    pub fn can_sort_again(&self) -> bool {
        let waits = self.sorting.waiting > 0;
        !waits
            && self.trained().is_some()
            && (self.sorting.unanswered() > 0 || self.has_older_answers())
    }

    /// Whether some answers are of another head than the one in use.
    pub fn has_older_answers(&self) -> bool {
        let run = self.run_in_use();
        let mut answers = self.sorting.items.iter().filter_map(|item| item.answered());
        answers.any(|answered| Some(answered.run) != run)
    }

    fn run_in_use(&self) -> Option<RunId> {
        self.trained().map(|trained| trained.run)
    }

    /// One is answered.
    pub(in crate::ui::state) fn sorted(&mut self, id: QueryId, prediction: Result<Prediction>) {
        let run = self.run_in_use().unwrap_or_default();
        let Some(item) = self.sorting.item_mut(id).filter(|item| item.waits) else { return };
        item.waits = false;
        item.answer = Some(prediction.map(|Prediction { classes, familiarity, seen, .. }| {
            if let Seen::Picture(thumbnail) = seen {
                item.thumbnail = Some(thumbnail.into());
            }
            Answered { classes, familiarity, run }
        }));
        // The head has come round to it.
        if item.correction == item.best().map(|(class, _)| class) && !item.is_unknown(&self.trust) {
            item.correction = None;
        }
        self.sorting.waiting -= 1;
        if self.sorting.waiting == 0 {
            self.sorting.settle(&self.trust);
        }
    }
}
