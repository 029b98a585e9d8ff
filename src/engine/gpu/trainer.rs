//! Training a head on the GPU: two dispatches a step, many steps a submission.

use std::num::NonZeroU64;

use bytemuck::{Pod, Zeroable};
use wgpu::{BufferBinding, BufferUsages};

use super::Gpu;
use crate::engine::training::{Examples, Tally};
use crate::error::Kind;
use crate::models::{AdamW, Head, Moments};

/// Distance of one step's parameters from the next: what every device allows.
const STEP_STRIDE: usize = 256;

/// Numbers of an example in the tally: its loss, and whether it was classified rightly.
const TALLY: usize = 2;

/// Threads of a workgroup of the update, as in the shader.
const THREADS: usize = 64;

/// A head in training on the GPU.
#[derive(Debug)]
pub struct Trainer {
    gpu: Gpu,
    forward: wgpu::ComputePipeline,
    update: wgpu::ComputePipeline,
    /// For each step of a submission, the bindings of the two pipelines.
    bindings: Vec<[wgpu::BindGroup; 2]>,
    steps: wgpu::Buffer,
    order: wgpu::Buffer,
    parameters: wgpu::Buffer,
    tally: wgpu::Buffer,
    layout: Layout,
    step: u32,
}

/// `struct Head` of `head.wgsl`.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct HeadUniform {
    features: u32,
    groups: u32,
    classes: u32,
    learning_rate: f32,
    weight_decay: f32,
    beta_1: f32,
    beta_2: f32,
    epsilon: f32,
}

/// `struct Step` of `head.wgsl`, and room up to the next.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct StepUniform {
    first: u32,
    rows: u32,
    correction_1: f32,
    correction_2: f32,
    room: [u32; STEP_STRIDE / 4 - 4],
}

impl Trainer {
    /// The most steps of one call of [`steps`](Self::steps).
    pub const MOST_STEPS: usize = 64;

    /// The most classes that the shader has room for.
    const MOST_CLASSES: usize = 1024;

    /// Whether these examples and a head for them fit the GPU's buffers.
    pub fn fits(gpu: &Gpu, examples: &Examples, classes: usize) -> bool {
        let parameters = Layout::new(examples.features, classes).values() * 3;
        let largest = examples.embeddings.len().max(parameters);
        classes <= Self::MOST_CLASSES
            && (largest * size_of::<f32>()) as u64 <= gpu.most_bytes()
            && u32::try_from(examples.embeddings.len()).is_ok()
    }

    /// Goes on training `head` on these examples, which must [fit](Self::fits), in batches of up
    /// to `batch_size`.
    pub fn new(
        gpu: &Gpu,
        examples: &Examples,
        batch_size: usize,
        (head, moments): (&Head, &Moments),
        optimiser: AdamW,
    ) -> Self {
        let layout = Layout::new(head.features, head.classes);
        let labels: Vec<u32> = examples.labels.iter().map(|&label| label as u32).collect();
        let settings = gpu.uniform(&[HeadUniform {
            features: head.features as u32,
            groups: layout.groups as u32,
            classes: head.classes as u32,
            learning_rate: optimiser.learning_rate,
            weight_decay: optimiser.weight_decay,
            beta_1: AdamW::BETA_1,
            beta_2: AdamW::BETA_2,
            epsilon: AdamW::EPSILON,
        }]);
        let steps = gpu.zeros((Self::MOST_STEPS * STEP_STRIDE) as u64, BufferUsages::UNIFORM);
        let embeddings = gpu.storage(&examples.embeddings);
        let order = gpu.zeros((examples.len() * size_of::<u32>()) as u64, BufferUsages::STORAGE);
        let labels = gpu.storage(&labels);
        let parameters = gpu.storage(&layout.pack(head, moments));
        let rows = batch_size.min(examples.len());
        let slopes =
            gpu.zeros((rows * layout.groups * size_of::<[f32; 4]>()) as u64, BufferUsages::STORAGE);
        let tally =
            gpu.zeros((examples.len() * TALLY * size_of::<f32>()) as u64, BufferUsages::STORAGE);

        let common = include_str!("shaders/head.wgsl");
        let shader = |name: &str, source: &str| gpu.pipeline(name, &format!("{common}{source}"));
        let forward = shader("forward", include_str!("shaders/forward.wgsl"));
        let update = shader("update", include_str!("shaders/update.wgsl"));
        let bindings = (0..Self::MOST_STEPS).map(|slot| {
            let step = wgpu::BindingResource::Buffer(BufferBinding {
                buffer: &steps,
                offset: (slot * STEP_STRIDE) as u64,
                size: NonZeroU64::new(STEP_STRIDE as u64),
            });
            let shared = [
                settings.as_entire_binding(),
                step,
                embeddings.as_entire_binding(),
                order.as_entire_binding(),
            ];
            let bind = |pipeline, own: &[&wgpu::Buffer]| {
                let own = own.iter().map(|buffer| buffer.as_entire_binding());
                gpu.bind(pipeline, &shared.iter().cloned().chain(own).collect::<Vec<_>>())
            };
            [
                bind(&forward, &[&labels, &parameters, &slopes, &tally]),
                bind(&update, &[&slopes, &parameters]),
            ]
        });
        Self {
            bindings: bindings.collect(),
            gpu: gpu.clone(),
            forward,
            update,
            steps,
            order,
            parameters,
            tally,
            layout,
            step: moments.step,
        }
    }

