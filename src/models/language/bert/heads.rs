//! The two heads that the encoder is pre-trained by.

use burn::tensor::Tensor;
use burn::tensor::activation::{gelu, tanh};

use super::encoder::BertConfig;
use crate::error::WeightsError;
use crate::models::Tensors;
use crate::models::language::layers::{LayerNorm, Linear, rows};

/// Says which word stands at a place, as in the masked-language model.
#[derive(Debug, Clone)]
pub struct MaskedHead {
    dense: Linear,
    norm: LayerNorm,
    bias: Tensor<1>, // [vocabulary]
}

impl MaskedHead {
    /// Takes its tensors. The last layer's weight is the table of the words' embeddings.
    ///
    /// # Errors
    /// Those of [`Tensors::tensor`].
    pub fn new(config: &BertConfig, tensors: &mut impl Tensors) -> Result<Self, WeightsError> {
        let name = |part: &str| format!("cls.predictions.{part}");
        let BertConfig { width, epsilon, vocabulary, .. } = *config;
        Ok(Self {
            dense: Linear::new(tensors, &name("transform.dense"), width, width)?,
            norm: LayerNorm::new(tensors, &name("transform.LayerNorm"), width, epsilon)?,
            bias: tensors.tensor(&name("bias"), [vocabulary])?,
        })
    }

    /// Logits of all words for some places.
    ///
    /// # Shapes
    /// - `x`: `[places, width]`, rows of what [`Bert::forward`](super::Bert::forward) gave
    /// - `words`: `[vocabulary, width]`
    /// - returns `[places, vocabulary]`
    pub fn forward(&self, x: Tensor<2>, words: &Tensor<2>) -> Tensor<2> {
        let x = self.norm.forward(gelu(self.dense.forward(x))); // [places, width]
        x.matmul(words.clone().transpose()) + self.bias.clone().unsqueeze()
    }
}

/// Says whether the second text follows the first, from the first token of both.
#[derive(Debug, Clone)]
pub struct NextSentenceHead {
    pooler: Linear,
    classifier: Linear,
}

impl NextSentenceHead {
    /// What the logit of "it follows" is counted as; that of "it does not" is the other.
    pub const FOLLOWS: usize = 0;

    /// Takes its tensors.
    ///
    /// # Errors
    /// Those of [`Tensors::tensor`].
    pub fn new(config: &BertConfig, tensors: &mut impl Tensors) -> Result<Self, WeightsError> {
        let width = config.width;
        Ok(Self {
            pooler: Linear::new(tensors, "bert.pooler.dense", width, width)?,
            classifier: Linear::new(tensors, "cls.seq_relationship", width, 2)?,
        })
    }

    /// Logits of "it follows" and "it does not".
    ///
    /// # Shapes
    /// - `x`: `[batch * time, width]`, what [`Bert::forward`](super::Bert::forward) gave
    /// - returns `[batch, 2]`
    pub fn forward(&self, x: Tensor<2>, batch: usize) -> Tensor<2> {
        let time = x.dims()[0] / batch;
        let firsts: Vec<u32> = (0..batch).map(|text| (text * time) as u32).collect();
        let first = rows(&x, &firsts); // [batch, width]
        self.classifier.forward(tanh(self.pooler.forward(first)))
    }
}
