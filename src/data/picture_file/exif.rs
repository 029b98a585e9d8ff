//! Which way up a camera was held, as its metadata say.

/// The tag of the orientation (Exif 2.32, section 4.6.4).
const ORIENTATION: u16 = 0x0112;

/// Entries of a directory that are looked at: no file has more, and what is none may claim to.
const MOST: u16 = 512;

/// An entry of a directory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Entry {
    /// What it is about.
    pub tag: u16,
    /// Its value, where that is one short number.
    pub short: u16,
}

/// The entries of the first directory of a file of TIFF's form, as far as they are there: numbers as TIFF 6.0 has them
/// in section 2.
pub(super) fn first_directory(tiff: &[u8]) -> Option<impl Iterator<Item = Entry>> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = move |at: usize| {
        let it = tiff.get(at..at.checked_add(2)?)?;
        let it = [it[0], it[1]];
        Some(if little { u16::from_le_bytes(it) } else { u16::from_be_bytes(it) })
    };
    let offset = tiff.get(4..8)?;
    let offset = [offset[0], offset[1], offset[2], offset[3]];
    let offset = if little { u32::from_le_bytes(offset) } else { u32::from_be_bytes(offset) };
    let start = (offset as usize).checked_add(2)?;
    let count = short(offset as usize)?.min(MOST);
    Some((0..usize::from(count)).map_while(move |index| {
        let at = start.checked_add(12 * index)?;
        Some(Entry { tag: short(at)?, short: short(at.checked_add(8)?)? })
    }))
}

/// The orientation in a block of metadata, with or without the words before it: 1 where it says none, and up to 8.
pub(super) fn orientation(exif: &[u8]) -> u8 {
    let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    let mut entries = first_directory(tiff).into_iter().flatten();
    let found = entries.find(|entry| entry.tag == ORIENTATION);
    found
        .and_then(|entry| u8::try_from(entry.short).ok())
        .filter(|it| (1..=8).contains(it))
        .unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_orientation_is_found_in_either_order_of_bytes() {
        let big = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let little = b"II*\0\x08\0\0\0\x02\0\x00\x01\x03\0\x01\0\0\0\x05\0\0\0\x12\x01\x03\0\x01\0\0\0\x03\0\0\0";
        assert_eq!(orientation(big), 6);
        assert_eq!(orientation(&[&b"Exif\0\0"[..], big].concat()), 6);
        assert_eq!(orientation(little), 3);
    }

    #[test]
    fn what_says_none_is_upright() {
        let wild = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x09\0\0";
        for exif in
            [&b""[..], b"Exif\0\0", b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\xff\xff", wild]
        {
            assert_eq!(orientation(exif), 1, "{}", exif.escape_ascii());
        }
    }
}
