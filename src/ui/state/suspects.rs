//! The examples whose labels are to be looked at again.

use super::State;
use crate::protocol::{ClassId, Command, ExampleId};

/// An example whose label may be wrong, as the page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Suspicious {
    /// The example.
    pub id: ExampleId,
    /// The name of the class that it is in.
    pub is: String,
    /// The class that it looks like, with its name.
    pub looks_like: (ClassId, String),
    /// How likely that is, 0 to 1.
    pub share: f32,
}

impl State {
    /// The first of the likely wrong labels, and of what looks more like another class than its own, without what the
    /// visitor has dealt with: the most suspicious first. And how many more there are.
    pub fn suspicious(&self, most: usize) -> (Vec<Suspicious>, usize) {
        let Some(suspects) = &self.trust.suspects else { return (Vec::new(), 0) };
        // In small classes one that looks more like another class may be no likely error by the count of these.
        let all = suspects.list.iter().enumerate();
        let likely = all.filter(|(at, it)| *at < suspects.likely || it.other > it.own);
        let open = likely.map(|(_, it)| it).filter(|it| {
            let place = self.project().place_of(it.example);
            let is_there = place.is_some_and(|(class, _)| class.id == it.class);
            is_there && self.project().settled.get(&it.example) != Some(&it.class)
        });
        let mut open: Vec<_> = open
            .map(|it| Suspicious {
                id: it.example,
                is: self.class_name(it.class),
                looks_like: (it.looks_like, self.class_name(it.looks_like)),
                share: it.other,
            })
            .collect();
        let more = open.len().saturating_sub(most);
        open.truncate(most);
        (open, more)
    }

    /// An example is in the right class, however it looks: it is not shown again.
    pub fn settle_suspect(&mut self, id: ExampleId) -> Vec<Command> {
        let class = self.project().place_of(id).map(|(class, _)| class.id);
        self.edit(|project| {
            if let Some(class) = class {
                project.settled.change().insert(id, class);
            }
        })
    }

    /// Moves an example to the end of the class that it looks like.
    pub fn move_suspect(&mut self, id: ExampleId, to: ClassId) -> Vec<Command> {
        self.edit(|project| project.move_examples(&[id].into(), to))
    }
}
