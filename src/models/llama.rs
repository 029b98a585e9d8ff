//! Llama-style decoders: as GPT-2, but positions are rotations of queries and keys (Su et al. 2021,
//! <https://arxiv.org/abs/2104.09864>), layers are normalised by their root mean square alone (Zhang
//! and Sennrich 2019, <https://arxiv.org/abs/1910.07467>), feed-forward layers are gated (Shazeer 2020,
//! <https://arxiv.org/abs/2002.05202>), and several queries may share a key (Touvron et al. 2023).
//!
//! Names, shapes and the order of the rotated pairs are those of Hugging Face's `LlamaForCausalLM`.

use burn::tensor::activation::silu;
use burn::tensor::{Tensor, TensorData};

use super::attention::{Cache, attend, causal_mask, split};
use super::layers::{Tensors, rows};
use crate::error::Kind;

/// Sizes of a Llama.
#[derive(Debug, Clone, PartialEq)]
pub struct LlamaConfig {
    /// Tokens in the vocabulary.
    pub vocabulary: usize,
    /// The longest text, in tokens.
    pub positions: usize,
    /// Numbers for each token.
    pub width: usize,
    /// Layers.
    pub layers: usize,
    /// Heads of attention, which share the width.
    pub heads: usize,
    /// Heads of keys and values, each for as many heads of queries.
    pub key_heads: usize,
    /// Width of the feed-forward layers.
    pub inner: usize,
    /// Added to mean squares by normalisation.
    pub epsilon: f32,
    /// The slowest rotation takes about so many positions a radian.
    pub theta: f32,
    /// Whether the last layer's weight is the table of the words' embeddings.
    pub tied: bool,
}

impl LlamaConfig {
    /// Numbers for each token in one head.
    pub fn head_size(&self) -> usize {
        self.width / self.heads
    }

    /// The decoder with these tensors.
    ///
    /// # Errors
    /// Those of [`Tensors::tensor`].
    pub fn init(&self, tensors: &mut impl Tensors) -> Result<Llama, Kind> {
        let LlamaConfig { vocabulary, width, .. } = *self;
        let words = tensors.tensor("model.embed_tokens.weight", [vocabulary, width])?;
        let layers = (0..self.layers).map(|layer| Layer::new(self, tensors, layer));
        let layers = layers.collect::<Result<_, _>>()?;
        let norm = tensors.tensor("model.norm.weight", [width])?;
        let head = match self.tied {
            true => words.clone(),
            false => tensors.tensor("lm_head.weight", [vocabulary, width])?,
        };
        Ok(Llama { config: self.clone(), words, layers, norm, head })
    }
}

/// The decoder on a device.
#[derive(Debug, Clone)]
pub struct Llama {
    config: LlamaConfig,
    words: Tensor<2>, // [vocabulary, width]
    layers: Vec<Layer>,
    norm: Tensor<1>,
    head: Tensor<2>, // [vocabulary, width]
}

impl Llama {
    /// Goes on with one text: what its next tokens mean after all in the cache, where they are kept.
    ///
    /// # Shapes
    /// - returns `[ids, width]`
    pub fn go_on(&self, ids: &[u32], cache: &mut Cache) -> Tensor<2> {
        let (before, device) = (cache.seen(), self.words.device());
        // A single token looks at all there is.
        let mask = (ids.len() > 1).then(|| causal_mask(before, ids.len(), &device));
        let rotation = Rotation::new(&self.config, before, ids.len(), &self.words);
        let mut x = rows(&self.words, ids); // [ids, width]
        for (number, layer) in self.layers.iter().enumerate() {
            x = layer.forward(&self.config, x, &rotation, mask.as_ref(), |key, value| {
                cache.extend(number, key, value)
            });
        }
        cache.advance(ids.len());
        normalise(x, &self.norm, self.config.epsilon)
    }

    /// Logits of what comes next.
    ///
    /// # Shapes
    /// - `x`: `[places, width]`, rows of what [`go_on`](Self::go_on) gave
    /// - returns `[places, vocabulary]`
    pub fn logits(&self, x: Tensor<2>) -> Tensor<2> {
        x.matmul(self.head.clone().transpose())
    }
}

/// `x / sqrt(mean(x^2) + epsilon) * weight`, row by row.
fn normalise(x: Tensor<2>, weight: &Tensor<1>, epsilon: f32) -> Tensor<2> {
    let length = (x.clone().square().mean_dim(1) + epsilon).sqrt(); // [rows, 1]
    x / length * weight.clone().unsqueeze()
}

/// Cosines and sines of the angles by which positions are turned.
#[derive(Debug)]
struct Rotation {
    cosines: Tensor<4>, // [1, 1, time, size / 2]
    sines: Tensor<4>,
}

