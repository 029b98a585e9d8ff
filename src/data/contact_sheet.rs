//! Many small pictures on one sheet, as photographers lay out a film.

use super::picture::Picture;

/// The largest side of a sheet, in pixels: it crosses to the page in one message.
pub const LARGEST: usize = 400;

/// Transparent pixels between two pictures.
const GAP: usize = 1;

/// Small pictures of the same size in rows, about as many rows as columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactSheet {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Red, green, blue and opacity of every pixel, row by row.
    pub rgba: Vec<u8>,
    /// How many pictures there was room for.
    pub shown: usize,
}

impl ContactSheet {
    /// Lays out pictures of `size` x `size` pixels, the first ones if there is no room for all.
    pub fn new(pictures: &[Picture], size: usize) -> Self {
        let cell = size + GAP;
        let most = (LARGEST + GAP) / cell;
        let shown = pictures.len().min(most * most);
        let columns = (1..=most).find(|side| side * side >= shown).unwrap_or(most);
        let rows = shown.div_ceil(columns.max(1));
        let pixels = |cells: usize| (cells * cell).saturating_sub(GAP);
        let (width, height) = (pixels(columns.min(shown)), pixels(rows));
        let mut rgba = vec![0; 4 * width * height];
        for (index, picture) in pictures.iter().take(shown).enumerate() {
            let (left, top) = (index % columns * cell, index / columns * cell);
            for (y, row) in picture.to_rgba().chunks_exact(4 * size.max(1)).enumerate() {
                let start = 4 * ((top + y) * width + left);
                rgba[start..start + row.len()].copy_from_slice(row);
            }
        }
        Self { width, height, rgba, shown }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of one colour, from -1 to 1.
    fn grey(size: usize, value: f32) -> Picture {
        Picture { size, values: vec![value; 3 * size * size] }
    }

    #[test]
    fn pictures_stand_in_rows_with_gaps_between() {
        let sheet = ContactSheet::new(&[grey(2, -1.0), grey(2, 1.0), grey(2, 0.2)], 2);
        assert_eq!((sheet.width, sheet.height, sheet.shown), (5, 5, 3));
        let pixel = |x: usize, y: usize| &sheet.rgba[4 * (y * 5 + x)..][..4];
        assert_eq!(pixel(1, 1), [0, 0, 0, 255]);
        assert_eq!(pixel(3, 0), [255, 255, 255, 255]);
        assert_eq!(pixel(0, 3), [153, 153, 153, 255]);
        assert_eq!(pixel(1, 4), [153, 153, 153, 255]);
        for (x, y) in [(2, 0), (4, 2), (3, 3)] {
            assert_eq!(pixel(x, y), [0; 4], "{x} {y}");
        }
    }

    #[test]
    fn a_sheet_stays_small_however_many_there_are() {
        let sheet = ContactSheet::new(&vec![grey(32, 0.0); 500], 32);
        assert_eq!((sheet.shown, sheet.width, sheet.height), (144, 395, 395));
        let sheet = ContactSheet::new(&vec![grey(8, 0.0); 800], 8);
        assert_eq!((sheet.shown, sheet.width, sheet.height), (800, 260, 251));
    }

    #[test]
    fn nothing_is_on_the_sheet_of_none() {
        let sheet = ContactSheet::new(&[], 8);
        assert_eq!((sheet.shown, sheet.width, sheet.height), (0, 0, 0));
    }
}
