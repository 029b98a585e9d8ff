//! The form of the file: a header, and the tensors that it finds.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::wrong;
use crate::format::Malformed;
use crate::reader::{Tensor, tensor};

/// A file whose tensors are within it.
#[derive(Debug)]
pub struct Tensors<'a> {
    notes: BTreeMap<String, String>,
    entries: BTreeMap<String, Entry>,
    bytes: &'a [u8],
}

#[derive(Debug, Deserialize)]
struct Header {
    #[serde(rename = "__metadata__", default)]
    notes: BTreeMap<String, String>,
    #[serde(flatten)]
    entries: BTreeMap<String, Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

impl<'a> Tensors<'a> {
    /// Reads a header.
    ///
    /// # Errors
    /// [`Malformed`] if there is none, or it is cut off; if the tensors do not take up all bytes after it, each once.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let cut = || wrong("the header is cut off");
        let (length, rest) = bytes.split_first_chunk().ok_or_else(cut)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| cut())?;
        let (header, bytes) = rest.split_at_checked(length).ok_or_else(cut)?;
        let Header { notes, entries } = serde_json::from_slice(header)
            .map_err(|error| Malformed(format!("the header: {error}")))?;
        // A short header could name the same bytes again and again.
        let lengths = entries.values().map(|Entry { data_offsets: [start, end], .. }| {
            end.checked_sub(*start).ok_or_else(|| wrong("a tensor ends before it starts"))
        });
        let mut total = 0usize;
        for length in lengths {
            total = total.saturating_add(length?);
        }
        if total != bytes.len() {
            return Err(wrong("the tensors are not what there are bytes for"));
        }
        Ok(Self { notes, entries, bytes })
    }

    /// All that the metadata says, by key.
    pub fn notes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.notes.iter().map(|(key, text)| (key.as_str(), text.as_str()))
    }

    /// What the metadata says under a key; none where it does not.
    ///
    /// # Errors
    /// [`Malformed`] if it is not what is asked for.
    pub fn note<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Malformed> {
        let note = self.notes.get(key).map(|text| serde_json::from_str(text));
        note.transpose().map_err(|error| Malformed(format!("{key}: {error}")))
    }

    /// The same of what must be there.
    ///
    /// # Errors
    /// [`Malformed`] if it is missing or not what is asked for.
    pub fn need<T: DeserializeOwned>(&self, key: &str) -> Result<T, Malformed> {
        self.note(key)?.ok_or_else(|| Malformed(format!("{key} is missing")))
    }

    /// Takes a tensor of so many axes.
    ///
    /// # Errors
    /// [`Malformed`] if it is missing, of other axes, of another type than float32, empty, or not within the file.
    pub fn take<const N: usize>(
        &mut self,
        name: &str,
    ) -> Result<([usize; N], Vec<f32>), Malformed> {
        let within = |why: &str| Malformed(format!("{name} {why}"));
        let entry = self.entries.remove(name).ok_or_else(|| within("is missing"))?;
        if entry.dtype != "F32" {
            return Err(within("is not of float32"));
        }
        let [start, end] = entry.data_offsets;
        let own = self.bytes.get(start..end).ok_or_else(|| within("is not within the file"))?;
        let count = tensor::count(&entry.shape)?;
        if count == 0 || Some(own.len()) != count.checked_mul(size_of::<f32>()) {
            return Err(within("has not as many bytes as its shape says"));
        }
        let values = own.as_chunks().0.iter().map(|&number| f32::from_le_bytes(number));
        let tensor = Tensor::new(entry.shape, values.collect())?;
        Ok((tensor.sizes()?, tensor.values))
    }

    /// Whether there is a tensor of this name.
    pub fn has(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    /// Whether all tensors have been taken.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, numbers: &[f32]) -> Vec<u8> {
        let numbers: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &numbers].concat()
    }

    fn pair(second: &str) -> String {
        let first = r#""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#;
        format!(r#"{{{first},"b":{{"dtype":"F32","shape":[1],"data_offsets":{second}}}}}"#)
    }

    #[test]
    fn tensors_are_taken_by_name_once() {
        let whole = file(&pair("[8,12]"), &[1.0, 2.0, 3.0]);
        let mut tensors = Tensors::read(&whole).expect("it is whole");
        assert_eq!(tensors.take("b"), Ok(([1], vec![3.0])));
        assert!(tensors.take::<1>("b").is_err() && !tensors.is_empty());
        assert!(tensors.take::<2>("a").is_err(), "it has one axis");
    }

    #[test]
    fn what_is_cut_off_or_named_twice_is_refused() {
        let whole = file(&pair("[8,12]"), &[1.0, 2.0, 3.0]);
        for length in 0..whole.len() {
            assert!(Tensors::read(&whole[..length]).is_err(), "{length}");
        }
        for offsets in ["[0,8]", "[12,8]", "[8,16]", "[8,18446744073709551615]"] {
            let other = file(&pair(offsets), &[1.0, 2.0, 3.0]);
            assert!(Tensors::read(&other).is_err(), "{offsets}");
        }
        // As many bytes as there are, but not where they are.
        let beyond = file(&pair("[800,804]"), &[1.0, 2.0, 3.0]);
        let mut tensors = Tensors::read(&beyond).expect("the bytes are as many");
        assert!(tensors.take::<1>("b").is_err());
        assert!(Tensors::read(&[0xff; 64]).is_err());
    }
}
