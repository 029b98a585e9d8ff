//! GPT-2: a decoder in which every token looks at those before it and predicts the next (Radford et
//! al. 2019, "Language Models are Unsupervised Multitask Learners").
//!
//! Names and shapes are those of Hugging Face's `GPT2LMHeadModel`; [`RENAMED`] says what files without
//! the head call them.

use burn::tensor::activation::gelu_approximate;
use burn::tensor::{Device, Tensor};

use super::attention::{Cache, attend, causal_mask, split};
use super::layers::{LayerNorm, Linear, rows};
use crate::error::WeightsError;
use crate::models::{FileTensors, Rename, Tensors, Weights};

/// Sizes of a GPT.
#[derive(Debug, Clone, PartialEq)]
pub struct GptConfig {
    /// Tokens in the vocabulary.
    pub vocabulary: usize,
    /// The longest text, in tokens.
    pub positions: usize,
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
}

impl GptConfig {
    /// A GPT of these sizes with the paper's proportions: feed-forward layers of four times the width.
    pub fn new(vocabulary: usize, positions: usize, width: usize, layers: usize) -> Self {
        Self {
            vocabulary,
            positions,
            width,
            layers,
            heads: (width / 64).max(1),
            inner: 4 * width,
            epsilon: 1e-5,
        }
    }

    /// With so many heads.
    pub fn with_heads(self, heads: usize) -> Self {
        Self { heads, ..self }
    }

    /// Multiplications that a text of `time` tokens takes.
    pub fn multiplications(&self, time: usize) -> u64 {
        // More than the 32 bits of a size on the web can count.
        let [width, inner, layers, time] =
            [self.width, self.inner, self.layers, time].map(|size| size as u64);
        let linear = 4 * width * width + 2 * width * inner;
        layers * time * (linear + 2 * time * width)
    }

    /// The decoder with these tensors.
    ///
    /// # Errors
    /// Those of [`Tensors::tensor`].
    pub fn init(&self, tensors: &mut impl Tensors) -> Result<Gpt, WeightsError> {
        Gpt::new(self, tensors)
    }
}

/// What files without the head call the tensors: a `GPT2Model` has no prefix.
pub const RENAMED: [Rename; 4] = [
    Rename::Start("wte.", "transformer.wte."),
    Rename::Start("wpe.", "transformer.wpe."),
    Rename::Start("h.", "transformer.h."),
    Rename::Start("ln_f.", "transformer.ln_f."),
];

/// Reads a decoder from a file that is of these sizes.
///
/// # Errors
/// Those of [`Weights::take`], and [`WeightsError::LeftOver`].
pub fn read(config: &GptConfig, weights: Weights, device: &Device) -> Result<Gpt, WeightsError> {
    let mut tensors = FileTensors { weights: weights.renamed(&RENAMED)?, device: device.clone() };
    // The triangle that hides what comes after is stored by some; the head is the table of the words'
    // embeddings again.
    let mask = |name: &str| name.ends_with(".attn.bias") || name.ends_with(".attn.masked_bias");
    tensors.weights.retain(|name| !mask(name) && name != "lm_head.weight");
    let gpt = config.init(&mut tensors)?;
    tensors.finish(&[])?;
    Ok(gpt)
}

/// The decoder on a device.
#[derive(Debug, Clone)]
pub struct Gpt {
    words: Tensor<2>,     // [vocabulary, width]
    positions: Tensor<2>, // [positions, width]
    blocks: Vec<Block>,
    norm: LayerNorm,
}

impl Gpt {
    fn new(config: &GptConfig, tensors: &mut impl Tensors) -> Result<Self, WeightsError> {
        let GptConfig { vocabulary, positions, width, epsilon, .. } = *config;
        let words = tensors.tensor("transformer.wte.weight", [vocabulary, width])?;
        let positions = tensors.tensor("transformer.wpe.weight", [positions, width])?;
        let blocks = (0..config.layers).map(|layer| Block::new(config, tensors, layer));
        let blocks = blocks.collect::<Result<_, _>>()?;
        let norm = LayerNorm::new(tensors, "transformer.ln_f", width, epsilon)?;
        Ok(Self { words, positions, blocks, norm })
    }

