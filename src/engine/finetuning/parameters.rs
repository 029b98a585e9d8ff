//! The numbers that training changes, as one vector in the host's memory.
//!
//! One vector, so that gradients of several threads add up, optimisers step and checkpoints are
//! written in a line each, whatever the network.

use burn::tensor::{Device, Gradients, Tensor, TensorData};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

use crate::error::{DeviceError, WeightsError};
use crate::models::{self, Array, Tensors, Weights};

/// Where a parameter stands in the vector.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    name: String,
    start: usize,
    shape: Vec<usize>,
    /// Whether weight decay applies to it.
    decays: bool,
}

impl Entry {
    fn range(&self) -> std::ops::Range<usize> {
        self.start..self.start + self.shape.iter().product::<usize>()
    }
}

/// Named parameters in one vector.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parameters {
    entries: Vec<Entry>,
    /// All of them, one after the other, each row-major.
    pub values: Vec<f32>,
}

impl Parameters {
    /// Appends a parameter. Names are unique.
    pub fn push(&mut self, name: &str, shape: &[usize], decays: bool, values: Vec<f32>) {
        debug_assert_eq!(shape.iter().product::<usize>(), values.len());
        debug_assert!(self.entries.iter().all(|entry| entry.name != name));
        let (name, start, shape) = (name.to_string(), self.values.len(), shape.to_vec());
        self.entries.push(Entry { name, start, shape, decays });
        self.values.extend(values);
    }

    /// Appends a parameter of independent normal numbers of this deviation, which decays.
    pub fn push_normal(
        &mut self,
        name: &str,
        shape: &[usize],
        deviation: f32,
        rng: &mut ChaCha8Rng,
    ) {
        let count = shape.iter().product();
        let values = (0..count).map(|_| normal(rng) * deviation).collect();
        self.push(name, shape, true, values);
    }

    /// The values of a parameter.
    ///
    /// # Panics
    /// If there is none of this name: names are chosen in this program, never read.
    pub fn get(&self, name: &str) -> &[f32] {
        &self.values[self.entry(name).range()]
    }

    /// The parameters as a file holds them.
    pub fn to_weights(&self) -> Weights {
        let arrays = self.iter().map(|(name, shape, values)| {
            (name.to_string(), Array { shape: shape.to_vec(), values: values.to_vec() })
        });
        arrays.collect()
    }

    /// All parameters in their order: name, shape, values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[usize], &[f32])> {
        self.entries
            .iter()
            .map(|entry| (entry.name.as_str(), &*entry.shape, &self.values[entry.range()]))
    }

    fn entry(&self, name: &str) -> &Entry {
        let found = self.entries.iter().find(|entry| entry.name == name);
        found.unwrap_or_else(|| panic!("there is no parameter {name}"))
    }

    /// Whether weight decay applies, for every element of `values`.
    pub fn decays(&self) -> Vec<bool> {
        let mut decays = vec![false; self.values.len()];
        for entry in &self.entries {
            decays[entry.range()].fill(entry.decays);
        }
        decays
    }

    /// The parameters as leaves of a new graph of automatic differentiation.
    pub fn leaves(&self, device: &Device) -> Leaves<'_> {
        let leaf = |entry: &Entry| {
            let values = self.values[entry.range()].to_vec();
            let data = TensorData::new(values, [entry.range().len()]);
            Tensor::from_data(data, device).autodiff().require_grad()
        };
        Leaves { parameters: self, tensors: self.entries.iter().map(leaf).collect() }
    }

    /// The same parameters with other values.
    pub fn with_values(&self, values: Vec<f32>) -> Self {
        debug_assert_eq!(values.len(), self.values.len());
        Self { entries: self.entries.clone(), values }
    }

    /// The [`leaves`](Self::leaves) of values that are on a device already, one after the other: `[values]`.
    pub fn leaves_in(&self, values: &Tensor<1>) -> Leaves<'_> {
        let leaf = |entry: &Entry| values.clone().slice([entry.range()]).autodiff().require_grad();
        Leaves { parameters: self, tensors: self.entries.iter().map(leaf).collect() }
    }
}

/// Parameters on a device, to be differentiated by.
#[derive(Debug)]
pub struct Leaves<'a> {
    parameters: &'a Parameters,
    tensors: Vec<Tensor<1>>,
}