impl Rotation {
    fn new(config: &LlamaConfig, before: usize, time: usize, like: &Tensor<2>) -> Self {
        let half = config.head_size() / 2;
        let angle = |position: usize, pair: usize| {
            position as f32 * config.theta.powf(-(pair as f32) / half as f32)
        };
        let table = |function: fn(f32) -> f32| {
            let positions = before..before + time;
            let values: Vec<f32> = positions
                .flat_map(|at| (0..half).map(move |pair| function(angle(at, pair))))
                .collect();
            Tensor::from_data(TensorData::new(values, [1, 1, time, half]), &like.device())
        };
        Self { cosines: table(f32::cos), sines: table(f32::sin) }
    }

    /// Turns pairs, each a number of the first half with that of the second.
    ///
    /// # Shapes
    /// - `x`: `[1, heads, time, size]`, as the result
    fn apply(&self, x: Tensor<4>) -> Tensor<4> {
        let half = x.dims()[3] / 2;
        let (first, second) = (x.clone().narrow(3, 0, half), x.narrow(3, half, half));
        let turned = vec![
            first.clone() * self.cosines.clone() - second.clone() * self.sines.clone(),
            second * self.cosines.clone() + first * self.sines.clone(),
        ];
        Tensor::cat(turned, 3)
    }
}

/// Attention, then a gated feed-forward layer, each on what was normalised before and added to what
/// went in. No layer has a bias.
#[derive(Debug, Clone)]
struct Layer {
    attention_norm: Tensor<1>,
    query: Tensor<2>,
    key: Tensor<2>,
    value: Tensor<2>,
    output: Tensor<2>,
    norm: Tensor<1>,
    gate: Tensor<2>,
    up: Tensor<2>,
    down: Tensor<2>,
}

impl Layer {
    fn new(config: &LlamaConfig, tensors: &mut impl Tensors, layer: usize) -> Result<Self, Kind> {
        let LlamaConfig { width, inner, key_heads, .. } = *config;
        let keys = key_heads * config.head_size();
        let name = |part: &str| format!("model.layers.{layer}.{part}.weight");
        let attention_norm = tensors.tensor(&name("input_layernorm"), [width])?;
        let norm = tensors.tensor(&name("post_attention_layernorm"), [width])?;
        // Stored as [outputs, inputs]; seen here as [inputs, outputs].
        let mut linear = |part: &str, inputs, outputs| {
            Ok(tensors.tensor(&name(part), [outputs, inputs])?.transpose())
        };
        Ok(Self {
            attention_norm,
            query: linear("self_attn.q_proj", width, width)?,
            key: linear("self_attn.k_proj", width, keys)?,
            value: linear("self_attn.v_proj", width, keys)?,
            output: linear("self_attn.o_proj", width, width)?,
            norm,
            gate: linear("mlp.gate_proj", width, inner)?,
            up: linear("mlp.up_proj", width, inner)?,
            down: linear("mlp.down_proj", inner, width)?,
        })
    }

    fn forward(
        &self,
        config: &LlamaConfig,
        x: Tensor<2>, // [time, width]
        rotation: &Rotation,
        mask: Option<&Tensor<4>>,
        seen: impl FnOnce(Tensor<4>, Tensor<4>) -> (Tensor<4>, Tensor<4>),
    ) -> Tensor<2> {
        let normal = normalise(x.clone(), &self.attention_norm, config.epsilon);
        let heads = |weight: &Tensor<2>, heads| {
            split(normal.clone().matmul(weight.clone()), 1, heads) // [1, heads, time, size]
        };
        let query = rotation.apply(heads(&self.query, config.heads));
        let key = rotation.apply(heads(&self.key, config.key_heads));
        let (key, value) = seen(key, heads(&self.value, config.key_heads));
        let shared = |x| share(x, config.heads / config.key_heads);
        let x = x + attend(query, shared(key), shared(value), mask).matmul(self.output.clone());
        let normal = normalise(x.clone(), &self.norm, config.epsilon);
        let gate = silu(normal.clone().matmul(self.gate.clone())); // [time, inner]
        let up = normal.matmul(self.up.clone()); // [time, inner]
        x + (gate * up).matmul(self.down.clone()) // [time, width]
    }
}

/// Every head so many times, one after the other.
///
/// # Shapes
/// - `x`: `[1, key_heads, time, size]`
/// - returns `[1, key_heads * times, time, size]`
fn share(x: Tensor<4>, times: usize) -> Tensor<4> {
    let [batch, heads, time, size] = x.dims();
    x.reshape([batch, heads, 1, time, size]).expand([batch, heads, times, time, size]).reshape([
        batch,
        heads * times,
        time,
        size,
    ])
}
