//! What the visitor says of what was sorted, and examples that are made of it.

use crate::protocol::{ClassId, Command, QueryId};
use crate::ui::state::State;
use crate::ui::state::project::Shared;

use super::SortedItem;

impl State {
    /// Notes what one is.
    pub fn correct(&mut self, id: QueryId, class: ClassId) {
        if let Some(item) = self.sorting.item_mut(id) {
            // Where the head does not know, its best guess is one only once the visitor says so.
            let is_said = |(best, _)| best != class || item.is_unknown(&self.trust);
            let is_new = item.best().is_some_and(is_said);
            item.correction = is_new.then_some(class);
        }
    }

    /// The class that has an example made of this one, if one has.
    pub fn class_of_sorted(&self, item: &SortedItem) -> Option<ClassId> {
        self.project().place_of(item.example?).map(|(class, _)| class.id)
    }

    /// Makes an example of one, in the class it is put into. One that is an example already is moved there.
    pub fn add_sorted(&mut self, id: QueryId) -> Vec<Command> {
        self.add_all_sorted(vec![id])
    }

    /// Makes examples of all that were corrected, in one step.
    pub fn add_corrections(&mut self) -> Vec<Command> {
        let corrected = self.corrections().map(|item| item.id).collect();
        self.add_all_sorted(corrected)
    }

    /// Those that were corrected and are not in their class yet.
    pub fn corrections(&self) -> impl Iterator<Item = &Shared<SortedItem>> {
        let is_missing = |item: &&Shared<SortedItem>| {
            item.correction.is_some_and(|class| {
                self.project().class(class).is_some() && self.class_of_sorted(item) != Some(class)
            })
        };
        self.sorting.items.iter().filter(is_missing)
    }

    fn add_all_sorted(&mut self, ids: Vec<QueryId>) -> Vec<Command> {
        let to_add = |id: QueryId| {
            let item = self.sorting.item(id).filter(|item| !item.waits)?;
            let (class, input) = (self.class_of(item)?, self.readable_input(id)?);
            Some((id, class, input, item.example))
        };
        let to_add: Vec<_> = ids.into_iter().filter_map(to_add).collect();
        let mut added = Vec::new();
        let commands = self.edit(|project| {
            for (id, class, input, example) in to_add {
                if project.class(class).is_none() {
                    continue;
                }
                match example.and_then(|example| project.take_example(example)) {
                    Some(example) => {
                        added.push((id, example.id));
                        if let Some(class) = project.class_mut(class) {
                            class.examples.push(example);
                        }
                    }
                    None => {
                        project.add_examples(class, [input]);
                        added.push((id, project.ids.example));
                    }
                }
            }
        });
        for (id, example) in added {
            if let Some(item) = self.sorting.item_mut(id) {
                item.example = Some(example);
            }
        }
        commands
    }
}
