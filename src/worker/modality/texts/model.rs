//! A model that reads texts, on the device.

use std::cell::Cell;

use crate::engine::cpu::{self, TextEmbedder};
use crate::engine::device::Device;
use crate::engine::{bundle, gpu, self_test};
use crate::error::Kind;
use crate::formats::language::LanguageFiles;
use crate::formats::tokenizer::Encoded;
use crate::models::language::Language;
use crate::protocol::{DeviceKind, Timing};
use crate::worker::timing;

/// Texts that are embedded at once on the CPU: more take as long each, and hold up what else is asked.
const BATCH: usize = 4;

/// A model in which the longest text takes more multiplications than this, which are some seconds, is given
/// one at a time.
const LARGE: u64 = 10_000_000_000;

/// A text as long as most that people write to be sorted.
const TYPICAL: &str = "Could you tell me when the next train to the city leaves, please?";

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
    /// Puts a model on the CPU.
    ///
    /// # Errors
    /// Those of [`TextEmbedder::new`].
    pub fn new(files: LanguageFiles) -> Result<Self, Kind> {
        let batch = if files.config.multiplications() > LARGE { 1 } else { BATCH };
        let reader = TextEmbedder::new(files)?;
        Ok(Self { reader, gpu: None, trusted: Cell::new(false), batch })
    }

    /// The model on the CPU with its tokenizer.
    pub fn reader(&self) -> &TextEmbedder {
        &self.reader
    }

    /// Its weights, to be taken away; none of a decoder, which no format here holds.
    pub fn backbone(&self) -> Option<export::Backbone> {
        let TextEmbedder { model, tokenizer, positions, .. } = &self.reader;
        match model {
            Language::Bert(model) => {
                let tokenizer = String::from_utf8(tokenizer.write().ok()?).ok()?;
                Some(bundle::encoder(model, tokenizer, *positions))
            }
            Language::Gpt(_) => None,
        }
    }

    /// Moves it to another device, which embeds a little differently. A decoder stays on the CPU.
    ///
    /// # Errors
    /// [`DeviceError::NoRoom`](crate::error::DeviceError::NoRoom) if it is too large for the adapter: it is on the CPU
    /// then.
    pub fn move_to(&mut self, device: &Device) -> Result<(), Kind> {
        self.trusted.set(false);
        self.gpu = None;
        if let (Device::Gpu(gpu), Language::Bert(model)) = (device, &self.reader.model) {
            self.gpu = Some(gpu::TextEmbedder::new(gpu, &model.bert)?);
        }
        Ok(())
    }

    /// Moves it to the device that embeds faster, and says what was measured; nothing of a model that only
    /// the CPU can take.
    ///
    /// # Errors
    /// Those of [`embed`](Self::embed).
    pub async fn time(&mut self) -> Result<Option<Timing>, Kind> {
        let Some(gpu) = &self.gpu else { return Ok(None) };
        // A tokenizer that knows none of these words may know others.
        let Ok((text, _)) = self.reader.encode(TYPICAL) else {
            return Ok(None);
        };
        let texts = vec![text; self.batch];
        let on_cpu = async || {
            self.reader.embed_encoded(&texts);
            Ok(())
        };
        let cpu = timing::time(texts.len(), on_cpu).await?;
        let texts = vec![texts[0].clone(); gpu::TextEmbedder::BATCH];
        let on_gpu = async || gpu.embed(&cpu::batch(&texts)).await.map(drop);
        let measured = Timing { cpu, gpu: timing::time(texts.len(), on_gpu).await? };
        if measured.faster() == DeviceKind::Cpu {
            self.gpu = None;
        }
        Ok(Some(measured))
    }

    /// The device that its encoder runs on.
    pub fn device(&self) -> DeviceKind {
        if self.gpu.is_some() { DeviceKind::WebGpu } else { DeviceKind::Cpu }
    }

    /// How many texts it had best be given at once.
    pub fn batch(&self) -> usize {
        if self.gpu.is_some() { gpu::TextEmbedder::BATCH } else { self.batch }
    }

    /// The embeddings of up to [`batch`](Self::batch) texts.
    ///
    /// # Errors
    /// [`DeviceError::Lost`](crate::error::DeviceError::Lost) or [`DeviceError::Failed`](crate::error::DeviceError::Failed); [`DeviceError::SelfTestFailed`](crate::error::DeviceError::SelfTestFailed) if the GPU miscalculates.
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
