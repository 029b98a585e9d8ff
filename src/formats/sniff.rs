//! What kind of file some bytes are, by their first few. Names prove nothing: downloads lose their
//! extensions, and error pages gain them.

use super::pytorch;
use crate::error::{FileError, Kind, WeightsError};

/// A kind of file that holds weights, or may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// A zip, whatever is in it.
    Zip,
    /// A safetensors file.
    Safetensors,
    /// The older form of a PyTorch checkpoint.
    Pickle,
    /// Text that may be JSON.
    Json,
    /// Bytes that do not say what they are, as shards do not.
    Unknown,
}

/// Recognises a file.
///
/// # Errors
/// What is wrong with a file that is known not to be weights that are read: [`FileError::Empty`],
/// [`WeightsError::WebPage`], [`WeightsError::LfsPointer`], [`WeightsError::OtherFormat`].
pub(super) fn recognise(bytes: &[u8]) -> Result<Content, Kind> {
    let starts = |start: &[u8]| bytes.starts_with(start);
    // A byte order mark and blank lines may stand before text.
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if bytes.is_empty() {
        Err(Kind::File(FileError::Empty))
    } else if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        Ok(Content::Zip)
    } else if is_safetensors(bytes) {
        Ok(Content::Safetensors)
    } else if pytorch::is_legacy(bytes) {
        Ok(Content::Pickle)
    } else if starts(b"version https://git-lfs.github.com/spec/") {
        Err(Kind::Weights(WeightsError::LfsPointer))
    } else if text.first() == Some(&b'<')
        && text.get(1).is_some_and(|&byte| byte.is_ascii_alphabetic() || b"!?".contains(&byte))
    {
        Err(Kind::Weights(WeightsError::WebPage))
    } else if matches!(text.first(), Some(b'{' | b'[')) {
        Ok(Content::Json)
    } else if let Some(format) = other(bytes) {
        Err(Kind::Weights(WeightsError::OtherFormat(format.into())))
    } else {
        Ok(Content::Unknown)
    }
}

/// Whether there is a length that is no text, then the start of a JSON object.
fn is_safetensors(bytes: &[u8]) -> bool {
    let Some((length, rest)) = bytes.split_first_chunk::<8>() else { return false };
    // Of files of random numbers, one in 256 has the brace there; so what follows is looked at too.
    matches!(rest, [b'{', b'"' | b'}' | b' ' | b'\n', ..])
        && length.iter().any(|byte| *byte < b'\t' || *byte > b'~')
}

/// The key of the name, with its article, of a kind of file that is known and not read.
fn other(bytes: &[u8]) -> Option<&'static str> {
    /// At which byte it stands, what stands there, what that is.
    const SIGNATURES: [(usize, &[u8], &str); 20] = [
        (0, b"GGUF", "format.gguf"),
        (0, b"lmgg", "format.ggml"),
        (0, b"tjgg", "format.ggml"),
        (0, b"\x89HDF\r\n\x1a\n", "format.hdf5"),
        (4, b"TFL3", "format.tflite"),
        (0, b"\x93NUMPY", "format.numpy"),
        // ONNX: its version, then the name of the program that wrote it, or of the graph.
        (0, b"\x08\x03\x12", "format.onnx"),
        (0, b"\x08\x04\x12", "format.onnx"),
        (0, b"\x08\x05\x12", "format.onnx"),
        (0, b"\x08\x06\x12", "format.onnx"),
        (0, b"\x08\x07\x12", "format.onnx"),
        (0, b"\x08\x08\x12", "format.onnx"),
        (0, b"\x08\x09\x12", "format.onnx"),
        (0, b"\x08\x0a\x12", "format.onnx"),
        // TensorFlow's SavedModel: its version, then its graph.
        (0, b"\x08\x01\x12", "format.saved-model"),
        (257, b"ustar", "format.tar"),
        (0, b"\x1f\x8b", "format.gzip"),
        (0, b"\xfd7zXZ\0", "format.xz"),
        (0, b"7z\xbc\xaf\x27\x1c", "format.7z"),
        (0, b"Rar!", "format.rar"),
    ];
    let signature = SIGNATURES
        .into_iter()
        .find(|(at, signature, _)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(signature)))
        .map(|(_, _, format)| format);
    if signature.is_some() {
        signature
    } else if is_tensorflow_graph(bytes) {
        Some("format.tensorflow-graph")
    } else if bytes.first() == Some(&0x80) && matches!(bytes.get(1), Some(2..=5)) {
        Some("format.pickle")
    } else {
        None
    }
}

/// Whether there is a node (field 1) that starts with its name (its field 1), and then its
/// operation (its field 2), as in TensorFlow's `GraphDef`.
fn is_tensorflow_graph(bytes: &[u8]) -> bool {
    let [0x0a, rest @ ..] = bytes else { return false };
    // The node's length takes one byte for every seven bits, the last of which is below 0x80.
    let length = rest.iter().take(5).position(|byte| *byte < 0x80).map_or(0, |last| last + 1);
    let Some([0x0a, name, rest @ ..]) = rest.get(length..) else { return false };
    rest.get(usize::from(*name)) == Some(&0x12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_their_first_bytes() {
        for (bytes, expected) in [
            (&b""[..], Err(Kind::File(FileError::Empty))),
            (b"PK\x03\x04...", Ok(Content::Zip)),
            (b"\x08\0\0\0\0\0\0\0{}      ", Ok(Content::Safetensors)),
            (b"\xff\xff\xff\xff\xff\xff\xff\xff{\"", Ok(Content::Safetensors)),
            (b"\0\0\x80\x3f\0\0\x80\x3f{\0\x80\x3f", Ok(Content::Unknown)),
            (b"{\"a\": 1,{\"", Ok(Content::Json)),
            (b"\xef\xbb\xbf\n [", Ok(Content::Json)),
            (b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", Ok(Content::Pickle)),
            (b"\n<!DOCTYPE html><html>", Err(Kind::Weights(WeightsError::WebPage))),
            (b"<?xml version=\"1.0\"?><Error/>", Err(Kind::Weights(WeightsError::WebPage))),
            (
                b"version https://git-lfs.github.com/spec/v1\noid sha256:0",
                Err(Kind::Weights(WeightsError::LfsPointer)),
            ),
            (b"\0\0\x80\x3f", Ok(Content::Unknown)),
            (b"\x80\x03}q\0.", other_format("format.pickle")),
            (b"GGUF\x03\0\0\0", other_format("format.gguf")),
            (b"\x08\x07\x12\x07pytorch", other_format("format.onnx")),
            (b"\x0aI\x0a\x05input\x12\x0bPlaceholder", other_format("format.tensorflow-graph")),
            (b"\x89HDF\r\n\x1a\n", other_format("format.hdf5")),
        ] {
            assert_eq!(recognise(bytes), expected, "{}", bytes.escape_ascii());
        }
    }

    fn other_format(name: &str) -> Result<Content, Kind> {
        Err(Kind::Weights(WeightsError::OtherFormat(name.into())))
    }
}
