//! The training.

use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Int, Tensor, TensorData};
use headstart::engine::finetuning::parameters::Parameters;
use headstart::error::{DeviceError, Kind};
use headstart::models;

use crate::course::{Batch, Course};
use crate::optimiser::{Optimiser, size};
use crate::recipe::Recipe;
use crate::upper::Upper;

/// A network above a cut in training.
#[derive(Debug)]
pub struct Tuning {
    upper: Upper,
    /// As they were to start with: their names and shapes.
    parameters: Parameters,
    optimiser: Optimiser,
    course: Course,
    recipe: Recipe,
    /// What the frozen layers made of each view: `[rows, channels, side, side]`.
    kept: Tensor<4>,
    classes: usize,
    device: Device,
    /// Steps taken.
    step: usize,
    steps: usize,
    /// Batches of the epoch under way, last first.
    ahead: Vec<Batch>,
    /// Of the steps since it was read last, `[1]`, and how many they are.
    loss: Tensor<1>,
    counted: usize,
}

impl Tuning {
    /// Of these parameters, on what is kept of the views of examples with these labels.
    ///
    /// # Shapes
    /// - `kept`: `[labels * views, channels, side, side]`
    pub fn new(
        upper: Upper,
        parameters: Parameters,
        kept: Tensor<4>,
        labels: Vec<usize>,
        classes: usize,
        recipe: Recipe,
    ) -> Self {
        let device = kept.device();
        let views = kept.dims()[0] / labels.len().max(1);
        let head = upper.head_from(&parameters);
        let rate = |at| if at < head { recipe.backbone_rate } else { recipe.head_rate };
        let rates = (0..parameters.values.len()).map(rate).collect();
        let decay = |decays| if decays { recipe.weight_decay } else { 0.0 };
        let decays = parameters.decays().into_iter().map(decay).collect();
        let course = Course::new(labels, classes, views.max(1), recipe);
        Self {
            optimiser: Optimiser::new(parameters.values.clone(), rates, decays, &device),
            steps: course.steps(),
            step: 0,
            ahead: Vec::new(),
            loss: Tensor::zeros([1], &device),
            counted: 0,
            upper,
            parameters,
            course,
            recipe,
            kept,
            classes,
            device,
        }
    }

    /// Steps taken, and all of them.
    pub fn progress(&self) -> (usize, usize) {
        (self.step, self.steps)
    }

    /// Takes a step; `false` once all are taken. Nothing is waited for.
    ///
    /// # Errors
    /// [`Kind::Weights`] if parameters and network do not fit each other.
    pub fn step(&mut self) -> Result<bool, Kind> {
        if self.step == self.steps {
            return Ok(false);
        }
        if self.ahead.is_empty() {
            self.ahead = self.course.next_epoch();
            self.ahead.reverse();
        }
        let Some(batch) = self.ahead.pop() else { return Ok(false) };
        let count = batch.rows.len();
        let view = self.mixed(&batch).autodiff();
        let leaves = self.parameters.leaves_in(&self.optimiser.values());
        let logits = self.upper.forward(view, &leaves)?; // [batch, classes]
        let targets = TensorData::new(batch.targets, [count, self.classes]);
        let targets = Tensor::<2>::from_data(targets, &self.device).autodiff();
        let loss = (log_softmax(logits, 1) * targets).sum().neg() / count as f32; // [1]
        let gradient = leaves.gradient_in(&loss.backward());
        let warm_up = (self.steps as f32 * self.recipe.warm_up) as usize;
        self.optimiser.step(gradient, size(self.step, self.steps, warm_up));
        self.loss = self.loss.clone() + loss.inner();
        self.counted += 1;
        self.step += 1;
        Ok(true)
    }

    /// What is kept of a batch's views, mixed: `[batch, channels, side, side]`.
    fn mixed(&self, batch: &Batch) -> Tensor<4> {
        let count = batch.rows.len();
        let rows = |of: &[i32]| {
            let data = TensorData::new(of.to_vec(), [count]);
            self.kept.clone().select(0, Tensor::<1, Int>::from_data(data, &self.device))
        };
        let one = rows(&batch.rows);
        if self.recipe.mixing.is_none() {
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
        let count = std::mem::take(&mut self.counted);
        Ok(sum / count.max(1) as f32)
    }

    /// The parameters as they are now.
    ///
    /// # Errors
    /// [`DeviceError::Failed`] if the device does not give them.
    pub async fn parameters(&self) -> Result<Parameters, DeviceError> {
        let values = models::values(self.optimiser.values()).await?;
        Ok(self.parameters.with_values(values))
    }

    /// What learns.
    pub fn upper(&self) -> &Upper {
        &self.upper
    }
}
