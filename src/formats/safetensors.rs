//! Safetensors: the length of a JSON header, the header, then the tensors' bytes end to end.
//!
//! Source: <https://huggingface.co/docs/safetensors>, "Format". The header is read here and not by
//! the `safetensors` crate (0.8.0), which lets two tensors of one name pass if nothing else differs,
//! and adds the offsets up without a check, so that tensors of 4 GiB in all would wrap on wasm32.

use std::collections::BTreeMap;
use std::fmt;

use half::f16;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};

use super::number::{Budget, Number, count};
use crate::error::{FileError, Kind, WeightsError};
use crate::models::{Array, Weights};

/// The longest header that is read. That of a model of a thousand tensors takes a tenth of a MB.
const HEADER: usize = 16 << 20;

/// Reads all tensors of F16, BF16, F32 and F64; notes those of other types as not read.
///
/// # Errors
/// [`FileError::Truncated`]; [`WeightsError::Malformed`] if the tensors overlap, leave gaps, or do not have the
/// size of their shape; [`WeightsError::TooManyValues`]; [`WeightsError::NoTensors`] if none can be read.
pub fn read(bytes: &[u8]) -> Result<Weights, Kind> {
    let (header, data) = split(bytes)?;
    let mut tensors = header.tensors;
    tensors.sort_by_key(|(_, tensor)| tensor.offsets);
    let mut budget = Budget::of_plain(bytes.len());
    let mut weights = Weights::default();
    let mut read_to = 0;
    for (name, Tensor { dtype, shape, offsets: (start, end) }) in tensors {
        let malformed = |how: &str| {
            Kind::Weights(WeightsError::Malformed(format!("the bytes of {name} {how}")))
        };
        if start > read_to {
            return Err(malformed("leave a gap before them"));
        }
        if start < read_to || end < start {
            return Err(malformed("overlap with those of another tensor"));
        }
        let content = data.get(start..end).ok_or(Kind::File(FileError::Truncated))?;
        read_to = end;
        let Some(number) = number(&dtype) else {
            weights.pass_over(&name, &dtype);
            continue;
        };
        if count(&shape).and_then(|values| values.checked_mul(number.size())) != Some(content.len())
        {
            return Err(malformed("are not as many as its shape needs"));
        }
        budget.spend(&shape)?;
        weights.insert(&name, Array { shape, values: number.read(content) })?;
    }
    match data.len() - read_to {
        0 if weights.is_empty() => Err(Kind::Weights(WeightsError::NoTensors)),
        0 => Ok(weights),
        rest => Err(Kind::Weights(WeightsError::Malformed(format!(
            "{rest} bytes are left over after the last tensor"
        )))),
    }
}

/// What the file says about itself.
///
/// # Errors
/// [`FileError::Truncated`] and [`WeightsError::Malformed`], if the header cannot be read.
pub fn metadata(bytes: &[u8]) -> Result<BTreeMap<String, String>, Kind> {
    Ok(split(bytes)?.0.metadata)
}

/// How exactly numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// A tensor as F16, or as F32 where one of its values is too large for F16: enough for a network that is
    /// used, in half of the bytes.
    Half,
    /// All as F32, so that what is read is what was written, to the bit.
    Full,
}

/// Writes all tensors in the alphabetical order of their names. The same weights and metadata always give the
/// same bytes.
pub fn write(
    weights: &Weights,
    metadata: &BTreeMap<String, String>,
    precision: Precision,
) -> Vec<u8> {
    let mut header = serde_json::Map::new();
    if !metadata.is_empty() {
        header.insert("__metadata__".into(), metadata.clone().into_iter().collect());
    }
    let mut data = Vec::new();
    for (name, Array { shape, values }) in weights.iter() {
        let start = data.len();
        let fits = |&value: &f32| f16::from_f32(value).is_finite() || !value.is_finite();
        let dtype = if precision == Precision::Half && values.iter().all(fits) {
            data.extend(values.iter().flat_map(|&value| f16::from_f32(value).to_le_bytes()));
            "F16"
        } else {
            data.extend(values.iter().flat_map(|value| value.to_le_bytes()));
            "F32"
        };
        let tensor = serde_json::json!({
            "dtype": dtype, "shape": shape, "data_offsets": [start, data.len()]
        });
        header.insert(name.into(), tensor);
    }
    let mut header = serde_json::Value::Object(header).to_string().into_bytes();
    // As the format recommends, so that readers may look at the tensors in place.
    header.resize(header.len().next_multiple_of(8), b' ');
    let length = (header.len() as u64).to_le_bytes();
    [length.as_slice(), &header, &data].concat()
}

