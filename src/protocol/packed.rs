//! The address of a file inside a zip, which is read from there when it is wanted: nothing is unpacked before.

/// What such an address begins with.
const PACKED: &str = "packed:";

/// Where a file is in a zip, and what has to be done to read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packed {
    /// The byte of the zip at which the file's own header begins.
    pub at: u64,
    /// Bytes that its content takes in the zip.
    pub stored: u64,
    /// Bytes of its content.
    pub size: u64,
    /// Whether it is deflated, rather than stored as it is.
    pub is_deflated: bool,
}

impl Packed {
    /// The address of this file of the zip at an address, `blob:…`.
    pub fn address(&self, zip: &str) -> String {
        let Self { at, stored, size, is_deflated } = self;
        format!("{PACKED}{at}-{stored}-{size}-{}:{zip}", u8::from(*is_deflated))
    }

    /// The file that such an address names, and the address of its zip; nothing of any other address.
    pub fn read(address: &str) -> Option<(Self, &str)> {
        let (place, zip) = address.strip_prefix(PACKED)?.split_once(':')?;
        let mut numbers = place.split('-').map(str::parse);
        let mut next = || numbers.next()?.ok();
        let (at, stored, size, deflated) = (next()?, next()?, next()?, next()?);
        let packed = Self { at, stored, size, is_deflated: deflated != 0 };
        numbers.next().is_none().then_some((packed, zip))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_the_place_and_the_zip() {
        let packed = Packed { at: 1 << 40, stored: 7, size: 12, is_deflated: true };
        let address = packed.address("blob:http://127.0.0.1:8080/0a-1b");
        assert_eq!(Packed::read(&address), Some((packed, "blob:http://127.0.0.1:8080/0a-1b")));
    }

    #[test]
    fn nothing_else_is_such_an_address() {
        for wrong in [
            "blob:http://x/1-2",
            "packed:1-2-3-0",
            "packed:1-2-3:blob:x",
            "packed:1-2-3-0-4:blob:x",
            "packed:a-2-3-0:blob:x",
            "packed:-1-2-3-0:blob:x",
            "kept:0001abff09080706/00",
        ] {
            assert_eq!(Packed::read(wrong), None, "{wrong}");
        }
    }
}
