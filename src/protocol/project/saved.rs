//! A project as it is saved: JSON that says which version it is of.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Project;
use crate::error::ProjectError;
use crate::protocol::ids::{ClassId, ExampleId};

/// What is saved. A version is read by itself, before what it says how to read.
#[derive(Debug, Serialize, Deserialize)]
struct Saved<P> {
    version: u32,
    project: P,
}

/// The version alone, of a file of any.
#[derive(Debug, Deserialize)]
struct Version {
    version: u32,
}

impl Project {
    /// The version of what [`write`](Self::write) writes. Whoever changes a field that is saved raises it, and
    /// teaches [`read`](Self::read) to make one of the version before into one of this.
    pub const VERSION: u32 = 1;

    /// The project as JSON.
    pub fn write(&self) -> String {
        // Plain data whose maps have texts as keys always becomes JSON.
        serde_json::to_string(&Saved { version: Self::VERSION, project: self }).unwrap_or_default()
    }

    /// The project that was written so.
    ///
    /// # Errors
    /// [`ProjectError::Newer`] for what a later version of the page has written, [`ProjectError::Malformed`] for
    /// what none has.
    pub fn read(json: &str) -> Result<Self, ProjectError> {
        let malformed = |error: serde_json::Error| ProjectError::Malformed(error.to_string());
        let Version { version } = serde_json::from_str(json).map_err(malformed)?;
        if version > Self::VERSION {
            return Err(ProjectError::Newer { version, readable: Self::VERSION });
        }
        let Saved { project, .. } = serde_json::from_str(json).map_err(malformed)?;
        sound(project).ok_or_else(|| ProjectError::Malformed("names that do not fit".into()))
    }
}

/// The most names that are given in the life of a project: so many that none ever runs out of them.
const MOST_NAMES: u32 = 1 << 30;

/// The project, if no two of its classes or examples have one name, and with names to be given next that none has.
fn sound(mut project: Project) -> Option<Project> {
    let classes: BTreeSet<ClassId> = project.classes.iter().map(|class| class.id).collect();
    let names: BTreeSet<&str> = project.classes.iter().map(|class| class.name.trim()).collect();
    let all = project.classes.iter().flat_map(|class| &class.examples);
    let examples: BTreeSet<ExampleId> = all.map(|example| example.id).collect();
    let alone = classes.len() == project.classes.len()
        && names.len() == project.classes.len()
        && !names.contains("")
        && examples.len()
            == project.classes.iter().map(|class| class.examples.len()).sum::<usize>();
    let ids = &mut project.ids;
    ids.class = ids.class.max(classes.last().copied().unwrap_or_default());
    ids.example = ids.example.max(examples.last().copied().unwrap_or_default());
    let newest = ids.class.0.max(ids.example.0).max(ids.run.0);
    (alone && newest <= MOST_NAMES).then_some(project)
}
