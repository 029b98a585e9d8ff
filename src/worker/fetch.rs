//! A model on its way: from the cache, an address or the visitor's disk, checked and recognised.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use super::partial;
use super::source::ModelSource;
use crate::browser::courier::Courier;
use crate::browser::fetch::{self, Download};
use crate::browser::{cache, clock};
use crate::engine::catalog::{self, Checkpoint};
use crate::error::{DownloadError, Kind};
use crate::formats::digest::Digest;
use crate::formats::{Files, tfjs};
use crate::protocol::{FileRef, ModelInfo, WeightsFile, WeightsSource};

/// Weights larger than this, all files together, are not taken, whoever promises them. GPT-2 and BERT as
/// they were published have twice as much as all that reads pictures.
const LIMIT: u64 = 640 * 1024 * 1024;

/// A manifest at an address may name this many shards.
const SHARDS: usize = 64;

/// Milliseconds between two reports of a download's progress.
const REPORT_EVERY: f64 = 50.0;

/// A model on its way, in the background, so that the worker can go on meanwhile.
#[derive(Debug)]
pub struct Fetch {
    /// Filled when it ends.
    result: Rc<RefCell<Option<Result<Fetched, Kind>>>>,
    /// Ends the download when this is dropped.
    _abort: fetch::Abort,
}

/// What came of it.
#[derive(Debug)]
pub struct Fetched {
    /// What is known of it.
    pub info: ModelInfo,
    /// Its layers and weights.
    pub found: Checkpoint,
    /// Where they came from.
    pub source: WeightsSource,
}

impl Fetch {
    /// Starts to fetch a model. `recognise` reads its files; `report` is told how many bytes have come, and how many
    /// there are where that is known; `ended` is called when it has ended.
    ///
    /// # Errors
    /// [`WeightsError::UnknownModel`](crate::error::WeightsError::UnknownModel); [`DownloadError::Unreachable`] in a
    /// browser that cannot fetch.
    pub fn start(
        source: ModelSource,
        recognise: impl Fn(Files) -> Result<Checkpoint, Kind> + 'static,
        report: impl Fn(u64, Option<u64>) + 'static,
        ended: impl FnOnce() + 'static,
    ) -> Result<Self, Kind> {
        let abort = fetch::Abort::new()?;
        let mut counter = Counter::new(report, &abort);
        if matches!(source, ModelSource::Address(..)) {
            counter.courier = Courier::Typed;
        }
        let come: Coming = match source {
            ModelSource::Offered(id) => {
                Box::pin(offered(catalog::find(&id)?.clone(), counter, recognise))
            }
            ModelSource::Files(files, _) => {
                Box::pin(async move { from_disk(&files, recognise).await })
            }
            ModelSource::Address(address, sha256, _) => Box::pin(async move {
                from_address(&address, sha256.as_deref(), counter, recognise).await
            }),
        };
        let result = Rc::new(RefCell::new(None));
        let slot = result.clone();
        wasm_bindgen_futures::spawn_local(async move {
            slot.replace(Some(come.await));
            ended();
        });
        Ok(Self { result, _abort: abort })
    }

    /// What came of it, once it has ended.
    pub fn take(&self) -> Option<Result<Fetched, Kind>> {
        self.result.take()
    }
}

/// A model on its way.
type Coming = Pin<Box<dyn Future<Output = Result<Fetched, Kind>>>>;

/// Reads a model and recognises what it is of.
trait Recognise: Fn(Files) -> Result<Checkpoint, Kind> {}

impl<F: Fn(Files) -> Result<Checkpoint, Kind>> Recognise for F {}

/// Any files that are a model which is known here, so their hashes are not asked for.
async fn from_disk(files: &[FileRef], recognise: impl Recognise) -> Result<Fetched, Kind> {
    let mut contents = Files::new();
    let mut listed = Vec::new();
    let mut left = LIMIT;
    for FileRef { name, url } in files {
        let bytes = fetch::read(&fetch::file(url).await?, left).await?;
        left -= bytes.len() as u64;
        listed.push(weights_file(name, &bytes));
        contents.insert(name.clone(), bytes);
    }
    let found = recognise(contents)?;
    let info = catalog::own(&found, listed, false);
    Ok(Fetched { info, found, source: WeightsSource::Disk })
}

/// What the visitor's address gives and, where that is a manifest, the shards beside it.
async fn from_address(
    address: &str,
    sha256: Option<&str>,
    mut counter: Counter,
    recognise: impl Recognise,
) -> Result<Fetched, Kind> {
    // Only a hash could tell whether the rest of an earlier one belongs to it.
    let come = match sha256 {
        Some(_) => counter.go_on(address).await,
        None => counter.fetch(address, Vec::new()).await.map_err(|(kind, _)| kind),
    };
    let bytes = match come {
        Err(Kind::Download(DownloadError::Unreachable))
            if fetch::answers_unseen(address, counter.courier, &counter.signal).await =>
        {
            return Err(Kind::Download(DownloadError::NotShared));
        }
        come => come?,
    };
    let mut listed = vec![weights_file(address, &bytes)];
    if let Some(expected) = sha256
        && listed[0].sha256 != expected
    {
        let actual = listed[0].sha256.clone();
        return Err(Kind::Download(DownloadError::WrongHash { expected: expected.into(), actual }));
    }
    let mut files = Files::from([(listed[0].name().to_owned(), bytes)]);
    while let Some(shard) = tfjs::missing_shard(&files).filter(|_| listed.len() <= SHARDS) {
        let beside = web_sys::Url::new_with_base(&shard, address)
            .map_err(|_| Kind::Download(DownloadError::NotAnAddress))?;
        let bytes = counter.fetch(&beside.href(), Vec::new()).await.map_err(|(kind, _)| kind)?;
        listed.push(weights_file(&beside.href(), &bytes));
        files.insert(shard, bytes);
    }
    let found = recognise(files)?;
    let info = catalog::own(&found, listed, true);
    Ok(Fetched { info, found, source: WeightsSource::Address })
}

