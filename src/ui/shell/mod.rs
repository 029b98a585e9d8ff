//! What holds the page together: where one is, the workers behind it, and what has gone wrong.

pub mod watchdog;

#[cfg(target_arch = "wasm32")]
pub(crate) mod alert;
#[cfg(target_arch = "wasm32")]
pub(crate) mod handover;
#[cfg(target_arch = "wasm32")]
pub(crate) mod language_switch;
#[cfg(target_arch = "wasm32")]
pub(crate) mod navigation;
#[cfg(target_arch = "wasm32")]
pub(crate) mod navigation_bar;
#[cfg(target_arch = "wasm32")]
pub(crate) mod part_place;
#[cfg(target_arch = "wasm32")]
pub(crate) mod promise;
#[cfg(target_arch = "wasm32")]
pub(crate) mod speech;
#[cfg(target_arch = "wasm32")]
pub(crate) mod store;
#[cfg(target_arch = "wasm32")]
pub(crate) mod supervisor;
