//! The examples of a run, as they are assessed.

use std::rc::Rc;

use crate::protocol::trust::CopyGroup;
use crate::protocol::{ClassId, ExampleId};

/// The examples of a run.
#[derive(Debug)]
pub struct Material {
    /// Raw embeddings, all of one length.
    pub embeddings: Vec<Rc<[f32]>>,
    /// The class of each, counted from 0.
    pub labels: Vec<usize>,
    /// The name of each.
    pub ids: Vec<ExampleId>,
    /// For each the position of the first of its copies, as [`copies::groups`](super::copies::groups) has it.
    pub groups: Vec<usize>,
    /// The names of the classes.
    pub classes: Vec<ClassId>,
}

impl Material {
    /// The examples that are copies of each other, as the page is told.
    pub fn copies(&self) -> Vec<CopyGroup> {
        let group = |members: Vec<usize>| {
            let mut classes: Vec<usize> = members.iter().map(|&at| self.labels[at]).collect();
            classes.sort_unstable();
            classes.dedup();
            let same = members.iter().all(|&at| self.embeddings[at] == self.embeddings[members[0]]);
            CopyGroup {
                examples: members.into_iter().map(|at| self.ids[at]).collect(),
                classes: classes.into_iter().map(|class| self.classes[class]).collect(),
                same,
            }
        };
        super::copies::members(&self.groups).into_iter().map(group).collect()
    }

    /// For each whether it counts where copies count once: the first of its group, if all of that are of one class.
    pub fn counts(&self) -> Vec<bool> {
        super::copies::counts(&self.groups, &self.labels)
    }
}
