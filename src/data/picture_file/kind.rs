//! What kind of file some bytes are, among those that people take for pictures. Names prove nothing: phones call
//! photos `.jpg` that are HEIC.

use super::exif::first_directory;
use crate::error::{FileError, Foreign};

/// A kind of file that browsers decode, or may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Jpeg,
    Png,
    WebP,
    Gif,
    Bmp,
    Icon,
    Avif,
    /// A HEIC photo, which Safari decodes.
    Heic,
    /// A TIFF picture, which Safari decodes.
    Tiff,
    /// Nothing that is known here; a browser may know it.
    Unknown,
}

/// Recognises a file by its first bytes, of which a few thousand are enough.
///
/// # Errors
/// [`FileError::Foreign`] for what no browser decodes in a worker.
pub(super) fn recognise(head: &[u8]) -> Result<Format, FileError> {
    let starts = |start: &[u8]| head.starts_with(start);
    let at = |at: usize, what: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(what));
    let foreign = |foreign| Err(FileError::Foreign(foreign));
    if starts(b"\xff\xd8\xff") {
        Ok(Format::Jpeg)
    } else if starts(b"\x89PNG\r\n\x1a\n") {
        Ok(Format::Png)
    } else if starts(b"GIF87a") || starts(b"GIF89a") {
        Ok(Format::Gif)
    } else if starts(b"RIFF") && at(8, b"WEBP") {
        Ok(Format::WebP)
    } else if is_bitmap(head) {
        Ok(Format::Bmp)
    } else if is_icon(head) {
        Ok(Format::Icon)
    } else if at(4, b"ftyp") {
        by_brands(head)
    } else if starts(b"FUJIFILMCCD-RAW") || starts(b"IIRO") || starts(b"IIRS") || starts(b"IIU\0") {
        foreign(Foreign::Raw)
    } else if starts(b"II*\0") || starts(b"MM\0*") {
        if is_raw(head) { foreign(Foreign::Raw) } else { Ok(Format::Tiff) }
    } else if is_video(head) {
        foreign(Foreign::Video)
    } else if starts(b"8BPS") {
        foreign(Foreign::Photoshop)
    } else if starts(b"%PDF-") {
        foreign(Foreign::Pdf)
    } else if let Some(written) = by_words(head) {
        foreign(written)
    } else {
        Ok(Format::Unknown)
    }
}

/// A bitmap of Windows or OS/2: what follows the file's own header says how long it is itself, one of a few lengths.
fn is_bitmap(head: &[u8]) -> bool {
    let header = head.get(14..18).map(|it| u32::from_le_bytes([it[0], it[1], it[2], it[3]]));
    head.starts_with(b"BM") && header.is_some_and(|length| (12..=128).contains(&length))
}

/// An icon or a cursor with at least one picture. TGA files begin alike, and have none there.
fn is_icon(head: &[u8]) -> bool {
    matches!(head, [0, 0, 1 | 2, 0, count, more, ..] if *count > 0 && *more == 0)
}

/// A file of ISO's base media format, by whom it says that it is for (ISO/IEC 14496-12, section 4.3).
fn by_brands(head: &[u8]) -> Result<Format, FileError> {
    let length = head.get(..4).map_or(0, |it| u32::from_be_bytes([it[0], it[1], it[2], it[3]]));
    let end = (length as usize).clamp(12, 256).min(head.len());
    let brands = head.get(8..end).unwrap_or_default().as_chunks::<4>().0;
    let is_for = |wanted: &[&[u8; 4]]| brands.iter().any(|brand| wanted.contains(&brand));
    if is_for(&[b"avif", b"avis"]) {
        Ok(Format::Avif)
    } else if is_for(&[
        b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1",
    ]) {
        Ok(Format::Heic)
    } else if is_for(&[b"crx "]) {
        Err(FileError::Foreign(Foreign::Raw))
    } else if is_for(&[b"M4A ", b"M4B "]) {
        Ok(Format::Unknown)
    } else {
        Err(FileError::Foreign(Foreign::Video))
    }
}

/// Whether a file of TIFF's form is a camera's: Canon says so at its start; DNG has its version in the first directory,
/// and those of others the camera's maker and further directories (Adobe, Digital Negative Specification, chapter 4).
fn is_raw(head: &[u8]) -> bool {
    const MAKER: u16 = 0x010f;
    const SUB_DIRECTORIES: u16 = 0x014a;
    const DNG_VERSION: u16 = 0xc612;
    if head.get(8..10) == Some(b"CR") {
        return true;
    }
    let has = |tag| first_directory(head).into_iter().flatten().any(|entry| entry.tag == tag);
    has(DNG_VERSION) || (has(MAKER) && has(SUB_DIRECTORIES))
}

