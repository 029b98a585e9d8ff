//! Bytes of a text file to text, whichever of the usual encodings it is in.

use std::borrow::Cow;

use crate::error::{FileError, Kind};
use crate::protocol::TextEncoding;

/// The most bytes that are read.
pub const BYTES: u64 = 16 << 20;

/// A text and how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without byte order mark.
    pub text: String,
    /// What its bytes were.
    pub encoding: TextEncoding,
    /// Control characters that were in it here and there, and are left out.
    pub dropped: usize,
}

/// Of so many letters, one may be a control character: such come from other programs' fields and keyboards. Of other kinds
/// of files, far more are.
const RARE: usize = 100;

/// Decodes UTF-8, UTF-16 and Windows-1252, which are recognised by a byte order mark or by what the
/// bytes would mean. Letters that are damaged become U+FFFD.
///
/// # Errors
/// [`FileError::Empty`]; [`FileError::TooManyBytes`] for more than [`BYTES`]; [`FileError::NotText`];
/// [`FileError::Truncated`] for UTF-16 that stops in the middle of a letter.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Kind> {
    use TextEncoding::{Utf8, Utf16BigEndian, Utf16LittleEndian, Windows1252};
    if bytes.len() as u64 > BYTES {
        return Err(Kind::File(FileError::TooManyBytes {
            bytes: bytes.len() as u64,
            limit: BYTES,
        }));
    }
    let (mut text, encoding) = if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        (String::from_utf8_lossy(rest).into_owned(), Utf8)
    } else if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        (utf_16(rest, u16::from_le_bytes)?, Utf16LittleEndian)
    } else if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        (utf_16(rest, u16::from_be_bytes)?, Utf16BigEndian)
    } else {
        match zeros(bytes) {
            Zeros::Second => (utf_16(bytes, u16::from_le_bytes)?, Utf16LittleEndian),
            Zeros::First => (utf_16(bytes, u16::from_be_bytes)?, Utf16BigEndian),
            // Spares decoding what is refused below anyway.
            Zeros::Elsewhere => return Err(Kind::File(FileError::NotText)),
            Zeros::Nowhere | Zeros::Rare => match utf_8(bytes) {
                Some(text) => (text.into_owned(), Utf8),
                None => (bytes.iter().map(|&byte| windows_1252(byte)).collect(), Windows1252),
            },
        }
    };
    // MS-DOS and CP/M ended texts with it.
    if text.ends_with('\x1a') {
        text.pop();
    }
    if text.is_empty() {
        Err(Kind::File(FileError::Empty))
    } else if let Some(dropped) = without_controls(&mut text) {
        Ok(Decoded { text, encoding, dropped })
    } else {
        Err(Kind::File(FileError::NotText))
    }
}

/// Where a file has zero bytes, of which no other encoding than UTF-16 has any.
enum Zeros {
    Nowhere,
    /// First of most pairs, never second: Latin letters in UTF-16, the high byte first.
    First,
    /// Second of most pairs, never first.
    Second,
    /// Here and there, as programs leave them.
    Rare,
    Elsewhere,
}

fn zeros(bytes: &[u8]) -> Zeros {
    let (pairs, _) = bytes.as_chunks::<2>();
    let first = pairs.iter().filter(|pair| pair[0] == 0).count();
    let second = pairs.iter().filter(|pair| pair[1] == 0).count();
    let most = pairs.len().div_ceil(2);
    match (first, second) {
        (0, 0) if !bytes.ends_with(&[0]) => Zeros::Nowhere,
        (first, 0) if first > 0 && first >= most => Zeros::First,
        (0, second) if second > 0 && second >= most => Zeros::Second,
        (first, second) if (first + second) * RARE <= bytes.len() => Zeros::Rare,
        _ => Zeros::Elsewhere,
    }
}

fn utf_16(bytes: &[u8], number: fn([u8; 2]) -> u16) -> Result<String, Kind> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(Kind::File(FileError::Truncated));
    }
    let letters = char::decode_utf16(pairs.iter().map(|pair| number(*pair)));
    Ok(letters.map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// The text if it is UTF-8, a few damaged letters aside, as where a file was cut off or glued
/// together. In Windows-1252 the pairs of letters that look like UTF-8 are rarer than others.
fn utf_8(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.into());
    }
    let (mut sound, mut damaged) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        damaged += usize::from(!chunk.invalid().is_empty());
    }
    (sound > damaged).then(|| String::from_utf8_lossy(bytes))
}

