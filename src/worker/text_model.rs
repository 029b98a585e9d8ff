//! A model that reads texts, on the device.

use std::cell::Cell;

use crate::engine::cpu::{self, TextEmbedder};
use crate::engine::device::Device;
use crate::engine::{gpu, self_test};
use crate::error::Kind;
use crate::formats::language::LanguageFiles;
use crate::formats::tokenizer::Encoded;
use crate::models::language::Language;

/// Texts that are embedded at once on the CPU: more take as long each, and hold up what else is asked.
const BATCH: usize = 4;

/// A model in which the longest text takes more multiplications than this, which are some seconds, is given
/// one at a time.
const LARGE: u64 = 10_000_000_000;

/// A model that reads texts.
#[derive(Debug)]
pub struct TextModel {
    /// On the CPU whatever embeds: words for blanks are found there, texts are written there, and the
    /// table of the words' embeddings stays there.
    reader: TextEmbedder,
    /// The encoder on the GPU. Decoders stay on the CPU: they write one token after the other, each too
    /// little work to be sent there.
    gpu: Option<gpu::TextEmbedder>,
    /// Whether the GPU has embedded a text as the CPU does. A self-test of the encoder's shaders would slow
    /// the start of those who never see a text; the first text tests them as well.
    trusted: Cell<bool>,
    /// Texts that it is given at once on the CPU.
    batch: usize,
}

impl TextModel {
    /// Puts a model on a device.
    ///
    /// # Errors
    /// Those of [`TextEmbedder::new`].
    pub fn new(files: LanguageFiles, device: &Device) -> Result<Self, Kind> {
        let batch = if files.config.multiplications() > LARGE { 1 } else { BATCH };
        let mut model =
            Self { reader: TextEmbedder::new(files)?, gpu: None, trusted: Cell::new(false), batch };
        model.move_to(device);
        Ok(model)
    }

    /// The model on the CPU with its tokenizer.
    pub fn reader(&self) -> &TextEmbedder {
        &self.reader
    }

    /// Moves it to another device, which embeds a little differently.
    pub fn move_to(&mut self, device: &Device) {
        self.trusted.set(false);
        self.gpu = match (device, &self.reader.model) {
            (Device::Gpu(gpu), Language::Bert(model)) => {
                // What is larger than the adapter's limits stays on the CPU.
                gpu::TextEmbedder::new(gpu, &model.bert).ok()
            }
            _ => None,
        };
    }

    /// How many texts it had best be given at once.
    pub fn batch(&self) -> usize {
        if self.gpu.is_some() { gpu::TextEmbedder::BATCH } else { self.batch }
    }

    /// The embeddings of up to [`batch`](Self::batch) texts.
    ///
    /// # Errors
    /// [`Kind::DeviceLost`] or [`Kind::Gpu`]; [`Kind::SelfTestFailed`] if the GPU miscalculates.
    pub async fn embed(&self, texts: &[Encoded]) -> Result<Vec<Vec<f32>>, Kind> {
        match &self.gpu {
            Some(gpu) => {
                let batch = cpu::batch(texts);
                let embeddings = self.reader.pool(&batch, gpu.embed(&batch).await?);
                if let (false, [text, ..], [actual, ..]) =
                    (self.trusted.get(), texts, embeddings.as_slice())
                {
                    let expected = self.reader.embed_encoded(std::slice::from_ref(text));
                    self_test::compare("texts", actual, &expected.concat())?;
                    self.trusted.set(true);
                }
                Ok(embeddings)
            }
            None => Ok(self.reader.embed_encoded(texts)),
        }
    }
}
