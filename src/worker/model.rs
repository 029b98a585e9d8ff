//! A model on the device.

use crate::data::picture::Picture;
use crate::engine::device::Device;
use crate::engine::{cpu, gpu};
use crate::error::Kind;
use crate::models::{Backbone, Head, Pretrained};

/// A model that embeds.
#[derive(Debug)]
pub struct Model {
    id: String,
    backbone: Backbone,
    classifier: Option<Head>,
    embedder: Embedder,
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

impl Model {
    /// Puts the model of this id on a device.
    pub fn new(id: &str, pretrained: Pretrained, device: &Device) -> Self {
        let Pretrained { backbone, classifier, .. } = pretrained;
        let embedder = Embedder::new(&backbone, device);
        Self { id: id.into(), backbone, classifier, embedder }
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it was trained to tell apart, if it still has that.
    pub fn classifier(&self) -> Option<&Head> {
        self.classifier.as_ref()
    }

    /// Moves it to another device.
    pub fn move_to(&mut self, device: &Device) {
        self.embedder = Embedder::new(&self.backbone, device);
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
