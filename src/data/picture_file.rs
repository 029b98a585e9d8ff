//! What can be told of a picture's file before the browser decodes it.
//!
//! Browsers decode a truncated JPEG without complaint and paint the rest grey, and decode a
//! 100-megapixel photo into 400 MB. Both would end up in a class as if nothing were wrong, so the
//! file is looked over first. Where only something about it cannot be read, the browser decides.

mod exif;
mod jpeg;
mod kind;
mod scans;

use crate::error::{FileError, Foreign, Kind};
use kind::Format;

/// The most pixels that are decoded, in millions: somewhat more than the largest that phones take, 1 GB decoded where
/// the browser cannot decode it small.
const MEGAPIXELS: u32 = 250;

/// The most bytes that are read.
pub const BYTES: u64 = 100_000_000;

/// First bytes of a file that tell what it is.
pub const HEAD: u64 = 4096;

/// What a picture's file says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureFile {
    /// Width and height in pixels as they are stored, if that can be told.
    pub size: Option<(u32, u32)>,
    /// How it has to be turned to be upright: 1 not at all, up to 8 as Exif counts.
    pub orientation: u8,
    /// Whether it is a JPEG.
    pub is_jpeg: bool,
    /// Whether it is a WebP, whose orientation browsers may leave to others.
    pub is_webp: bool,
    /// Whether something of it may be transparent.
    pub may_be_transparent: bool,
    /// What is wrong with it if the browser cannot decode it.
    pub otherwise: FileError,
}

impl PictureFile {
    /// How many pixels it has, if that can be told.
    pub fn pixels(&self) -> Option<u64> {
        self.size.map(|(width, height)| u64::from(width) * u64::from(height))
    }
}

/// Tells whether a file is known to be no picture by its first bytes, [`HEAD`] of them.
///
/// # Errors
/// [`FileError::Foreign`].
pub fn recognise(head: &[u8]) -> Result<(), Kind> {
    Ok(kind::recognise(head).map(drop)?)
}

/// Looks over the bytes of a file that should be a picture.
///
/// # Errors
/// [`FileError::Empty`], [`FileError::TooManyBytes`], [`FileError::Foreign`], [`FileError::Truncated`] or
/// [`FileError::TooManyPixels`].
pub fn inspect(bytes: &[u8]) -> Result<PictureFile, Kind> {
    if bytes.is_empty() {
        return Err(FileError::Empty.into());
    }
    if bytes.len() as u64 > BYTES {
        return Err(FileError::TooManyBytes { bytes: bytes.len() as u64, limit: BYTES }.into());
    }
    let format = kind::recognise(bytes)?;
    let mut file = PictureFile {
        size: None,
        orientation: 1,
        is_jpeg: format == Format::Jpeg,
        is_webp: format == Format::WebP,
        may_be_transparent: format != Format::Jpeg,
        otherwise: FileError::Undecodable,
    };
    let is_whole = match format {
        Format::Jpeg => {
            let outline = jpeg::outline(bytes);
            (file.size, file.orientation) = (outline.size, outline.orientation);
            outline.is_whole
        }
        Format::Png => {
            file.may_be_transparent = png_has_opacity(bytes);
            png_is_whole(bytes)
        }
        Format::WebP => {
            file.orientation = webp_chunk(bytes, b"EXIF").map_or(1, exif::orientation);
            file.may_be_transparent = !matches!(bytes.get(12..16), Some(b"VP8 "));
            webp_is_whole(bytes)
        }
        Format::Gif => gif_is_whole(bytes),
        Format::Bmp => {
            file.size = bitmap_size(bytes);
            true
        }
        // For these the browser's decoder notices by itself.
        Format::Icon | Format::Avif => true,
        Format::Heic => {
            file.otherwise = FileError::Foreign(Foreign::Heic);
            true
        }
        Format::Tiff => {
            file.otherwise = FileError::Foreign(Foreign::Tiff);
            true
        }
        Format::Unknown => {
            file.otherwise = FileError::NotAPicture;
            true
        }
    };
    if !is_whole {
        return Err(FileError::Truncated.into());
    }
    if !matches!(format, Format::Jpeg | Format::Bmp) {
        let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
        let size = imagesize::blob_size(bytes).ok();
        file.size = size.map(|size| (side(size.width), side(size.height)));
    }
    let megapixels = file.pixels().unwrap_or(0).div_ceil(1_000_000);
    if megapixels > u64::from(MEGAPIXELS) {
        let megapixels = u32::try_from(megapixels).unwrap_or(u32::MAX);
        return Err(FileError::TooManyPixels { megapixels, limit: MEGAPIXELS }.into());
    }
    Ok(file)
}

