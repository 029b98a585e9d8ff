//! A contestant that trains the whole network, head and backbone.

use std::collections::VecDeque;
use std::rc::Rc;

use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Int, Tensor, TensorData};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

use super::course::{Course, Scores, Stopwatch, is_looked_at, score};
use super::{Progress, Runner, SIZE};
use crate::data::chance::{Stream, rng};
use crate::data::split::Shuffler;
use crate::engine::cpu::Embedder;
use crate::engine::finetuning::learner::Learner;
use crate::engine::finetuning::optimiser::StepSizes;
use crate::engine::finetuning::parameters::Parameters;
use crate::engine::finetuning::standardised::{self, Standardised};
use crate::engine::heads::{Examples, Tally};
use crate::engine::now::now;
use crate::error::Kind;
use crate::models::{Backbone, ConvNetConfig, Head, Layer};

/// Pictures of a step, as where only a head is trained.
const BATCH: usize = 16;

/// Pictures that are learnt from in one go: a batch is cut up so that a Stop does not wait for all of it.
const PART: usize = 8;

/// Share of the steps in which they grow.
const WARM_UP: usize = 10;

/// Share of each weight that a step takes away, times the step size.
const WEIGHT_DECAY: f32 = 0.05;

/// What learning from a picture costs in embeddings: forward, twice as much backward, and all of it in burn,
/// which keeps what it computes for the way back.
const WORK_OF_LEARNING: u64 = 7;

/// A contestant that trains everything.
#[derive(Debug)]
pub struct Whole {
    course: Rc<Course>,
    learner: Learner,
    shuffler: Shuffler,
    /// Which training pictures are seen in a mirror.
    mirrors: ChaCha8Rng,
    epochs: u32,
    /// Epochs that are over.
    epoch: u32,
    /// What is left of the epoch under way; the last of a batch says so.
    ahead: VecDeque<Part>,
    /// Over the pictures of the epoch under way, each as it was when its batch came.
    tally: Tally,
    /// The look at the held-out pictures that is under way.
    look: Option<Look>,
    watch: Stopwatch,
    /// Parts learnt from and pictures looked at, in multiplications.
    work: u64,
    has_started: bool,
}

/// Pictures to learn from in one go.
#[derive(Debug)]
struct Part {
    /// Their places among all pictures of the course.
    pictures: Vec<usize>,
    /// Pictures of its batch.
    of: usize,
    /// Whether it is the last of its batch.
    is_last: bool,
}

/// A look at the held-out pictures.
#[derive(Debug)]
struct Look {
    embedder: Embedder,
    examples: Examples,
}

impl Whole {
    /// Starts from these parameters of the backbone, with steps of up to this size.
    pub fn new(course: Rc<Course>, mut parameters: Parameters, epochs: u32, largest: f32) -> Self {
        let (features, classes) = (course.config.embedding_size(), course.classes());
        // As in the studio, it starts with nothing to say.
        parameters.push(WEIGHT, &[features, classes], true, vec![0.0; features * classes]);
        parameters.push(BIAS, &[classes], false, vec![0.0; classes]);
        let steps = course.steps(BATCH) * epochs as usize;
        let step_sizes = StepSizes { steps, warm_up: steps / WARM_UP, largest };
        Self {
            learner: Learner::new(parameters, Device::flex(), step_sizes, WEIGHT_DECAY),
            shuffler: Shuffler::new(course.split.training.len(), course.seed),
            mirrors: rng(course.seed, Stream::Mirrors),
            epochs,
            epoch: 0,
            ahead: VecDeque::new(),
            tally: Tally::default(),
            look: None,
            watch: Stopwatch::new(course.clock),
            work: 0,
            has_started: false,
            course,
        }
    }

    /// Puts the batches of the next epoch ahead.
    fn plan(&mut self) {
        let training = &self.course.split.training;
        for batch in self.shuffler.next_epoch().chunks(BATCH) {
            let parts = batch.chunks(PART).map(|part| Part {
                pictures: part.iter().map(|&index| training[index as usize]).collect(),
                of: batch.len(),
                is_last: false,
            });
            self.ahead.extend(parts);
            if let Some(last) = self.ahead.back_mut() {
                last.is_last = true;
            }
        }
    }

    /// Learns from a part of a batch, and takes the step if it is the last.
    fn learn(&mut self, part: &Part) -> Result<(), Kind> {
        let Self { course, learner, mirrors, tally, .. } = self;
        self.watch.time(|| {
            let values = seen(course, &part.pictures, mirrors);
            let labels: Vec<i32> =
                part.pictures.iter().map(|&index| course.pictures.labels[index] as i32).collect();
            let count = part.pictures.len();
            let [loss, right] = now(learner.add(|leaves, device| {
                let data = TensorData::new(values, [count, 3, SIZE, SIZE]);
                let pictures = Tensor::<4>::from_data(data, device).autodiff();
                let labels = Tensor::<1, Int>::from_data(TensorData::new(labels, [count]), device);
                let labels = labels.unsqueeze_dim::<2>(1); // [count, 1]
                let mut tensors = Standardised::new(leaves, &course.config.layers);
                let embedding = course.config.init(&mut tensors)?.forward(pictures); // [count, features]
                let (features, classes) = (course.config.embedding_size(), course.classes());
                let bias = leaves.tensor(BIAS, [classes])?.unsqueeze();
                let logits = embedding.matmul(leaves.tensor(WEIGHT, [features, classes])?) + bias; // [count, classes]
                let right = logits.clone().inner().argmax(1).equal(labels.clone()).int().sum();
                let loss = log_softmax(logits, 1).gather(1, labels.autodiff()).neg().sum();
                Ok((loss.clone() / part.of as f32, [loss, right.float()]))
            }))?;
            if part.is_last {
                learner.step();
            }
            tally.add(Tally { loss: f64::from(loss), right: right as usize, count });
            Ok::<(), Kind>(())
        })?;
        self.work += work(&self.course, part.pictures.len(), WORK_OF_LEARNING);
        Ok(())
    }