    /// What the tokens mean after all before them.
    ///
    /// # Shapes
    /// - `ids`: `[batch][time]`
    /// - returns `[batch * time, width]`
    pub fn forward(&self, ids: &[u32], batch: usize) -> Tensor<2> {
        let mask = causal_mask(0, ids.len() / batch, &self.words.device());
        let x = self.embed(ids, batch, 0);
        let x = self
            .blocks
            .iter()
            .fold(x, |x, block| block.forward(x, batch, Some(&mask), |key, value| (key, value)));
        self.norm.forward(x)
    }

    /// Goes on with one text: what its next tokens mean after all in the cache, where they are kept.
    ///
    /// # Shapes
    /// - returns `[ids, width]`
    pub fn go_on(&self, ids: &[u32], cache: &mut Cache) -> Tensor<2> {
        // A single token looks at all there is.
        let mask =
            (ids.len() > 1).then(|| causal_mask(cache.seen(), ids.len(), &self.words.device()));
        let mut x = self.embed(ids, 1, cache.seen());
        for (layer, block) in self.blocks.iter().enumerate() {
            x = block.forward(x, 1, mask.as_ref(), |key, value| cache.extend(layer, key, value));
        }
        cache.advance(ids.len());
        self.norm.forward(x)
    }

    /// Logits of what comes next: the last layer's weight is the table of the words' embeddings.
    ///
    /// # Shapes
    /// - `x`: `[places, width]`, rows of what [`forward`](Self::forward) gave
    /// - returns `[places, vocabulary]`
    pub fn logits(&self, x: Tensor<2>) -> Tensor<2> {
        x.matmul(self.words.clone().transpose())
    }

    fn embed(&self, ids: &[u32], batch: usize, before: usize) -> Tensor<2> {
        let time = ids.len() / batch;
        let positions: Vec<u32> = (0..ids.len()).map(|at| (before + at % time) as u32).collect();
        rows(&self.words, ids) + rows(&self.positions, &positions) // [batch * time, width]
    }
}

/// Attention, then a feed-forward layer, each on what was normalised *before* and added to what went
/// in.
#[derive(Debug, Clone)]
struct Block {
    attention_norm: LayerNorm,
    query_key_value: Linear,
    output: Linear,
    norm: LayerNorm,
    inner: Linear,
    outer: Linear,
    heads: usize,
}

impl Block {
    fn new(
        config: &GptConfig,
        tensors: &mut impl Tensors,
        layer: usize,
    ) -> Result<Self, WeightsError> {
        let GptConfig { width, inner, epsilon, heads, .. } = *config;
        let name = |part: &str| format!("transformer.h.{layer}.{part}");
        let attention_norm = LayerNorm::new(tensors, &name("ln_1"), width, epsilon)?;
        let norm = LayerNorm::new(tensors, &name("ln_2"), width, epsilon)?;
        let mut linear = |part: &str, inputs, outputs| {
            Linear::new_transposed(tensors, &name(part), inputs, outputs)
        };
        Ok(Self {
            attention_norm,
            query_key_value: linear("attn.c_attn", width, 3 * width)?,
            output: linear("attn.c_proj", width, width)?,
            norm,
            inner: linear("mlp.c_fc", width, inner)?,
            outer: linear("mlp.c_proj", inner, width)?,
            heads,
        })
    }

    /// `seen` is given the keys and values of these tokens and gives those of all that are looked at.
    fn forward(
        &self,
        x: Tensor<2>,
        batch: usize,
        mask: Option<&Tensor<4>>,
        seen: impl FnOnce(Tensor<4>, Tensor<4>) -> (Tensor<4>, Tensor<4>),
    ) -> Tensor<2> {
        let all = self.query_key_value.forward(self.attention_norm.forward(x.clone()));
        let [query, key, value] = all // [batch * time, 3 * width]
            .chunk(3, 1)
            .try_into()
            .map(|parts: [Tensor<2>; 3]| parts.map(|part| split(part, batch, self.heads)))
            .unwrap_or_else(|_| unreachable!("the width is three widths"));
        let (key, value) = seen(key, value);
        let x = x + self.output.forward(attend(query, key, value, mask)); // [batch * time, width]
        let inner = gelu_approximate(self.inner.forward(self.norm.forward(x.clone())));
        x + self.outer.forward(inner) // [batch * time, width]
    }
}
