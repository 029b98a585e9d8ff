//! What a worker reads: a row for each modality.
//!
//! A program gives the worker a table of the rows it needs ([`run`](fn@super::run)). The linker leaves out what no table
//! of a program names: so the worker for pictures goes without the tokenizer, which is half of the code of the one for
//! texts. Nothing else in the worker may name a row, or what only a row uses.

mod pictures;
pub mod row;
mod texts;

pub use pictures::PICTURES;
pub use row::{Row, Table};
pub use texts::TEXTS;
