//! How the project is kept on the device: what the keeper is told, and what it says.
//!
//! Files are copied when they are added, and the worker reads the copies: what becomes of a file afterwards is of no
//! consequence. Where nothing can be kept, files are read from where they are, for as long as the page is open.

mod apply;
mod carried;
mod copies;
mod opening;
mod projects;
mod stand;
mod weights;
mod writing;

pub use apply::apply_kept;
pub use carried::{Carrying, Errand};
pub use stand::{Keeping, Stand};
