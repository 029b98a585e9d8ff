//! Floor 4: the page. A plain [`state`], and one file per component that only reads it.
//!
//! Three programs share one document: `app` is there from the start; `text_app` and [`learn`], the tutorial, are
//! fetched when they are needed first. What studio and tutorial hand each other goes through `shell::handover`.
//!
//! | floor | module | what is there |
//! |---|---|---|
//! | 0 | [`state`] | the page as a value: [`state::apply`] takes events, and gives commands |
//! | 0 | `browser` | what only a document has |
//! | 1 | [`parts`] | what shows something and knows no state |
//! | 2 | [`shell`] | where one is, the workers behind the page, what has gone wrong |
//! | 3 | `sources` | where examples come from, a file each |
//! | 4 | `studio` | examples, training and trying; what differs between pictures and texts is a `studio::kit` each |
//! | 4 | `gallery` | the page of models, and what each can be asked |
//! | 4 | [`learn`] | the tutorial |
//! | 5 | `app`, `text_app` | the programs |
//!
//! What needs no browser — the state, the watchdog, the plot, and of the tutorial its texts, settings and
//! tables — is compiled and tested natively.

pub mod learn;
pub mod parts;
pub mod shell;
pub mod state;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod gallery;
#[cfg(target_arch = "wasm32")]
mod sources;
#[cfg(target_arch = "wasm32")]
mod studio;
#[cfg(target_arch = "wasm32")]
mod text_app;

#[cfg(target_arch = "wasm32")]
pub use app::mount;
#[cfg(target_arch = "wasm32")]
pub use learn::mount as mount_tutorial;
#[cfg(target_arch = "wasm32")]
pub use text_app::mount as mount_texts;
