//! The colour of a class.

use crate::protocol::ClassId;

/// How many colours there are: those of Okabe and Ito that show on light and dark alike. The
/// style sheet holds them as `--class-0`, `--class-1`…
pub const COLOURS: u32 = 7;

/// How many patterns there are for those beyond the first seven: `--marks-1`, `--marks-2`… on the same colours.
const MARKS: u32 = 5;

/// Sets `--class` to the colour of a class, and `--marks` to its pattern if it has one; the same wherever the class
/// appears.
pub fn class_colour(id: ClassId) -> String {
    let index = id.0.wrapping_sub(1);
    let colour = format!("--class: var(--class-{})", index % COLOURS);
    match index / COLOURS % MARKS {
        0 => colour,
        marks => format!("{colour}; --marks: var(--marks-{marks})"),
    }
}
