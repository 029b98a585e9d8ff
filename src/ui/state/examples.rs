//! The visitor's classes and their examples.

use std::sync::Arc;

use super::State;
use super::undo::Removed;
use crate::error::{ClassesError, Doing, Error, Kind, Result};
use crate::protocol::{
    ClassExamples, ClassId, Command, ExampleId, FileRef, Input, NewExample, Seen,
};

/// The most letters of an example that are kept: many times what any model reads of it.
pub(super) const LONGEST: usize = 20_000;

/// The most letters of a class's name.
const LONGEST_NAME: usize = 60;

/// A small picture, as the bytes of a JPEG file.
pub type Thumbnail = Arc<[u8]>;

/// The visitor's classes and their examples.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Examples {
    /// The classes in the order of the page.
    pub classes: Vec<Class>,
    /// What was removed last and can still be brought back.
    pub removed: Option<Removed>,
    /// How many examples the present model has embedded, as the worker said last.
    pub embedded: usize,
    next_class: ClassId,
    next_example: ExampleId,
}

/// A class of the visitor's.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Names it in the protocol; also picks its colour.
    pub id: ClassId,
    /// Its name: not blank, and no other class's.
    pub name: String,
    /// Its examples in the order they were added.
    pub examples: Vec<Example>,
}

/// An example of the visitor's.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Names it in the protocol.
    pub id: ExampleId,
    /// What it shows.
    pub input: Input,
    /// What the model sees of a picture; none until the worker has decoded it.
    pub thumbnail: Option<Thumbnail>,
    /// Bytes of a text that the model reads, where it does not read all.
    pub cut: Option<usize>,
}

impl Example {
    /// The example as the worker is told of it.
    pub(super) fn to_new(&self) -> NewExample {
        NewExample { id: self.id, input: self.input.clone() }
    }
}

impl Class {
    /// Whether nothing was done with it: it is empty and has the name that it was added under.
    pub(super) fn is_untouched(&self) -> bool {
        let number = self.name.strip_prefix("Class ").map(str::parse::<usize>);
        self.examples.is_empty() && matches!(number, Some(Ok(_)))
    }
}

impl Examples {
    /// The class of this id.
    pub fn class(&self, id: ClassId) -> Option<&Class> {
        self.classes.iter().find(|class| class.id == id)
    }

    /// How many examples there are.
    pub fn total(&self) -> usize {
        self.classes.iter().map(|class| class.examples.len()).sum()
    }

    /// How many examples have been read, while there are some left to read.
    pub fn reading(&self) -> Option<(usize, usize)> {
        let total = self.total();
        (self.embedded < total).then_some((self.embedded, total))
    }

    /// The classes and examples as a run takes them.
    pub fn as_classes(&self) -> Vec<ClassExamples> {
        let one = |class: &Class| ClassExamples {
            class: class.id,
            name: class.name.clone(),
            examples: class.examples.iter().map(|example| example.id).collect(),
        };
        self.classes.iter().map(one).collect()
    }

    /// The first of “Class 1”, “Class 2”… that no class is called.
    fn free_name(&self) -> String {
        let taken = |name: &String| self.classes.iter().any(|class| class.name == *name);
        let names = (1..).map(|number: usize| format!("Class {number}"));
        // There are more numbers than classes, so one is free.
        names.into_iter().find(|name| !taken(name)).unwrap_or_default()
    }

    /// The example of this id.
    fn example_mut(&mut self, id: ExampleId) -> Option<&mut Example> {
        let mut all = self.classes.iter_mut().flat_map(|class| &mut class.examples);
        all.find(|example| example.id == id)
    }

    /// Takes an example out of its class. Also gives its place.
    pub(super) fn take_example(&mut self, id: ExampleId) -> Option<(ClassId, usize, Example)> {
        self.classes.iter_mut().find_map(|class| {
            let index = class.examples.iter().position(|example| example.id == id)?;
            Some((class.id, index, class.examples.remove(index)))
        })
    }
}

impl State {
    /// Adds an empty class under a name that is free.
    pub fn add_class(&mut self) -> ClassId {
        let examples = &mut self.examples;
        let id = examples.next_class.next();
        let name = examples.free_name();
        examples.classes.push(Class { id, name, examples: Vec::new() });
        id
    }

