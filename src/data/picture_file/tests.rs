//! Files of every kind, sound, odd and broken.

use super::*;

/// A JPEG's skeleton: a metadata segment that holds a whole thumbnail, a frame of the given
/// size, and a scan with a stuffed byte and a restart marker.
fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    bytes.extend([0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9]);
    bytes.extend(frame(width, height));
    bytes.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0]);
    bytes.extend([1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4, 0xff, 0xd9]);
    bytes
}

fn frame(width: u16, height: u16) -> Vec<u8> {
    let ([h1, h2], [w1, w2]) = (height.to_be_bytes(), width.to_be_bytes());
    vec![0xff, 0xc0, 0, 11, 8, h1, h2, w1, w2, 1, 1, 0x11, 0]
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend(b"\0\0\0\x02IDAT\x01\x02\0\0\0\0\0\0\0\0IEND\0\0\0\0");
    bytes
}

/// A GIF of one pixel, and then of another.
const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\xff\
    \x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\
    \x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x4c\x01\0\x3b";

/// Where the first picture ends in [`GIF`].
const FIRST: usize = 13 + 6 + 8 + 10 + 5;

/// A WebP of one pixel with this first chunk, and with metadata that say how to turn it.
fn webp(first: &[u8; 4]) -> Vec<u8> {
    let chunk = |name: &[u8; 4], content: &[u8]| {
        [&name[..], &(content.len() as u32).to_le_bytes(), content].concat()
    };
    let head: &[u8] = match first {
        b"VP8 " => &[0, 0, 0, 0x9d, 0x01, 0x2a, 1, 0, 1, 0],
        _ => &[0x18, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    };
    let exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let odd = chunk(b"NOTE", b"abc");
    let all = [&b"WEBP"[..], &chunk(first, head), &odd, &[0], &chunk(b"EXIF", exif)].concat();
    chunk(b"RIFF", &all)
}

fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    inspect(bytes).expect("it is a picture").size
}

