//! Training a head on the GPU: two dispatches a step, three with a hidden layer; many steps a
//! submission, of which only losses and the head come back.

use std::num::NonZeroU64;

use bytemuck::Zeroable;
use wgpu::{BufferBinding, BufferUsages};

use super::Gpu;
use super::context::BufferKind;
use super::layouts::{HeadUniform, PackedLayer, STEP_STRIDE, StepUniform};
use super::packed_head::{self, Packed};
use crate::engine::heads::{Batch, Dataset, Examples, StepResult, Tally};
use crate::error::{DeviceError, Kind};
use crate::models::{AdamW, Head, Moments};

/// Numbers of an example in the tally: its loss, and whether it was classified rightly.
const TALLY: usize = 2;

/// Threads of a workgroup of the update, as in the shader.
const THREADS: usize = 64;

/// Rows and outputs of a workgroup of the other two.
const ROWS: usize = 4;
const OUTPUTS: usize = 4;

/// The most steps of one submission.
const MOST_STEPS: usize = 512;

/// The most rows of one submission: those of its steps, and the held-out ones as often as they are
/// measured. Bounds what the tally takes, to 4 MB.
const MOST_ROWS: usize = 1 << 19;

/// A head in training on the GPU.
#[derive(Debug)]
pub struct Trainer {
    gpu: Gpu,
    shaders: Shaders,
    bindings: wgpu::BindGroup,
    steps: wgpu::Buffer,
    order: wgpu::Buffer,
    parameters: wgpu::Buffer,
    tally: wgpu::Buffer,
    packed: Packed,
    /// The parameters as they came back last, those of `step`.
    values: Vec<f32>,
    step: u32,
    batch_size: usize,
    held_out: usize,
}

/// What makes room necessary.
#[derive(Debug, Clone, Copy)]
struct Size {
    /// Examples to train on and held out.
    examples: usize,
    held_out: usize,
    /// The most examples of a step.
    batch: usize,
    /// Groups of four units of the hidden layer.
    units: usize,
    /// Groups of four classes.
    classes: usize,
}

impl Size {
    fn of(dataset: &Dataset, batch_size: usize, packed: &Packed, classes: usize) -> Self {
        let held_out = dataset.held_out.len();
        Self {
            examples: dataset.training.len() + held_out,
            held_out,
            batch: batch_size.min(dataset.training.len()),
            units: packed.hidden.map_or(0, |_| packed.output.groups as usize),
            classes: classes.div_ceil(4),
        }
    }

    /// The most rows of one step or measurement.
    fn rows(&self) -> usize {
        self.batch.max(self.held_out)
    }

    fn most_steps(&self) -> usize {
        most_steps(self.batch, self.held_out)
    }

    /// Whether no buffer and no dispatch is larger than the adapter allows.
    fn fits(&self, gpu: &Gpu, packed: &Packed) -> bool {
        let largest = [
            bytes(self.examples * packed.first().groups as usize),
            bytes(packed.length() * 3),
            bytes(self.rows() * self.units.max(self.classes)),
        ];
        self.rows().div_ceil(ROWS) <= gpu.most_workgroups()
            && packed.threads().div_ceil(THREADS) <= gpu.most_workgroups()
            && largest.into_iter().all(|bytes| bytes <= gpu.most_bytes())
    }
}

/// The shaders of a step, and what they are bound to.
#[derive(Debug)]
struct Shaders {
    layout: wgpu::BindGroupLayout,
    /// Of a head with a hidden layer.
    hidden: Option<wgpu::ComputePipeline>,
    forward: wgpu::ComputePipeline,
    update: wgpu::ComputePipeline,
}

impl Shaders {
    fn new(gpu: &Gpu, has_hidden: bool) -> Self {
        use BufferKind::{Read, Uniform, UniformOfMany, Write};
        let uniforms = [Uniform, UniformOfMany];
        let storages = [Read, Read, Read, Write, Write, Write, Write, Write];
        let layout = gpu.layout(&[uniforms.as_slice(), &storages].concat());
        let shader = |name: &str, parts: &[&str]| {
            let constant = format!("const HIDDEN: bool = {has_hidden};\n");
            gpu.pipeline_with(&layout, name, &(constant + &parts.concat()))
        };
        let common = include_str!("shaders/head.wgsl");
        let products = include_str!("shaders/products.wgsl");
        let hidden = || shader("hidden", &[common, products, include_str!("shaders/hidden.wgsl")]);
        Self {
            hidden: has_hidden.then(hidden),
            forward: shader("forward", &[common, products, include_str!("shaders/forward.wgsl")]),
            update: shader("update", &[common, include_str!("shaders/update.wgsl")]),
            layout,
        }
    }
}

