//! Floor 5: the engine without the page, for `tests/bench/` to measure beside other libraries.
//!
//! JavaScript is given four things: a [`BenchDevice`], and on it a [`BenchPictures`], a [`BenchTexts`] or
//! a [`BenchTrainer`]. Each calls what the worker calls for the same, so that what is measured is what
//! visitors get, and at one place, so that it goes along when the engine changes. Only the program
//! `bench` has this, which `cargo xtask bench` builds with the feature `bench`.

use std::num::NonZeroU32;

use wasm_bindgen::prelude::*;

use crate::data::split::Split;
use crate::engine::catalog::Checkpoint;
use crate::engine::device::{self, Device};
use crate::engine::heads::Dataset;
use crate::engine::run::{EpochReport, Run};
use crate::error::Kind;
use crate::formats::Files;
use crate::protocol::{DeviceChoice, Input, TrainingSettings};
use crate::worker::input::{Batch, ModelInput};
use crate::worker::modality::{PICTURES, Row, TEXTS};
use crate::worker::model::Model;
use crate::worker::pool::Purpose;

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
    /// Those of [`catalog::read_pictures`](crate::engine::catalog::read_pictures).
    pub fn pictures(
        &self,
        names: Vec<String>,
        files: Vec<js_sys::Uint8Array>,
    ) -> Result<BenchPictures, JsError> {
        let files: Files =
            names.into_iter().zip(files.iter().map(js_sys::Uint8Array::to_vec)).collect();
        let checkpoint = (PICTURES.recognise)(files).map_err(js_error)?;
        let backbone = &checkpoint.clone().pictures().map_err(js_error)?.backbone;
        let (size, multiplications) = (backbone.input_size(), backbone.multiplications());
        Ok(BenchPictures { model: self.load(&PICTURES, checkpoint)?, size, multiplications })
    }

    /// Puts a model that reads texts on it, from the files of a folder of Hugging Face's.
    ///
    /// # Errors
    /// Those of [`catalog::read_texts`](crate::engine::catalog::read_texts); why it does not fit the adapter.
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
        let checkpoint = (TEXTS.recognise)(files).map_err(js_error)?;
        Ok(BenchTexts { model: self.load(&TEXTS, checkpoint)? })
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

impl BenchDevice {
    /// Puts a model on the device as the worker does.
    fn load(&self, row: &Row, checkpoint: Checkpoint) -> Result<Box<dyn Model>, JsError> {
        let (model, refused) =
            (row.load)(checkpoint, &self.device, Purpose::Examples).map_err(js_error)?;
        refused.map_or(Ok(model), |kind| Err(js_error(kind)))
    }
}

/// A model that reads pictures.
#[wasm_bindgen]
#[derive(Debug)]
pub struct BenchPictures {
    model: Box<dyn Model>,
    size: usize,
    multiplications: usize,
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
    /// Those of [`Model::embed`].
    pub async fn embed(&self, rgba: Vec<u8>) -> Result<Vec<f32>, JsError> {
        let pictures = rgba.chunks_exact(self.size * self.size * 4);
        embed(&*self.model, pictures.map(|one| ModelInput::Pixels(one.to_vec())).collect()).await
    }
}

/// A model that reads texts.
#[wasm_bindgen]
#[derive(Debug)]
pub struct BenchTexts {
    model: Box<dyn Model>,
}

#[wasm_bindgen]
impl BenchTexts {
    /// The embeddings of texts, one after the other.
    ///
    /// # Errors
    /// Those of [`Model::read`] and of [`Model::embed`].
    pub async fn embed(&self, texts: Vec<String>) -> Result<Vec<f32>, JsError> {
        let mut read = Vec::new();
        for text in texts {
            read.push(self.model.read(&Input::Text(text), false).await.map_err(js_error)?.input);
        }
        embed(&*self.model, read).await
    }
}

/// The embeddings of some inputs, in batches as the worker makes them.
async fn embed(model: &dyn Model, inputs: Vec<ModelInput>) -> Result<Vec<f32>, JsError> {
    let mut embeddings = Vec::new();
    let mut inputs = inputs.into_iter().peekable();
    while inputs.peek().is_some() {
        let some = inputs.by_ref().take(model.batch().max(1)).collect();
        let batch = Batch::of(some).map_err(js_error)?;
        embeddings.extend(model.embed(&batch).await.map_err(js_error)?.concat());
    }
    Ok(embeddings)
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
