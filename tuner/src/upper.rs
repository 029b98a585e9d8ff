//! The network above a cut, and the head on it.

use burn::tensor::{Tensor, TensorData};
use headstart::engine::finetuning::folded;
use headstart::engine::finetuning::parameters::{Leaves, Parameters};
use headstart::engine::heads::Standardiser;
use headstart::error::WeightsError;
use headstart::models::{Conv, ConvNetConfig, ConvWeights, Layer, pool};

use crate::recipe::Recipe;

/// The names of the head's parameters.
const HEAD: [&str; 2] = ["head.weight", "head.bias"];

/// What learns, and in what shape.
#[derive(Debug, Clone)]
pub struct Upper {
    config: ConvNetConfig,
    frozen: usize,
    standardiser: Standardiser,
    classes: usize,
}

impl Upper {
    /// All layers of a network but the first `frozen`, and a linear head for so many classes on what `standardiser`
    /// makes of the embedding. It stays as it was measured on the embeddings that the head was first trained on.
    pub fn new(
        config: ConvNetConfig,
        frozen: usize,
        standardiser: Standardiser,
        classes: usize,
    ) -> Self {
        Self { config, frozen, standardiser, classes }
    }

    /// What learns, as it is to start with: all layers' `weights` of which those above the cut are taken, and a head.
    pub fn parameters(&self, weights: &[ConvWeights], head: &Layer) -> Parameters {
        let layers = &self.config.layers[self.frozen..];
        let mut parameters = folded(layers, &weights[self.frozen..]);
        let [weight, bias] = HEAD;
        parameters.push(weight, &[head.inputs, head.outputs], true, head.weight.clone());
        parameters.push(bias, &[head.outputs], false, head.bias.clone());
        parameters
    }

    /// The largest step of each parameter, and its decay: the head's are the last.
    pub fn rates(&self, parameters: &Parameters, recipe: &Recipe) -> (Vec<f32>, Vec<f32>) {
        let head = parameters.values.len() - (self.config.embedding_size() + 1) * self.classes;
        let rate = |at| if at < head { recipe.backbone_rate } else { recipe.head_rate };
        let decay = |decays| if decays { recipe.weight_decay } else { 0.0 };
        let rates = (0..parameters.values.len()).map(rate).collect();
        (rates, parameters.decays().into_iter().map(decay).collect())
    }

    /// What was learnt: the layers above the cut, and the head.
    pub fn learnt(&self, parameters: &Parameters) -> (Vec<ConvWeights>, Layer) {
        let part = |name: &str| parameters.get(name).to_vec();
        let layers = self.config.layers[self.frozen..].iter().map(|layer| {
            let [kernel, bias] = layer.tensors();
            ConvWeights { kernel: part(&kernel), bias: part(&bias) }
        });
        let head = Layer {
            inputs: self.config.embedding_size(),
            outputs: self.classes,
            weight: part(HEAD[0]),
            bias: part(HEAD[1]),
        };
        (layers.collect(), head)
    }

    /// The whole network.
    pub fn config(&self) -> &ConvNetConfig {
        &self.config
    }

    /// Its layers that stay as they are.
    pub fn frozen(&self) -> usize {
        self.frozen
    }

    /// What the head is given is standardised by.
    pub fn standardiser(&self) -> &Standardiser {
        &self.standardiser
    }

    /// Classes to tell apart.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// The side and the channels of what is kept.
    pub fn kept(&self) -> (usize, usize) {
        match self.frozen.checked_sub(1) {
            Some(last) => (self.config.output_sizes()[last], self.config.layers[last].outputs),
            None => (self.config.input_size, 3),
        }
    }

    /// How far each class is ahead.
    ///
    /// # Shapes
    /// - `kept`: `[batch, channels, side, side]`, outputs of the last frozen layer
    /// - returns `[batch, classes]`
    ///
    /// # Errors
    /// Those of [`Leaves::tensor`].
    pub fn forward(&self, kept: Tensor<4>, leaves: &Leaves) -> Result<Tensor<2>, WeightsError> {
        let device = kept.device();
        let layers =
            self.config.layers[self.frozen..].iter().map(|layer| layer.init(&mut &*leaves));
        let layers: Vec<Conv> = layers.collect::<Result<_, _>>()?;
        // What the last frozen layer gave, then what each layer above gives.
        let mut outputs = vec![kept];
        let at = |index: usize| index + 1 - self.frozen;
        for layer in layers {
            let from = layer.config().source.map_or(outputs.len() - 1, at);
            let shortcut = layer.config().shortcut.map(|from| outputs[at(from)].clone());
            outputs.push(layer.forward(outputs[from].clone(), shortcut));
        }
        let embedding = pool(outputs.swap_remove(outputs.len() - 1), self.config.grid); // [batch, features]
        let features = self.config.embedding_size();
        let row = |values: &[f32]| {
            Tensor::<2>::from_data(TensorData::new(values.to_vec(), [1, features]), &device)
        };
        let standardised =
            (embedding - row(self.standardiser.mean())) * row(self.standardiser.scale());
        let bias = leaves.tensor(HEAD[1], [self.classes])?.unsqueeze();
        Ok(standardised.matmul(leaves.tensor(HEAD[0], [features, self.classes])?) + bias)
    }
}
