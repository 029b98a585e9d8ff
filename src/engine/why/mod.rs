//! Why a head says what it says, in numbers that add up to it.
//!
//! | file | what is there |
//! |---|---|
//! | [`cells`] | of a picture: what each cell of the last map adds to a logit, and the picture with a cell covered |
//! | [`words`] | of a text: the text without each of its words, to be asked again |

pub mod cells;
pub mod words;

pub use cells::{CellReader, Cells, covered};
pub use words::without_each_word;