fn settings(packed: &Packed, optimiser: AdamW) -> HeadUniform {
    HeadUniform {
        hidden: packed.hidden.unwrap_or_else(PackedLayer::zeroed),
        output: packed.output,
        length: packed.length() as u32,
        learning_rate: optimiser.learning_rate,
        weight_decay: optimiser.weight_decay,
        beta_1: AdamW::BETA_1,
        beta_2: AdamW::BETA_2,
        epsilon: AdamW::EPSILON,
        room: [0; 2],
    }
}

/// Bytes of so many groups of four numbers.
fn bytes(groups: usize) -> u64 {
    (groups * size_of::<[f32; 4]>()) as u64
}

impl Trainer {
    /// Goes on training a head on the examples of this dataset, in batches of up to `batch_size`.
    /// `None` if they do not fit the GPU's buffers.
    pub fn new(
        gpu: &Gpu,
        dataset: &Dataset,
        batch_size: usize,
        (head, moments): (&Head, &Moments),
        optimiser: AdamW,
    ) -> Option<Self> {
        let packed = Packed::of(head);
        let size = Size::of(dataset, batch_size, &packed, head.classes());
        if !size.fits(gpu, &packed) {
            return None;
        }
        let values = packed.pack(head, moments);
        let settings = gpu.uniform(&[settings(&packed, optimiser)]);
        // Each step may be followed by a measurement.
        let slots = 2 * size.most_steps();
        let steps = gpu.zeros((slots * STEP_STRIDE) as u64, BufferUsages::UNIFORM);
        let both = [&dataset.training, &dataset.held_out];
        let embeddings = gpu.storage(&pack_embeddings(both, packed.first()));
        let labels = both.iter().flat_map(|examples| &examples.labels);
        let labels = gpu.storage(&labels.map(|&label| label as u32).collect::<Vec<u32>>());
        let storage = |bytes: u64| gpu.zeros(bytes.max(16), BufferUsages::STORAGE);
        let words = |count: usize| storage((count * size_of::<u32>()) as u64);
        let order = words(size.most_steps() * size.batch + size.held_out);
        let parameters = gpu.storage(&values);
        let activations = match packed.hidden {
            Some(_) => gpu.storage(&packed_head::rows_of_units(packed.output, size.rows())),
            None => storage(0),
        };
        let unit_slopes = storage(bytes(size.rows() * size.units));
        let slopes = storage(bytes(size.rows() * size.classes));
        let tally = words(size.most_steps() * (size.batch + size.held_out) * TALLY);

        let step = wgpu::BindingResource::Buffer(BufferBinding {
            buffer: &steps,
            offset: 0,
            size: NonZeroU64::new(STEP_STRIDE as u64),
        });
        let mut resources = vec![settings.as_entire_binding(), step];
        let read = [&embeddings, &order, &labels];
        let written = [&parameters, &activations, &unit_slopes, &slopes, &tally];
        let storages = read.into_iter().chain(written);
        resources.extend(storages.map(|buffer| buffer.as_entire_binding()));
        let shaders = Shaders::new(gpu, packed.hidden.is_some());
        // The held-out examples stand after those to train on, and come first in every order.
        let first = dataset.training.len();
        let held_out: Vec<u32> = (first..first + size.held_out).map(|row| row as u32).collect();
        gpu.write(&order, &held_out);
        Some(Self {
            bindings: gpu.bind_to(&shaders.layout, &resources),
            shaders,
            gpu: gpu.clone(),
            steps,
            order,
            parameters,
            tally,
            packed,
            values,
            step: moments.step,
            batch_size: size.batch,
            held_out: size.held_out,
        })
    }

    /// The most steps of one call of [`steps`](Self::steps).
    pub fn most_steps(&self) -> usize {
        most_steps(self.batch_size, self.held_out)
    }

