//! Files in an address: small ones, which are shown or taken away where they stand.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// The `data:` address of a JPEG file.
pub fn of_jpeg(bytes: &[u8]) -> String {
    let mut address = String::from("data:image/jpeg;base64,");
    BASE64_STANDARD.encode_string(bytes, &mut address);
    address
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_bytes_are_in_it() {
        assert_eq!(super::of_jpeg(&[1, 2, 3, 4]), "data:image/jpeg;base64,AQIDBA==");
    }
}
