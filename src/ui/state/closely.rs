//! One example that is looked at closely: the original, what the model sees of it, and what can be done with it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{About, ExampleView, State};
use crate::protocol::{ClassId, Command, ExampleId, Look, Pixels, View};

/// An example that is looked at closely, as the page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Closely {
    /// The example.
    pub example: ExampleView,
    /// The class that it is of.
    pub class: ClassId,
    /// Its place in the class, from 1, and how many there are.
    pub place: (usize, usize),
    /// Whether it was kept aside as a test.
    pub held_out: bool,
    /// The class that it was taken for in that test, and how likely, where that was wrong.
    pub taken_for: Option<(ClassId, f32)>,
}

/// What the worker has shown of an example.
#[derive(Debug, Clone, PartialEq)]
pub struct Viewed {
    /// The address of its file.
    pub file: String,
    /// The size of the file in bytes.
    pub bytes: u64,
    /// The pixels that the model in use embeds.
    pub seen: Arc<Pixels>,
}

impl State {
    /// Looks at an example closely.
    pub fn look_at(&mut self, id: ExampleId) -> Vec<Command> {
        self.look_away();
        let Some((class, index)) = self.project().place_of(id) else { return Vec::new() };
        let example = class.examples[index].clone();
        self.closely.about = Some(id);
        let model = self.model.loaded.as_ref().map(|loaded| loaded.info.id.clone());
        match (model, self.readable_file(&example)) {
            (Some(model), Some(file)) => {
                self.inquire(|state| &mut state.closely, model, Look::View(file))
            }
            _ => Vec::new(),
        }
    }

    /// Looks at none any more.
    pub fn look_away(&mut self) {
        if matches!(self.why.about, Some(About::Example(_))) {
            self.stop_asking_why();
        }
        let seen = std::mem::take(&mut self.closely);
        self.released.extend(seen.answer.map(|original| original.file));
    }

    /// Looks again at what is looked at: another model sees something else of it.
    pub(super) fn look_anew(&mut self) -> Vec<Command> {
        self.closely.about.map(|id| self.look_at(id)).unwrap_or_default()
    }

    /// What is looked at, while it is there.
    pub fn closely(&self) -> Option<Closely> {
        let id = self.closely.about?;
        let (class, index) = self.project().place_of(id)?;
        let reports = self.trained().and_then(|trained| trained.outcome.held_out.as_ref());
        let mut rows = reports.into_iter().flat_map(|report| &report.classes);
        let row = rows.find(|row| row.examples.contains(&id));
        let mistake = row.and_then(|row| row.wrong.iter().find(|it| it.example == id));
        Some(Closely {
            example: self.view(&class.examples[index]),
            class: class.id,
            place: (index + 1, class.examples.len()),
            held_out: row.is_some(),
            taken_for: mistake.map(|it| (it.taken_for, it.share)),
        })
    }

    /// Looks at the next example of the class, or the one before. Beyond the last is the first.
    pub fn look_on(&mut self, back: bool) -> Vec<Command> {
        self.neighbour(back).map(|id| self.look_at(id)).unwrap_or_default()
    }

    /// Leaves what is looked at out of the runs to come, or takes it in again.
    pub fn toggle_looked_at_use(&mut self) -> Vec<Command> {
        let Some(id) = self.closely.about else { return Vec::new() };
        let used = self.project().unused.contains(&id);
        self.edit(|project| project.set_used(&BTreeSet::from([id]), used))
    }

    /// The example beside the one that is looked at, if its class has another.
    fn neighbour(&self, back: bool) -> Option<ExampleId> {
        let id = self.closely.about?;
        let (class, index) = self.project().place_of(id)?;
        let count = class.examples.len();
        let next = (index + if back { count - 1 } else { 1 }) % count;
        (next != index).then(|| class.examples[next].id)
    }

    /// Removes the example that is looked at, and looks at the next.
    pub fn remove_looked_at(&mut self) -> Vec<Command> {
        let Some(id) = self.closely.about else { return Vec::new() };
        let next = self.neighbour(false);
        let mut commands = self.remove_example(id);
        match next {
            Some(next) => commands.extend(self.look_at(next)),
            None => self.look_away(),
        }
        commands
    }

    /// Moves the example that is looked at to the end of a class.
    pub fn move_looked_at(&mut self, to: ClassId) -> Vec<Command> {
        let Some(id) = self.closely.about else { return Vec::new() };
        self.edit(|project| project.move_examples(&BTreeSet::from([id]), to))
    }

    /// The worker shows what it was asked for; unless something else is looked at by now.
    pub(super) fn viewed(&mut self, is_awaited: bool, view: View) {
        let View { file, bytes, seen } = view;
        if is_awaited {
            self.closely.answer = Some(Viewed { file, bytes, seen: seen.into() });
        } else {
            self.released.push(file);
        }
    }
}