/// Whether the data of a JPEG end before the picture does, though the file goes on to its end. To tell takes a moment
/// for a large file, so it is asked only of those that [look so](crate::data::picture::is_flat).
pub fn ends_early(jpeg: &[u8]) -> bool {
    scans::end_early(jpeg)
}

/// The chunks of a PNG with their names, and whether each is all there.
fn png_chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8], bool)> {
    let mut at = 8_usize; // after the signature
    std::iter::from_fn(move || {
        let head = bytes.get(at..at.checked_add(8)?)?;
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        at = at.checked_add(12)?.checked_add(length)?;
        Some((&head[4..], at <= bytes.len()))
    })
}

/// Whether a PNG goes on to its `IEND` chunk (PNG specification, section 5.3).
fn png_is_whole(bytes: &[u8]) -> bool {
    png_chunks(bytes).any(|(name, _)| name == b"IEND")
}

/// Whether a PNG has a channel of opacity, or a colour that is transparent (sections 11.2.2 and 11.3.2).
fn png_has_opacity(bytes: &[u8]) -> bool {
    matches!(bytes.get(25), Some(4 | 6)) || png_chunks(bytes).any(|(name, _)| name == b"tRNS")
}

/// Whether a GIF has all of its first picture, which is the one that is looked at (GIF89a, sections 18 to 27). What
/// comes after it, and what comes after its trailer, is the business of others.
fn gif_is_whole(bytes: &[u8]) -> bool {
    const EXTENSION: u8 = 0x21;
    const PICTURE: u8 = 0x2c;
    // A table of colours, where there is one.
    let colours = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    // Past blocks that each begin with their length, until one without.
    let blocks = |mut at: usize| loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    };
    let Some(flags) = bytes.get(10) else { return false };
    let mut at = 13 + colours(*flags);
    loop {
        match bytes.get(at) {
            Some(&EXTENSION) => match blocks(at + 2) {
                Some(next) => at = next,
                None => return false,
            },
            Some(&PICTURE) => {
                let Some(flags) = bytes.get(at + 9) else { return false };
                // After the size that codes start with.
                return blocks(at + 11 + colours(*flags)).is_some();
            }
            // The trailer before any picture, or no GIF: the decoder says.
            Some(_) => return true,
            None => return false,
        }
    }
}

/// Whether a WebP has the bytes that its RIFF header promises.
fn webp_is_whole(bytes: &[u8]) -> bool {
    let promised = |size: &[u8]| u32::from_le_bytes([size[0], size[1], size[2], size[3]]);
    bytes.get(4..8).is_some_and(|size| bytes.len() as u64 >= u64::from(promised(size)) + 8)
}

/// What is in the first chunk of this name in a WebP.
fn webp_chunk<'a>(bytes: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    let mut at = 12; // after what says that it is one
    loop {
        let head = bytes.get(at..at + 8)?;
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let content = bytes.get(at + 8..(at + 8).checked_add(length)?)?;
        if head.starts_with(name) {
            return Some(content);
        }
        // They start at even places.
        at = (at + 8 + length).next_multiple_of(2);
    }
}

/// The size of a bitmap: OS/2's first header has short numbers; in Windows' a negative height says that the rows begin
/// at the top.
fn bitmap_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let short = |at: usize| Some(u32::from(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?)));
    let long =
        |at: usize| Some(i32::from_le_bytes(*bytes.get(at..)?.first_chunk()?).unsigned_abs());
    match bytes.get(14)? {
        12 => Some((short(18)?, short(20)?)),
        _ => Some((long(18)?, long(22)?)),
    }
}

#[cfg(test)]
mod tests;
