//! The encoder: its sizes, what it takes, and its layers.

use burn::tensor::activation::gelu;
use burn::tensor::{Tensor, TensorData};

use crate::error::WeightsError;
use crate::models::Tensors;
use crate::models::language::attention::{attend, padding_mask, split};
use crate::models::language::layers::{LayerNorm, Linear, rows};

/// Sizes of a BERT.
#[derive(Debug, Clone, PartialEq)]
pub struct BertConfig {
    /// Tokens in the vocabulary.
    pub vocabulary: usize,
    /// The longest text, in tokens.
    pub positions: usize,
    /// Kinds of segment: the first text and the second.
    pub segments: usize,
    /// Numbers for each token.
    pub width: usize,
    /// Layers of attention and feed-forward network, one after the other.
    pub layers: usize,
    /// Heads of attention, which share the width.
    pub heads: usize,
    /// Width of the feed-forward layers.
    pub inner: usize,
    /// Added to variances by layer normalisation.
    pub epsilon: f64,
    /// Whether its embeddings are whitened, as those of this project's own are.
    pub whitened: bool,
}

impl BertConfig {
    /// A BERT of these sizes with the paper's proportions: feed-forward layers of four times the width.
    pub fn new(vocabulary: usize, positions: usize, width: usize, layers: usize) -> Self {
        Self {
            vocabulary,
            positions,
            segments: 2,
            width,
            layers,
            heads: (width / 64).max(1),
            inner: 4 * width,
            epsilon: 1e-12,
            whitened: false,
        }
    }

    /// With so many heads.
    pub fn with_heads(self, heads: usize) -> Self {
        Self { heads, ..self }
    }

    /// Numbers in the embedding of a text.
    pub fn embedding_size(&self) -> usize {
        // The means of the first states and of the last, side by side.
        if self.whitened { 2 * self.width } else { self.width }
    }

    /// Multiplications that a text of `time` tokens takes.
    pub fn multiplications(&self, time: usize) -> u64 {
        // More than the 32 bits of a size on the web can count.
        let [width, inner, layers, time] =
            [self.width, self.inner, self.layers, time].map(|size| size as u64);
        let linear = 4 * width * width + 2 * width * inner;
        layers * time * (linear + 2 * time * width)
    }

    /// The encoder with these tensors.
    ///
    /// # Errors
    /// Those of [`Tensors::tensor`].
    pub fn init(&self, tensors: &mut impl Tensors) -> Result<Bert, WeightsError> {
        Bert::new(self, tensors)
    }
}

/// Texts as numbers, each filled up to the length of the longest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// `[batch][time]`: the numbers of the tokens.
    pub ids: Vec<u32>,
    /// `[batch][time]`: 0 for tokens of the first text, 1 for those of the second.
    pub segments: Vec<u32>,
    /// How many tokens of each are its own.
    pub lengths: Vec<usize>,
}

impl Batch {
    /// Fills up texts, each its tokens and their segments, with token 0.
    pub fn new(texts: &[(Vec<u32>, Vec<u32>)]) -> Self {
        let time = texts.iter().map(|(ids, _)| ids.len()).max().unwrap_or(0);
        let fill = |values: &[u32]| {
            let mut values = values.to_vec();
            values.resize(time, 0);
            values
        };
        Self {
            ids: texts.iter().flat_map(|(ids, _)| fill(ids)).collect(),
            segments: texts.iter().flat_map(|(_, segments)| fill(segments)).collect(),
            lengths: texts.iter().map(|(ids, _)| ids.len()).collect(),
        }
    }

    /// How many texts.
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// Tokens of each, once filled up.
    pub fn time(&self) -> usize {
        self.ids.len() / self.len().max(1)
    }

    /// The mean over each text's own tokens, those that mark its start and end included.
    ///
    /// # Shapes
    /// - `x`: `[batch * time, width]`
    /// - returns `[batch, width]`
    pub fn mean(&self, x: Tensor<2>) -> Tensor<2> {
        let (time, width) = (self.time(), x.dims()[1]);
        let share = |length: usize, at: usize| if at < length { 1.0 / length as f32 } else { 0.0 };
        let shares: Vec<f32> = self
            .lengths
            .iter()
            .flat_map(|&length| (0..time).map(move |at| share(length, at)))
            .collect();
        let shares = TensorData::new(shares, [self.len(), 1, time]);
        Tensor::<3>::from_data(shares, &x.device())
            .matmul(x.reshape([self.len(), time, width])) // [batch, 1, width]
            .reshape([self.len(), width])
    }
}

/// Turns tokens into what they mean by themselves, wherever they stand.
#[derive(Debug, Clone)]
pub struct Embeddings {
    words: Tensor<2>,     // [vocabulary, width]
    positions: Tensor<2>, // [positions, width]
    segments: Tensor<2>,  // [segments, width]
    norm: LayerNorm,
}

impl Embeddings {
    fn new(config: &BertConfig, tensors: &mut impl Tensors) -> Result<Self, WeightsError> {
        let width = config.width;
        let name = |part: &str| format!("bert.embeddings.{part}");
        let mut table = |part: &str, entries| {
            tensors.tensor(&name(&format!("{part}_embeddings.weight")), [entries, width])
        };
        let words = table("word", config.vocabulary)?;
        let positions = table("position", config.positions)?;
        let segments = table("token_type", config.segments)?;
        let norm = LayerNorm::new(tensors, &name("LayerNorm"), width, config.epsilon)?;
        Ok(Self { words, positions, segments, norm })
    }

