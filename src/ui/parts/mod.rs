//! What shows something and knows no state.

pub mod plot;
pub mod sight;

#[cfg(target_arch = "wasm32")]
pub(crate) mod conditional;
#[cfg(target_arch = "wasm32")]
pub(crate) mod download;
#[cfg(target_arch = "wasm32")]
pub(crate) mod late;
#[cfg(target_arch = "wasm32")]
pub(crate) mod later;
#[cfg(target_arch = "wasm32")]
pub(crate) mod more;
#[cfg(target_arch = "wasm32")]
pub(crate) mod opened;
#[cfg(target_arch = "wasm32")]
pub(crate) mod pace;
#[cfg(target_arch = "wasm32")]
pub(crate) mod pixel_canvas;
#[cfg(target_arch = "wasm32")]
pub(crate) mod shares;
#[cfg(target_arch = "wasm32")]
pub(crate) mod swatch;
#[cfg(target_arch = "wasm32")]
pub(crate) mod thumbnail;
#[cfg(target_arch = "wasm32")]
pub(crate) mod unknown;
#[cfg(target_arch = "wasm32")]
pub(crate) mod watched;
