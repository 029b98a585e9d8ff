//! A project as one file: what a page saves, which the studio opens; and what the studio saved, which a page opens.
//!
//! The trained head is not in it. Same seed, same examples: who opens it trains once more and has the same head.

use std::collections::BTreeMap;
use std::io::Cursor;

use serde::Serialize;

use super::settings::Settings;
use crate::error::ProjectError;
use crate::formats::digest::Digest;
use crate::formats::project::{Archive, Headstart, Manifest, Original, Writer, open};
use crate::protocol::project::{ModelRef, Project};
use crate::protocol::{Input, Modality};

/// What is in a file, without the bytes of pictures.
#[derive(Debug, PartialEq, Serialize)]
pub struct Opened {
    /// What is taught with.
    pub reads: Modality,
    /// The id of the model; none where nobody has chosen one, or one that only the visitor has.
    pub model: Option<String>,
    /// How to train.
    pub settings: Settings,
    /// Whether it was trained.
    pub trained: bool,
    /// The classes in their order.
    pub classes: Vec<OpenedClass>,
    /// What the pictures were called that are missing or damaged.
    pub lost: Vec<String>,
}

/// A class that is in a file.
#[derive(Debug, PartialEq, Serialize)]
pub struct OpenedClass {
    /// What it is called.
    pub label: String,
    /// Its examples in their order, but for those that runs are to leave out.
    pub examples: Vec<OpenedExample>,
}

/// An example that is in a file.
#[derive(Debug, PartialEq, Serialize)]
pub enum OpenedExample {
    /// A picture.
    Picture {
        /// What its file was called.
        name: String,
        /// Which of the files that were opened has its bytes.
        file: usize,
    },
    /// A text.
    Text(String),
}

/// The file of a project, with the bytes of its pictures by the ids of their examples.
///
/// # Errors
/// Those of [`Writer`].
pub fn write(
    project: &Project,
    pictures: &BTreeMap<u32, Vec<u8>>,
) -> Result<Vec<u8>, ProjectError> {
    let examples = project.classes.iter().flat_map(|class| &class.examples);
    let originals: Vec<Original> = examples
        .filter_map(|example| {
            let bytes = pictures.get(&example.id.0)?;
            let mut digest = Digest::default();
            digest.update(bytes);
            Some(Original {
                example: example.id.0,
                name: example.input.file()?.name.clone(),
                sha256: digest.finish(),
                bytes: bytes.len() as u64,
            })
        })
        .collect();
    let value = serde_json::from_str(&project.write());
    let value = value.map_err(|error| ProjectError::NotWritten(error.to_string()))?;
    let manifest = Manifest::new(value, originals.clone());
    let mut writer = Writer::new(Cursor::new(Vec::new()), &manifest)?;
    for original in &originals {
        let bytes = pictures.get(&original.example).map(Vec::as_slice).unwrap_or_default();
        writer.original(&original.sha256, bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// What is in a file, and the bytes of its pictures.
///
/// # Errors
/// Those of [`open`]; [`ProjectError::NotAProject`] also for one of Teachable Machine.
pub fn read(bytes: Vec<u8>) -> Result<(Opened, Vec<Vec<u8>>), ProjectError> {
    let Archive::Headstart(mut archive) = open(Cursor::new(bytes))? else {
        return Err(ProjectError::NotAProject);
    };
    let project = Project::read(&archive.manifest().project.to_string())?;
    let hashes = archive.manifest().originals.iter();
    let hashes: BTreeMap<u32, String> =
        hashes.map(|original| (original.example, original.sha256.clone())).collect();
    let (mut files, mut lost) = (Vec::new(), Vec::new());
    let mut classes = Vec::new();
    for class in &project.classes {
        let mut examples = Vec::new();
        for example in &class.examples {
            if project.unused.contains(&example.id) {
                continue;
            }
            match &*example.input {
                Input::Text(text) => examples.push(OpenedExample::Text(text.clone())),
                Input::Picture(file) => match original(&mut archive, hashes.get(&example.id.0)) {
                    Some(bytes) => {
                        let name = file.name.clone();
                        examples.push(OpenedExample::Picture { name, file: files.len() });
                        files.push(bytes);
                    }
                    None => lost.push(file.name.clone()),
                },
            }
        }
        classes.push(OpenedClass { label: class.name.clone(), examples });
    }
    let model = match &project.model {
        ModelRef::Offered(id) => Some(id.clone()),
        _ => None,
    };
    // Of a run that went to its end the studio says so; here the last run's name does.
    let trained = project.trained.is_some() || project.ids.run.0 > 0;
    let settings = Settings::of(&project.recipe);
    let reads = project.modality;
    Ok((Opened { reads, model, settings, trained, classes, lost }, files))
}

/// The bytes of a picture, if they are there and whole.
fn original(archive: &mut Headstart<Cursor<Vec<u8>>>, hash: Option<&String>) -> Option<Vec<u8>> {
    archive.original(hash?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::project::{Class, Example};
    use crate::protocol::{ClassId, ExampleId, FileRef, Recipe, RunId, TrainingSettings};

    fn project(inputs: Vec<Input>) -> Project {
        let examples = inputs.into_iter().zip(1..);
        let examples =
            examples.map(|(input, id)| Example { id: ExampleId(id), input: input.into() });
        let class = Class { id: ClassId(1), name: "cat".into(), examples: examples.collect() };
        let mut project = Project { classes: vec![class.into()], ..Project::default() };
        project.recipe =
            Recipe::Layers(TrainingSettings { seed: 7, ..TrainingSettings::default() });
        project.model = ModelRef::Offered("small-resnet".into());
        project.ids.run = RunId(1);
        project
    }

    #[test]
    fn what_is_written_is_read() {
        let picture =
            |name: &str| Input::Picture(FileRef { name: name.into(), url: "blob:x".into() });
        let project =
            project(vec![picture("a.png"), picture("b.png"), Input::Text("a text".into())]);
        // The second is not to be had.
        let pictures = BTreeMap::from([(1, b"bytes".to_vec())]);
        let (opened, files) = read(write(&project, &pictures).expect("a file")).expect("a project");
        assert_eq!(files, [b"bytes"]);
        assert_eq!(opened.lost, ["b.png"]);
        assert_eq!((opened.model.as_deref(), opened.trained), (Some("small-resnet"), true));
        assert_eq!(opened.settings.recipe(), project.recipe);
        let examples = [
            OpenedExample::Picture { name: "a.png".into(), file: 0 },
            OpenedExample::Text("a text".into()),
        ];
        assert_eq!(opened.classes[0].examples, examples);
    }

    #[test]
    fn what_is_no_project_is_refused() {
        assert_eq!(read(b"hello".to_vec()).map(|_| ()), Err(ProjectError::NotAProject));
    }
}