fn weights_file(address: &str, bytes: &[u8]) -> WeightsFile {
    let mut digest = Digest::default();
    digest.update(bytes);
    WeightsFile { address: address.into(), bytes: bytes.len() as u64, sha256: digest.finish() }
}

/// The files of a model on offer: each from the cache, or its address and then into the cache.
async fn offered(
    info: ModelInfo,
    mut counter: Counter,
    recognise: impl Recognise,
) -> Result<Fetched, Kind> {
    counter.total = Some(info.bytes());
    let mut files = Files::new();
    let mut source = WeightsSource::Cache;
    for file in &info.files {
        let bytes = match kept(file).await {
            Some(bytes) => {
                counter.received += bytes.len() as u64;
                bytes
            }
            None => {
                let bytes = counter.go_on(&file.address).await?;
                let mut digest = Digest::default();
                digest.update(&bytes);
                digest.expect(&file.sha256)?;
                source = match cache::put(&file.address, &bytes).await {
                    true if source != WeightsSource::Unkept => WeightsSource::Network,
                    _ => WeightsSource::Unkept,
                };
                bytes
            }
        };
        files.insert(file.name().to_owned(), bytes);
    }
    Ok(Fetched { found: recognise(files)?, info, source })
}

/// What the cache has of a file, if it is what it must be.
async fn kept(file: &WeightsFile) -> Option<Vec<u8>> {
    let bytes = cache::get(&file.address).await?;
    let mut digest = Digest::default();
    digest.update(&bytes);
    if digest.expect(&file.sha256).is_ok() {
        return Some(bytes);
    }
    cache::remove(&file.address).await;
    None
}

/// Counts the bytes of a model, file after file, and reports them.
struct Counter {
    /// Told how many bytes have come, and how many there are where that is known.
    tell: Box<dyn Fn(u64, Option<u64>)>,
    signal: web_sys::AbortSignal,
    /// Who goes to other hosts.
    courier: Courier,
    received: u64,
    /// Bytes of all files, where that is known.
    total: Option<u64>,
    reported: f64,
}

impl Counter {
    fn new(tell: impl Fn(u64, Option<u64>) + 'static, abort: &fetch::Abort) -> Self {
        Self {
            tell: Box::new(tell),
            signal: abort.signal(),
            courier: Courier::Pinned,
            received: 0,
            total: None,
            reported: f64::NEG_INFINITY,
        }
    }

    /// What an address gives, from what came of it earlier on; what comes of it now is kept where the rest does not.
    async fn go_on(&mut self, address: &str) -> Result<Vec<u8>, Kind> {
        let come = self.fetch(address, partial::take(address)).await;
        come.map_err(|(kind, came)| {
            partial::keep(address, came);
            kind
        })
    }

    /// What an address gives, `before` being the beginning of it that came earlier. What came is also
    /// given where the rest did not.
    async fn fetch(&mut self, address: &str, before: Vec<u8>) -> Result<Vec<u8>, (Kind, Vec<u8>)> {
        let mut bytes = before;
        let after = bytes.len() as u64;
        let start = Download::start_at(address, after, self.courier, &self.signal);
        let download = match start.await {
            Ok(download) => download,
            // There is nothing after it: what came before is of another version, or whole and wrong.
            Err(kind @ Kind::Download(DownloadError::HttpStatus(416))) => {
                return Err((kind, Vec::new()));
            }
            Err(kind) => return Err((kind, bytes)),
        };
        if !download.is_rest() {
            bytes.clear();
        }
        let come = bytes.len() as u64;
        let total = self.total.or(download.size().map(|size| self.received + come + size));
        // All at once, as growing piece by piece takes up to three times as much. A host that promises
        // more than is taken is refused before.
        let left = LIMIT.saturating_sub(self.received + come);
        let room = download.size().filter(|&size| size <= left).unwrap_or(0);
        bytes.reserve_exact(room as usize);
        let read = download
            .read(left, |piece| {
                bytes.extend_from_slice(piece);
                if clock::now() - self.reported > REPORT_EVERY {
                    self.reported = clock::now();
                    self.report(bytes.len() as u64, total);
                }
            })
            .await;
        if let Err(kind) = read {
            return Err((kind, bytes));
        }
        self.report(bytes.len() as u64, total);
        self.received += bytes.len() as u64;
        Ok(bytes)
    }

    fn report(&self, of_this: u64, total: Option<u64>) {
        let received = self.received + of_this;
        let total = total.map(|total| total.max(received));
        (self.tell)(received, total);
    }
}
