//! How the files that the page keeps for itself begin: what they are, and in which form.

use crate::error::ProjectError;

/// Bytes of a head: the name of its kind, a digit for its form, and a line's end.
const LENGTH: usize = 8;

/// What comes after the head of a file; `None` where it was not written whole, as when a crash stopped it.
///
/// # Errors
/// [`ProjectError::Newer`] for a later form of the same kind, [`ProjectError::Malformed`] for anything else.
pub(super) fn after<'a>(
    head: &[u8; LENGTH],
    bytes: &'a [u8],
) -> Result<Option<&'a [u8]>, ProjectError> {
    if let Some(rest) = bytes.strip_prefix(head) {
        return Ok(Some(rest));
    }
    if head.starts_with(bytes) {
        return Ok(None);
    }
    let [kind @ .., form, _] = head;
    match bytes.strip_prefix(kind) {
        Some([digit, b'\n', ..]) if digit.is_ascii_digit() && digit > form => {
            let number = |digit: u8| u32::from(digit - b'0');
            Err(ProjectError::Newer { version: number(*digit), readable: number(*form) })
        }
        _ => Err(ProjectError::Malformed("it begins otherwise".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &[u8; LENGTH] = b"HSTEST1\n";

    #[test]
    fn what_comes_after_it_is_found() {
        assert_eq!(after(LINE, b"HSTEST1\nmore"), Ok(Some(&b"more"[..])));
        assert_eq!(after(LINE, b"HSTEST1\n"), Ok(Some(&b""[..])));
    }

    #[test]
    fn one_that_was_not_written_whole_is_no_error() {
        for length in 0..LENGTH {
            assert_eq!(after(LINE, &LINE[..length]), Ok(None), "{length} bytes");
        }
    }

    #[test]
    fn a_later_form_is_told_from_another_file() {
        let newer = Err(ProjectError::Newer { version: 3, readable: 1 });
        assert_eq!(after(LINE, b"HSTEST3\nmore"), newer);
        for other in [&b"HSTEST0\n"[..], b"HSTESTx\n", b"HSTEST3", b"HSTEST12", b"PK\x03\x04"] {
            let error = after(LINE, other);
            assert!(matches!(error, Err(ProjectError::Malformed(_))), "{other:?}: {error:?}");
        }
    }
}