impl Leaves<'_> {
    /// The parameter of this name and shape.
    ///
    /// # Errors
    /// [`WeightsError::MissingTensor`], [`WeightsError::WrongShape`].
    pub fn tensor<const D: usize>(
        &self,
        name: &str,
        shape: [usize; D],
    ) -> Result<Tensor<D>, WeightsError> {
        let mut all = self.parameters.entries.iter().zip(&self.tensors);
        let found = all.find(|(entry, _)| entry.name == name);
        let (entry, tensor) = found.ok_or_else(|| WeightsError::MissingTensor(name.into()))?;
        if entry.shape != shape {
            let (expected, actual) = (shape.to_vec(), entry.shape.clone());
            return Err(WeightsError::WrongShape { tensor: name.into(), expected, actual });
        }
        Ok(tensor.clone().reshape(shape))
    }

    /// The gradient by every parameter, laid out as [`Parameters::values`]; zeros where the loss
    /// does not depend on one.
    ///
    /// # Errors
    /// [`DeviceError::Failed`] if the device does not give it.
    pub async fn gradient(&self, gradients: &Gradients) -> Result<Vec<f32>, DeviceError> {
        let mut values = vec![0.0; self.parameters.values.len()];
        let all = self.parameters.entries.iter().zip(&self.tensors);
        let (entries, parts): (Vec<&Entry>, Vec<Tensor<1>>) =
            all.filter_map(|(entry, tensor)| Some((entry, tensor.grad(gradients)?))).unzip();
        if parts.is_empty() {
            return Ok(values);
        }
        // One after the other on the device, so that there is one answer to wait for.
        let read = models::values(Tensor::cat(parts, 0)).await?;
        let mut read = read.as_slice();
        for entry in entries {
            let values = &mut values[entry.range()];
            let (gradient, rest) = read.split_at(values.len());
            values.copy_from_slice(gradient);
            read = rest;
        }
        Ok(values)
    }
}

/// A network of these parameters has its tensors from the graph, however often it is built.
impl Leaves<'_> {
    /// The gradient of all values, which stays on its device: `[values]`, 0 for what the loss does not depend on.
    pub fn gradient_in(&self, gradients: &Gradients) -> Tensor<1> {
        let part = |tensor: &Tensor<1>| {
            tensor.grad(gradients).unwrap_or_else(|| Tensor::zeros(tensor.dims(), &tensor.device()))
        };
        Tensor::cat(self.tensors.iter().map(part).collect(), 0)
    }
}

impl Tensors for &Leaves<'_> {
    fn tensor<const D: usize>(
        &mut self,
        name: &str,
        shape: [usize; D],
    ) -> Result<Tensor<D>, WeightsError> {
        Leaves::tensor(self, name, shape)
    }
}

/// A normal number of mean 0 and deviation 1 (Box and Muller 1958).
pub fn normal(rng: &mut ChaCha8Rng) -> f32 {
    let (radius, angle): (f32, f32) = (rng.random(), rng.random());
    // 1 - radius is never 0, whose logarithm is infinite.
    (-2.0 * (1.0 - radius).ln()).sqrt() * (std::f32::consts::TAU * angle).cos()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;
    use crate::engine::now::now;

    #[test]
    fn gradients_come_back_in_the_order_of_the_values() {
        let mut parameters = Parameters::default();
        parameters.push("a", &[2], true, vec![1.0, 2.0]);
        parameters.push("unused", &[1], false, vec![9.0]);
        parameters.push("b", &[1, 2], false, vec![3.0, 4.0]);
        let leaves = parameters.leaves(&Device::flex());
        let tensor = |name: &str, shape: [usize; 2]| leaves.tensor(name, shape);
        let (a, b) = (leaves.tensor("a", [2]), tensor("b", [1, 2]));
        let product = b.expect("it is there") * a.expect("it is there").unsqueeze();
        let gradient = now(leaves.gradient(&product.sum().backward()));
        assert_eq!(gradient, Ok(vec![3.0, 4.0, 0.0, 1.0, 2.0]));
        assert_eq!(parameters.decays(), [true, true, false, false, false]);
    }

    #[test]
    fn what_is_not_there_is_said() {
        let mut parameters = Parameters::default();
        parameters.push("a", &[2], true, vec![1.0, 2.0]);
        let leaves = parameters.leaves(&Device::flex());
        let refused = |name: &str| leaves.tensor(name, [1, 2]).map(|_| ());
        assert_eq!(refused("b"), Err(WeightsError::MissingTensor("b".into())));
        let (expected, actual) = (vec![1, 2], vec![2]);
        let wrong = WeightsError::WrongShape { tensor: "a".into(), expected, actual };
        assert_eq!(refused("a"), Err(wrong));
    }

    #[test]
    fn normal_numbers_are_normal() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let numbers: Vec<f32> = (0..10_000).map(|_| normal(&mut rng)).collect();
        let mean = numbers.iter().sum::<f32>() / 10_000.0;
        let square = numbers.iter().map(|x| x * x).sum::<f32>() / 10_000.0;
        assert!(mean.abs() < 0.03 && (square - 1.0).abs() < 0.05, "{mean} {square}");
    }
}
