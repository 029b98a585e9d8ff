//! Where examples come from: a file for each source. A kit of the studio lists those that it has, and the places
//! that take something show what each of them offers there. Another source is another file, and a line in a kit.

pub mod addressed;
pub mod camera;
pub mod clipboard;
pub mod drop;
pub mod files;
pub mod folder;
pub mod loose;
pub mod opened;
pub mod pad;
pub mod samples;
pub mod snapshot;
pub mod table;

use leptos::prelude::*;

use crate::protocol::FileRef;

pub use crate::ui::state::Sink;

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
