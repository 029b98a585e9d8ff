//! What a model has made of the examples, in a project's file: a tensor each, named by the SHA-256 of the content.

use std::collections::BTreeMap;

use crate::error::{Kind, WeightsError};
use crate::formats::digest;
use crate::formats::pack::Key;
use crate::formats::safetensors::{self, Precision};
use crate::models::{Array, Weights};

/// What the metadata calls the maker.
const MAKER: &str = "maker";

/// The longest name of a maker.
const LONGEST: usize = 100;

/// Embeddings by one maker.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Embeddings {
    /// Who made them: the model's weights, the kind of device, and how contents were prepared. A name in lower-case
    /// letters, digits and hyphens alone.
    pub maker: String,
    /// What was made of each content.
    pub by_content: BTreeMap<Key, Vec<f32>>,
}

impl Embeddings {
    /// As the bytes of a safetensors file.
    pub fn write(&self) -> Vec<u8> {
        let mut weights = Weights::default();
        for (content, embedding) in &self.by_content {
            let name = digest::to_hex(content);
            let array = Array { shape: vec![embedding.len()], values: embedding.clone() };
            // Every content is there once.
            let _ = weights.insert(&name, array);
        }
        let metadata = BTreeMap::from([(MAKER.to_owned(), self.maker.clone())]);
        safetensors::write(&weights, &metadata, Precision::Full)
    }

    /// What was written so. Tensors of other names are left out.
    ///
    /// # Errors
    /// Those of [`safetensors::read`]; [`WeightsError::Malformed`] if it does not say who made them.
    pub fn read(bytes: &[u8]) -> Result<Self, Kind> {
        let maker = safetensors::metadata(bytes)?.remove(MAKER).filter(|it| is_name(it));
        let unnamed = || WeightsError::Malformed("they do not say which model made them".into());
        let maker = maker.ok_or_else(unnamed)?;
        let weights = safetensors::read(bytes)?;
        let named =
            |(name, array): (&str, &Array)| Some((digest::from_hex(name)?, array.values.clone()));
        Ok(Self { maker, by_content: weights.iter().filter_map(named).collect() })
    }
}

/// Whether a maker can be called so.
fn is_name(text: &str) -> bool {
    let fits = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    !text.is_empty() && text.len() <= LONGEST && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn embeddings(maker: &str) -> Embeddings {
        let by_content = BTreeMap::from([([7; 32], vec![0.1, -2.5]), ([0xab; 32], vec![1e-30])]);
        Embeddings { maker: maker.into(), by_content }
    }

    #[test]
    fn what_is_written_is_read() {
        let written = embeddings("0123456789abcdef-webgpu-1");
        assert_eq!(Embeddings::read(&written.write()), Ok(written));
    }

    #[test]
    fn a_maker_is_never_a_path() {
        for maker in ["", "..", "a/b", "a.b", "A", &"a".repeat(101)] {
            assert!(Embeddings::read(&embeddings(maker).write()).is_err(), "{maker}");
        }
    }
}
