//! The shape of a class's points: where there are more classes than colours, those of one colour differ in it.

use crate::protocol::ClassId;
use crate::ui::parts::swatch::COLOURS;

/// Corners of a point of size 1, to the right and down; none of a circle.
pub type Shape = &'static [[f64; 2]];

/// As many as there are patterns of swatches, and the plain one.
const SHAPES: [Shape; 6] = [
    &[],
    &[[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
    &[[0.0, -1.15], [1.1, 0.8], [-1.1, 0.8]],
    &[[0.0, -1.2], [1.2, 0.0], [0.0, 1.2], [-1.2, 0.0]],
    &[[0.0, 1.15], [-1.1, -0.8], [1.1, -0.8]],
    &[[-1.2, -0.5], [1.2, -0.5], [1.2, 0.5], [-1.2, 0.5]],
];

/// That of what is tried: a star.
pub const STAR: Shape = &[
    [0.0, -1.5],
    [0.4, -0.5],
    [1.4, -0.45],
    [0.62, 0.2],
    [0.9, 1.2],
    [0.0, 0.65],
    [-0.9, 1.2],
    [-0.62, 0.2],
    [-1.4, -0.45],
    [-0.4, -0.5],
];

/// The colour of a class by its number, and its shape.
pub fn look(class: ClassId) -> (usize, Shape) {
    let index = class.0.wrapping_sub(1);
    let shape = SHAPES[(index / COLOURS) as usize % SHAPES.len()];
    ((index % COLOURS) as usize, shape)
}
