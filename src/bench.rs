//! Floor 5: the engine without the page, for `tests/bench/` to measure beside other libraries.
//!
//! JavaScript is given four things: a [`BenchDevice`], and on it a [`BenchPictures`], a [`BenchTexts`] or
//! a [`BenchTrainer`]. Each calls what the worker calls for the same, so that what is measured is what
//! visitors get, and at one place, so that it goes along when the engine changes. Only the program
//! `bench` has this, which `cargo xtask bench` builds with the feature `bench`.

use std::num::NonZeroU32;

use wasm_bindgen::prelude::*;

use crate::data::split::Split;
use crate::engine::catalog;
use crate::engine::device::{self, Device};
use crate::engine::heads::Dataset;
use crate::engine::run::{EpochReport, Run};
use crate::engine::{cpu, gpu};
use crate::error::Kind;
use crate::formats::Files;
use crate::protocol::{DeviceChoice, Modality, TrainingSettings};
use crate::worker::pool::{Pool, Purpose};

/// Makes a panic an error that JavaScript sees.
pub fn start() {
    std::panic::set_hook(Box::new(|panic| wasm_bindgen::throw_str(&panic.to_string())));
}

/// The device that a benchmark computes on.
#[wasm_bindgen]
#[derive(Debug)]
pub struct BenchDevice {
    device: Device,
    adapter: String,
}

#[wasm_bindgen]
impl BenchDevice {
    /// The CPU (`"cpu"`) or a graphics adapter (`"webgpu"`) that has passed the self-test.
    ///
    /// # Errors
    /// Why WebGPU cannot be used; another name than these two.
    pub async fn open(name: String) -> Result<Self, JsError> {
        let choice = match name.as_str() {
            "cpu" => DeviceChoice::Cpu,
            "webgpu" => DeviceChoice::WebGpu,
            other => return Err(JsError::new(&format!("there is no device {other}"))),
        };
        let (device, report, problem) = device::choose(choice).await;
        match problem {
            Some(kind) => Err(js_error(kind)),
            None => {
                let adapter = report.adapter.map(|adapter| adapter.name);
                Ok(Self { device, adapter: adapter.unwrap_or_default() })
            }
        }
    }

    /// The name of the graphics adapter; empty for the CPU.
    pub fn adapter(&self) -> String {
        self.adapter.clone()
    }

    /// Puts a model that reads pictures on it, from files of any format that the page opens, each with
    /// its name.
    ///
    /// # Errors
    /// Those of [`catalog::read_pictures`].
    pub fn pictures(
        &self,
        names: Vec<String>,
        files: Vec<js_sys::Uint8Array>,
    ) -> Result<BenchPictures, JsError> {
        let files: Files =
            names.into_iter().zip(files.iter().map(js_sys::Uint8Array::to_vec)).collect();
        let checkpoint = catalog::read_pictures(files).map_err(js_error)?;
        let pretrained = checkpoint.pictures().map_err(js_error)?;
        let backbone = &pretrained.backbone;
        let embedder = match &self.device {
            Device::Cpu => PictureEmbedder::Cpu(Pool::new(backbone, Purpose::Examples)),
            Device::Gpu(gpu) => PictureEmbedder::Gpu(gpu::Embedder::new(gpu, backbone)),
        };
        let (size, multiplications) = (backbone.input_size(), backbone.multiplications());
        Ok(BenchPictures { embedder, size, multiplications })
    }

    /// Puts a model that reads texts on it, from the files of a folder of Hugging Face's.
    ///
    /// # Errors
    /// Those of [`catalog::read`] and of [`gpu::TextEmbedder::new`].
    pub fn texts(
        &self,
        config: Vec<u8>,
        tokenizer: Vec<u8>,
        weights: Vec<u8>,
    ) -> Result<BenchTexts, JsError> {
        let files = Files::from([
            ("config.json".into(), config),
            ("tokenizer.json".into(), tokenizer),
            ("model.safetensors".into(), weights),
        ]);
        let checkpoint = catalog::read(files, Modality::Texts).map_err(js_error)?;
        let files = checkpoint.texts().map_err(js_error)?;
        let reader = cpu::TextEmbedder::new(files).map_err(js_error)?;
        let gpu = match (&self.device, &reader.model) {
            (Device::Gpu(gpu), crate::models::language::Language::Bert(model)) => {
                Some(gpu::TextEmbedder::new(gpu, &model.bert).map_err(js_error)?)
            }
            _ => None,
        };
        Ok(BenchTexts { reader, gpu })
    }

