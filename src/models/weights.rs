//! Named arrays, as they come out of a weights file and before an architecture takes them.

use std::collections::BTreeMap;

use crate::error::Kind;

/// A tensor in the host's memory: row-major `values` of a `shape`.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// Length of each axis.
    pub shape: Vec<usize>,
    /// As many values as the product of the shape.
    pub values: Vec<f32>,
}

/// The arrays of one weights file, by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights(BTreeMap<String, Array>);

impl Weights {
    /// The array of this name and shape.
    ///
    /// # Errors
    /// [`Kind::MissingTensor`], [`Kind::WrongShape`], or [`Kind::NotFinite`] if a value is NaN or
    /// infinite: such weights would silently turn every prediction into nonsense.
    pub fn get(&self, name: &str, shape: &[usize]) -> Result<&[f32], Kind> {
        let array = self.0.get(name).ok_or_else(|| Kind::MissingTensor(name.into()))?;
        if array.shape != shape {
            return Err(Kind::WrongShape {
                tensor: name.into(),
                expected: shape.to_vec(),
                actual: array.shape.clone(),
            });
        }
        if array.values.iter().any(|value| !value.is_finite()) {
            return Err(Kind::NotFinite(name.into()));
        }
        Ok(&array.values)
    }
}

impl FromIterator<(String, Array)> for Weights {
    fn from_iter<I: IntoIterator<Item = (String, Array)>>(arrays: I) -> Self {
        Self(arrays.into_iter().collect())
    }
}