/// A film that is none of ISO's: QuickTime's older form, Matroska and WebM, AVI, Windows Media, MPEG, Flash, Ogg.
fn is_video(head: &[u8]) -> bool {
    let at = |at: usize, what: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(what));
    let boxes: [&[u8]; 5] = [b"moov", b"mdat", b"wide", b"free", b"skip"];
    boxes.iter().any(|name| at(4, name))
        || at(0, b"\x1a\x45\xdf\xa3")
        || (at(0, b"RIFF") && at(8, b"AVI "))
        || at(0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11")
        || at(0, b"\0\0\x01\xba")
        || at(0, b"\0\0\x01\xb3")
        || at(0, b"FLV\x01")
        || at(0, b"OggS")
        || (at(0, b"G") && at(188, b"G") && at(376, b"G"))
}

/// What is written in words: a drawing, or a page.
fn by_words(head: &[u8]) -> Option<Foreign> {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if text.first() != Some(&b'<') {
        return None;
    }
    let text = text[..text.len().min(1024)].to_ascii_lowercase();
    let has = |word: &[u8]| text.windows(word.len()).any(|part| part == word);
    if has(b"<html") || has(b"<!doctype html") {
        Some(Foreign::WebPage)
    } else if has(b"<svg") || has(b"<!doctype svg") {
        Some(Foreign::Svg)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign(foreign: Foreign) -> Result<Format, FileError> {
        Err(FileError::Foreign(foreign))
    }

    #[test]
    fn kinds_are_told_by_their_first_bytes() {
        let bitmap =
            |header: u8| [&b"BM\0\0\0\0\0\0\0\0\x36\0\0\0"[..], &[header, 0, 0, 0]].concat();
        let transport: Vec<u8> = (0..400).map(|at| if at % 188 == 0 { b'G' } else { 1 }).collect();
        for (bytes, expected) in [
            (&b"\xff\xd8\xff\xe0"[..], Ok(Format::Jpeg)),
            (b"\x89PNG\r\n\x1a\n\0\0", Ok(Format::Png)),
            (b"GIF87a", Ok(Format::Gif)),
            (b"RIFF\x02\x16\0\0WEBPVP8X", Ok(Format::WebP)),
            (&bitmap(12), Ok(Format::Bmp)),
            (&bitmap(124), Ok(Format::Bmp)),
            (b"BMW is what it begins with", Ok(Format::Unknown)),
            (b"\0\0\x01\0\x05\0\x10\x10", Ok(Format::Icon)),
            (b"\0\0\x02\0\x01\0\x10\x10", Ok(Format::Icon)),
            (b"\0\0\x02\0\0\0\0\0\0\0\0\0", Ok(Format::Unknown)), // TGA
            (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", Ok(Format::Avif)),
            (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif", Ok(Format::Avif)),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Ok(Format::Heic)),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", Ok(Format::Heic)),
            (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", foreign(Foreign::Raw)),
            (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", foreign(Foreign::Video)),
            (b"\0\0\0\x18ftypisom\0\0\0\0isom", foreign(Foreign::Video)),
            (b"\0\0\0\x18ftypM4A \0\0\0\0isom", Ok(Format::Unknown)),
            (b"\0\0\0\x08wide\0\0\0\0mdat", foreign(Foreign::Video)),
            (b"\x1a\x45\xdf\xa3\x9f", foreign(Foreign::Video)),
            (b"RIFF\0\0\0\0AVI LIST", foreign(Foreign::Video)),
            (&transport, foreign(Foreign::Video)),
            (b"II*\0\x10\0\0\0CR\x02\0", foreign(Foreign::Raw)),
            (b"MM\0*\0\0\0\x08\0\x01\xc6\x12\0\x01\0\0\0\x04\x01\x04\0\0", foreign(Foreign::Raw)),
            (b"MM\0*\0\0\0\x08\0\x01\x01\0\0\x03\0\0\0\x01\0\x10\0\0", Ok(Format::Tiff)),
            (b"II*\0\xff\xff\xff\xff", Ok(Format::Tiff)),
            (b"FUJIFILMCCD-RAW 0201", foreign(Foreign::Raw)),
            (b"8BPS\0\x01", foreign(Foreign::Photoshop)),
            (b"%PDF-1.7", foreign(Foreign::Pdf)),
            (b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg xmlns=''>", foreign(Foreign::Svg)),
            (b"\n<!DOCTYPE HTML>\n<title>404</title>", foreign(Foreign::WebPage)),
            (b"<html><svg></svg></html>", foreign(Foreign::WebPage)),
            (b"<note>", Ok(Format::Unknown)),
            (b"Dear diary, today", Ok(Format::Unknown)),
            (b"", Ok(Format::Unknown)),
        ] {
            assert_eq!(recognise(bytes), expected, "{}", bytes.escape_ascii());
        }
    }
}