    /// Starts to look at the held-out pictures with the network as it is now.
    fn start_to_look(&mut self) -> Result<(), Kind> {
        let config = &self.course.config;
        let backbone = backbone(config, self.learner.parameters())?;
        let held_out = self.course.split.held_out.iter();
        let examples = Examples {
            embeddings: Vec::new(),
            labels: held_out.map(|&index| self.course.pictures.labels[index]).collect(),
            features: config.embedding_size(),
        };
        self.look = Some(Look { embedder: Embedder::new(&backbone), examples });
        Ok(())
    }

    /// Looks at the next of them; after the last, says how it does.
    fn go_on_looking(&mut self, mut look: Look) -> Option<Scores> {
        let done = look.examples.embeddings.len() / look.examples.features.max(1);
        let picture = &self.course.pictures.rgba(SIZE)[self.course.split.held_out[done]];
        look.examples.embeddings.extend(look.embedder.embed_rgba(picture));
        self.work += work(&self.course, 1, 1);
        if done + 1 < look.examples.len() {
            self.look = Some(look);
            return None;
        }
        let held_out = score(&self.head(), &look.examples);
        let training = self.tally.score();
        if self.ahead.is_empty() {
            self.tally = Tally::default();
        }
        Some(Scores { epoch: self.epoch, training, held_out })
    }

    fn head(&self) -> Head {
        let parameters = self.learner.parameters();
        Head::linear(Layer {
            inputs: self.course.config.embedding_size(),
            outputs: self.course.classes(),
            weight: parameters.get(WEIGHT).to_vec(),
            bias: parameters.get(BIAS).to_vec(),
        })
    }
}

/// The pictures as they are learnt from, one after the other: some of them in a mirror.
fn seen(course: &Course, pictures: &[usize], mirrors: &mut ChaCha8Rng) -> Vec<f32> {
    let mut values = Vec::with_capacity(pictures.len() * 3 * SIZE * SIZE);
    for &index in pictures {
        let picture = course.pictures.picture(index, SIZE).values;
        match mirrors.random::<bool>() {
            true => picture.chunks_exact(SIZE).for_each(|row| values.extend(row.iter().rev())),
            false => values.extend(picture),
        }
    }
    values
}

/// The backbone as it is now.
fn backbone(config: &ConvNetConfig, parameters: &Parameters) -> Result<Backbone, Kind> {
    let weights = standardised::weights(parameters, &config.layers)?;
    Ok(Backbone::ConvNet { config: config.clone(), weights })
}

/// Names of the head's parameters.
const WEIGHT: &str = "head.weight";
const BIAS: &str = "head.bias";

/// Multiplications of so many pictures that cost so many embeddings each.
fn work(course: &Course, pictures: usize, embeddings: u64) -> u64 {
    pictures as u64 * embeddings * course.config.multiplications() as u64
}

impl Runner for Whole {
    fn advance(&mut self) -> Result<Option<Scores>, Kind> {
        if !std::mem::replace(&mut self.has_started, true) {
            return Ok(Some(self.course.at_the_start()));
        }
        if let Some(look) = self.look.take() {
            return Ok(self.go_on_looking(look));
        }
        if self.ahead.is_empty() {
            self.plan();
        }
        let Some(part) = self.ahead.pop_front() else { return Ok(None) };
        self.learn(&part)?;
        let is_first = self.epoch == 0;
        self.epoch += u32::from(self.ahead.is_empty());
        let is_looked_at = part.is_last && is_first && is_looked_at(self.learner.steps());
        if self.ahead.is_empty() || is_looked_at {
            self.start_to_look()?;
        }
        Ok(None)
    }

    fn progress(&self) -> Progress {
        let Course { split, .. } = &*self.course;
        let of_epoch = work(&self.course, split.training.len(), WORK_OF_LEARNING)
            + work(&self.course, split.held_out.len(), 1);
        // Of the first epoch, more looks than that at its end.
        let looks =
            self.course.steps(BATCH).saturating_sub(1).checked_ilog2().map_or(0, |log| log + 1);
        let more = u64::from(looks) * work(&self.course, split.held_out.len(), 1);
        Progress {
            steps: self.learner.steps() as u32,
            milliseconds: self.watch.milliseconds(),
            work: self.work,
            work_in_all: u64::from(self.epochs) * of_epoch + more,
        }
    }

    fn is_over(&self) -> bool {
        self.epoch >= self.epochs && self.look.is_none()
    }
}
