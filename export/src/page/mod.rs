//! One page: an HTML file with everything inside, which classifies pictures wherever a browser opens it.
//!
//! It asks no network for anything. What it holds lies in elements of its own, each with an id, for other programs to
//! take out again:
//!
//! | id | what is in it |
//! |---|---|
//! | `classifier` | JSON: labels, colours, the head and what tells unknowns; rows of numbers as base64 of float32, little-endian; what is known as int16 |
//! | `plan` | base64 of the backbone: a [`Plan`](kernels::network::Plan), encoded by postcard |
//! | `helper` | base64 of the JavaScript of the program that runs the plan |
//! | `code` | base64 of that program's wasm |
//!
//! Nothing is compressed: numbers of a network that was trained lose a twelfth at most. Of what is known, directions of
//! length 1 that only say how near something is, two bytes a number are enough: a cosine comes out within 2e-5 or so.

mod backbone;
mod read;
mod write;

pub use read::{again, read};
pub use write::write;

/// What the page is called among files.
const NAME: &str = "page.html";

/// What the JSON of this form says of itself.
const FORM: &str = "headstart-page/2";

/// What 1 is as an int16.
const ONE: f32 = 32_767.0;
