//! A model that reads pictures, on the device.

use super::drawn::Drawn;
use crate::engine::device::Device;
use crate::engine::gpu::{self, Gpu};
use crate::engine::why::{CellReader, Cells};
use crate::engine::{bundle, exhibits};
use crate::error::{AbilityError, Kind};
use crate::models::autoencoder::DecoderNet;
use crate::models::{Backbone, Head, Pretrained};
use crate::protocol::{DeviceKind, Exhibit, Patches, Pixels, Timing};
use crate::worker::pool::{Pool, Purpose};
use crate::worker::timing;

/// A model that reads pictures.
#[derive(Debug)]
pub struct PictureModel {
    backbone: Backbone,
    classifier: Option<Head>,
    /// On the CPU whatever embeds: it is small, and what it draws is needed there.
    decoder: Option<DecoderNet>,
    embedder: Embedder,
    purpose: Purpose,
    /// The pictures that it was asked to draw last.
    pub drawn: Drawn,
}

#[derive(Debug)]
enum Embedder {
    Cpu(Pool),
    Gpu(gpu::Embedder),
}

impl Embedder {
    fn new(backbone: &Backbone, device: &Device, purpose: Purpose) -> Self {
        match device {
            Device::Cpu => Self::Cpu(Pool::new(backbone, purpose)),
            Device::Gpu(gpu) => Self::Gpu(gpu::Embedder::new(gpu, backbone)),
        }
    }
}

impl PictureModel {
    /// Puts a model on a device.
    pub fn new(pretrained: Pretrained, device: &Device, purpose: Purpose) -> Self {
        let Pretrained { backbone, classifier, decoder, .. } = pretrained;
        let embedder = Embedder::new(&backbone, device, purpose);
        let decoder = decoder.map(|decoder| decoder.init(&burn::tensor::Device::flex()));
        Self { backbone, classifier, decoder, embedder, purpose, drawn: Drawn::default() }
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
    /// [`AbilityError::Cannot`]; [`WeightsError::WrongShape`](crate::error::WeightsError::WrongShape) for embeddings of another model's.
    pub fn draw(&self, first: &[f32], second: Option<&[f32]>, share: f32) -> Result<Pixels, Kind> {
        let decoder =
            self.decoder.as_ref().ok_or(Kind::Ability(AbilityError::Cannot(Exhibit::Drawing)))?;
        exhibits::drawing(decoder, first, second, share)
    }

    /// Its weights, to be taken away.
    pub fn backbone(&self) -> export::Backbone {
        bundle::backbone(&self.backbone)
    }

    /// The patches that it compares pictures with.
    ///
    /// # Errors
    /// [`AbilityError::Cannot`] if it compares them with none.
    pub fn patches(&self) -> Result<Patches, Kind> {
        match &self.backbone {
            Backbone::KMeans { config, weights } => Ok(exhibits::patches(config, weights)),
            Backbone::ConvNet { .. } => Err(Kind::Ability(AbilityError::Cannot(Exhibit::Patches))),
        }
    }

    /// What it makes of the cells of a picture, pixels of red, green, blue and opacity in its size: on the CPU, whatever
    /// embeds. None where its embedding is not the mean over cells.
    pub fn cells(&self, rgba: &[u8]) -> Option<Cells> {
        CellReader::new(&self.backbone).map(|reader| reader.read(rgba))
    }

    /// Moves it to another device, which embeds a little differently.
    pub fn move_to(&mut self, device: &Device) {
        if let (Device::Cpu, Embedder::Cpu(_)) = (device, &self.embedder) {
            return; // Helpers that are there stay.
        }
        self.embedder = Embedder::new(&self.backbone, device, self.purpose);
        self.drawn = Drawn::default();
    }

    /// Moves it to the device that embeds faster, and says what was measured. Helpers are timed together.
    ///
    /// # Errors
    /// [`DeviceError::Lost`](crate::error::DeviceError::Lost) or [`DeviceError::Failed`](crate::error::DeviceError::Failed).
    pub async fn time(&mut self, gpu: &Gpu) -> Result<Timing, Kind> {
        let size = self.input_size();
        let grey = vec![127; size * size * 4];
        let pool = Pool::new(&self.backbone, self.purpose);
        let pictures = vec![grey.clone(); pool.batch()];
        let on_cpu = async || {
            pool.embed(&pictures).await;
            Ok(())
        };
        let cpu = timing::time(pictures.len(), on_cpu).await?;
        if let Embedder::Cpu(_) = self.embedder {
            self.embedder = Embedder::Gpu(gpu::Embedder::new(gpu, &self.backbone));
            self.drawn = Drawn::default();
        }
        let pictures = vec![grey; gpu::Embedder::BATCH];
        let on_gpu = async || match &self.embedder {
            Embedder::Gpu(embedder) => embedder.embed_rgba(&pictures).await.map(drop),
            Embedder::Cpu(_) => Ok(()), // It was moved above.
        };
        let measured = Timing { cpu, gpu: timing::time(pictures.len(), on_gpu).await? };
        if measured.faster() == DeviceKind::Cpu {
            self.embedder = Embedder::Cpu(pool);
            self.drawn = Drawn::default();
        }
        Ok(measured)
    }

    /// Side of the picture it takes, in pixels.
    pub fn input_size(&self) -> usize {
        self.backbone.input_size()
    }

    /// The device that its backbone is on.
    pub fn device(&self) -> DeviceKind {
        match &self.embedder {
            Embedder::Cpu(_) => DeviceKind::Cpu,
            Embedder::Gpu(_) => DeviceKind::WebGpu,
        }
    }

    /// How many pictures it had best be given at once.
    pub fn batch(&self) -> usize {
        match &self.embedder {
            Embedder::Cpu(pool) => pool.batch(),
            Embedder::Gpu(_) => gpu::Embedder::BATCH,
        }
    }

    /// The embeddings of up to [`batch`](Self::batch) pictures, which are pixels of red, green, blue and opacity
    /// in its size.
    ///
    /// # Errors
    /// [`DeviceError::Lost`](crate::error::DeviceError::Lost) or [`DeviceError::Failed`](crate::error::DeviceError::Failed).
    pub async fn embed(&self, pictures: &[Vec<u8>]) -> Result<Vec<Vec<f32>>, Kind> {
        match &self.embedder {
            Embedder::Cpu(pool) => Ok(pool.embed(pictures).await),
            Embedder::Gpu(embedder) => embedder.embed_rgba(pictures).await,
        }
    }
}