    /// Begins to train a head on embeddings `[examples, width]`, each with its class; none is held out.
    /// `hidden` is the width of its hidden layer, 0 for none.
    pub fn trainer(
        &self,
        embeddings: &[f32],
        labels: &[u32],
        classes: usize,
        batch_size: u32,
        hidden: u32,
    ) -> BenchTrainer {
        let labels: Vec<usize> = labels.iter().map(|&label| label as usize).collect();
        let rows: Vec<&[f32]> =
            embeddings.chunks_exact((embeddings.len() / labels.len().max(1)).max(1)).collect();
        let split = Split { training: (0..labels.len()).collect(), held_out: Vec::new() };
        let dataset = Dataset::of_split(&rows, &labels, classes, split);
        let epochs = u32::MAX; // it ends when nobody asks for more
        let hidden = NonZeroU32::new(hidden);
        let settings =
            TrainingSettings { batch_size, epochs, hidden, ..TrainingSettings::default() };
        let run = match &self.device {
            Device::Cpu => Run::on_cpu(dataset, settings),
            Device::Gpu(gpu) => Run::on_gpu(dataset, settings, gpu),
        };
        BenchTrainer { run, steps: labels.len().div_ceil(batch_size.max(1) as usize) }
    }
}

/// A model that reads pictures.
#[wasm_bindgen]
#[derive(Debug)]
pub struct BenchPictures {
    embedder: PictureEmbedder,
    size: usize,
    multiplications: usize,
}

#[derive(Debug)]
enum PictureEmbedder {
    Cpu(Pool),
    Gpu(gpu::Embedder),
}

#[wasm_bindgen]
impl BenchPictures {
    /// The side of the pictures that it takes, in pixels.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Multiplications that one picture takes.
    pub fn multiplications(&self) -> usize {
        self.multiplications
    }

    /// The embeddings, one after the other, of pictures that stand one after the other as pixels of red,
    /// green, blue and opacity.
    ///
    /// # Errors
    /// Those of [`gpu::Embedder::embed`].
    pub async fn embed(&self, rgba: Vec<u8>) -> Result<Vec<f32>, JsError> {
        let pictures: Vec<Vec<u8>> =
            rgba.chunks_exact(self.size * self.size * 4).map(<[u8]>::to_vec).collect();
        let mut embeddings = Vec::new();
        match &self.embedder {
            PictureEmbedder::Cpu(pool) => {
                for some in pictures.chunks(pool.batch()) {
                    embeddings.extend(pool.embed(some).await.concat());
                }
            }
            PictureEmbedder::Gpu(embedder) => {
                for some in pictures.chunks(gpu::Embedder::BATCH) {
                    embeddings.extend(embedder.embed_rgba(some).await.map_err(js_error)?.concat());
                }
            }
        }
        Ok(embeddings)
    }
}

/// A model that reads texts.
#[wasm_bindgen]
#[derive(Debug)]
pub struct BenchTexts {
    reader: cpu::TextEmbedder,
    gpu: Option<gpu::TextEmbedder>,
}

#[wasm_bindgen]
impl BenchTexts {
    /// The embeddings of texts, one after the other.
    ///
    /// # Errors
    /// Those of [`cpu::TextEmbedder::encode`] and of [`gpu::TextEmbedder::embed`].
    pub async fn embed(&self, texts: Vec<String>) -> Result<Vec<f32>, JsError> {
        let encode = |text: &String| Ok(self.reader.encode(text)?.0);
        let encoded = texts.iter().map(encode).collect::<Result<Vec<_>, Kind>>();
        let encoded = encoded.map_err(js_error)?;
        let Some(gpu) = &self.gpu else {
            return Ok(self.reader.embed_encoded(&encoded).concat());
        };
        let mut embeddings = Vec::new();
        for some in encoded.chunks(gpu::TextEmbedder::BATCH) {
            let batch = cpu::batch(some);
            let last = gpu.embed(&batch).await.map_err(js_error)?;
            embeddings.extend(self.reader.pool(&batch, last).concat());
        }
        Ok(embeddings)
    }
}

/// A head in training.
#[wasm_bindgen]
#[derive(Debug)]
pub struct BenchTrainer {
    run: Run,
    /// Steps of an epoch.
    steps: usize,
}

#[wasm_bindgen]
impl BenchTrainer {
    /// Goes through all examples so many times; gives the mean loss of the last time, in nats.
    ///
    /// # Errors
    /// Those of [`Run::advance`].
    pub async fn epochs(&mut self, count: u32) -> Result<f32, JsError> {
        let last = self.run.epoch() + count;
        let mut loss = f32::NAN;
        while self.run.epoch() < last {
            // What a GPU takes in one go, but no step that was not asked for.
            let left = (last - self.run.epoch()) as usize * self.steps;
            for EpochReport { training, .. } in self.run.advance(left).await.map_err(js_error)? {
                loss = training.loss;
            }
        }
        Ok(loss)
    }
}

/// An error, as JavaScript throws it.
fn js_error(kind: impl Into<Kind>) -> JsError {
    JsError::new(&format!("{:?}", kind.into()))
}
