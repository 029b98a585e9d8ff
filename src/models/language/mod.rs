//! Models of language: [`bert`] and [`gpt`], of shared [`attention`] and [`layers`], and either of them as a file
//! holds it.

pub mod attention;
pub mod bert;
pub mod gpt;
pub mod layers;
mod model;
pub mod whitening;

pub use model::{Language, LanguageConfig};
