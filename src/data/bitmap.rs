//! Pictures as files that every browser decodes, without a compressor.

/// Bytes of the two headers.
const HEADERS: usize = 14 + 40;

/// A file in Windows' bitmap format, 24 bits a pixel, of `size` x `size` opaque pixels of red, green, blue and
/// opacity, row by row. After
/// <https://learn.microsoft.com/en-us/windows/win32/gdi/bitmap-storage>.
///
/// # Panics
/// If there are fewer pixels.
pub fn encode(size: usize, rgba: &[u8]) -> Vec<u8> {
    // Rows are filled up to whole words.
    let row = (3 * size).next_multiple_of(4);
    let bytes = HEADERS + row * size;
    let mut file = Vec::with_capacity(bytes);
    file.extend(b"BM");
    for number in [bytes, 0, HEADERS] {
        file.extend((number as u32).to_le_bytes());
    }
    // This header's size, width, height.
    for number in [40, size, size] {
        file.extend((number as u32).to_le_bytes());
    }
    // One plane of 24 bits.
    for number in [1u16, 24] {
        file.extend(number.to_le_bytes());
    }
    // Not compressed; bytes of pixels; pixels a metre, as on a screen of 72 a inch; no table of colours.
    for number in [0, row * size, 2835, 2835, 0, 0] {
        file.extend((number as u32).to_le_bytes());
    }
    // From the bottom row up, blue before green before red.
    for y in (0..size).rev() {
        let pixels = rgba[4 * size * y..][..4 * size].as_chunks::<4>().0;
        file.extend(pixels.iter().flat_map(|&[red, green, blue, _]| [blue, green, red]));
        file.resize(file.len() + row - 3 * size, 0);
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::picture_file;

    /// Reads a bitmap by its headers, as other programs do: its pixels from the top, red before green.
    fn decode(file: &[u8]) -> (usize, Vec<u8>) {
        let number = |at: usize| {
            u32::from_le_bytes(file[at..at + 4].try_into().expect("there are four")) as usize
        };
        assert_eq!((&file[..2], number(2)), (&b"BM"[..], file.len()));
        let (pixels, header, width, height) = (number(10), number(14), number(18), number(22));
        assert_eq!((header, number(26), number(30)), (40, 24 << 16 | 1, 0));
        let row = number(34) / height;
        assert_eq!((row % 4, pixels + row * height), (0, file.len()));
        let pixel = |x: usize, y: usize| {
            let at = pixels + (height - 1 - y) * row + 3 * x;
            [file[at + 2], file[at + 1], file[at], 255]
        };
        assert_eq!(width, height);
        let all = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y)));
        (width, all.collect())
    }

    #[test]
    fn what_is_encoded_is_read_again() {
        // Sides whose rows are filled up by 0 to 3 bytes.
        for size in [4, 5, 6, 7] {
            let rgba: Vec<u8> = (0..size * size)
                .flat_map(|pixel| [pixel as u8, 200 - pixel as u8, (3 * pixel) as u8, 255])
                .collect();
            let file = encode(size, &rgba);
            assert_eq!(decode(&file), (size, rgba));
            let seen = imagesize::blob_size(&file).expect("it is a picture");
            assert_eq!((seen.width, seen.height), (size, size));
            assert!(picture_file::inspect(&file).is_ok());
            let kind = imagesize::image_type(&file).expect("it is a picture");
            assert_eq!(kind, imagesize::ImageType::Bmp);
        }
    }
}