/// The number that the format calls so, if it is one that is read.
fn number(dtype: &str) -> Option<Number> {
    Some(match dtype {
        "F16" => Number::F16,
        "BF16" => Number::Bf16,
        "F32" => Number::F32,
        "F64" => Number::F64,
        _ => return None,
    })
}

/// The header, and the bytes of the tensors after it.
fn split(bytes: &[u8]) -> Result<(Header, &[u8]), Kind> {
    let (length, rest) = bytes.split_first_chunk().ok_or(Kind::File(FileError::Truncated))?;
    let length = u64::from_le_bytes(*length);
    if length > HEADER as u64 {
        return Err(Kind::Weights(WeightsError::Malformed(format!(
            "its header claims {length} bytes, and at most {HEADER} are read"
        ))));
    }
    let (header, data) =
        rest.split_at_checked(length as usize).ok_or(Kind::File(FileError::Truncated))?;
    let header = serde_json::from_slice(header)
        .map_err(|error| Kind::Weights(WeightsError::Malformed(format!("its header: {error}"))))?;
    Ok((header, data))
}

/// What stands before the tensors.
#[derive(Debug, Default)]
struct Header {
    tensors: Vec<(String, Tensor)>,
    metadata: BTreeMap<String, String>,
}

/// What the header says of one tensor.
#[derive(Debug, Deserialize)]
struct Tensor {
    dtype: String,
    shape: Vec<usize>,
    /// Where it starts and ends, counted from the end of the header.
    #[serde(rename = "data_offsets")]
    offsets: (usize, usize),
}

