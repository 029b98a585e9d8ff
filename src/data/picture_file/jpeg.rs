//! JPEG files (ITU-T T.81): their segments, and what the first of them says.

use super::exif;

/// The markers that are looked for (table B.1).
pub(super) const END_OF_IMAGE: u8 = 0xd9;
pub(super) const START_OF_SCAN: u8 = 0xda;
pub(super) const HUFFMAN_TABLES: u8 = 0xc4;
pub(super) const RESTART_INTERVAL: u8 = 0xdd;
const APP_1: u8 = 0xe1;

/// A segment: its marker, and what is in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment<'a> {
    /// The marker's second byte.
    pub marker: u8,
    /// What follows its length.
    pub content: &'a [u8],
    /// Where what follows the segment starts.
    pub end: usize,
}

/// The segments of a file, one after the other, until its end-of-image marker or until they break off.
#[derive(Debug, Clone)]
pub(super) struct Segments<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Segments<'a> {
    pub fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 2 } // after start-of-image
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    fn next(&mut self) -> Option<Segment<'a>> {
        // Within a scan 0xff is followed by 0 (a stuffed byte) or a restart marker; any other byte after it is the
        // next marker. Between segments the same search skips fill bytes, and what should not be there.
        let rest = self.bytes.get(self.at..)?;
        let found = rest.windows(2).position(|pair| {
            pair[0] == 0xff && !matches!(pair[1], 0x00 | 0x01 | 0xff | 0xd0..=0xd8)
        })?;
        let marker = rest[found + 1];
        let start = self.at + found + 2;
        if marker == END_OF_IMAGE {
            self.at = self.bytes.len();
            return Some(Segment { marker, content: &[], end: start });
        }
        let length = self.bytes.get(start..start + 2)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        self.at = start + length;
        let content = self.bytes.get(start + 2..self.at).unwrap_or_default();
        Some(Segment { marker, content, end: self.at })
    }
}

/// How the coefficients of a frame are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// Block by block, by Huffman.
    Sequential,
    /// In several passes, by Huffman.
    Progressive,
    /// In one of the ways that hardly anybody uses.
    Other,
}

/// A part of a frame's colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Component {
    pub id: u8,
    /// How densely it is sampled, across and down.
    pub across: u32,
    pub down: u32,
}

/// What a frame says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    pub coding: Coding,
    pub width: u32,
    pub height: u32,
    pub components: Vec<Component>,
}

impl Frame {
    /// The frame that a segment starts, if it starts one (section B.2.2).
    pub fn of(segment: &Segment) -> Option<Self> {
        let coding = match segment.marker {
            0xc0 | 0xc1 => Coding::Sequential,
            0xc2 => Coding::Progressive,
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => Coding::Other,
            _ => return None,
        };
        let [_, h1, h2, w1, w2, count, rest @ ..] = segment.content else { return None };
        let component = |it: &[u8; 3]| Component {
            id: it[0],
            across: u32::from(it[1] >> 4),
            down: u32::from(it[1] & 15),
        };
        let components = rest.as_chunks::<3>().0.iter().take(usize::from(*count));
        Some(Self {
            coding,
            width: u32::from(u16::from_be_bytes([*w1, *w2])),
            height: u32::from(u16::from_be_bytes([*h1, *h2])),
            components: components.map(component).collect(),
        })
    }
}

/// What a file says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outline {
    /// Whether it goes on to its end-of-image marker: the thumbnail inside the metadata has one as well, which does
    /// not count.
    pub is_whole: bool,
    /// Its width and height as they are stored.
    pub size: Option<(u32, u32)>,
    /// Which way up it is.
    pub orientation: u8,
}

/// Reads what a file says of itself.
pub(super) fn outline(bytes: &[u8]) -> Outline {
    let mut outline = Outline { is_whole: false, size: None, orientation: 1 };
    for segment in Segments::of(bytes) {
        match segment.marker {
            END_OF_IMAGE => outline.is_whole = true,
            APP_1 if segment.content.starts_with(b"Exif\0\0") => {
                outline.orientation = exif::orientation(segment.content);
            }
            _ => {
                let size = Frame::of(&segment).map(|frame| (frame.width, frame.height));
                outline.size = outline.size.or(size);
            }
        }
    }
    outline
}
