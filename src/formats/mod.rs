//! Floor 1: bytes to tensors and names.
//!
//! Readers take bytes from strangers: every size is checked before memory is reserved for it, and
//! what does not fit is a [`Kind`](crate::error::Kind), never a panic.

pub mod archive;
pub mod digest;
mod number;
pub mod pytorch;
pub mod safetensors;
pub mod tfjs;
