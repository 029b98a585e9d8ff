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

    /// The same as opaque pixels of red, green, blue and opacity, row by row, as a canvas takes them:
    /// what [`from_rgba`](Self::from_rgba) read comes out again. What lies beyond -1 and 1 is cut off.
    pub fn to_rgba(&self) -> Vec<u8> {
        let plane = self.size * self.size;
        let byte = |value: f32| ((value + 1.0) * 127.5).round().clamp(0.0, 255.0) as u8;
        let channel = |pixel: usize, channel: usize| byte(self.values[channel * plane + pixel]);
        (0..plane)
            .flat_map(|pixel| [channel(pixel, 0), channel(pixel, 1), channel(pixel, 2), 255])
            .collect()
    }

    /// The same with its contrast stretched, about middle grey, until its farthest value is at -1 or
    /// 1. What is all grey stays so.
    pub fn stretched(mut self) -> Self {
        let farthest = self.values.iter().fold(0.0f32, |most, value| most.max(value.abs()));
        if farthest > 0.0 {
            self.values.iter_mut().for_each(|value| *value /= farthest);
        }
        self
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
    fn every_pixel_comes_out_as_it_went_in() {
        let rgba: Vec<u8> = (0..=255).flat_map(|value| [value, 255 - value, 7, 255]).collect();
        assert_eq!(Picture::from_rgba(16, &rgba).to_rgba(), rgba);
        let beyond = Picture { size: 1, values: vec![-9.0, 9.0, f32::NAN] };
        assert_eq!(beyond.to_rgba(), [0, 255, 0, 255]);
    }

    #[test]
    fn contrast_is_stretched_as_far_as_it_goes() {
        let picture = |values: [f32; 3]| Picture { size: 1, values: values.to_vec() };
        assert_eq!(picture([0.5, -2.0, 0.0]).stretched(), picture([0.25, -1.0, 0.0]));
        assert_eq!(picture([0.0; 3]).stretched(), picture([0.0; 3]));
    }

    #[test]
    fn the_square_is_centred() {
        assert_eq!(centre_square(300, 200), (50, 0, 200));
        assert_eq!(centre_square(200, 301), (0, 50, 200));
        assert_eq!(centre_square(1, 1), (0, 0, 1));
    }
}