    /// What goes into the first layer.
    ///
    /// # Shapes
    /// - returns `[batch * time, width]`
    pub fn forward(&self, batch: &Batch) -> Tensor<2> {
        let time = batch.time();
        let positions: Vec<u32> = (0..batch.ids.len()).map(|at| (at % time) as u32).collect();
        let x = rows(&self.words, &batch.ids)
            + rows(&self.positions, &positions)
            + rows(&self.segments, &batch.segments); // [batch * time, width]
        self.norm.forward(x)
    }

    /// The tables of words `[vocabulary, width]`, positions `[positions, width]` and segments `[segments, width]`.
    pub fn tables(&self) -> [&Tensor<2>; 3] {
        [&self.words, &self.positions, &self.segments]
    }

    /// What their sums go through.
    pub fn norm(&self) -> &LayerNorm {
        &self.norm
    }

    /// Numbers for each token.
    pub fn width(&self) -> usize {
        self.words.dims()[1]
    }

    /// Kinds of segment.
    pub fn segments(&self) -> usize {
        self.segments.dims()[0]
    }
}

/// The encoder on a device.
#[derive(Debug, Clone)]
pub struct Bert {
    /// Comes before the layers.
    pub embeddings: Embeddings,
    /// One after the other.
    pub layers: Vec<Layer>,
}

impl Bert {
    fn new(config: &BertConfig, tensors: &mut impl Tensors) -> Result<Self, WeightsError> {
        let embeddings = Embeddings::new(config, tensors)?;
        let layers = (0..config.layers).map(|layer| Layer::new(config, tensors, layer));
        Ok(Self { embeddings, layers: layers.collect::<Result<_, _>>()? })
    }

    /// The table of the words' embeddings, which the masked head shares: `[vocabulary, width]`.
    pub fn words(&self) -> &Tensor<2> {
        &self.embeddings.words
    }

    /// What the tokens mean where they stand.
    ///
    /// # Shapes
    /// - returns `[batch * time, width]`
    pub fn forward(&self, batch: &Batch) -> Tensor<2> {
        self.states(batch).pop().unwrap_or_else(|| unreachable!("there is that of the embeddings"))
    }

    /// What the tokens mean before the first layer and after each.
    ///
    /// # Shapes
    /// - each `[batch * time, width]`
    pub fn states(&self, batch: &Batch) -> Vec<Tensor<2>> {
        let mask = padding_mask(&batch.lengths, batch.time(), &self.words().device());
        let mut states = vec![self.embeddings.forward(batch)];
        for layer in &self.layers {
            let x = states[states.len() - 1].clone();
            states.push(layer.forward(x, batch.len(), mask.as_ref()));
        }
        states
    }
}

/// Attention, then a feed-forward layer, each added to what went in and normalised *after* that.
#[derive(Debug, Clone)]
pub struct Layer {
    /// What each token looks for.
    pub query: Linear,
    /// What each token is found by.
    pub key: Linear,
    /// What each token tells those that find it.
    pub value: Linear,
    /// Brings together what the heads of attention saw.
    pub output: Linear,
    /// Comes after attention was added.
    pub attention_norm: LayerNorm,
    /// The first half of the feed-forward layer, before GELU.
    pub inner: Linear,
    /// Its second half.
    pub outer: Linear,
    /// Comes after the feed-forward layer was added.
    pub norm: LayerNorm,
    /// Heads of attention, which share the width.
    pub heads: usize,
}

impl Layer {
    fn new(
        config: &BertConfig,
        tensors: &mut impl Tensors,
        layer: usize,
    ) -> Result<Self, WeightsError> {
        let BertConfig { width, inner, epsilon, heads, .. } = *config;
        let name = |part: &str| format!("bert.encoder.layer.{layer}.{part}");
        Ok(Self {
            query: Linear::new(tensors, &name("attention.self.query"), width, width)?,
            key: Linear::new(tensors, &name("attention.self.key"), width, width)?,
            value: Linear::new(tensors, &name("attention.self.value"), width, width)?,
            output: Linear::new(tensors, &name("attention.output.dense"), width, width)?,
            attention_norm: LayerNorm::new(
                tensors,
                &name("attention.output.LayerNorm"),
                width,
                epsilon,
            )?,
            inner: Linear::new(tensors, &name("intermediate.dense"), width, inner)?,
            outer: Linear::new(tensors, &name("output.dense"), inner, width)?,
            norm: LayerNorm::new(tensors, &name("output.LayerNorm"), width, epsilon)?,
            heads,
        })
    }

    fn forward(&self, x: Tensor<2>, batch: usize, mask: Option<&Tensor<4>>) -> Tensor<2> {
        let heads = |linear: &Linear| split(linear.forward(x.clone()), batch, self.heads);
        let seen = attend(heads(&self.query), heads(&self.key), heads(&self.value), mask);
        let x = self.attention_norm.forward(x + self.output.forward(seen)); // [batch * time, width]
        let inner = gelu(self.inner.forward(x.clone())); // [batch * time, inner]
        self.norm.forward(x + self.outer.forward(inner)) // [batch * time, width]
    }
}
