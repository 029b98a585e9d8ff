//! Training a list of convolutions without batch norm.
//!
//! Kernels are standardised instead of activations (Brock, De and Smith 2021, "Characterizing signal
//! propagation to close the performance gap in unnormalized ResNets",
//! <https://arxiv.org/abs/2101.08692>): every output channel's kernel is brought to mean 0 and to a
//! variance that keeps the signal's, times a gain that is learnt. That costs a fraction of what
//! normalising activations costs, no example depends on the others of its batch, and what is trained
//! is what is shipped: there are no running means to estimate.

use burn::tensor::{Tensor, TensorData};
use rand::rngs::ChaCha8Rng;

use super::parameters::{Leaves, Parameters};
use crate::models::{Activation, ConvConfig, ConvWeights};

/// What keeps the variance of a signal that goes through a ReLU: `sqrt(2 / (1 - 1 / pi))`.
const RELU_GAIN: f32 = 1.713_859_2;

/// The gain of a convolution whose output is added to a shortcut, at the start: the network begins
/// close to one without these layers, which learns at once (as SkipInit, De and Smith 2020).
const BRANCH_GAIN: f32 = 0.2;

/// Keeps the division finite for a kernel that does not vary.
const EPSILON: f32 = 1e-6;

/// Adds what a convolution learns: kernel, gain and bias.
pub fn add(parameters: &mut Parameters, layer: &ConvConfig, rng: &mut ChaCha8Rng) {
    let gain = if layer.shortcut.is_some() { BRANCH_GAIN } else { 1.0 };
    let named = |part: &str| format!("{}.{part}", layer.name);
    // The deviation does not change what the network computes, but how far a step of the optimiser
    // takes it: as far as in a network that is not standardised.
    let deviation = 1.0 / (layer.kernel_shape()[1..].iter().product::<usize>() as f32).sqrt();
    parameters.push_normal(&named("kernel"), &layer.kernel_shape(), deviation, rng);
    parameters.push(&named("gain"), &[layer.outputs], false, vec![gain; layer.outputs]);
    parameters.push(&named("bias"), &[layer.outputs], false, vec![0.0; layer.outputs]);
}

/// Adds the parameters with which a convolution computes what trained weights compute, to go on training from.
/// Only of weights that [`weights`] made: a standardised kernel has a mean of 0, which those of other networks
/// have not.
pub fn add_trained(parameters: &mut Parameters, layer: &ConvConfig, weights: &ConvWeights) {
    let named = |part: &str| format!("{}.{part}", layer.name);
    let fan_in = layer.kernel_shape()[1..].iter().product::<usize>();
    let gains = weights.kernel.chunks_exact(fan_in.max(1)).map(|row| {
        let mean = row.iter().sum::<f32>() / fan_in as f32;
        let variance = row.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / fan_in as f32;
        // What `kernel` divides by, so that it hands the row on as it is.
        ((variance + EPSILON) * fan_in as f32).sqrt() / gain_of(layer.activation)
    });
    let gains = gains.collect();
    parameters.push(&named("kernel"), &layer.kernel_shape(), true, weights.kernel.clone());
    parameters.push(&named("gain"), &[layer.outputs], false, gains);
    parameters.push(&named("bias"), &[layer.outputs], false, weights.bias.clone());
}

/// What a standardised kernel is multiplied by, beside the gain that is learnt.
fn gain_of(activation: Activation) -> f32 {
    if activation == Activation::Linear { 1.0 } else { RELU_GAIN }
}

/// The kernel as it is used: standardised, times the gain.
fn kernel(leaves: &Leaves, layer: &ConvConfig) -> Tensor<4> {
    let named = |part: &str| format!("{}.{part}", layer.name);
    let [outputs, inputs, k, _] = layer.kernel_shape();
    let fan_in = inputs * k * k;
    let rows: Tensor<2> = leaves.get::<4>(&named("kernel")).reshape([outputs, fan_in]);
    let centred = rows.clone() - rows.mean_dim(1);
    let variance = centred.clone().square().mean_dim(1); // [outputs, 1]
    let scale = leaves.get::<1>(&named("gain")).unsqueeze_dim(1) * gain_of(layer.activation)
        / ((variance + EPSILON) * fan_in as f32).sqrt();
    (centred * scale).reshape(layer.kernel_shape())
}

