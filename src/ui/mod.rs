//! Floor 3: the page. A plain [`state`], and one file per component that only reads it.
//!
//! Three programs share one document: `app` is there from the start; `text_app` and [`learn`], the tutorial, are
//! fetched when they are needed first. What studio and tutorial hand each other goes through `handover`.
//!
//! What needs no browser — the state, the watchdog, the plot, and of the tutorial its texts, settings and
//! tables — is compiled and tested natively.

pub mod learn;
pub mod plot;
pub mod state;
pub mod watchdog;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod components;
#[cfg(target_arch = "wasm32")]
mod handover;
#[cfg(target_arch = "wasm32")]
mod link;
#[cfg(target_arch = "wasm32")]
mod navigation;
#[cfg(target_arch = "wasm32")]
mod store;
#[cfg(target_arch = "wasm32")]
mod text_app;

#[cfg(target_arch = "wasm32")]
pub use app::mount;
#[cfg(target_arch = "wasm32")]
pub use learn::mount as mount_tutorial;
#[cfg(target_arch = "wasm32")]
pub use text_app::mount as mount_texts;