/// By hand, because a derived map would let a second tensor of a name replace the first.
impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;

        impl<'de> Visitor<'de> for Entries {
            type Value = Header;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object that describes tensors")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Header, A::Error> {
                let mut header = Header::default();
                let mut names = std::collections::BTreeSet::new();
                while let Some(name) = entries.next_key::<String>()? {
                    if name == "__metadata__" {
                        header.metadata = entries.next_value()?;
                    } else {
                        header.tensors.push((name.clone(), entries.next_value()?));
                    }
                    if let Some(name) = names.replace(name) {
                        return Err(A::Error::custom(format!("{name} is in it twice")));
                    }
                }
                Ok(header)
            }
        }

        deserializer.deserialize_map(Entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of this header and data.
    fn file(header: &str, data: &[u8]) -> Vec<u8> {
        [&(header.len() as u64).to_le_bytes(), header.as_bytes(), data].concat()
    }

    fn one(name: &str, dtype: &str, shape: &str, offsets: &str) -> String {
        format!(r#""{name}":{{"dtype":"{dtype}","shape":{shape},"data_offsets":{offsets}}}"#)
    }

    fn some_weights() -> Weights {
        let values = vec![0.5, -2.0, 65504.0, 0.0, 1.0, 3.0];
        [
            ("b".to_string(), Array { shape: vec![2, 3], values }),
            ("a".to_string(), Array { shape: vec![], values: vec![1e6] }),
            ("none".to_string(), Array { shape: vec![0, 4], values: vec![] }),
        ]
        .into_iter()
        .collect()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let about = [("licence", "MIT"), ("epochs", "3")];
        let about = about.map(|(key, value)| (key.to_string(), value.to_string())).into();
        let bytes = write(&some_weights(), &about, Precision::Half);
        assert_eq!(read(&bytes), Ok(some_weights()));
        assert_eq!(metadata(&bytes), Ok(about.clone()));
        assert_eq!(write(&some_weights(), &about, Precision::Half), bytes, "always the same bytes");
    }

    #[test]
    fn in_full_precision_nothing_is_lost() {
        let values = vec![
            0.0,
            -0.0,
            1e-45,
            -f32::MIN_POSITIVE / 3.0,
            f32::MIN_POSITIVE,
            f32::MAX,
            f32::EPSILON,
            1.0 + f32::EPSILON,
            0.1,
            65504.0,
            65504.1,
            1.0 / 3.0,
        ];
        let bits = |values: &[f32]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        let array = Array { shape: vec![3, 4], values: values.clone() };
        let weights: Weights = [("x".to_string(), array)].into_iter().collect();
        let file = write(&weights, &BTreeMap::new(), Precision::Full);
        let again = read(&file).expect("it is sound");
        assert_eq!(bits(again.get("x", &[3, 4]).expect("it is there")), bits(&values));
    }

    // It is not compiled for the web.
    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn the_reference_reader_reads_what_is_written() {
        let bytes = write(&some_weights(), &BTreeMap::new(), Precision::Half);
        let reference = safetensors::SafeTensors::deserialize(&bytes).expect("it is sound");
        let b = reference.tensor("b").expect("it is there");
        assert_eq!((b.dtype(), b.shape()), (safetensors::Dtype::F16, [2, 3].as_slice()));
        let a = reference.tensor("a").expect("it is there");
        assert_eq!((a.dtype(), a.data()), (safetensors::Dtype::F32, &1e6f32.to_le_bytes()[..]));
    }

    #[test]
    fn other_numbers_are_named_when_they_are_needed() {
        let header = format!(
            "{{{},{}}}",
            one("i", "I64", "[1]", "[0,8]"),
            one("x", "BF16", "[1]", "[8,10]")
        );
        let weights = read(&file(&header, &[0; 10])).expect("x can be read");
        assert_eq!(weights.get("x", &[1]), Ok([0.0].as_slice()));
        assert!(matches!(weights.get("i", &[1]), Err(WeightsError::UnsupportedNumbers { .. })));
        let only = format!("{{{}}}", one("i", "I64", "[1]", "[0,8]"));
        assert_eq!(read(&file(&only, &[0; 8])), Err(Kind::Weights(WeightsError::NoTensors)));
    }

    #[test]
    fn what_stops_early_says_so() {
        let bytes = write(&some_weights(), &BTreeMap::new(), Precision::Half);
        for end in 0..bytes.len() {
            assert_eq!(read(&bytes[..end]), Err(Kind::File(FileError::Truncated)), "cut at {end}");
        }
    }

    #[test]
    fn lies_are_named() {
        let x = |shape: &str, offsets: &str| format!("{{{}}}", one("x", "F32", shape, offsets));
        let two = |second: &str| format!("{{{},{second}}}", one("x", "F32", "[2]", "[0,8]"));
        let terabyte = [&(1u64 << 40).to_le_bytes()[..], b"{\"x\":"].concat();
        let padded =
            [write(&some_weights(), &BTreeMap::new(), Precision::Half), vec![0; 3]].concat();
        for (bytes, expected) in [
            (terabyte, "claims 1099511627776 bytes"),
            (padded, "3 bytes are left over"),
            (file(&two(&one("y", "F32", "[1]", "[4,8]")), &[0; 8]), "overlap"),
            (file(&two(&one("y", "F32", "[2]", "[0,8]")), &[0; 8]), "overlap"),
            (file(&two(&one("y", "F32", "[1]", "[12,16]")), &[0; 16]), "gap"),
            (file(&two(&one("x", "F32", "[0]", "[8,8]")), &[0; 8]), "x is in it twice"),
            (file(&x("[2]", "[0,4]"), &[0; 4]), "as its shape needs"),
            (file(&x("[4611686018427387904,4]", "[0,4]"), &[0; 4]), "as its shape needs"),
            (file(&x("[1]", "[4,0]"), &[0; 4]), "gap"),
            (file(&x("[-1]", "[0,4]"), &[0; 4]), "its header: invalid value"),
            (file("{\"x\":7}", &[]), "its header: invalid type"),
            (file("{", &[]), "its header: EOF"),
        ] {
            match read(&bytes) {
                Err(Kind::Weights(WeightsError::Malformed(how))) => {
                    assert!(how.contains(expected), "{how}")
                }
                other => panic!("{expected}: {other:?}"),
            }
        }
    }
}
