//! Classes and their examples, and how they change: told to nobody, which is [`State::edit`]'s business.
//!
//! [`State::edit`]: crate::ui::state::State::edit

use std::collections::BTreeSet;

use super::{Class, Example, Project, Shared};
use crate::error::{ClassesError, Doing, Error, Result};
use crate::protocol::{ClassExamples, ClassId, ExampleId, FileRef, Input, NewExample};
use crate::words::say_with;

/// The most letters of an example that are kept: many times what any model reads of it.
const LONGEST: usize = 20_000;

/// The most letters of a class's name.
const LONGEST_NAME: usize = 60;

/// Letters at the end of a longer label that its class's name keeps.
const ITS_END: usize = 20;

impl Example {
    /// The example as the worker is told of it.
    pub fn to_new(&self) -> NewExample {
        NewExample { id: self.id, input: (*self.input).clone(), seen: false }
    }

    /// The file that it is in, if it is in one.
    pub fn file(&self) -> Option<&FileRef> {
        self.input.file()
    }
}

impl Class {
    /// Whether nothing was done with it: it is empty and has the name that it was added under.
    pub fn is_untouched(&self) -> bool {
        let number = self.name.strip_prefix(&say_with("class.named", &[""]));
        let number = number.map(str::parse::<usize>);
        self.examples.is_empty() && matches!(number, Some(Ok(_)))
    }
}

impl Project {
    /// The class of this id.
    pub fn class(&self, id: ClassId) -> Option<&Class> {
        self.classes.iter().find(|class| class.id == id).map(|class| &**class)
    }

    /// How many examples there are.
    pub fn total(&self) -> usize {
        self.classes.iter().map(|class| class.examples.len()).sum()
    }

    /// The classes and examples as a run takes them: without those that are left out.
    pub fn as_classes(&self) -> Vec<ClassExamples> {
        let is_used = |id: &ExampleId| !self.unused.contains(id);
        let one = |class: &Shared<Class>| ClassExamples {
            class: class.id,
            name: class.name.clone(),
            examples: class
                .examples
                .iter()
                .map(|example| example.id)
                .filter(|id| is_used(id))
                .collect(),
        };
        self.classes.iter().map(one).collect()
    }

    /// The class of this id, to be changed.
    pub(in crate::ui::state) fn class_mut(&mut self, id: ClassId) -> Option<&mut Class> {
        self.classes.iter_mut().find(|class| class.id == id).map(Shared::change)
    }

    /// Adds an empty class under a name that is free.
    pub fn add_class(&mut self) -> ClassId {
        let id = self.ids.class.fresh();
        let name = self.free_name();
        self.classes.push(Class { id, name, examples: Vec::new() }.into());
        id
    }

    /// The first of “Class 1”, “Class 2”… that no class is called.
    fn free_name(&self) -> String {
        let taken = |name: &String| self.classes.iter().any(|class| class.name == *name);
        let names = (1..).map(|number: usize| say_with("class.named", &[&number.to_string()]));
        // There are more numbers than classes, so one is free.
        names.into_iter().find(|name| !taken(name)).unwrap_or_default()
    }

    /// Gives a class another name, without the blanks around it. A class that is gone needs none.
    ///
    /// # Errors
    /// [`ClassesError::BlankName`] or [`ClassesError::DuplicateName`]; the class keeps its name.
    pub fn rename_class(&mut self, id: ClassId, name: &str) -> Result<()> {
        let name = name.trim();
        let Some(class) = self.class(id) else { return Ok(()) };
        let taken = self.classes.iter().any(|other| other.id != id && other.name == name);
        let refused = if name.is_empty() {
            Some(ClassesError::BlankName)
        } else if taken {
            Some(ClassesError::DuplicateName)
        } else {
            None
        };
        if let Some(error) = refused {
            return Err(Error::new(Doing::EditingClass(class.name.clone()), error));
        }
        if class.name != name
            && let Some(class) = self.class_mut(id)
        {
            name.clone_into(&mut class.name);
        }
        Ok(())
    }

    /// The class of this name, which is added if there is none.
    pub fn class_called(&mut self, name: &str) -> ClassId {
        let name = class_name(name);
        match self.classes.iter().find(|class| class.name == name) {
            Some(class) => class.id,
            None => {
                let id = self.add_class();
                // It is no other class's; a blank one keeps the name that it was added under.
                let _ = self.rename_class(id, &name);
                id
            }
        }
    }

    /// The class of this name, however its case and blanks are, which is added if there is none.
    pub fn class_alike(&mut self, name: &str) -> ClassId {
        let plain = plain_name(name);
        let alike = self.classes.iter().find(|class| plain_name(&class.name) == plain);
        alike.map(|class| class.id).unwrap_or_else(|| self.class_called(name))
    }