/// Runs the convolutions on pictures or on what another network gives.
///
/// # Shapes
/// - `x`: `[batch, inputs, size, size]` of the first layer
/// - returns `[batch, outputs, size, size]` of the last
pub fn forward(leaves: &Leaves, layers: &[ConvConfig], x: Tensor<4>) -> Tensor<4> {
    let mut outputs: Vec<Tensor<4>> = Vec::with_capacity(layers.len());
    for layer in layers {
        let input = match layer.source {
            Some(source) => outputs[source].clone(),
            None => outputs.last().unwrap_or(&x).clone(),
        };
        let shortcut = layer.shortcut.map(|earlier| outputs[earlier].clone());
        outputs.push(forward_layer(leaves, layer, input, shortcut));
    }
    outputs.pop().unwrap_or(x)
}

/// Runs one convolution, with what is added to it and what follows it.
///
/// # Shapes
/// - `x`: `[batch, inputs, size, size]`; `shortcut` as the result
/// - returns `[batch, outputs, size / stride, size / stride]`
pub fn forward_layer(
    leaves: &Leaves,
    layer: &ConvConfig,
    x: Tensor<4>,
    shortcut: Option<Tensor<4>>,
) -> Tensor<4> {
    let bias = leaves.get::<1>(&format!("{}.bias", layer.name));
    let x = layer.convolve(x, kernel(leaves, layer), Some(bias));
    layer.activation.forward(match shortcut {
        Some(earlier) => x + earlier,
        None => x,
    })
}

/// The convolutions' weights as the browser takes them.
pub fn weights(parameters: &Parameters, layers: &[ConvConfig]) -> Vec<ConvWeights> {
    let leaves = parameters.leaves(&burn::tensor::Device::flex());
    let values = |data: TensorData| data.try_into_vec().expect("everything is computed in f32");
    layers
        .iter()
        .map(|layer| ConvWeights {
            kernel: values(kernel(&leaves, layer).inner().into_data()),
            bias: parameters.get(&format!("{}.bias", layer.name)).to_vec(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, Distribution};
    use rand::SeedableRng;

    use super::*;
    use crate::models::{ConvNetConfig, Padding};

    fn layers() -> Vec<ConvConfig> {
        let conv = |name: &str, inputs, outputs| {
            ConvConfig::new(name, inputs, outputs, 3)
                .with_padding(Padding::Symmetric)
                .with_activation(Activation::Relu)
        };
        vec![
            conv("a", 3, 8).with_stride(2),
            conv("b", 8, 8),
            conv("c", 8, 8).with_shortcut(Some(0)),
            conv("d", 8, 16),
        ]
    }

    #[test]
    fn what_is_trained_is_what_is_shipped() {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let mut parameters = Parameters::default();
        layers().iter().for_each(|layer| add(&mut parameters, layer, &mut rng));
        let device = Device::flex();
        let x = Tensor::<4>::random([2, 3, 16, 16], Distribution::Default, &device);
        let leaves = parameters.leaves(&device);
        let trained = forward(&leaves, &layers(), x.clone().autodiff()).inner();
        let weights = weights(&parameters, &layers());
        let shipped = ConvNetConfig::new(16, layers()).init(&weights, &device).features(x);
        trained.into_data().assert_eq(&shipped.into_data(), true);
    }

    #[test]
    fn what_is_shipped_can_be_trained_again() {
        let parameters = crate::engine::whole::untrained(&layers(), 7);
        let shipped = weights(&parameters, &layers());
        let mut again = Parameters::default();
        for (layer, weights) in layers().iter().zip(&shipped) {
            add_trained(&mut again, layer, weights);
        }
        assert_eq!(again.decays(), parameters.decays(), "the same parameters in the same places");
        let device = Device::flex();
        let x = Tensor::<4>::random([2, 3, 16, 16], Distribution::Default, &device).autodiff();
        let features = |parameters: &Parameters| {
            forward(&parameters.leaves(&device), &layers(), x.clone()).inner().into_data()
        };
        let tolerance = burn::tensor::Tolerance::<f32>::relative(1e-4).set_absolute(1e-5);
        features(&again).assert_approx_eq(&features(&parameters), tolerance);
    }

    #[test]
    fn signals_neither_fade_nor_explode_at_the_start() {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let mut parameters = Parameters::default();
        layers().iter().for_each(|layer| add(&mut parameters, layer, &mut rng));
        let device = Device::flex();
        let x = Tensor::<4>::random([4, 3, 32, 32], Distribution::Normal(0.0, 1.0), &device);
        let y = forward(&parameters.leaves(&device), &layers(), x.autodiff());
        let deviation = y.clone().var(0).mean().into_scalar::<f32>();
        assert!((0.3..3.0).contains(&deviation), "{deviation}");
    }
}
