//! Where examples come from: a file for each source. A kit of the studio lists those that it has, and the places
//! that take something show what each of them offers there. Another source is another file, and a line in a kit.

pub mod clipboard;
pub mod drop;
pub mod files;
pub mod folder;
pub mod table;

use leptos::prelude::*;

use crate::protocol::{ClassId, FileRef};

/// What takes what a source gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sink {
    /// A class: examples of it.
    Class(ClassId),
    /// The trial: something to be told apart.
    Trial,
    /// The studio: examples of whichever class they name.
    Page,
}

impl Sink {
    /// The class that examples go to, or none where they name theirs; nothing where none are taken.
    pub fn class(self) -> Option<Option<ClassId>> {
        match self {
            Self::Class(id) => Some(Some(id)),
            Self::Page => Some(None),
            Self::Trial => None,
        }
    }
}

/// Gives files to a sink. Who gives has not read them.
pub type Give = Callback<Vec<FileRef>>;

/// A source of examples.
#[derive(Debug)]
pub struct Source {
    /// Whether it has something for this sink.
    pub offers: fn(Sink) -> bool,
    /// What stands there for the visitor to use.
    pub part: fn(Sink, Give) -> AnyView,
}
