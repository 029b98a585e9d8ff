//! Floor 4: the worker. Commands in, engine calls, events out.
//!
//! [`agenda::Agenda`] decides what is done next: it is plain, and compiled and tested natively, as is all that it
//! is made of. `session::Session` is the loop: take in what has arrived, do one job, let messages in, again; `jobs`
//! is how each is done, with what lies on the `desk`. What a worker reads is a table that its program gives
//! (`run`), a row for each [`Modality`](crate::protocol::Modality). `lab::Lab` does the same with the tutorial's
//! experiments.

pub mod agenda;
pub mod examples;
pub mod job;
pub mod placement;
pub mod queries;
pub mod questions;
pub mod request;
pub mod slot;
pub mod sorting;
pub mod source;
pub mod stored;

#[cfg(target_arch = "wasm32")]
mod active_run;
#[cfg(target_arch = "wasm32")]
mod desk;
#[cfg(target_arch = "wasm32")]
mod exporter;
#[cfg(target_arch = "wasm32")]
mod fetch;
#[cfg(target_arch = "wasm32")]
mod glance;
#[cfg(target_arch = "wasm32")]
pub mod input;
#[cfg(target_arch = "wasm32")]
mod jobs;
#[cfg(target_arch = "wasm32")]
mod keeper;
#[cfg(target_arch = "wasm32")]
mod lab;
#[cfg(target_arch = "wasm32")]
pub mod link;
#[cfg(target_arch = "wasm32")]
pub mod modality;
#[cfg(target_arch = "wasm32")]
pub mod model;
#[cfg(target_arch = "wasm32")]
mod partial;
#[cfg(target_arch = "wasm32")]
pub mod pool;
#[cfg(target_arch = "wasm32")]
mod session;
#[cfg(target_arch = "wasm32")]
mod shelf;
#[cfg(target_arch = "wasm32")]
mod timing;

/// Answers the page until the page ends it. It reads what the table says.
#[cfg(target_arch = "wasm32")]
pub fn run(table: modality::Table) {
    // The page is greeted before it can be told anything else.
    let commands = link::listen_with(crate::protocol::Event::Crashed);
    link::report_panics(crate::protocol::Event::Crashed);
    wasm_bindgen_futures::spawn_local(session::Session::new(table).serve(commands));
}

/// Does the tutorial's experiments until the tutorial ends it.
#[cfg(target_arch = "wasm32")]
pub fn run_lab() {
    let commands = link::listen(crate::protocol::lab::Event::Crashed);
    link::report_panics(crate::protocol::lab::Event::Crashed);
    wasm_bindgen_futures::spawn_local(lab::Lab::default().serve(commands));
}

/// Keeps projects on the device until the page ends it.
#[cfg(target_arch = "wasm32")]
pub fn run_keeper() {
    let commands = link::listen(crate::protocol::keeping::KeeperEvent::Crashed);
    link::report_panics(crate::protocol::keeping::KeeperEvent::Crashed);
    wasm_bindgen_futures::spawn_local(keeper::serve(commands));
}

/// Writes what is taken away until the page ends it.
#[cfg(target_arch = "wasm32")]
pub fn run_exporter() {
    let wishes = link::listen(crate::protocol::takeaway::ExporterEvent::Crashed);
    link::report_panics(crate::protocol::takeaway::ExporterEvent::Crashed);
    wasm_bindgen_futures::spawn_local(exporter::serve(wishes));
}