    /// Takes these steps in one submission, and measures the held-out examples where they say so.
    ///
    /// # Errors
    /// [`DeviceError::Lost`] or [`DeviceError::Failed`]. The [snapshot](Self::snapshot) is still that of before.
    pub async fn steps(&mut self, batches: &[Batch]) -> Result<Vec<StepResult>, Kind> {
        if batches.is_empty() {
            return Ok(Vec::new());
        }
        let mut steps = Vec::with_capacity(batches.len() * 2);
        let mut order = Vec::new();
        let mut rows = 0;
        for (batch, step) in batches.iter().zip(self.step + 1..) {
            let (correction_1, correction_2) = AdamW::corrections(step);
            let mut push = |first: usize, length: usize| {
                steps.push(StepUniform {
                    first: first as u32,
                    rows: length as u32,
                    tally: rows as u32,
                    correction_1,
                    correction_2,
                    room: [0; STEP_STRIDE / 4 - 5],
                });
                rows += length;
            };
            push(self.held_out + order.len(), batch.examples.len());
            order.extend_from_slice(&batch.examples);
            if self.measures(batch) {
                push(0, self.held_out);
            }
        }
        self.gpu.write(&self.steps, &steps);
        self.gpu.write_at(&self.order, self.held_out, &order);
        self.submit(batches);
        let lengths = (rows * TALLY, self.packed.length() * 4 * 3);
        let read =
            self.gpu.read(&[(&self.tally, lengths.0), (&self.parameters, lengths.1)]).await?;
        let Ok([tally, values]) = <[_; 2]>::try_from(read) else {
            return Err(Kind::Device(DeviceError::Lost));
        };
        self.values = values;
        self.step += batches.len() as u32;
        Ok(self.results(batches, &tally))
    }

    fn submit(&self, batches: &[Batch]) {
        let update = self.packed.threads().div_ceil(THREADS) as u32;
        let unit_tiles =
            self.packed.hidden.map_or(0, |layer| layer.outputs.div_ceil(OUTPUTS as u32));
        self.gpu.submit(|pass| {
            let mut slot = 0;
            let mut forward = |pass: &mut wgpu::ComputePass<'_>, rows: usize| {
                let rows = rows.div_ceil(ROWS) as u32;
                pass.set_bind_group(0, &self.bindings, &[slot * STEP_STRIDE as u32]);
                slot += 1;
                if let Some(hidden) = &self.shaders.hidden {
                    pass.set_pipeline(hidden);
                    pass.dispatch_workgroups(rows, unit_tiles, 1);
                }
                pass.set_pipeline(&self.shaders.forward);
                pass.dispatch_workgroups(rows, 1, 1);
            };
            for batch in batches {
                forward(pass, batch.examples.len());
                pass.set_pipeline(&self.shaders.update);
                pass.dispatch_workgroups(update, 1, 1);
                if self.measures(batch) {
                    forward(pass, self.held_out);
                }
            }
        });
    }

    /// Adds up the tally of every step, and of the held-out examples after it.
    fn results(&self, batches: &[Batch], tally: &[f32]) -> Vec<StepResult> {
        let mut rows = tally.as_chunks::<TALLY>().0;
        let mut next = |count: usize| {
            let (these, rest) = rows.split_at(count);
            rows = rest;
            let mut sum = Tally { count, ..Tally::default() };
            for &[loss, right] in these {
                sum.loss += f64::from(loss);
                sum.right += right as usize;
            }
            sum
        };
        let result = |batch: &Batch| StepResult {
            training: next(batch.examples.len()),
            held_out: self.measures(batch).then(|| next(self.held_out).score()),
        };
        batches.iter().map(result).collect()
    }

    fn measures(&self, batch: &Batch) -> bool {
        batch.is_measured() && self.held_out > 0
    }

    /// The head as it came back last, and the optimiser's memory.
    pub fn snapshot(&self) -> (Head, Moments) {
        self.packed.unpack(&self.values, self.step)
    }
}

/// Steps whose rows, and a measurement after each, are not too many for one submission.
fn most_steps(batch_size: usize, held_out: usize) -> usize {
    (MOST_ROWS / (batch_size + held_out).max(1)).clamp(1, MOST_STEPS)
}

/// Embeddings as the shaders take them: after each the input that is always 1, and zeros.
fn pack_embeddings(examples: [&Examples; 2], layer: PackedLayer) -> Vec<f32> {
    let width = layer.groups as usize * 4;
    let count: usize = examples.iter().map(|examples| examples.len()).sum();
    let mut packed = Vec::with_capacity(count * width);
    for (embedding, _) in examples.iter().flat_map(|examples| examples.iter()) {
        let end = packed.len() + width;
        packed.extend_from_slice(embedding);
        packed.push(1.0);
        packed.resize(end, 0.0);
    }
    packed
}
