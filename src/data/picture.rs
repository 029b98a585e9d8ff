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

/// How far values of a channel may lie apart in what shows nothing: less than a screen shows, more than a picture of
/// one colour that went through a JPEG has.
const FLAT: u8 = 3;

/// Whether all of these pixels of red, green, blue and opacity have about the same colour.
pub fn is_flat(rgba: &[u8]) -> bool {
    let pixels = rgba.as_chunks::<4>().0;
    (0..3).all(|channel| {
        let values = pixels.iter().map(|pixel| pixel[channel]);
        let (least, most) =
            values.fold((u8::MAX, 0), |(least, most), value| (least.min(value), most.max(value)));
        most.saturating_sub(least) <= FLAT
    })
}

/// What lies behind a picture where it is transparent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backdrop {
    /// White, as paper.
    White,
    /// Black, for a picture that is drawn in white.
    Black,
}

impl Backdrop {
    /// How white all of a picture on white has to be for it to be drawn in white: then there is next to nothing to be
    /// seen of it.
    const WHITE: u8 = 224;

    /// The one for a picture, by pixels of it with their opacity: white, unless nothing of it would be seen there that is
    /// seen on black.
    pub fn of(rgba: &[u8]) -> Self {
        let pixels = rgba.as_chunks::<4>().0;
        let on_white = |value: u8, opacity: u8| {
            let (value, opacity) = (u16::from(value), u16::from(opacity));
            255 - opacity * (255 - value) / 255
        };
        let is_white = pixels.iter().all(|&[red, green, blue, opacity]| {
            [red, green, blue].iter().all(|&it| on_white(it, opacity) >= u16::from(Self::WHITE))
        });
        let opacities = || pixels.iter().map(|pixel| pixel[3]);
        let shape = opacities().max().unwrap_or(0) - opacities().min().unwrap_or(0);
        // Opacity that is the same everywhere, all or nothing, draws no shape.
        if is_white && shape > u8::MAX - Self::WHITE { Self::Black } else { Self::White }
    }

    /// Its colour in CSS.
    pub fn colour(self) -> &'static str {
        match self {
            Self::White => "#fff",
            Self::Black => "#000",
        }
    }
}

/// How a picture of this size is put upright that is to be turned as Exif says (2.32, section 4.6.4): the matrix that
/// canvases take, and the size that comes out.
pub fn upright(orientation: u8, width: u32, height: u32) -> ([f64; 6], (u32, u32)) {
    let (w, h) = (f64::from(width), f64::from(height));
    let matrix = match orientation {
        2 => [-1.0, 0.0, 0.0, 1.0, w, 0.0],
        3 => [-1.0, 0.0, 0.0, -1.0, w, h],
        4 => [1.0, 0.0, 0.0, -1.0, 0.0, h],
        5 => [0.0, 1.0, 1.0, 0.0, 0.0, 0.0],
        6 => [0.0, 1.0, -1.0, 0.0, h, 0.0],
        7 => [0.0, -1.0, -1.0, 0.0, h, w],
        8 => [0.0, -1.0, 1.0, 0.0, 0.0, w],
        _ => [1.0, 0.0, 0.0, 1.0, 0.0, 0.0],
    };
    (matrix, if (5..=8).contains(&orientation) { (height, width) } else { (width, height) })
}

/// Where the last row of a picture lies once it is upright, `(left, top, width, height)` in pixels: that is the row
/// which is missing first where a file breaks off.
pub fn last_row(orientation: u8, width: u32, height: u32) -> (u32, u32, u32, u32) {
    match orientation {
        3 | 4 => (0, 0, width, 1),
        5 | 8 => (width.saturating_sub(1), 0, 1, height),
        6 | 7 => (0, 0, 1, height),
        _ => (0, height.saturating_sub(1), width, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_one_colour_is_flat() {
        let grey =
            |values: &[u8]| values.iter().flat_map(|&it| [it, 90, it, 255]).collect::<Vec<_>>();
        assert!(is_flat(&grey(&[7; 9])) && is_flat(&grey(&[7, 10, 9])) && is_flat(&[]));
        assert!(!is_flat(&grey(&[7, 11])));
        assert!(!is_flat(&[0, 0, 0, 255, 0, 0, 9, 255]), "a channel is enough");
    }

    #[test]
    fn what_is_drawn_in_white_lies_on_black() {
        let picture = |pixels: &[[u8; 4]]| Backdrop::of(pixels.as_flattened());
        let (clear, white, black) = ([0; 4], [255; 4], [0, 0, 0, 255]);
        assert_eq!(picture(&[clear, white, [250, 240, 230, 128]]), Backdrop::Black);
        // As drawings smaller than a pixel are.
        assert_eq!(picture(&[clear, [255, 255, 255, 40]]), Backdrop::Black);
        assert_eq!(picture(&[clear, white, black]), Backdrop::White);
        assert_eq!(picture(&[clear, [255, 255, 180, 255]]), Backdrop::White, "yellow shows");
        for same in [clear, white, black] {
            assert_eq!(picture(&[same, same]), Backdrop::White, "no shape");
        }
        assert_eq!(picture(&[]), Backdrop::White);
    }

    #[test]
    fn every_orientation_is_put_upright() {
        // Corners of a picture of 3 x 2: where its first pixel and its last row come to lie.
        let through = |matrix: [f64; 6], x: f64, y: f64| {
            let [a, b, c, d, e, f] = matrix;
            (a * x + c * y + e, b * x + d * y + f)
        };
        for (orientation, first, turned) in [
            (1, (0.5, 0.5), (3, 2)),
            (2, (2.5, 0.5), (3, 2)),
            (3, (2.5, 1.5), (3, 2)),
            (4, (0.5, 1.5), (3, 2)),
            (5, (0.5, 0.5), (2, 3)),
            (6, (1.5, 0.5), (2, 3)),
            (7, (1.5, 2.5), (2, 3)),
            (8, (0.5, 2.5), (2, 3)),
            (9, (0.5, 0.5), (3, 2)),
        ] {
            let (matrix, size) = upright(orientation, 3, 2);
            assert_eq!((through(matrix, 0.5, 0.5), size), (first, turned), "{orientation}");
            let (left, top, width, height) = last_row(orientation, size.0, size.1);
            let middle = through(matrix, 1.5, 1.5);
            let is_in = |at: f64, start: u32, length: u32| {
                at > f64::from(start) && at < f64::from(start + length)
            };
            assert!(is_in(middle.0, left, width) && is_in(middle.1, top, height), "{orientation}");
        }
    }

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