/// A letter of Windows-1252: Latin-1, with the marks of print in place of its second set of controls
/// (<https://encoding.spec.whatwg.org/index-windows-1252.txt>; five places have no letter).
fn windows_1252(byte: u8) -> char {
    const MARKS: [char; 32] = [
        '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž',
        '\u{fffd}', '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ',
        '\u{fffd}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => MARKS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Takes the control characters out of a text, and says how many there were; `None` if it is another kind of file.
/// Pictures, archives and programs all have many of them; of the kinds that may have none, two are taken for text at times.
fn without_controls(text: &mut String) -> Option<usize> {
    // White space, of which the form feed stands between pages.
    let is_space = |letter| matches!(letter, '\t' | '\n' | '\x0b' | '\x0c' | '\r');
    let is_control = |letter: char| (letter < ' ' && !is_space(letter)) || letter == '\x7f';
    if text.starts_with("%PDF-") || text.starts_with("{\\rtf") {
        return None;
    }
    let controls = text.chars().filter(|&letter| is_control(letter)).count();
    if controls > 0 {
        if controls * RARE > text.len() {
            return None;
        }
        text.retain(|letter| !is_control(letter));
    }
    Some(controls)
}

#[cfg(test)]
mod tests {
    use TextEncoding::{Utf8, Utf16BigEndian, Utf16LittleEndian, Windows1252};

    use super::*;

    const TEXT: &str = "Ça va?\r\n“Yes” 🦊 שלום\n";

    fn decoded(bytes: &[u8]) -> Result<(String, TextEncoding), Kind> {
        decode(bytes).map(|decoded| (decoded.text, decoded.encoding))
    }

    fn utf_16_bytes(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let marked = format!("\u{feff}{TEXT}");
        for (bytes, encoding) in [
            (TEXT.as_bytes().to_vec(), Utf8),
            (marked.as_bytes().to_vec(), Utf8),
            (utf_16_bytes(TEXT, u16::to_le_bytes), Utf16LittleEndian),
            (utf_16_bytes(&marked, u16::to_le_bytes), Utf16LittleEndian),
            (utf_16_bytes(TEXT, u16::to_be_bytes), Utf16BigEndian),
            (utf_16_bytes(&marked, u16::to_be_bytes), Utf16BigEndian),
        ] {
            assert_eq!(decoded(&bytes), Ok((TEXT.into(), encoding)));
        }
    }

    #[test]
    fn older_windows_files_keep_their_letters() {
        let old = decoded(b"Caf\xe9 \x93smart\x94 \x96 5 \x80, \x81\x1a");
        assert_eq!(old, Ok(("Café “smart” – 5 €, \u{fffd}".into(), Windows1252)));
        assert_eq!(decoded(b"Caf\xe9"), Ok(("Café".into(), Windows1252)));
    }

    #[test]
    fn a_damaged_letter_does_not_change_the_others() {
        let cut = &TEXT.as_bytes()[..TEXT.len() - 2];
        assert_eq!(decoded(cut), Ok(("Ça va?\r\n“Yes” 🦊 שלו\u{fffd}".into(), Utf8)));
        let odd = [&utf_16_bytes(TEXT, u16::to_le_bytes)[..], b"x"].concat();
        assert_eq!(decoded(&odd), Err(Kind::File(FileError::Truncated)));
        let lone = utf_16_bytes("\u{feff}a🦊b", u16::to_be_bytes);
        let lone = [&lone[..4], &lone[6..]].concat();
        assert_eq!(decoded(&lone), Ok(("a\u{fffd}b".into(), Utf16BigEndian)));
    }

    #[test]
    fn other_files_are_no_text() {
        for bytes in [
            &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..],
            b"\xff\xd8\xff\xe0\0\x10JFIF\0",
            b"PK\x03\x04\x14",
            b"\0asm\x01\0\0\0",
            b"%PDF-1.4\n",
            b"{\\rtf1 Hello}",
            b"NUL \0 in the middle",
            b"\x01\0\x02\0\x03\0",
            b"\xff\xfe\0\0a\0\0\0",
            b"bell \x07",
            b"end \x1a in the middle",
            b"caf\xe9 \x1b[0m",
        ] {
            assert_eq!(
                decoded(bytes),
                Err(Kind::File(FileError::NotText)),
                "{}",
                bytes.escape_ascii()
            );
        }
    }

    #[test]
    fn a_few_control_characters_are_left_out_and_counted() {
        let row = "Message about things,spam\n".repeat(20);
        for control in ['\0', '\x08', '\x1f', '\x7f', '\x1b'] {
            let text = format!("{row}Mess{control}age,ham\n{row}");
            let decoded = decode(text.as_bytes()).expect("it is a text");
            assert_eq!(decoded.text, format!("{row}Message,ham\n{row}"));
            assert_eq!((decoded.encoding, decoded.dropped), (Utf8, 1));
        }
        let half: String = row.chars().flat_map(|letter| [letter, '\x01']).collect();
        assert_eq!(decoded(half.as_bytes()), Err(Kind::File(FileError::NotText)));
    }

    #[test]
    fn what_is_empty_or_enormous_says_so() {
        for bytes in [&b""[..], b"\xef\xbb\xbf", b"\xff\xfe", b"\x1a"] {
            assert_eq!(
                decoded(bytes),
                Err(Kind::File(FileError::Empty)),
                "{}",
                bytes.escape_ascii()
            );
        }
        assert!(decode(&vec![b'a'; BYTES as usize]).is_ok());
        let bytes = BYTES + 1;
        let expected = Err(Kind::File(FileError::TooManyBytes { bytes, limit: BYTES }));
        assert_eq!(decoded(&vec![b'a'; bytes as usize]), expected);
    }
}
