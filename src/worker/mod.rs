//! Floor 3: the worker. Commands in, engine calls, events out.
//!
//! [`session::Session`] knows what there is; [`run`] is its loop: take in what has arrived, do one
//! unit of work, let messages in, again. [`lab::Lab`] does the same with the tutorial's experiments.

pub mod crew;
mod examples;
mod fetch;
mod lab;
mod language;
pub mod link;
mod memory;
mod model;
mod partial;
mod picture_model;
mod questions;
mod race;
mod reading;
mod session;
mod stored;
mod text_model;
mod training;

use session::Session;

use crate::protocol::{self, Event};

/// Answers the part of the page for texts until that ends it.
pub fn run_for_texts() {
    language::provide();
    run();
}

/// Answers the page until the page ends it.
pub fn run() {
    link::report_panics(Event::Crashed);
    let commands = link::listen(Event::Crashed);
    wasm_bindgen_futures::spawn_local(Session::new().serve(commands));
}

/// Does the tutorial's experiments until the tutorial ends it.
pub fn run_lab() {
    language::provide();
    link::report_panics(protocol::lab::Event::Crashed);
    let commands = link::listen(protocol::lab::Event::Crashed);
    wasm_bindgen_futures::spawn_local(lab::Lab::default().serve(commands));
}
