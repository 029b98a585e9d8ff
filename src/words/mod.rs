//! What is said to the visitor, in each language: a leaf, which anybody may use.
//!
//! The sentences are in files outside the code, `www/words`: a list of `- key: words`, of which the page fetches the one
//! of its language before it shows anything, and right after that what is said only in what is shown late. Workers have
//! none, and say nothing: what goes wrong in them crosses to the page as data.

mod catalogue;
mod language;
mod spoken;

pub use catalogue::Catalogue;
pub use language::Language;
#[cfg(test)]
pub(crate) use spoken::speaking;
pub use spoken::{
    count, decimal, find, language, listed, number, of_sample, percent, reason, say, say_count,
    say_with, signed,
};
#[cfg(target_arch = "wasm32")]
pub use spoken::{speak, speak_more, speaks_more};
