//! The journal of a project: all that happens to it, an entry each.
//!
//! A journal begins with a project, in the form of [`Project::write`](super::Project::write), whose version is that of
//! all its entries.

use serde::{Deserialize, Serialize};

use super::Patch;
use crate::protocol::ids::ExampleId;

/// Something that happened to a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Entry {
    /// The visitor changed it: a step that can be taken back.
    Edit(Patch),
    /// It changed in a way that no step back can change.
    Amend(Patch),
    /// The newest step was taken back.
    Undo,
    /// The step that was taken back last was taken again.
    Redo,
    /// An example turned out to be unusable.
    Reject(ExampleId),
    /// The newest step ended: the next edit is another, whatever it is about.
    EndStep,
}

impl Entry {
    /// The entry as JSON.
    pub fn write(&self) -> String {
        // Plain data whose maps have texts as keys always becomes JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The entry that was written so.
    pub fn read(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }
}
