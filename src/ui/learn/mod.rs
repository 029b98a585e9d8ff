//! The tutorial: chapters of text with experiments in them.
//!
//! | | |
//! |---|---|
//! | [`chapters`], [`words`] | the texts, in Markdown in `text/`, and the words on buttons and axes |
//! | [`design`], [`experiments`] | every experiment: its settings, and the tables and charts of its findings |
//! | [`state`] | how experiments stand |
//! | [`address`] | what the page's address names |
//! | [`sheet`], [`graph`], [`standings`] | tables, charts and who won a race, as plain data |
//! | `app`, `contents`, `reader` | what is shown: all of it, the contents, a chapter |
//! | `alert` | what stands above each |
//! | `course`, `lab` | where the visitor is, and what does the experiments |
//! | `frame`, `views` | what every experiment looks like, and what is special about each |

pub mod address;
pub mod chapters;
pub mod design;
pub mod experiments;
pub mod graph;
pub mod sheet;
pub mod standings;
pub mod state;
pub mod words;

#[cfg(target_arch = "wasm32")]
mod alert;
#[cfg(target_arch = "wasm32")]
mod alone;
#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod contents;
#[cfg(target_arch = "wasm32")]
mod course;
#[cfg(target_arch = "wasm32")]
mod frame;
#[cfg(target_arch = "wasm32")]
mod lab;
#[cfg(target_arch = "wasm32")]
mod reader;
#[cfg(target_arch = "wasm32")]
mod views;

#[cfg(target_arch = "wasm32")]
pub use app::mount;
