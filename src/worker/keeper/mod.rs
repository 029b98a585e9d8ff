//! The keeper: a worker of its own, which keeps projects on the device. It computes nothing, so what a visitor does is
//! written down at once, whatever the studio's worker is doing, and when that is gone.
//!
//! What is promised is written so: the bytes of a file before the journal says that they are there; an entry in one
//! piece with its checksum, and flushed, before the page is told; a new journal whole, before the old one goes.

mod card;
mod carry;
mod carrying;
mod copies;
mod desk;
mod files;
mod list;
mod look;
mod opening;
mod originals;
mod others;
mod project;
mod salvage;
mod service;

pub use service::serve;
