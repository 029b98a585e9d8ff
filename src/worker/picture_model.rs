//! A model that reads pictures, on the device.

use super::memory::Memory;
use crate::data::picture::Picture;
use crate::engine::device::Device;
use crate::engine::{cpu, exhibits, gpu};
use crate::error::Kind;
use crate::models::autoencoder::DecoderNet;
use crate::models::{Backbone, Head, Pretrained};
use crate::protocol::{Patches, Pixels};

/// A model that reads pictures.
#[derive(Debug)]
pub struct PictureModel {
    backbone: Backbone,
    classifier: Option<Head>,
    /// On the CPU whatever embeds: it is small, and what it draws is needed there.
    decoder: Option<DecoderNet>,
    embedder: Embedder,
    /// The pictures that it was asked to draw last.
    pub memory: Memory,
}

#[derive(Debug)]
enum Embedder {
    Cpu(cpu::Embedder),
    Gpu(gpu::Embedder),
}

impl Embedder {
    fn new(backbone: &Backbone, device: &Device) -> Self {
        match device {
            Device::Cpu => Self::Cpu(cpu::Embedder::new(backbone)),
            Device::Gpu(gpu) => Self::Gpu(gpu::Embedder::new(gpu, backbone)),
        }
    }
}

impl PictureModel {
    /// Puts a model on a device.
    pub fn new(pretrained: Pretrained, device: &Device) -> Self {
        let Pretrained { backbone, classifier, decoder, .. } = pretrained;
        let embedder = Embedder::new(&backbone, device);
        let decoder = decoder.map(|decoder| decoder.init(&burn::tensor::Device::flex()));
        Self { backbone, classifier, decoder, embedder, memory: Memory::default() }
    }

    /// What it was trained to tell apart, if it still has that.
    pub fn classifier(&self) -> Option<&Head> {
        self.classifier.as_ref()
    }

    /// Whether it can draw pictures from its embeddings.
    pub fn draws(&self) -> bool {
        self.decoder.is_some()
    }

    /// What it draws from the embedding of a picture or, where there is a second, from the one at
    /// `share` of the way to its.
    ///
    /// # Errors
    /// [`Kind::NoDecoder`]; [`Kind::WrongShape`] for embeddings of another model's.
    pub fn draw(&self, first: &[f32], second: Option<&[f32]>, share: f32) -> Result<Pixels, Kind> {
        let decoder = self.decoder.as_ref().ok_or(Kind::NoDecoder)?;
        exhibits::drawing(decoder, first, second, share)
    }

    /// The patches that it compares pictures with.
    ///
    /// # Errors
    /// [`Kind::NoPatches`] if it compares them with none.
    pub fn patches(&self) -> Result<Patches, Kind> {
        match &self.backbone {
            Backbone::KMeans { config, weights } => Ok(exhibits::patches(config, weights)),
            Backbone::ConvNet { .. } => Err(Kind::NoPatches),
        }
    }

    /// Moves it to another device, which embeds a little differently.
    pub fn move_to(&mut self, device: &Device) {
        self.embedder = Embedder::new(&self.backbone, device);
        self.memory = Memory::default();
    }

    /// Side of the picture it takes, in pixels.
    pub fn input_size(&self) -> usize {
        self.backbone.input_size()
    }

    /// How many pictures it had best be given at once.
    pub fn batch(&self) -> usize {
        match self.embedder {
            Embedder::Cpu(_) => 1,
            Embedder::Gpu(_) => gpu::Embedder::BATCH,
        }
    }

    /// The embeddings of up to [`batch`](Self::batch) pictures.
    ///
    /// # Errors
    /// [`Kind::DeviceLost`] or [`Kind::Gpu`].
    pub async fn embed(&self, pictures: &[Picture]) -> Result<Vec<Vec<f32>>, Kind> {
        match &self.embedder {
            Embedder::Cpu(embedder) => {
                Ok(pictures.iter().map(|picture| embedder.embed(picture)).collect())
            }
            Embedder::Gpu(embedder) => embedder.embed(pictures).await,
        }
    }
}
