//! Decoded pictures as networks take them.

/// A square picture, normalised from -1 to 1 as MobileNet's authors do.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Side in pixels.
    pub size: usize,
    /// `[3, size, size]`: all of red, then green, then blue.
    pub values: Vec<f32>,
}

impl Picture {
    /// Takes `size` x `size` opaque pixels of red, green, blue and opacity, row by row, as a canvas
    /// gives them.
    pub fn from_rgba(size: usize, rgba: &[u8]) -> Self {
        let pixels = rgba.as_chunks::<4>().0;
        debug_assert_eq!(pixels.len(), size * size);
        let values = (0..3).flat_map(|channel| {
            pixels.iter().map(move |pixel| f32::from(pixel[channel]) / 127.5 - 1.0)
        });
        Self { size, values: values.collect() }
    }
}

/// The largest centred square of a picture: `(left, top, side)`, in pixels.
pub fn centre_square(width: u32, height: u32) -> (u32, u32, u32) {
    let side = width.min(height);
    ((width - side) / 2, (height - side) / 2, side)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separates_channels_and_normalises() {
        let rgba = [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255];
        let picture = Picture::from_rgba(2, &rgba);
        assert_eq!(picture.values[..4], [1.0, -1.0, -1.0, 1.0]);
        assert_eq!(picture.values[4..8], [-1.0, 1.0, -1.0, 1.0]);
        assert_eq!(picture.values[8..], [-1.0, -1.0, 1.0, 1.0]);
    }

    #[test]
    fn the_square_is_centred() {
        assert_eq!(centre_square(300, 200), (50, 0, 200));
        assert_eq!(centre_square(200, 301), (0, 50, 200));
        assert_eq!(centre_square(1, 1), (0, 0, 1));
    }
}
