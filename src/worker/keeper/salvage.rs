//! What is left of a project whose journals cannot be read any more, as after a disk that was full: its card says that
//! there was one, and its pictures were copied.

use std::collections::BTreeMap;

use super::card::Card;
use super::project::{OpenProject, Right};
use crate::browser::storage::{Folder, ORIGINALS};
use crate::error::{Kind, ProjectError};
use crate::formats::digest;
use crate::protocol::keeping::{Opened, Original};
use crate::protocol::project::{Class, Example, Project};
use crate::protocol::{ClassId, ExampleId, FileRef, Input, ProjectId};

/// What the class is called that takes all pictures: which they were in nobody knows any more.
const CLASS: &str = "Recovered pictures";

/// What is left of a project.
#[derive(Debug)]
pub struct Salvaged {
    project: Project,
    originals: BTreeMap<ExampleId, Original>,
}

/// Looks what is left in this folder, in which no journal can be read. Nothing, where nothing was ever written.
///
/// # Errors
/// [`ProjectError::JournalLost`] if there were examples and no picture is left; those of the folder.
pub async fn salvage(folder: &Folder) -> Result<Option<Salvaged>, Kind> {
    let Some(card) = Card::written(folder).await else { return Ok(None) };
    let mut originals = BTreeMap::new();
    let mut id = ExampleId::default();
    if let Some(folder) = folder.existing(ORIGINALS).await? {
        for entry in folder.names().await? {
            let is_original = digest::from_hex(&entry.name).is_some();
            if let (true, Some(file)) = (is_original, folder.file(&entry.name).await?) {
                let bytes = file.size() as u64;
                originals.insert(id.fresh(), Original { sha256: entry.name, bytes });
            }
        }
    }
    match (originals.len(), card.about.examples) {
        (0, 0) => return Ok(None),
        (0, _) => return Err(ProjectError::JournalLost { pictures: 0 }.into()),
        _ => {}
    }
    let example = |&id: &ExampleId| {
        let file = FileRef { name: format!("Recovered {id}"), url: String::new() };
        Example { id, input: Input::Picture(file).into() }
    };
    let examples = originals.keys().map(example).collect();
    let mut project = Project { name: card.about.name, ..Project::default() };
    project.modality = card.about.modality;
    project.ids.class = ClassId(1);
    project.ids.example = id;
    project.classes = vec![Class { id: ClassId(1), name: CLASS.into(), examples }.into()];
    Ok(Some(Salvaged { project, originals }))
}

impl Salvaged {
    /// Opens it. Its journal is begun anew by the page, beside those that cannot be read.
    pub fn open(self, id: ProjectId, projects: Folder, right: Right) -> (OpenProject, Opened) {
        let Self { project, originals } = self;
        let opened = Opened {
            id: id.clone(),
            project: Some(Box::new(project)),
            entries: Vec::new(),
            whole: false,
            originals: originals.iter().map(|(id, original)| (*id, original.clone())).collect(),
            read_only: !right.is_given(),
            remark: Some(ProjectError::JournalLost { pictures: originals.len() }),
        };
        (OpenProject::new(id, projects, None, originals, right), opened)
    }
}