fn refused(bytes: &[u8]) -> FileError {
    match inspect(bytes) {
        Err(Kind::File(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn whole_files_pass() {
    assert_eq!(size(&jpeg(640, 480)), Some((640, 480)));
    assert_eq!(size(&png(640, 480)), Some((640, 480)));
    assert_eq!(size(GIF), Some((1, 1)));
}

#[test]
fn a_jpeg_cut_anywhere_is_refused() {
    let whole = jpeg(640, 480);
    for end in 3..whole.len() {
        assert_eq!(refused(&whole[..end]), FileError::Truncated, "cut at {end} of {}", whole.len());
    }
}

#[test]
fn a_jpeg_with_bytes_between_its_segments_passes() {
    let whole = jpeg(640, 480);
    // Fill bytes before the frame, zeros after it, and others after the end: as browsers take it.
    let frame = 2 + 8;
    for (at, odd) in [(frame, &[0xff, 0xff][..]), (frame + 13, &[0, 0]), (whole.len(), b"more")] {
        let odd = [&whole[..at], odd, &whole[at..]].concat();
        assert_eq!(size(&odd), Some((640, 480)), "at {at}");
    }
}

#[test]
fn a_png_cut_before_its_end_is_refused() {
    let whole = png(640, 480);
    for end in 8..whole.len() - 8 {
        assert_eq!(refused(&whole[..end]), FileError::Truncated, "cut at {end} of {}", whole.len());
    }
}

#[test]
fn a_gif_needs_its_first_picture_alone() {
    for end in FIRST..=GIF.len() {
        assert!(inspect(&GIF[..end]).is_ok(), "cut at {end}");
    }
    for end in 6..FIRST {
        assert_eq!(refused(&GIF[..end]), FileError::Truncated, "cut at {end}");
    }
    assert!(inspect(&[GIF, b"\r\nmore"].concat()).is_ok());
}

#[test]
fn bitmaps_of_every_age_pass() {
    let header = [&b"BM\0\0\0\0\0\0\0\0\x1a\0\0\0"[..], &[0; 40]].concat();
    let with = |length: u8, sides: &[u8]| {
        let mut bytes = header.clone();
        bytes[14] = length;
        bytes[18..18 + sides.len()].copy_from_slice(sides);
        size(&bytes)
    };
    assert_eq!(with(12, &[64, 1, 240, 0]), Some((320, 240)));
    assert_eq!(with(40, &[64, 1, 0, 0, 240, 0, 0, 0]), Some((320, 240)));
    assert_eq!(with(40, &[64, 1, 0, 0, 0x10, 0xff, 0xff, 0xff]), Some((320, 240)), "from the top");
    assert_eq!(with(64, &[64, 1, 0, 0, 240, 0, 0, 0]), Some((320, 240)));
}

#[test]
fn a_huge_picture_is_refused() {
    let refused = |bytes: &[u8]| match refused(bytes) {
        FileError::TooManyPixels { megapixels, limit: MEGAPIXELS } => megapixels,
        other => panic!("{other}"),
    };
    assert_eq!(size(&jpeg(16_384, 12_288)), Some((16_384, 12_288)), "as phones take");
    assert_eq!(refused(&jpeg(20_000, 20_000)), 400);
    assert_eq!(refused(&png(20_000, 20_000)), 400);
    assert_eq!(refused(&png(u32::MAX, u32::MAX)), u32::MAX);
}

#[test]
fn what_may_be_transparent_is_known() {
    let transparent = |bytes: &[u8]| inspect(bytes).expect("it is a picture").may_be_transparent;
    let with_opacity = |kind: u8| {
        let mut bytes = png(640, 480);
        bytes[25] = kind;
        bytes
    };
    assert_eq!(
        [0, 2, 3, 4, 6].map(|kind| transparent(&with_opacity(kind))),
        [false, false, false, true, true]
    );
    let mut palette = with_opacity(3);
    palette.splice(33..33, *b"\0\0\0\x01tRNS\0\0\0\0\0");
    assert!(transparent(&palette));
    assert!(!transparent(&jpeg(640, 480)) && transparent(GIF));
    assert!(!transparent(&webp(b"VP8 ")) && transparent(&webp(b"VP8X")));
}

#[test]
fn a_webp_says_how_to_turn_it() {
    let file = inspect(&webp(b"VP8X")).expect("it is a picture");
    assert_eq!((file.orientation, file.is_webp), (6, true));
    let mut without = webp(b"VP8X");
    let exif = without.windows(4).position(|it| it == b"EXIF").expect("it is there");
    without[exif] = b'X';
    assert_eq!(inspect(&without).expect("it is a picture").orientation, 1);
    let cut = webp(b"VP8X");
    assert_eq!(refused(&cut[..cut.len() - 1]), FileError::Truncated);
}

#[test]
fn a_jpeg_says_how_it_was_held() {
    let mut turned = jpeg(640, 480);
    turned.splice(2..2, *b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x03\0\0\0\0\0\0");
    assert_eq!(inspect(&turned).expect("it is a picture").orientation, 3);
}

#[test]
fn what_only_some_browsers_decode_is_left_to_them() {
    let otherwise = |bytes: &[u8]| inspect(bytes).expect("it is tried").otherwise;
    let foreign = FileError::Foreign;
    assert_eq!(otherwise(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), foreign(Foreign::Heic));
    assert_eq!(otherwise(b"II*\0\x08\0\0\0\0\0"), foreign(Foreign::Tiff));
    assert_eq!(otherwise(b"Dear diary, today"), FileError::NotAPicture);
    assert_eq!(otherwise(b"PK\x03\x04 and so on and on"), FileError::NotAPicture);
    assert_eq!(otherwise(&png(640, 480)), FileError::Undecodable);
    assert_eq!(otherwise(b"\0\0\x01\0\x05\0\x10\x10"), FileError::Undecodable);
}

#[test]
fn other_files_are_no_pictures() {
    assert_eq!(refused(b""), FileError::Empty);
    assert_eq!(refused(b"%PDF-1.7\n"), FileError::Foreign(Foreign::Pdf));
    let video = b"\0\0\0\x14ftypqt  \0\0\0\0qt  ";
    assert_eq!(recognise(video), Err(FileError::Foreign(Foreign::Video).into()));
    assert_eq!(recognise(&video[4..]), Ok(()));
}
