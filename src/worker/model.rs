//! The model in use: fetched, checked, and put on the device.

use std::cell::RefCell;
use std::rc::Rc;

use super::link::post;
use crate::browser::{cache, clock, fetch};
use crate::data::picture::Picture;
use crate::engine::catalog::{self, Entry};
use crate::engine::device::Device;
use crate::engine::{cpu, gpu};
use crate::error::{Doing, Error, Kind};
use crate::formats::digest::Digest;
use crate::models::Backbone;
use crate::protocol::{Event, FileRef, RequestId, WeightsSource};

/// Weights larger than this are not taken, whoever promises them.
const LIMIT: u64 = 256 * 1024 * 1024;

/// Milliseconds between two reports of a download's progress.
const REPORT_EVERY: f64 = 50.0;

/// A model that embeds.
#[derive(Debug)]
pub struct Model {
    backbone: Backbone,
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
    /// Puts a backbone on a device.
    pub fn new(backbone: Backbone, device: &Device) -> Self {
        let embedder = Embedder::new(&backbone, device);
        Self { backbone, embedder }
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

/// A model on its way: fetched in the background, so that the worker can go on meanwhile.
#[derive(Debug)]
pub struct Fetch {
    /// Names it in the answers.
    pub request: RequestId,
    /// The model's id in the catalog.
    pub id: String,
    /// What it does, for sentences about it.
    pub doing: Doing,
    /// Filled when it ends.
    result: Rc<RefCell<Option<Result<Fetched, Kind>>>>,
    /// Ends the download when this is dropped.
    _abort: fetch::Abort,
}

/// What came of it.
#[derive(Debug)]
pub struct Fetched {
    /// The model's layers and weights.
    pub backbone: Backbone,
    /// Where they came from.
    pub source: WeightsSource,
}

impl Fetch {
    /// Starts to fetch a model from a file, the cache, or its public address. `wake` is called
    /// when it has ended.
    ///
    /// # Errors
    /// [`Kind::UnknownModel`]; [`Kind::Unreachable`] in a browser that cannot fetch.
    pub fn start(
        request: RequestId,
        id: &str,
        file: Option<FileRef>,
        wake: impl FnOnce() + 'static,
    ) -> Result<Self, Error> {
        let reading = file.as_ref().map(|file| Doing::ReadingWeights(file.name.clone()));
        let unknown = |kind| Error::new(Doing::Downloading(id.into()), kind);
        let entry = catalog::find(id).map_err(unknown)?;
        let doing = reading.unwrap_or_else(|| Doing::Downloading(entry.info.name.clone()));
        let abort = fetch::Abort::new().map_err(|kind| Error::new(doing.clone(), kind))?;
        let signal = abort.signal();
        let result = Rc::new(RefCell::new(None));
        let slot = result.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let fetched = match file {
                Some(file) => from_disk(&entry, &file).await,
                None => from_cache_or_network(request, &entry, &signal).await,
            };
            slot.replace(Some(fetched));
            wake();
        });
        Ok(Self { request, id: id.into(), doing, result, _abort: abort })
    }

    /// What came of it, once it has ended.
    pub fn take(&self) -> Option<Result<Fetched, Error>> {
        let result = self.result.take()?;
        Some(result.map_err(|kind| Error::new(self.doing.clone(), kind)))
    }
}

/// A file of the visitor's: any that fits the architecture, so its hash is not asked for.
async fn from_disk(entry: &Entry, file: &FileRef) -> Result<Fetched, Kind> {
    let bytes = fetch::read(&fetch::file(&file.url).await?, LIMIT).await?;
    Ok(Fetched { backbone: entry.read(&bytes)?, source: WeightsSource::Disk })
}

async fn from_cache_or_network(
    request: RequestId,
    entry: &Entry,
    signal: &web_sys::AbortSignal,
) -> Result<Fetched, Kind> {
    let address = &entry.info.address;
    if let Some(bytes) = cache::get(address).await {
        let mut digest = Digest::default();
        digest.update(&bytes);
        if digest.expect(entry.sha256).is_ok() {
            return Ok(Fetched { backbone: entry.read(&bytes)?, source: WeightsSource::Cache });
        }
        cache::remove(address).await;
    }
    let total = entry.info.bytes;
    let mut digest = Digest::default();
    let mut bytes = Vec::with_capacity(total as usize);
    let mut reported = f64::NEG_INFINITY;
    fetch::download(address, signal, LIMIT, |piece| {
        digest.update(piece);
        bytes.extend_from_slice(piece);
        if clock::now() - reported > REPORT_EVERY {
            reported = clock::now();
            let received = bytes.len() as u64;
            post(&Event::Downloading { request, received, total: total.max(received) });
        }
    })
    .await?;
    post(&Event::Downloading { request, received: bytes.len() as u64, total });
    digest.expect(entry.sha256)?;
    let backbone = entry.read(&bytes)?;
    cache::put(address, &bytes).await;
    Ok(Fetched { backbone, source: WeightsSource::Network })
}
