//! What models can be asked of what they have learnt.

pub mod blanks;
pub mod finds;
pub mod follows;
pub mod inquiry;
pub mod knowledge;
pub mod memory;
pub mod writing;
