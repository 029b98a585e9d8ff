//! The colour of a class.

use crate::protocol::ClassId;

/// How many colours there are: those of Okabe and Ito that show on light and dark alike. The
/// style sheet holds them as `--class-0`, `--class-1`…
const COLOURS: u32 = 7;

/// Sets `--class` to the colour of a class, the same wherever the class appears.
pub fn class_colour(id: ClassId) -> String {
    format!("--class: var(--class-{})", id.0.wrapping_sub(1) % COLOURS)
}
