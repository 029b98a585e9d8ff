//! What was taken away is made into a project's file again: its head, and its classes without examples.

use std::io::Cursor;

use export::{Head, Known, Taken};
use serde_json::Value;

use super::heads::directions::Directions;
use super::heads::means::{self, Means};
use super::heads::nearest::{self, Nearest};
use super::heads::{self, ClassLabel, Classifier, HeadKind, Standardiser, file};
use crate::error::ProjectError;
use crate::formats::project::{HEAD, Manifest, Writer};
use crate::models::{self, Layer};
use crate::protocol::project::Project;

/// The bytes of a `.headstart` file with what was taken out of a file.
///
/// # Errors
/// Those of [`Project::read`]; [`ProjectError::NotAProject`] of a file without a project;
/// [`ProjectError::Malformed`] if the project was not trained, or is of other classes than the head.
pub fn project_file(taken: Taken) -> Result<Vec<u8>, ProjectError> {
    let saved = &taken.notes.source.saved;
    if saved.is_empty() {
        return Err(ProjectError::NotAProject);
    }
    let project = Project::read(saved)?;
    let head = file::write(&classifier(taken, &project)?);
    // It was read as JSON before.
    let project: Value = serde_json::from_str(&project.write()).unwrap_or_default();
    let out = Cursor::new(Vec::new());
    let mut writer = Writer::new(out, &Manifest::new(project, Vec::new()))?;
    writer.file(HEAD, &head)?;
    Ok(writer.finish()?.into_inner())
}

/// The head as the project's last run has left it.
fn classifier(taken: Taken, project: &Project) -> Result<Classifier, ProjectError> {
    let malformed = |what: &str| ProjectError::Malformed(what.to_owned());
    let Taken { notes, head, known, features } = taken;
    let trained = project.trained.as_ref().ok_or_else(|| malformed("it was not trained"))?;
    if trained.classes.len() != notes.labels.len() {
        return Err(malformed("its classes are not those of its head"));
    }
    let classes = trained.classes.iter().zip(notes.labels);
    let classes = classes.map(|(class, name)| ClassLabel { id: class.class, name }).collect();
    let (kind, factor) = kind(head, features, trained.classes.len())
        .ok_or_else(|| malformed("its nearest vote in another way"))?;
    // The standardiser is multiplied into layers, and other heads have none.
    let standardiser = Standardiser::of(vec![0.0; features], vec![1.0; features]);
    let known = known.map(|Known { directions, nth, threshold }| heads::Known {
        directions: Directions::scaled(features, directions),
        nth,
        threshold: 1.0 - threshold,
    });
    let classifier = Classifier::new(standardiser, kind, classes).calibrated(factor, known);
    Ok(classifier.mirroring(notes.mirrors))
}

/// A head and what its logits are multiplied by; none of a vote that is counted otherwise here.
fn kind(head: Head, features: usize, classes: usize) -> Option<(HeadKind, f32)> {
    let layer = |dense: export::bundle::Dense| Layer {
        inputs: dense.weight.len() / dense.bias.len().max(1),
        outputs: dense.bias.len(),
        weight: dense.weight,
        bias: dense.bias,
    };
    match head {
        Head::Layers { hidden, output } => {
            let head = models::Head { hidden: hidden.map(layer), output: layer(output) };
            Some((HeadKind::Layers(head), 1.0))
        }
        Head::Means { directions, factor } => {
            let means = Means::of(Directions::scaled(features, directions));
            Some((HeadKind::Means(means), factor * means::TEMPERATURE))
        }
        Head::Nearest { directions, labels, voters, temperature, least, factor } => {
            let ours = (nearest::VOTERS, nearest::TEMPERATURE, nearest::LEAST);
            let directions = Directions::scaled(features, directions);
            let kind = HeadKind::Nearest(Nearest::new(directions, labels, classes));
            ((voters, temperature, least) == ours).then_some((kind, factor))
        }
    }
}
