//! What the visitor does with classes and examples, and what the worker has made of them.

use std::collections::{BTreeMap, BTreeSet};

use super::State;
use super::project::{Example, Shared, shortened};
use crate::error::{Doing, Error, Result};
use crate::protocol::{ClassId, Command, ExampleId, FileRef, Input, Seen};

/// A small picture, as the bytes of a JPEG file.
/// Shared, so that two lists of many that are the same cost no look at every byte.
pub type Thumbnail = Shared<Vec<u8>>;

/// What the worker has made of the visitor's examples.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Examples {
    /// How many examples the present model has embedded, as the worker said last.
    pub embedded: usize,
    /// What it has seen of them, also of those that a step can bring back.
    seen: BTreeMap<ExampleId, SeenExample>,
}

/// What the worker has seen of an example.
#[derive(Debug, Clone, PartialEq, Default)]
struct SeenExample {
    thumbnail: Option<Thumbnail>,
    cut: Option<usize>,
}

/// A class as the page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassView {
    /// Names it in the protocol; also picks its colour.
    pub id: ClassId,
    /// What the visitor calls it.
    pub name: String,
    /// Its examples in the order they were added.
    pub examples: Vec<ExampleView>,
}

/// An example as the page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ExampleView {
    /// Names it in the protocol.
    pub id: ExampleId,
    /// What it shows.
    pub input: Shared<Input>,
    /// What the model sees of a picture; none until the worker has decoded it.
    pub thumbnail: Option<Thumbnail>,
    /// Bytes of a text that the model reads, where it does not read all.
    pub cut: Option<usize>,
    /// Whether runs leave it out.
    pub unused: bool,
}

impl ClassView {
    /// How many of its examples runs leave out.
    pub fn unused(&self) -> usize {
        self.examples.iter().filter(|example| example.unused).count()
    }
}

impl Examples {
    /// Whether there is a small picture of this example.
    pub(super) fn has_thumbnail(&self, id: ExampleId) -> bool {
        self.seen.get(&id).is_some_and(|seen| seen.thumbnail.is_some())
    }

    /// Takes in small pictures of examples, as they were seen in an earlier sitting.
    pub(super) fn show(&mut self, thumbnails: Vec<(ExampleId, Vec<u8>)>) {
        for (id, thumbnail) in thumbnails {
            self.seen.entry(id).or_default().thumbnail.get_or_insert_with(|| thumbnail.into());
        }
    }

    /// Forgets what was seen of examples that are gone for good.
    pub(super) fn forget(&mut self, gone: &BTreeSet<ExampleId>) {
        gone.iter().for_each(|id| {
            self.seen.remove(id);
        });
    }
}

impl State {
    /// An example as the page shows it.
    pub(super) fn view(&self, example: &Example) -> ExampleView {
        let Example { id, input } = example.clone();
        let seen = self.examples.seen.get(&id).cloned();
        let SeenExample { thumbnail, cut } = seen.unwrap_or_default();
        ExampleView { id, input, thumbnail, cut, unused: self.project().unused.contains(&id) }
    }

    /// A class as the page shows it.
    pub fn class(&self, id: ClassId) -> Option<ClassView> {
        let class = self.project().class(id)?;
        let examples = class.examples.iter().map(|example| self.view(example)).collect();
        Some(ClassView { id, name: class.name.clone(), examples })
    }

    /// An example as the page shows it, if it is there.
    pub fn example(&self, id: ExampleId) -> Option<ExampleView> {
        let (class, index) = self.project().place_of(id)?;
        Some(self.view(&class.examples[index]))
    }

    /// How many examples have been read, while there are some left to read.
    pub fn reading(&self) -> Option<(usize, usize)> {
        let (embedded, total) = (self.examples.embedded, self.project().total());
        (embedded < total).then_some((embedded, total))
    }

    /// Adds an empty class under a name that is free.
    pub fn add_class(&mut self) -> ClassId {
        let mut added = ClassId::default();
        let folds = self.folds_now();
        self.edit(|project| added = project.add_class());
        self.unfold_added(added, folds);
        added
    }

    /// Gives a class another name, without the blanks around it.
    ///
    /// # Errors
    /// [`ClassesError::BlankName`] or [`ClassesError::DuplicateName`]; the class keeps its name.
    ///
    /// [`ClassesError::BlankName`]: crate::error::ClassesError::BlankName
    /// [`ClassesError::DuplicateName`]: crate::error::ClassesError::DuplicateName
    pub fn rename_class(&mut self, id: ClassId, name: &str) -> Result<()> {
        let mut renamed = Ok(());
        self.edit(|project| renamed = project.rename_class(id, name));
        renamed
    }

    /// Ends the typing of a name, which began when the class was called `before`.
    ///
    /// # Errors
    /// Those of [`rename_class`](Self::rename_class); the class is called `before` again.
    pub fn finish_renaming(&mut self, id: ClassId, before: &str, name: &str) -> Result<()> {
        let renamed = self.rename_class(id, name);
        let names = [before.to_owned(), name.trim().to_owned()];
        self.dismiss_about(|doing| matches!(doing, Doing::EditingClass(of) if names.contains(of)));
        let finished = renamed.map_err(|error| {
            // It was this class's own a moment ago; if it has been taken since, what it is
            // called now is as good.
            let _ = self.rename_class(id, before);
            Error::new(Doing::EditingClass(before.to_owned()), error.kind)
        });
        self.end_step();
        finished
    }

    /// Adds files to a class as examples.
    pub fn add_files(&mut self, class: ClassId, files: Vec<FileRef>) -> Vec<Command> {
        if self.project().class(class).is_none() {
            return self.give_back(files);
        }
        self.edit(|project| project.add_examples(class, files.into_iter().map(Input::Picture)))
    }

    /// Adds the lines of a text to a class as examples. Blank ones are none.
    pub fn add_lines(&mut self, class: ClassId, text: &str) -> Vec<Command> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let texts = lines.map(|line| Input::Text(shortened(line)));
        self.edit(|project| project.add_examples(class, texts))
    }

    /// The worker has read an example.
    pub(super) fn example_read(&mut self, id: ExampleId, seen: Seen) {
        if self.project().place_of(id).is_none() {
            return;
        }
        let example = self.examples.seen.entry(id).or_default();
        match seen {
            // One that came back through Undo has its thumbnail already, the same.
            Seen::Picture(thumbnail) => {
                example.thumbnail.get_or_insert_with(|| thumbnail.into());
            }
            Seen::Text { cut, .. } => example.cut = cut,
        }
    }

    /// An example's file cannot be used. One that was removed since is not worth a sentence.
    pub(super) fn example_rejected(&mut self, id: ExampleId, error: Error) {
        if let Some(example) = self.reject(id) {
            self.release_unless_kept(
                example.file().map(|file| file.url.clone()).into_iter().collect(),
            );
            self.examples.forget(&BTreeSet::from([id]));
            self.forget_example_of_run(id);
            self.warn(error);
        }
    }
}
