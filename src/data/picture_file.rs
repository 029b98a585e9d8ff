//! What can be told of a picture's file before the browser decodes it.
//!
//! Browsers decode a truncated JPEG without complaint and paint the rest grey, and decode a
//! 100-megapixel photo into 400 MB. Both would end up in a class as if nothing were wrong, so the
//! file is looked over first.

use imagesize::ImageType;

use crate::error::{FileError, Kind};

/// The most pixels that are decoded, in millions: twice what phones take, 200 MB decoded.
const MEGAPIXELS: u32 = 50;

/// The most bytes that are read.
pub const BYTES: u64 = 100_000_000;

/// Looks over the bytes of a file that should be a picture.
///
/// # Errors
/// [`FileError::Empty`], [`FileError::TooManyBytes`], [`FileError::NotAPicture`], [`FileError::Truncated`] or
/// [`FileError::TooManyPixels`].
pub fn inspect(bytes: &[u8]) -> Result<(), Kind> {
    if bytes.is_empty() {
        return Err(Kind::File(FileError::Empty));
    }
    if bytes.len() as u64 > BYTES {
        return Err(Kind::File(FileError::TooManyBytes {
            bytes: bytes.len() as u64,
            limit: BYTES,
        }));
    }
    let format = imagesize::image_type(bytes).map_err(|_| Kind::File(FileError::NotAPicture))?;
    let whole = match format {
        ImageType::Jpeg => jpeg_is_whole(bytes),
        ImageType::Png => png_is_whole(bytes),
        ImageType::Webp => webp_is_whole(bytes),
        ImageType::Gif => gif_is_whole(bytes),
        // For these the browser's decoder notices by itself.
        ImageType::Bmp | ImageType::Heif(_) => true,
        _ => return Err(Kind::File(FileError::NotAPicture)),
    };
    if !whole {
        return Err(Kind::File(FileError::Truncated));
    }
    let size = imagesize::blob_size(bytes).map_err(|_| Kind::File(FileError::Truncated))?;
    let megapixels = (size.width as u64).saturating_mul(size.height as u64).div_ceil(1_000_000);
    if megapixels > u64::from(MEGAPIXELS) {
        return Err(Kind::File(FileError::TooManyPixels {
            megapixels: u32::try_from(megapixels).unwrap_or(u32::MAX),
            limit: MEGAPIXELS,
        }));
    }
    Ok(())
}

/// Whether a JPEG goes on to its end-of-image marker (ITU-T T.81, annex B).
///
/// The marker is looked for in the scans only: the thumbnail inside the metadata has one as well.
fn jpeg_is_whole(bytes: &[u8]) -> bool {
    const START_OF_SCAN: u8 = 0xda;
    let mut at = 2; // after start-of-image
    loop {
        // Within a scan 0xff is followed by 0 (a stuffed byte) or a restart marker; any other
        // byte after it is the next marker. Between segments the same search skips fill bytes.
        let Some(rest) = bytes.get(at..) else { return false };
        let Some(found) = rest.windows(2).position(|pair| {
            pair[0] == 0xff && !matches!(pair[1], 0x00 | 0x01 | 0xff | 0xd0..=0xd8)
        }) else {
            return false;
        };
        let marker = bytes[at + found + 1];
        at += found + 2;
        if marker == 0xd9 {
            return true;
        }
        let Some(length) = bytes.get(at..at + 2) else { return false };
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        at += length;
        if marker == START_OF_SCAN && at >= bytes.len() {
            return false;
        }
    }
}

/// Whether a PNG goes on to its `IEND` chunk (PNG specification, section 5.3).
fn png_is_whole(bytes: &[u8]) -> bool {
    let mut at = 8; // after the signature
    while let Some(head) = bytes.get(at..at + 8) {
        if &head[4..] == b"IEND" {
            return true;
        }
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(next) = at.checked_add(12).and_then(|next| next.checked_add(length)) else {
            return false;
        };
        at = next;
    }
    false
}

/// Whether a GIF ends with its trailer (GIF89a, section 27). Some programs pad it with zeros.
fn gif_is_whole(bytes: &[u8]) -> bool {
    bytes.iter().rev().find(|&&byte| byte != 0) == Some(&0x3b)
}

/// Whether a WebP has the bytes that its RIFF header promises.
fn webp_is_whole(bytes: &[u8]) -> bool {
    let promised = |size: &[u8]| u32::from_le_bytes([size[0], size[1], size[2], size[3]]);
    bytes.get(4..8).is_some_and(|size| bytes.len() as u64 >= u64::from(promised(size)) + 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A JPEG's skeleton: a metadata segment that holds a whole thumbnail, a frame of the given
    /// size, and a scan with a stuffed byte and a restart marker.
    fn jpeg(width: u16, height: u16) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8];
        bytes.extend([0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9]);
        bytes.extend([0xff, 0xc0, 0, 11, 8]);
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes.extend([1, 1, 0x11, 0]);
        bytes.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0]);
        bytes.extend([1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4, 0xff, 0xd9]);
        bytes
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend(b"\0\0\0\x02IDAT\x01\x02\0\0\0\0\0\0\0\0IEND\0\0\0\0");
        bytes
    }

    #[test]
    fn whole_files_pass() {
        assert_eq!(inspect(&jpeg(640, 480)), Ok(()));
        assert_eq!(inspect(&png(640, 480)), Ok(()));
    }

    #[test]
    fn a_jpeg_cut_anywhere_is_refused() {
        let whole = jpeg(640, 480);
        for end in 0..whole.len() {
            assert!(inspect(&whole[..end]).is_err(), "cut at {end} of {}", whole.len());
        }
        assert_eq!(inspect(&whole[..whole.len() - 2]), Err(Kind::File(FileError::Truncated)));
    }

    #[test]
    fn a_png_cut_before_its_end_is_refused() {
        let whole = png(640, 480);
        for end in 0..whole.len() - 8 {
            assert!(inspect(&whole[..end]).is_err(), "cut at {end} of {}", whole.len());
        }
    }

    #[test]
    fn a_huge_picture_is_refused() {
        let expected =
            Err(Kind::File(FileError::TooManyPixels { megapixels: 100, limit: MEGAPIXELS }));
        assert_eq!(inspect(&jpeg(10_000, 10_000)), expected);
        assert_eq!(inspect(&png(10_000, 10_000)), expected);
        let largest =
            Kind::File(FileError::TooManyPixels { megapixels: u32::MAX, limit: MEGAPIXELS });
        assert_eq!(inspect(&png(u32::MAX, u32::MAX)), Err(largest));
    }

    #[test]
    fn other_files_are_no_pictures() {
        assert_eq!(inspect(b""), Err(Kind::File(FileError::Empty)));
        assert_eq!(inspect(b"Dear diary, today"), Err(Kind::File(FileError::NotAPicture)));
        assert_eq!(
            inspect(b"PK\x03\x04 and so on and on"),
            Err(Kind::File(FileError::NotAPicture))
        );
    }
}