    /// Takes up to [`MOST_STEPS`](Self::MOST_STEPS) steps in one submission, on the examples at
    /// these positions, `batch_size` a step. Gives back how they went, and where it stands.
    ///
    /// # Errors
    /// [`Kind::DeviceLost`] or [`Kind::Gpu`].
    pub async fn steps(
        &mut self,
        positions: &[u32],
        batch_size: usize,
    ) -> Result<(Tally, (Head, Moments)), Kind> {
        let batches: Vec<usize> = positions.chunks(batch_size).map(<[u32]>::len).collect();
        let uniforms: Vec<StepUniform> = (0..)
            .zip(&batches)
            .map(|(index, &rows)| {
                let step = self.step + 1 + index;
                let (correction_1, correction_2) = AdamW::corrections(step);
                let first = index * batch_size as u32;
                let room = [0; STEP_STRIDE / 4 - 4];
                StepUniform { first, rows: rows as u32, correction_1, correction_2, room }
            })
            .collect();
        self.gpu.write(&self.order, positions);
        self.gpu.write(&self.steps, &uniforms);
        let update_workgroups = (self.layout.values() / 4).div_ceil(THREADS) as u32;
        self.gpu.submit(|pass| {
            for (&rows, [forward, update]) in batches.iter().zip(&self.bindings) {
                pass.set_pipeline(&self.forward);
                pass.set_bind_group(0, forward, &[]);
                pass.dispatch_workgroups(rows as u32, 1, 1);
                pass.set_pipeline(&self.update);
                pass.set_bind_group(0, update, &[]);
                pass.dispatch_workgroups(update_workgroups, 1, 1);
            }
        });
        self.step += batches.len() as u32;
        let lengths = (positions.len() * TALLY, self.layout.values() * 3);
        let read =
            self.gpu.read(&[(&self.tally, lengths.0), (&self.parameters, lengths.1)]).await?;
        let [tally, parameters] = &read[..] else { return Err(Kind::DeviceLost) };
        let mut sum = Tally { count: positions.len(), ..Tally::default() };
        for &[loss, right] in tally.as_chunks::<TALLY>().0 {
            sum.loss += f64::from(loss);
            sum.right += right as usize;
        }
        Ok((sum, self.layout.unpack(parameters, self.step)))
    }
}

/// How the shaders lay out a head's parameters: `[features and one for the bias][groups of four
/// classes]`, thrice: values, first moments, second moments.
#[derive(Debug, Clone, Copy)]
struct Layout {
    features: usize,
    classes: usize,
    groups: usize,
}

impl Layout {
    fn new(features: usize, classes: usize) -> Self {
        Self { features, classes, groups: classes.div_ceil(4) }
    }

    /// Numbers in one of the three parts.
    fn values(self) -> usize {
        (self.features + 1) * self.groups * 4
    }

    fn pack(self, head: &Head, moments: &Moments) -> Vec<f32> {
        let values = [&head.weight[..], &head.bias].concat();
        let mut packed = Vec::with_capacity(self.values() * 3);
        for part in [&values, &moments.first, &moments.second] {
            for row in part.chunks_exact(self.classes) {
                packed.extend_from_slice(row);
                packed.resize(packed.len() + self.groups * 4 - self.classes, 0.0);
            }
        }
        packed
    }

    fn unpack(self, packed: &[f32], step: u32) -> (Head, Moments) {
        let mut parts = packed.chunks_exact(self.values()).map(|part| -> Vec<f32> {
            let rows = part.chunks_exact(self.groups * 4);
            rows.flat_map(|row| &row[..self.classes]).copied().collect()
        });
        let mut part = || parts.next().unwrap_or_default();
        let mut weight = part();
        let bias = weight.split_off(self.features * self.classes);
        let moments = Moments { step, first: part(), second: part() };
        (Head { features: self.features, classes: self.classes, weight, bias }, moments)
    }
}
