//! Floor 4: what `headstart.js` is made of, by which other pages teach a classifier.
//!
//! [`Desk`] is plain: wishes of the page and events of the worker in, commands and replies out; compiled and tested
//! natively. `connection` is the link to a worker around it, and [`file`](mod@file) a project as one file. There is
//! nothing of Leptos in it, nor anything that is shown: the page that uses it decides on that.

pub mod desk;
pub mod file;
pub mod reply;
pub mod settings;
pub mod wish;

#[cfg(target_arch = "wasm32")]
pub mod connection;

pub use desk::Desk;
pub use reply::{Reply, Run};
pub use settings::Settings;
pub use wish::{Options, Wish};
