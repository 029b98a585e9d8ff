//! Convolutions that are trained without batch norm.
//!
//! Kernels are standardised instead of activations (Brock, De and Smith 2021, "Characterizing signal
//! propagation to close the performance gap in unnormalized ResNets",
//! <https://arxiv.org/abs/2101.08692>): every output channel's kernel is brought to mean 0 and to a
//! variance that keeps the signal's, times a gain that is learnt. That costs a fraction of what
//! normalising activations costs, no example depends on the others of its batch, and what is trained
//! is what is shipped: there are no running means to estimate.

use burn::tensor::{Device, Tensor};
use rand::rngs::ChaCha8Rng;

use super::parameters::Parameters;
use crate::engine::now::now;
use crate::error::{Kind, WeightsError};
use crate::models::{Activation, ConvConfig, ConvWeights, Tensors};

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

/// Hands out convolutions' kernels as they are used, standardised and times the gain, of the parameters that
/// are learnt; every other tensor as it is.
#[derive(Debug)]
pub struct Standardised<'a, T> {
    parameters: T,
    layers: &'a [ConvConfig],
}

impl<'a, T: Tensors> Standardised<'a, T> {
    /// Of the parameters that [`add`] or [`add_trained`] added for these layers.
    pub fn new(parameters: T, layers: &'a [ConvConfig]) -> Self {
        Self { parameters, layers }
    }
}

impl<T: Tensors> Tensors for Standardised<'_, T> {
    fn tensor<const D: usize>(
        &mut self,
        name: &str,
        shape: [usize; D],
    ) -> Result<Tensor<D>, WeightsError> {
        let tensor = self.parameters.tensor(name, shape)?;
        let is_its_kernel = |layer: &&ConvConfig| layer.tensors()[0] == name;
        let Some(layer) = self.layers.iter().find(is_its_kernel) else { return Ok(tensor) };
        let gain = self.parameters.tensor(&format!("{}.gain", layer.name), [layer.outputs])?;
        Ok(standardise(tensor, gain * gain_of(layer.activation)))
    }
}

/// Brings every output channel's kernel to mean 0 and to a variance that keeps the signal's, times the gain.
///
/// # Shapes
/// - `kernel`: `[outputs, ...]`, as the result; `gain`: `[outputs]`
fn standardise<const D: usize>(kernel: Tensor<D>, gain: Tensor<1>) -> Tensor<D> {
    let shape = kernel.dims();
    let fan_in = shape[1..].iter().product::<usize>();
    let rows: Tensor<2> = kernel.reshape([shape[0], fan_in]);
    let centred = rows.clone() - rows.mean_dim(1);
    let variance = centred.clone().square().mean_dim(1); // [outputs, 1]
    let scale = gain.unsqueeze_dim(1) / ((variance + EPSILON) * fan_in as f32).sqrt();
    (centred * scale).reshape(shape)
}

/// The convolutions' weights as they are used, of the parameters that are learnt.
///
/// # Errors
/// [`WeightsError::MissingTensor`], [`WeightsError::WrongShape`] if the parameters are not those of these
/// layers.
pub fn weights(parameters: &Parameters, layers: &[ConvConfig]) -> Result<Vec<ConvWeights>, Kind> {
    let leaves = parameters.leaves(&Device::flex());
    let mut tensors = Standardised::new(&leaves, layers);
    let read = |layer: &ConvConfig| Ok(now(layer.init(&mut tensors)?.weights())?);
    layers.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use burn::tensor::Distribution;

    use super::*;
    use crate::engine::finetuning::untrained;
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

    /// What the layers make of pictures, in training.
    fn features(parameters: &Parameters, pictures: &Tensor<4>) -> Tensor<4> {
        let (leaves, layers) = (parameters.leaves(&pictures.device()), layers());
        let net = ConvNetConfig::new(16, layers.clone());
        let net = net.init(&mut Standardised::new(&leaves, &layers)).expect("all is there");
        net.features(pictures.clone().autodiff()).inner()
    }

    #[test]
    fn what_is_trained_is_what_is_shipped() {
        let parameters = untrained(&layers(), 7);
        let device = Device::flex();
        let x = Tensor::<4>::random([2, 3, 16, 16], Distribution::Default, &device);
        let trained = features(&parameters, &x);
        let weights = weights(&parameters, &layers()).expect("all is there");
        let shipped = ConvNetConfig::new(16, layers()).load(&weights, &device).features(x);
        trained.into_data().assert_eq(&shipped.into_data(), true);
    }

    #[test]
    fn what_is_shipped_can_be_trained_again() {
        let parameters = untrained(&layers(), 7);
        let shipped = weights(&parameters, &layers()).expect("all is there");
        let mut again = Parameters::default();
        for (layer, weights) in layers().iter().zip(&shipped) {
            add_trained(&mut again, layer, weights);
        }
        assert_eq!(again.decays(), parameters.decays(), "the same parameters in the same places");
        let x = Tensor::<4>::random([2, 3, 16, 16], Distribution::Default, &Device::flex());
        let tolerance = burn::tensor::Tolerance::<f32>::relative(1e-4).set_absolute(1e-5);
        let [again, before] = [&again, &parameters].map(|some| features(some, &x).into_data());
        again.assert_approx_eq(&before, tolerance);
    }

    #[test]
    fn signals_neither_fade_nor_explode_at_the_start() {
        let distribution = Distribution::Normal(0.0, 1.0);
        let x = Tensor::<4>::random([4, 3, 32, 32], distribution, &Device::flex());
        let y = features(&untrained(&layers(), 7), &x);
        let deviation = y.var(0).mean().into_scalar::<f32>();
        assert!((0.3..3.0).contains(&deviation), "{deviation}");
    }

    #[test]
    fn parameters_of_other_layers_are_refused() {
        let some = untrained(&layers()[..2], 7);
        assert_eq!(
            weights(&some, &layers()),
            Err(Kind::Weights(WeightsError::MissingTensor("c.kernel".into())))
        );
    }
}
