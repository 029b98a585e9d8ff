//! SHA-256 of bytes that arrive piece by piece.

use sha2::{Digest as _, Sha256};

use crate::error::{DownloadError, Kind};

/// A SHA-256 under way.
#[derive(Debug, Clone, Default)]
pub struct Digest(Sha256);

impl Digest {
    /// Takes the next bytes in.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all that was taken in, in lower-case hexadecimal.
    pub fn finish(self) -> String {
        to_hex(&self.0.finalize())
    }

    /// Compares with a hash in lower-case hexadecimal.
    ///
    /// # Errors
    /// [`DownloadError::WrongHash`].
    pub fn expect(self, expected: &str) -> Result<(), Kind> {
        let actual = self.finish();
        if actual == expected {
            Ok(())
        } else {
            Err(Kind::Download(DownloadError::WrongHash { expected: expected.into(), actual }))
        }
    }
}

/// The SHA-256 of bytes.
pub fn of(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Bytes in lower-case hexadecimal.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The SHA-256 that these 64 lower-case hexadecimal digits stand for.
pub fn from_hex(digits: &str) -> Option<[u8; 32]> {
    let digits = digits.as_bytes();
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut hash = [0; 32];
    for (byte, pair) in hash.iter_mut().zip(digits.as_chunks::<2>().0) {
        *byte = value(pair[0])? * 16 + value(pair[1])?;
    }
    (digits.len() == 64).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SHA-256 of "abc", from FIPS 180-4.
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn pieces_hash_like_the_whole() {
        let mut digest = Digest::default();
        digest.update(b"a");
        digest.update(b"bc");
        assert_eq!(digest.expect(ABC), Ok(()));
    }

    #[test]
    fn another_hash_is_an_error() {
        let error = Digest::default().expect(ABC);
        assert!(matches!(error, Err(Kind::Download(DownloadError::WrongHash { .. }))), "{error:?}");
    }
}
