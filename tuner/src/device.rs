//! Training on whatever burn computes on: a GPU, or the CPU as the plain version of [`cpu`](crate::cpu).

use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Int, Tensor, TensorData};
use headstart::engine::finetuning::parameters::Parameters;
use headstart::error::{DeviceError, Kind};
use headstart::models;

use crate::course::Batch;
use crate::optimiser::Optimiser;
use crate::recipe::Recipe;
use crate::upper::Upper;

/// Parameters in training on a device, which they do not leave.
#[derive(Debug)]
pub struct Engine {
    upper: Upper,
    /// As they were to start with: their names and shapes.
    parameters: Parameters,
    optimiser: Optimiser,
    /// What the frozen layers made of each view: `[rows, channels, side, side]`.
    kept: Tensor<4>,
    device: Device,
    /// Of the steps since it was read last, `[1]`, and how many they are.
    loss: Tensor<1>,
    counted: usize,
}

impl Engine {
    /// Of these parameters of a network, on what is kept of views.
    ///
    /// # Shapes
    /// - `kept`: each `side * side * channels` numbers, pixel by pixel
    pub fn new(
        upper: Upper,
        parameters: Parameters,
        kept: &[Vec<f32>],
        recipe: &Recipe,
        device: Device,
    ) -> Self {
        let (rates, decays) = upper.rates(&parameters, recipe);
        let (side, channels) = upper.kept();
        let data = TensorData::new(kept.concat(), [kept.len(), side, side, channels]);
        Self {
            optimiser: Optimiser::new(parameters.values.clone(), rates, decays, &device),
            kept: Tensor::<4>::from_data(data, &device).permute([0, 3, 1, 2]),
            loss: Tensor::zeros([1], &device),
            counted: 0,
            upper,
            parameters,
            device,
        }
    }

    /// Takes a step on a batch, each parameter's largest step times `size`. Nothing is waited for.
    ///
    /// # Errors
    /// [`Kind::Weights`] if parameters and network do not fit each other.
    pub fn step(&mut self, batch: &Batch, size: f32) -> Result<(), Kind> {
        let (count, classes) = (batch.rows.len(), self.upper.classes());
        let leaves = self.parameters.leaves_in(&self.optimiser.values());
        let logits = self.upper.forward(self.mixed(batch).autodiff(), &leaves)?; // [batch, classes]
        let targets = TensorData::new(batch.targets.clone(), [count, classes]);
        let targets = Tensor::<2>::from_data(targets, &self.device).autodiff();
        let loss = (log_softmax(logits, 1) * targets).sum().neg() / count as f32; // [1]
        let gradient = leaves.gradient_in(&loss.backward());
        self.optimiser.step(gradient, size);
        self.loss = self.loss.clone() + loss.inner();
        self.counted += 1;
        Ok(())
    }

    /// What is kept of a batch's views, mixed: `[batch, channels, side, side]`.
    fn mixed(&self, batch: &Batch) -> Tensor<4> {
        let count = batch.rows.len();
        let rows = |of: &[i32]| {
            let data = TensorData::new(of.to_vec(), [count]);
            self.kept.clone().select(0, Tensor::<1, Int>::from_data(data, &self.device))
        };
        let one = rows(&batch.rows);
        if batch.rows == batch.others {
            return one;
        }
        let shares = TensorData::new(batch.shares.clone(), [count, 1, 1, 1]);
        let shares = Tensor::<4>::from_data(shares, &self.device);
        let other = rows(&batch.others);
        other.clone() + (one - other) * shares
    }

    /// The mean loss of the steps since it was asked for last.
    ///
    /// # Errors
    /// [`DeviceError::Failed`] if the device does not give it.
    pub async fn loss(&mut self) -> Result<f32, DeviceError> {
        let zero = Tensor::zeros([1], &self.device);
        let [sum] = models::numbers([std::mem::replace(&mut self.loss, zero)]).await?;
        Ok(sum / std::mem::take(&mut self.counted).max(1) as f32)
    }

    /// The parameters as they are now.
    ///
    /// # Errors
    /// [`DeviceError::Failed`] if the device does not give them.
    pub async fn values(&self) -> Result<Vec<f32>, DeviceError> {
        models::values(self.optimiser.values()).await
    }
}
