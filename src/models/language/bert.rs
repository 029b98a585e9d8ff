//! BERT: an encoder in which every token looks at all others (Devlin et al. 2018,
//! <https://arxiv.org/abs/1810.04805>), with the two heads it is pre-trained by.
//!
//! Names and shapes are those of Hugging Face's `BertForPreTraining`; [`RENAMED`] says what older
//! files and files without the heads call them.

mod encoder;
mod heads;

use burn::tensor::{Device, Tensor};

use super::whitening::{Whitening, unit};
use crate::error::WeightsError;
use crate::models::{FileTensors, Rename, Weights};

pub use encoder::{Batch, Bert, BertConfig, Embeddings, Layer};
pub use heads::{MaskedHead, NextSentenceHead};

/// What other files call the tensors: the start or the end of a name there, and here. Each rule is
/// tried on every name, in this order.
pub const RENAMED: [Rename; 5] = [
    // Files from TensorFlow's time.
    Rename::End("LayerNorm.gamma", "LayerNorm.weight"),
    Rename::End("LayerNorm.beta", "LayerNorm.bias"),
    // A `BertModel` without heads has no prefix.
    Rename::Start("embeddings.", "bert.embeddings."),
    Rename::Start("encoder.", "bert.encoder."),
    Rename::Start("pooler.", "bert.pooler."),
];

/// A tensor that only the head which fills in blanks has.
pub const MASKED_HEAD: &str = "cls.predictions.bias";

/// A tensor that only the head which tells what follows has.
pub const NEXT_HEAD: &str = "cls.seq_relationship.weight";

/// An encoder with the heads that its file holds.
#[derive(Debug, Clone)]
pub struct PretrainedBert {
    /// The encoder, whose last states the heads read.
    pub bert: Bert,
    /// Fills in blanks.
    pub masked: Option<MaskedHead>,
    /// Tells what follows.
    pub next: Option<NextSentenceHead>,
    /// Spreads embeddings evenly.
    pub whitening: Option<Whitening>,
}

/// What is passed over where a file has it: the last layer of the masked head, which is the table of
/// the words' embeddings and its bias again; the pooler without the head that uses it; and heads for
/// other tasks.
const IGNORED: [&str; 4] =
    ["cls.predictions.decoder.", "bert.pooler.", "classifier.", "qa_outputs."];

impl PretrainedBert {
    /// Takes the tensors of a file that is of these sizes.
    ///
    /// # Errors
    /// Those of [`Weights::take`], and [`WeightsError::LeftOver`].
    pub fn read(
        config: &BertConfig,
        weights: Weights,
        device: &Device,
    ) -> Result<Self, WeightsError> {
        let weights = weights.renamed(&RENAMED)?;
        let has_masked = weights.mentions(MASKED_HEAD);
        let has_next = weights.mentions(NEXT_HEAD);
        let mut tensors = FileTensors { weights, device: device.clone() };
        let bert = config.init(&mut tensors)?;
        let masked = has_masked.then(|| MaskedHead::new(config, &mut tensors)).transpose()?;
        let next = has_next.then(|| NextSentenceHead::new(config, &mut tensors)).transpose()?;
        let size = config.embedding_size();
        let whitening = config.whitened.then(|| Whitening::new(size, &mut tensors)).transpose()?;
        tensors.finish(&IGNORED)?;
        Ok(Self { bert, masked, next, whitening })
    }

    /// The embeddings of texts: the means over each text's tokens, as [`pool`](Self::pool) puts them
    /// together.
    ///
    /// # Shapes
    /// - returns `[batch, embedding]`
    pub fn embed(&self, batch: &Batch) -> Tensor<2> {
        let last = batch.mean(self.bert.forward(batch));
        self.pool(batch, last)
    }

    /// The embeddings of texts by the means of their last states: these, of length 1, as
    /// all-MiniLM-L6-v2 was trained to be compared. Where there is whitening, the means of the first
    /// states, which know the words best, come beside them before it.
    ///
    /// # Shapes
    /// - `last`: `[batch, width]`
    /// - returns `[batch, embedding]`
    pub fn pool(&self, batch: &Batch, last: Tensor<2>) -> Tensor<2> {
        match &self.whitening {
            None => unit(last),
            Some(whitening) => unit(whitening.forward(self.both(batch, last))),
        }
    }

    /// The means of the first states and of the last, each of length 1, side by side.
    ///
    /// # Shapes
    /// - `last`: `[batch, width]`
    /// - returns `[batch, 2 * width]`
    pub fn both(&self, batch: &Batch, last: Tensor<2>) -> Tensor<2> {
        let first = batch.mean(self.bert.embeddings.forward(batch));
        Tensor::cat(vec![unit(first), unit(last)], 1)
    }
}
