//! What models can be asked of what they have learnt.

pub mod blanks;
pub mod drawing;
pub mod follows;
pub mod inquiry;
pub mod labels;
pub mod patches;
pub mod writing;
