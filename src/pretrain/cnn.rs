//! Supervised pre-training: labels, and a teacher's embeddings.

use std::path::Path;

use anyhow::Result;
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Int, Tensor, TensorData};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use super::dataset::Dataset;
use super::teacher::{Lessons, Showing};
use super::training::Task;
use super::view::jitter_colours;
use crate::engine::finetuning::parameters::{Leaves, Parameters};
use crate::engine::finetuning::standardised::{self, Standardised};
use crate::models::{
    Backbone, ConvConfig, ConvNetConfig, ConvWeights, Weights, pool, small_resnet,
};

/// Why every tensor is there that is asked for.
const WHOLE: &str = "the parameters are those of the network";

/// What the loss of predicting the teacher's embedding is multiplied by, beside that of the labels.
const TEACHER_WEIGHT: f32 = 4.0;

/// The network with what is trained beside it: two linear heads, one for labels, one for the teacher.
pub fn parameters(classes: usize, features: usize, seed: u64) -> Parameters {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut parameters = Parameters::default();
    let net = small_resnet::config();
    net.layers.iter().for_each(|layer| standardised::add(&mut parameters, layer, &mut rng));
    // Labels and teacher are predicted from the mean over all pixels.
    let embedding = net.layers.last().map_or(0, |layer| layer.outputs);
    let deviation = (1.0 / embedding as f32).sqrt();
    for (name, outputs) in [("labels", classes), ("teacher", features)] {
        let weight = format!("{name}.weight");
        parameters.push_normal(&weight, &[embedding, outputs], 0.1 * deviation, &mut rng);
        parameters.push(&format!("{name}.bias"), &[outputs], false, vec![0.0; outputs]);
    }
    parameters
}

/// Weights of convolutions that were trained here.
pub(super) fn convolutions(parameters: &Parameters, layers: &[ConvConfig]) -> Vec<ConvWeights> {
    standardised::weights(parameters, layers).expect("the parameters are those of the layers")
}

/// The trained network without its heads.
pub fn backbone(parameters: &Parameters) -> Backbone {
    let config = small_resnet::config();
    Backbone::ConvNet { weights: convolutions(parameters, &config.layers), config }
}

/// The trained network as a file holds it.
pub fn to_weights(parameters: &Parameters) -> Weights {
    small_resnet::to_weights(&convolutions(parameters, &small_resnet::config().layers))
}

/// A data set to learn from.
#[derive(Debug)]
pub struct Source {
    dataset: Dataset,
    lessons: Lessons,
    /// The number of its first class: every source has classes of its own.
    first_class: usize,
    /// Side of the picture the student gets, in pixels.
    size: usize,
}

/// Learning the labels of pictures and what the teacher says of them.
#[derive(Debug)]
pub struct Supervised {
    sources: Vec<Source>,
    net: ConvNetConfig,
    features: usize,
    shard_size: usize,
}

/// Pictures of fewer pixels along their longer side are small: there is less to see in them, so less
/// time is spent on them.
const SMALL: usize = 64;

impl Supervised {
    /// Asks the teacher about all data sets.
    ///
    /// # Errors
    /// As [`Lessons::ask`].
    pub fn new(
        datasets: Vec<Dataset>,
        teacher: &Backbone,
        shard_size: usize,
        (seed, threads): (u64, usize),
        cache: &Path,
    ) -> Result<Self> {
        let mut sources = Vec::new();
        let mut first_class = 0;
        for dataset in datasets {
            let longest = dataset.photos.iter().map(|photo| photo.width.max(photo.height)).max();
            let small = longest.is_some_and(|longest| longest <= SMALL);
            let (showing, size) = if small {
                (Showing { views: 1, size: 128, least: 0.8 }, 64)
            } else {
                (Showing { views: 6, size: 224, least: 0.3 }, 96)
            };
            let lessons = Lessons::ask(teacher, &dataset, showing, (seed, threads), cache)?;
            let classes = dataset.classes.len();
            sources.push(Source { dataset, lessons, first_class, size });
            first_class += classes;
        }
        let (net, features) = (small_resnet::config(), teacher.embedding_size());
        Ok(Self { sources, net, features, shard_size })
    }

    /// Photos of all sources.
    pub fn photos(&self) -> usize {
        self.sources.iter().map(|source| source.dataset.photos.len()).sum()
    }

    /// Classes of all sources.
    pub fn classes(&self) -> usize {
        self.sources.iter().map(|source| source.dataset.classes.len()).sum()
    }
}

impl Task for Supervised {
    fn figures(&self) -> &'static [&'static str] {
        &["accuracy", "teacher's unexplained variance"]
    }

    fn loss(
        &self,
        leaves: &Leaves,
        shard: usize,
        rng: &mut ChaCha8Rng,
        device: &Device,
    ) -> (Tensor<1>, Vec<f32>) {
        // Shards take turns, so that a step sees every source.
        let source = &self.sources[shard % self.sources.len()];
        let (mut pictures, mut labels, mut targets) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..self.shard_size {
            let index = rng.random_range(0..source.lessons.seen.len());
            let seen = source.lessons.seen[index];
            let photo = &source.dataset.photos[seen.photo];
            let mut values = seen.view.jittered(0.1, rng).render(photo, source.size);
            jitter_colours(&mut values, 0.3, rng);
            pictures.extend(values);
            labels.push((source.first_class + photo.label) as i32);
            targets.extend(source.lessons.embedding(index));
        }
        let (rows, size) = (self.shard_size, source.size);
        let tensor = |values, shape: [usize; 2]| {
            Tensor::<2>::from_data(TensorData::new(values, shape), device)
        };
        let pictures = tensor(pictures, [rows, 3 * size * size]).reshape([rows, 3, size, size]);
        let targets = tensor(targets, [rows, self.features]);
        let labels = Tensor::<1, Int>::from_data(TensorData::new(labels, [rows]), device);
        let labels = labels.unsqueeze_dim::<2>(1); // [rows, 1]

        let net = self.net.init(&mut Standardised::new(leaves, &self.net.layers));
        let features = net.expect(WHOLE).features(pictures.autodiff());
        let embedding = pool(features, 1); // [rows, embedding]
        let width = embedding.dims()[1];
        let head = |name: &str, outputs| {
            let weight = leaves.tensor(&format!("{name}.weight"), [width, outputs]);
            let bias = leaves.tensor(&format!("{name}.bias"), [outputs]);
            embedding.clone().matmul(weight.expect(WHOLE)) + bias.expect(WHOLE).unsqueeze()
        };
        let logits = head("labels", self.classes());
        let right = logits.clone().inner().argmax(1).equal(labels.clone()).int().sum();
        let labels_loss = log_softmax(logits, 1).gather(1, labels.autodiff()).neg().mean();
        let teacher_loss = (head("teacher", self.features) - targets.autodiff()).square().mean();
        let figures = vec![
            right.into_scalar::<i32>() as f32 / rows as f32,
            teacher_loss.clone().into_scalar::<f32>(),
        ];
        (labels_loss + teacher_loss * TEACHER_WEIGHT, figures)
    }
}
