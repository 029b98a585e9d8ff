//! Weights by name, as a manifest finds them in files.

use std::collections::{BTreeMap, BTreeSet};

use super::model::Group;
use super::{bytes, wrong};
use crate::format::{File, Malformed};
use crate::reader::{Tensor, tensor};

/// The weights that no layer has taken yet.
#[derive(Debug, Default)]
pub struct Weights(BTreeMap<String, Tensor>);

impl Weights {
    /// Reads all that a manifest names. Of a group, the files are one after the other what the tensors are cut from.
    ///
    /// # Errors
    /// [`Malformed`] if a file is missing, bytes are too few or left over, a name comes twice, or a tensor is of
    /// other numbers than float32.
    pub fn read(manifest: &[Group], files: &[File]) -> Result<Self, Malformed> {
        let mut weights = BTreeMap::new();
        let mut used = BTreeSet::new();
        for group in manifest {
            let mut all = Vec::new();
            for path in &group.paths {
                // A short manifest could ask for a file again and again.
                if !used.insert(path) {
                    return Err(Malformed(format!("{path} is named twice")));
                }
                all.extend_from_slice(bytes(files, path)?);
            }
            let mut rest = all.as_slice();
            for entry in &group.weights {
                if entry.dtype != "float32" || entry.quantization.is_some() {
                    return Err(Malformed(format!("{} is not of float32", entry.name)));
                }
                let count = tensor::count(&entry.shape)?;
                if count == 0 {
                    return Err(Malformed(format!("there is nothing in {}", entry.name)));
                }
                let (own, others) = rest
                    .split_at_checked(count * size_of::<f32>())
                    .ok_or_else(|| Malformed(format!("there are no bytes for {}", entry.name)))?;
                rest = others;
                let numbers = own.as_chunks().0.iter().map(|&number| f32::from_le_bytes(number));
                let tensor = Tensor::new(entry.shape.clone(), numbers.collect())?;
                if weights.insert(entry.name.clone(), tensor).is_some() {
                    return Err(Malformed(format!("{} comes twice", entry.name)));
                }
            }
            if !rest.is_empty() {
                return Err(wrong("bytes are left over after the last weights"));
            }
        }
        Ok(Self(weights))
    }

    /// Takes the weights of a layer that are called so and have this shape.
    ///
    /// # Errors
    /// [`Malformed`] if there are none, or of another shape.
    pub fn take(
        &mut self,
        layer: &str,
        name: &str,
        shape: &[usize],
    ) -> Result<Vec<f32>, Malformed> {
        match self.0.remove(&format!("{layer}/{name}")) {
            Some(tensor) if tensor.shape == shape => Ok(tensor.values),
            Some(tensor) => {
                let actual = tensor.shape;
                Err(Malformed(format!("{name} has the shape {actual:?}, not {shape:?}")))
            }
            None => Err(Malformed(format!("{name} is missing"))),
        }
    }

    /// Takes the weights of a layer that are called so, whatever their shape.
    pub fn pick(&mut self, layer: &str, name: &str) -> Option<Tensor> {
        self.0.remove(&format!("{layer}/{name}"))
    }

    /// The bias of a layer, zeros where it has none.
    ///
    /// # Errors
    /// [`Malformed`] if it is missing, or of another shape.
    pub fn bias(&mut self, layer: &str, used: bool, size: usize) -> Result<Vec<f32>, Malformed> {
        if used {
            return self.take(layer, "bias", &[size]);
        }
        Ok(vec![0.0; tensor::count(&[size])?])
    }

    /// Whether all have been taken.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