    /// Gives a class another name, without the blanks around it.
    ///
    /// # Errors
    /// [`ClassesError::BlankName`] or [`ClassesError::DuplicateName`]; the class keeps its name.
    pub fn rename_class(&mut self, id: ClassId, name: &str) -> Result<()> {
        let name = name.trim();
        let classes = &mut self.examples.classes;
        let taken = classes.iter().any(|class| class.id != id && class.name == name);
        let Some(class) = classes.iter_mut().find(|class| class.id == id) else { return Ok(()) };
        let refused = if name.is_empty() {
            Some(Kind::Classes(ClassesError::BlankName))
        } else if taken {
            Some(Kind::Classes(ClassesError::DuplicateName))
        } else {
            None
        };
        if let Some(kind) = refused {
            return Err(Error::new(Doing::EditingClass(class.name.clone()), kind));
        }
        if class.name != name {
            name.clone_into(&mut class.name);
        }
        Ok(())
    }

    /// Ends the typing of a name, which began when the class was called `before`.
    ///
    /// # Errors
    /// Those of [`rename_class`](Self::rename_class); the class is called `before` again.
    pub fn finish_renaming(&mut self, id: ClassId, before: &str, name: &str) -> Result<()> {
        let renamed = self.rename_class(id, name);
        let names = [before.to_owned(), name.trim().to_owned()];
        self.dismiss_about(|doing| matches!(doing, Doing::EditingClass(of) if names.contains(of)));
        renamed.map_err(|error| {
            // It was this class's own a moment ago; if it has been taken since, what it is
            // called now is as good.
            let _ = self.rename_class(id, before);
            Error::new(Doing::EditingClass(before.to_owned()), error.kind)
        })
    }

    /// Adds files to a class as examples.
    pub fn add_files(&mut self, class: ClassId, files: Vec<FileRef>) -> Vec<Command> {
        if self.examples.class(class).is_none() {
            self.released.extend(files.into_iter().map(|file| file.url));
            return Vec::new();
        }
        self.add_inputs(class, files.into_iter().map(Input::Picture))
    }

    /// Adds the lines of a text to a class as examples. Blank ones are none.
    pub fn add_lines(&mut self, class: ClassId, text: &str) -> Vec<Command> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        self.add_inputs(class, lines.map(|line| Input::Text(shortened(line, LONGEST))))
    }

    /// Adds a text to a class as one example.
    pub(super) fn add_text(&mut self, class: ClassId, text: &str) -> Vec<Command> {
        self.add_inputs(class, std::iter::once(Input::Text(shortened(text, LONGEST))))
    }

    fn add_inputs(&mut self, class: ClassId, inputs: impl Iterator<Item = Input>) -> Vec<Command> {
        let examples = &mut self.examples;
        let Some(class) = examples.classes.iter_mut().find(|other| other.id == class) else {
            return Vec::new();
        };
        let first = class.examples.len();
        for input in inputs {
            let id = examples.next_example.next();
            class.examples.push(Example { id, input, thumbnail: None, cut: None });
        }
        let added: Vec<_> = class.examples[first..].iter().map(Example::to_new).collect();
        if added.is_empty() { Vec::new() } else { vec![Command::AddExamples(added)] }
    }

    /// The class of this name, which is added if there is none.
    pub(super) fn class_called(&mut self, name: &str) -> ClassId {
        let name = class_name(name);
        match self.examples.classes.iter().find(|class| class.name == name) {
            Some(class) => class.id,
            None => {
                let id = self.add_class();
                // It is no other class's; a blank one keeps the name that it was added under.
                let _ = self.rename_class(id, &name);
                id
            }
        }
    }

    /// The worker has read an example.
    pub(super) fn example_read(&mut self, id: ExampleId, seen: Seen) {
        let Some(example) = self.examples.example_mut(id) else { return };
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
        if let Some((_, _, example)) = self.examples.take_example(id) {
            self.released.extend(example.input.file().map(|file| file.url.clone()));
            self.forget_example_of_run(id);
            self.warn(error);
        }
    }
}

/// What a class is called whose label in a file is this: names have an end, and no blanks around them.
pub(super) fn class_name(label: &str) -> String {
    shortened(label.trim(), LONGEST_NAME).trim_end().to_owned()
}

/// The beginning of a text, of so many letters at most.
pub(super) fn shortened(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect()
}

/// Several commands to add examples as one.
pub(super) fn joined(commands: Vec<Command>) -> Vec<Command> {
    let added = commands.into_iter().flat_map(|command| match command {
        Command::AddExamples(added) => added,
        _ => Vec::new(),
    });
    let added: Vec<_> = added.collect();
    if added.is_empty() { Vec::new() } else { vec![Command::AddExamples(added)] }
}
