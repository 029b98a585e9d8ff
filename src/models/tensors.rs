//! Where networks get their tensors from.

use burn::tensor::{Device, Tensor, TensorData};

use super::Weights;
use crate::error::{DeviceError, WeightsError};

/// Gives a network its tensors by name: out of a file, or those that are being trained.
///
/// A network asks for each tensor once, so whoever hands out random ones has its list of parameters,
/// and one `forward` serves training and use.
pub trait Tensors {
    /// The tensor of this name and shape.
    ///
    /// # Errors
    /// Those of [`Weights::take`].
    fn tensor<const D: usize>(
        &mut self,
        name: &str,
        shape: [usize; D],
    ) -> Result<Tensor<D>, WeightsError>;
}

/// Tensors of a file, put on a device. Each is moved there, not copied: a model is in memory once.
#[derive(Debug)]
pub struct FileTensors {
    /// What was not taken yet.
    pub weights: Weights,
    /// Where they go.
    pub device: Device,
}

impl FileTensors {
    /// Checks that nothing is left over but what starts with one of these.
    ///
    /// # Errors
    /// [`WeightsError::LeftOver`].
    pub fn finish(&self, ignored: &[&str]) -> Result<(), WeightsError> {
        let reader = self.weights.reader();
        ignored.iter().fold(reader, |reader, prefix| reader.ignoring(prefix)).finish()
    }
}

impl Tensors for FileTensors {
    fn tensor<const D: usize>(
        &mut self,
        name: &str,
        shape: [usize; D],
    ) -> Result<Tensor<D>, WeightsError> {
        let values = self.weights.take(name, &shape)?;
        Ok(Tensor::from_data(TensorData::new(values, shape), &self.device))
    }
}

/// The numbers of a tensor, row-major, once its device has computed them.
///
/// # Errors
/// [`DeviceError::Failed`] if it does not give them.
pub async fn values<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, DeviceError> {
    let data = tensor.inner().into_data_async().await;
    let data = data.map_err(|error| DeviceError::Failed(error.to_string()))?;
    data.try_into_vec().map_err(|error| DeviceError::Failed(format!("{error:?}")))
}

/// Several numbers, for which there is one answer to wait for.
///
/// # Shapes
/// - each of `tensors`: `[1]`
///
/// # Errors
/// [`DeviceError::Failed`] if their device does not give them.
pub async fn numbers<const N: usize>(tensors: [Tensor<1>; N]) -> Result<[f32; N], DeviceError> {
    if N == 0 {
        return Ok([0.0; N]);
    }
    let tensors = tensors.into_iter().map(Tensor::inner).collect();
    let values = values(Tensor::cat(tensors, 0)).await?;
    let several = || DeviceError::Failed(format!("{} numbers in place of {N}", values.len()));
    values.as_slice().try_into().map_err(|_| several())
}