    /// Takes out the classes that nobody has done anything with, but for those that something may come back to.
    pub(in crate::ui::state) fn make_place(&mut self, awaited: &BTreeSet<ClassId>) {
        self.classes.retain(|class| !class.is_untouched() || awaited.contains(&class.id));
    }

    /// Adds examples to classes of these names. Those that are not there are added; empty ones that nobody has named
    /// make place for them, but for the awaited.
    pub(in crate::ui::state) fn add_classes<Name: AsRef<str>>(
        &mut self,
        classes: impl IntoIterator<Item = (Name, Vec<Input>)>,
        awaited: &BTreeSet<ClassId>,
    ) {
        self.make_place(awaited);
        for (name, inputs) in classes {
            let class = self.class_called(name.as_ref());
            self.add_examples(class, inputs);
        }
    }

    /// Moves a class up or down by one place, if there is one.
    pub(in crate::ui::state) fn move_class(&mut self, id: ClassId, up: bool) {
        let Some(at) = self.classes.iter().position(|class| class.id == id) else { return };
        let to = if up { at.checked_sub(1) } else { Some(at + 1) };
        if let Some(to) = to.filter(|to| *to < self.classes.len()) {
            self.classes.swap(at, to);
        }
    }

    /// Adds examples to a class, if it is there.
    pub fn add_examples(&mut self, class: ClassId, inputs: impl IntoIterator<Item = Input>) {
        let Some(index) = self.classes.iter().position(|other| other.id == class) else { return };
        for input in inputs {
            let id = self.ids.example.fresh();
            self.classes[index].change().examples.push(Example { id, input: input.into() });
        }
    }

    /// Where an example is: its class, and its place in it.
    pub fn place_of(&self, id: ExampleId) -> Option<(&Class, usize)> {
        self.classes.iter().find_map(|class| {
            let index = class.examples.iter().position(|example| example.id == id)?;
            Some((&**class, index))
        })
    }

    /// Moves examples to the end of a class, in the order of the page; those of that class stay where they are.
    pub(in crate::ui::state) fn move_examples(&mut self, ids: &BTreeSet<ExampleId>, to: ClassId) {
        if self.class(to).is_none() {
            return;
        }
        let mut moved = Vec::new();
        for class in self.classes.iter_mut().filter(|class| class.id != to) {
            let is_moved = |example: &Example| ids.contains(&example.id);
            if class.examples.iter().any(is_moved) {
                moved.extend(class.change().examples.extract_if(.., |example| is_moved(example)));
            }
        }
        if let Some(class) = self.class_mut(to)
            && !moved.is_empty()
        {
            class.examples.extend(moved);
        }
    }

    /// Leaves examples out of the runs to come, or no longer.
    pub(in crate::ui::state) fn set_used(&mut self, ids: &BTreeSet<ExampleId>, used: bool) {
        match used {
            true => self.unused.retain(|id| !ids.contains(id)),
            false => self.unused.extend(ids),
        }
    }

    /// Takes examples out of their classes.
    pub(in crate::ui::state) fn take_examples(&mut self, ids: &BTreeSet<ExampleId>) {
        leave_out(&mut self.classes, ids);
    }

    /// Takes an example out of its class.
    pub(in crate::ui::state) fn take_example(&mut self, id: ExampleId) -> Option<Example> {
        let (class, index) = self.place_of(id)?;
        let class = class.id;
        self.class_mut(class).map(|class| class.examples.remove(index))
    }
}

/// Takes examples out of classes. Those that have none of them stay shared.
pub(in crate::ui::state) fn leave_out(classes: &mut [Shared<Class>], ids: &BTreeSet<ExampleId>) {
    for class in classes {
        if class.examples.iter().any(|example| ids.contains(&example.id)) {
            class.change().examples.retain(|example| !ids.contains(&example.id));
        }
    }
}

/// What a class is called whose label in a file is this: names have an end, and no blanks around them.
pub(in crate::ui::state) fn class_name(label: &str) -> String {
    let label = label.trim();
    let letters = label.chars().count();
    if letters <= LONGEST_NAME {
        return label.to_owned();
    }
    // What tells labels apart stands at the end of some.
    let start = beginning(label, LONGEST_NAME - ITS_END - 1);
    let end: String = label.chars().skip(letters - ITS_END).collect();
    format!("{}…{}", start.trim_end(), end.trim_start())
}

/// A label as it is compared with others: without what case and blanks make different.
pub(in crate::ui::state) fn plain_name(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// As much of a text as is kept of an example.
pub(in crate::ui::state) fn shortened(text: &str) -> String {
    beginning(text, LONGEST)
}

/// The beginning of a text, of so many letters at most.
fn beginning(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect()
}
