//! Pictures of the sample as files: an address of each, and the bytes that are behind it.

use super::{CLASSES, EACH, draw};
use crate::data::bitmap;
use crate::protocol::FileRef;

/// How such an address begins.
const SCHEME: &str = "sample:";

/// Side in pixels: the size that our own network takes, so that it sees the same in a studio.
const SIDE: usize = 128;

/// A picture as a file. Whoever reads the address draws it, so that a page names many at once and draws none.
pub fn file(class: usize, index: usize) -> FileRef {
    let name = CLASSES.get(class).copied().unwrap_or_default();
    FileRef { name: format!("{name} {}.bmp", index + 1), url: format!("{SCHEME}{class}/{index}") }
}

/// The bytes of the file at such an address, a bitmap; `None` for any other address.
pub fn read(address: &str) -> Option<Vec<u8>> {
    let (class, index) = address.strip_prefix(SCHEME)?.split_once('/')?;
    let (class, index) = (class.parse().ok()?, index.parse().ok()?);
    let is_there = class < CLASSES.len() && index < EACH;
    is_there.then(|| bitmap::encode(SIDE, &draw(class, index, SIDE)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_from_its_address() {
        let FileRef { name, url } = file(2, 6);
        assert_eq!((name.as_str(), url.as_str()), ("fish 7.bmp", "sample:2/6"));
        assert_eq!(read(&url), Some(bitmap::encode(SIDE, &draw(2, 6, SIDE))));
    }

    #[test]
    fn other_addresses_are_none() {
        for address in
            ["blob:2/6", "sample:", "sample:2", "sample:8/0", "sample:0/60", "sample:-1/x"]
        {
            assert_eq!(read(address), None, "{address}");
        }
    }
}
