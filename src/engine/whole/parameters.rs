//! The numbers that training changes, as one vector in the host's memory.
//!
//! One vector, so that gradients of several threads add up, optimisers step and checkpoints are
//! written in a line each, whatever the network.

use burn::tensor::{Device, Gradients, Tensor, TensorData};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

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
}

/// Parameters on a device, to be differentiated by.
#[derive(Debug)]
pub struct Leaves<'a> {
    parameters: &'a Parameters,
    tensors: Vec<Tensor<1>>,
}

impl Leaves<'_> {
    /// A parameter in its shape of `D` axes.
    ///
    /// # Panics
    /// If there is none of this name and number of axes, as [`Parameters::get`].
    pub fn get<const D: usize>(&self, name: &str) -> Tensor<D> {
        let entry = self.parameters.entry(name);
        let index = self.parameters.entries.iter().position(|other| other == entry);
        let shape: [usize; D] = entry.shape.as_slice().try_into().expect("callers know its axes");
        self.tensors[index.unwrap_or(0)].clone().reshape(shape)
    }

    /// The gradient by every parameter, laid out as [`Parameters::values`]; zeros where the loss
    /// does not depend on one.
    pub fn gradient(&self, gradients: &Gradients) -> Vec<f32> {
        let mut values = vec![0.0; self.parameters.values.len()];
        for (entry, tensor) in self.parameters.entries.iter().zip(&self.tensors) {
            if let Some(gradient) = tensor.grad(gradients) {
                let gradient: Vec<f32> =
                    gradient.into_data().try_into_vec().expect("everything is computed in f32");
                values[entry.range()].copy_from_slice(&gradient);
            }
        }
        values
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

    #[test]
    fn gradients_come_back_in_the_order_of_the_values() {
        let mut parameters = Parameters::default();
        parameters.push("a", &[2], true, vec![1.0, 2.0]);
        parameters.push("unused", &[1], false, vec![9.0]);
        parameters.push("b", &[1, 2], false, vec![3.0, 4.0]);
        let leaves = parameters.leaves(&Device::flex());
        let product = leaves.get::<2>("b") * leaves.get::<1>("a").unsqueeze();
        assert_eq!(leaves.gradient(&product.sum().backward()), [3.0, 4.0, 0.0, 1.0, 2.0]);
        assert_eq!(parameters.decays(), [true, true, false, false, false]);
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
