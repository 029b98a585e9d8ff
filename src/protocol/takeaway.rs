//! What is taken away: how the worker puts it together, and how the exporter makes files of it.
//!
//! The worker has the model and the head, and puts both into a bundle, which lies at an address that the page names to
//! the exporter: a program of its own, fetched by who takes something away. It writes a file, reads it back and runs it.

use export::Refusal;
use serde::{Deserialize, Serialize};

use super::ids::ClassId;
use super::media::FileRef;
use crate::error::ProjectError;

/// A part of what comes of putting a bundle together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum BundlePiece {
    /// So many inputs have been answered.
    Answered(usize),
    /// It is there.
    Whole(Bundled),
    /// It will not come: no format holds a model of this kind.
    NoFormat,
}

/// A bundle that was put together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bundled {
    /// Where it lies: a `blob:` address, for as long as the worker lives.
    pub address: String,
    /// The classes, in the order of its answers.
    pub classes: Vec<ClassId>,
    /// Inputs with what the page says of them.
    pub probes: usize,
}

/// What the page asks of the exporter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ExporterCommand {
    /// Write a bundle in a format, and see whether it says what the page says. Answered by [`ExporterEvent::Checked`]
    /// many times, then [`ExporterEvent::Written`], [`ExporterEvent::Refused`] or [`ExporterEvent::Failed`].
    Export(Box<Wish>),
    /// Make a project's file of the head in a file that was written. Answered by [`ExporterEvent::Opened`] or
    /// [`ExporterEvent::NotOurs`].
    Open(FileRef),
}

/// What to write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wish {
    /// Where the bundle lies.
    pub bundle: String,
    /// The id of the format, as in [`export::FORMATS`].
    pub format: String,
    /// What the classes are called now, in the order of the bundle's answers.
    pub labels: Vec<String>,
    /// The cosine distance above which something is unknown, where the visitor has chosen another than was found.
    pub threshold: Option<f32>,
    /// The name of the project.
    pub project: String,
    /// What the model is called.
    pub model: String,
    /// The licence of its weights.
    pub licence: String,
    /// The day, `2026-12-31`.
    pub date: String,
    /// The project without its examples, to be opened again: as [`Project::write`](super::project::Project::write)
    /// writes it.
    pub saved: String,
}

/// What the exporter tells the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ExporterEvent {
    /// So many inputs have been run through what was written.
    Checked(usize),
    /// It is written, and says what the page says.
    Written(Written),
    /// The format cannot hold this.
    Refused(Refusal),
    /// The bytes of a `.headstart` file with the project and the head.
    Opened(#[serde(with = "serde_bytes")] Vec<u8>),
    /// The file was not written by this page, or is damaged.
    NotOurs(ProjectError),
    /// What was written says something else, or cannot be read: nothing is handed over. What was found, in English.
    Wrong(String),
    /// The bundle is gone, or the exporter panicked and will answer nothing more. The text says where.
    Crashed(String),
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Written {
    /// The end of its name: `onnx`, or `zip` of several files.
    pub ending: String,
    /// What is in it.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
    /// The largest difference of a probability or a cosine between what it says and what the page said.
    pub largest: f32,
    /// Inputs that were run.
    pub probes: usize,
}
