//! The training, step by step.

use burn::tensor::Device;
use headstart::engine::finetuning::optimiser::StepSizes;
use headstart::engine::finetuning::parameters::Parameters;
use headstart::error::{DeviceError, Kind};
use headstart::models::{ConvWeights, Layer};

use crate::course::{Batch, Course};
use crate::recipe::Recipe;
use crate::upper::Upper;
use crate::{cpu, device};

/// What a training starts from.
#[derive(Debug)]
pub struct Start<'a> {
    /// What learns.
    pub upper: Upper,
    /// The weights of all layers of the network.
    pub weights: &'a [ConvWeights],
    /// The head, trained on the network as it is.
    pub head: &'a Layer,
    /// What the frozen layers made of each view, example by example: each `side * side * channels` numbers.
    pub kept: Vec<Vec<f32>>,
    /// The class of each example.
    pub labels: Vec<usize>,
}

/// A network above a cut in training.
#[derive(Debug)]
pub struct Tuning {
    upper: Upper,
    /// As they were to start with: their names and shapes.
    parameters: Parameters,
    engine: Engine,
    course: Course,
    recipe: Recipe,
    step: usize,
    /// Batches of the epoch under way, last first.
    ahead: Vec<Batch>,
}

/// What computes.
#[derive(Debug)]
enum Engine {
    Cpu(Box<cpu::Engine>),
    Device(Box<device::Engine>),
}

impl Tuning {
    /// On the CPU, by our own kernels.
    pub fn on_cpu(start: Start<'_>, recipe: Recipe) -> Self {
        Self::new(start, recipe, |upper, weights, parameters, kept| {
            Engine::Cpu(Box::new(cpu::Engine::new(upper, weights, parameters, kept, &recipe)))
        })
    }

    /// On a device of burn's.
    pub fn on_device(start: Start<'_>, recipe: Recipe, device: Device) -> Self {
        Self::new(start, recipe, |upper, _, parameters, kept| {
            let (upper, parameters) = (upper.clone(), parameters.clone());
            let engine = device::Engine::new(upper, parameters, &kept, &recipe, device);
            Engine::Device(Box::new(engine))
        })
    }

    fn new(
        start: Start<'_>,
        recipe: Recipe,
        engine: impl FnOnce(&Upper, &[ConvWeights], &Parameters, Vec<Vec<f32>>) -> Engine,
    ) -> Self {
        let Start { upper, weights, head, kept, labels } = start;
        let parameters = upper.parameters(weights, head);
        let views = kept.len() / labels.len().max(1);
        Self {
            engine: engine(&upper, weights, &parameters, kept),
            course: Course::new(labels, upper.classes(), views.max(1), recipe),
            step: 0,
            ahead: Vec::new(),
            upper,
            parameters,
            recipe,
        }
    }

    /// Steps taken, and all of them.
    pub fn progress(&self) -> (usize, usize) {
        (self.step, self.course.steps())
    }

    /// Takes a step; `false` once all are taken. Of a GPU nothing is waited for.
    ///
    /// # Errors
    /// [`Kind::Weights`] if parameters and network do not fit each other.
    pub fn step(&mut self) -> Result<bool, Kind> {
        let steps = self.course.steps();
        if self.step == steps {
            return Ok(false);
        }
        if self.ahead.is_empty() {
            self.ahead = self.course.next_epoch();
            self.ahead.reverse();
        }
        let Some(batch) = self.ahead.pop() else { return Ok(false) };
        let warm_up = (steps as f32 * self.recipe.warm_up) as usize;
        let size = StepSizes { steps, warm_up, largest: 1.0 }.at(self.step);
        match &mut self.engine {
            Engine::Cpu(engine) => engine.step(&batch, size),
            Engine::Device(engine) => engine.step(&batch, size)?,
        }
        self.step += 1;
        Ok(true)
    }

    /// The mean loss of the steps since it was asked for last.
    ///
    /// # Errors
    /// [`DeviceError::Failed`] if the device does not give it.
    pub async fn loss(&mut self) -> Result<f32, DeviceError> {
        match &mut self.engine {
            Engine::Cpu(engine) => Ok(engine.loss()),
            Engine::Device(engine) => engine.loss().await,
        }
    }

    /// What has been learnt so far: the layers above the cut, and the head.
    ///
    /// # Errors
    /// [`DeviceError::Failed`] if the device does not give it.
    pub async fn learnt(&self) -> Result<(Vec<ConvWeights>, Layer), DeviceError> {
        let values = match &self.engine {
            Engine::Cpu(engine) => engine.values().to_vec(),
            Engine::Device(engine) => engine.values().await?,
        };
        Ok(self.upper.learnt(&self.parameters.with_values(values)))
    }
}
