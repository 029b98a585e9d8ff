//! The picture of the golden numbers.

use headstart::data::picture::Picture;

/// The input of the golden numbers: `sin(0.01 * i)` laid out as `[3, size, size]`.
pub fn sine_picture(size: usize) -> Picture {
    // Computed in f64 as the reference was, then stored as f32.
    let values = (0..3 * size * size).map(|i| (0.01 * i as f64).sin() as f32).collect();
    Picture { size, values }
}
