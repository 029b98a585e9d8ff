//! Examples that are selected, to be moved or removed together.

use std::collections::BTreeSet;

use super::State;
use crate::protocol::{ClassId, Command, ExampleId};
use crate::ui::state::one_by_one::set;

/// Examples that are selected.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Selection {
    ids: BTreeSet<ExampleId>,
    /// The one that was selected last, from which a range reaches.
    last: Option<ExampleId>,
}

impl State {
    /// Selects an example, or no longer, if it was.
    pub fn pick(&mut self, id: ExampleId) {
        if self.selection.ids.remove(&id) {
            self.selection.last = None;
        } else {
            self.selection.ids.insert(id);
            self.selection.last = Some(id);
        }
    }

    /// Selects all from the example that was selected last to this one, if they are of one class; otherwise this one.
    pub fn pick_range(&mut self, id: ExampleId) {
        let range = self.project().place_of(id).and_then(|(class, to)| {
            let last = self.selection.last?;
            let from = class.examples.iter().position(|example| example.id == last)?;
            let range = &class.examples[from.min(to)..=from.max(to)];
            Some(set(range.iter().map(|example| example.id)))
        });
        match range {
            Some(range) => self.selection.ids.extend(range),
            None => drop(self.selection.ids.insert(id)),
        }
        self.selection.last = Some(id);
    }

    /// Selects these too.
    pub fn pick_all(&mut self, ids: Vec<ExampleId>) {
        self.selection.last = ids.last().copied().or(self.selection.last);
        self.selection.ids.extend(ids);
    }

    /// An example is taken up, to be moved: with all that are selected if it is one of them, or else alone.
    pub fn take_up(&mut self, id: ExampleId) {
        if !self.selection.ids.contains(&id) {
            self.select_none();
            self.pick(id);
        }
    }

    /// The selected examples that are there.
    pub fn selected(&self) -> BTreeSet<ExampleId> {
        if self.selection.ids.is_empty() {
            return BTreeSet::new();
        }
        let all = self.project().classes.iter().flat_map(|class| &class.examples);
        set(all.map(|example| example.id).filter(|id| self.selection.ids.contains(id)))
    }

    /// Selects nothing any more.
    pub fn select_none(&mut self) {
        self.selection = Selection::default();
    }

    /// Moves what is selected to the end of a class, in its order. What is there already stays where it is.
    pub fn move_selected(&mut self, to: ClassId) -> Vec<Command> {
        let selected = self.selected();
        self.select_none();
        self.edit(|project| project.move_examples(&selected, to))
    }

    /// Whether all that is selected is left out of runs.
    pub fn is_selection_unused(&self) -> bool {
        self.selected().is_subset(&self.project().unused)
    }

    /// Leaves what is selected out of the runs to come, or takes it in again where all of it is left out. It stays selected.
    pub fn toggle_selected_use(&mut self) -> Vec<Command> {
        let selected = self.selected();
        let used = self.is_selection_unused();
        self.edit(|project| project.set_used(&selected, used))
    }

    /// Removes what is selected.
    pub fn remove_selected(&mut self) -> Vec<Command> {
        let selected = self.selected();
        self.select_none();
        self.edit(|project| project.take_examples(&selected))
    }
}
