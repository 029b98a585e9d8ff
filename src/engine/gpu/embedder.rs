//! Embedding on the GPU: one dispatch a layer, bias, activation and shortcut fused in.

use wgpu::BufferUsages;

use super::Gpu;
use crate::data::picture::Picture;
use crate::engine::catalog::Backbone;
use crate::error::Kind;
use crate::models::{Activation, ConvConfig, ConvWeights};

/// Pictures that are embedded at once. More would fill a GPU better, and hold up Stop and memory.
const BATCH: usize = 8;

/// Threads of a workgroup, as in the shaders.
const THREADS: usize = 64;

/// Pixels that one thread of the pointwise shader computes.
const PIXELS_A_THREAD: usize = 4;

/// A backbone on the GPU.
#[derive(Debug)]
pub struct Embedder {
    gpu: Gpu,
    dispatches: Vec<Dispatch>,
    input: wgpu::Buffer,
    output: wgpu::Buffer,
    input_size: usize,
    embedding_size: usize,
}

/// One layer, ready to run.
#[derive(Debug)]
struct Dispatch {
    pipeline: wgpu::ComputePipeline,
    bindings: wgpu::BindGroup,
    workgroups: u32,
}

impl Embedder {
    /// Most pictures that [`embed`](Self::embed) takes at once.
    pub const BATCH: usize = BATCH;

    /// Puts a backbone on the GPU.
    pub fn new(gpu: &Gpu, backbone: &Backbone) -> Self {
        let config = &backbone.config;
        let common = include_str!("shaders/layer.wgsl");
        let shader = |name: &str, source: &str| gpu.pipeline(name, &format!("{common}{source}"));
        let full = shader("full convolution", include_str!("shaders/full.wgsl"));
        let depthwise = shader("depthwise convolution", include_str!("shaders/depthwise.wgsl"));
        let pointwise = shader("pointwise convolution", include_str!("shaders/pointwise.wgsl"));
        let pool = gpu.pipeline("pool", include_str!("shaders/pool.wgsl"));

        let pictures = |size: usize, channels: usize| {
            let bytes = BATCH * size * size * groups(channels) * size_of::<[f32; 4]>();
            gpu.zeros(bytes as u64, BufferUsages::STORAGE)
        };
        let input = pictures(config.input_size, 3);
        let mut size = config.input_size;
        let mut outputs: Vec<wgpu::Buffer> = Vec::new();
        let mut free = FreeBuffers::default();
        let mut dispatches = Vec::new();
        for (index, (layer, weights)) in config.layers.iter().zip(&backbone.weights).enumerate() {
            let out_size = layer.output_size(size);
            let output = free
                .take(out_size * out_size * groups(layer.outputs))
                .unwrap_or_else(|| pictures(out_size, layer.outputs));
            let pipeline = match (layer.depthwise, layer.kernel, layer.stride) {
                (true, _, _) => &depthwise,
                (false, 1, 1) => &pointwise,
                _ => &full,
            };
            let from = outputs.last().unwrap_or(&input);
            let earlier = layer.shortcut.map_or(from, |earlier| &outputs[earlier]);
            let bindings = gpu.bind(
                pipeline,
                &[
                    gpu.uniform(&layer_uniform(layer, size)).as_entire_binding(),
                    from.as_entire_binding(),
                    gpu.storage(&pack_kernel(layer, weights)).as_entire_binding(),
                    gpu.storage(&pad(&weights.bias)).as_entire_binding(),
                    earlier.as_entire_binding(),
                    output.as_entire_binding(),
                ],
            );
            let mut threads = out_size * out_size;
            if !layer.depthwise && layer.kernel == 1 && layer.stride == 1 {
                threads = threads.div_ceil(PIXELS_A_THREAD);
            }
            dispatches.push(Dispatch {
                pipeline: pipeline.clone(),
                bindings,
                workgroups: (threads * groups(layer.outputs)).div_ceil(THREADS) as u32,
            });
            outputs.push(output);
            // What no later layer reads may be written over from the next layer on.
            for (earlier, buffer) in outputs.iter().enumerate() {
                let still_read = earlier == index
                    || config.layers[index + 1..].iter().any(|l| l.shortcut == Some(earlier));
                let read_until_now =
                    earlier + 1 == index || (earlier < index && layer.shortcut == Some(earlier));
                if read_until_now && !still_read {
                    free.give(buffer.clone());
                }
            }
            size = out_size;
        }

        let last = outputs.last().unwrap_or(&input);
        let embedding_size = config.embedding_size();
        let output = gpu.zeros(
            (BATCH * groups(embedding_size) * size_of::<[f32; 4]>()) as u64,
            BufferUsages::STORAGE,
        );
        let shape = [(size * size) as u32, groups(embedding_size) as u32, 0, 0];
        let bindings = gpu.bind(
            &pool,
            &[
                gpu.uniform(&shape).as_entire_binding(),
                last.as_entire_binding(),
                output.as_entire_binding(),
            ],
        );
        let workgroups = groups(embedding_size).div_ceil(THREADS) as u32;
        dispatches.push(Dispatch { pipeline: pool, bindings, workgroups });
        let (gpu, input_size) = (gpu.clone(), config.input_size);
        Self { gpu, dispatches, input, output, input_size, embedding_size }
    }

    /// The embeddings of up to [`BATCH`](Self::BATCH) pictures.
    ///
    /// # Errors
    /// [`Kind::DeviceLost`] or [`Kind::Gpu`].
    pub async fn embed(&self, pictures: &[Picture]) -> Result<Vec<Vec<f32>>, Kind> {
        let count = pictures.len().min(BATCH);
        let pixels = self.input_size * self.input_size;
        let mut values = vec![0.0f32; count * pixels * 4];
        for (picture, values) in pictures.iter().zip(values.chunks_exact_mut(pixels * 4)) {
            for (channel, plane) in picture.values.chunks_exact(pixels).enumerate() {
                for (pixel, value) in plane.iter().enumerate() {
                    values[pixel * 4 + channel] = *value;
                }
            }
        }
        self.gpu.write(&self.input, &values);
        self.gpu.submit(|pass| {
            for dispatch in &self.dispatches {
                pass.set_pipeline(&dispatch.pipeline);
                pass.set_bind_group(0, &dispatch.bindings, &[]);
                pass.dispatch_workgroups(dispatch.workgroups, 1, count as u32);
            }
        });
        let stride = groups(self.embedding_size) * 4;
        let read = self.gpu.read(&[(&self.output, count * stride)]).await?;
        let rows = read.iter().flat_map(|values| values.chunks_exact(stride));
        Ok(rows.map(|row| row[..self.embedding_size].to_vec()).collect())
    }
}

/// Buffers that nothing reads any more, to be written again.
#[derive(Default)]
struct FreeBuffers(Vec<wgpu::Buffer>);

impl FreeBuffers {
    fn give(&mut self, buffer: wgpu::Buffer) {
        self.0.push(buffer);
    }

    /// A buffer of at least this many groups of channels a picture.
    fn take(&mut self, groups: usize) -> Option<wgpu::Buffer> {
        let bytes = (BATCH * groups * size_of::<[f32; 4]>()) as u64;
        let fits = self.0.iter().position(|buffer| buffer.size() >= bytes)?;
        Some(self.0.swap_remove(fits))
    }
}

/// Groups of four that so many channels make.
fn groups(channels: usize) -> usize {
    channels.div_ceil(4)
}

/// Values padded with zeros to whole groups.
fn pad(values: &[f32]) -> Vec<f32> {
    let mut padded = values.to_vec();
    padded.resize(groups(values.len()) * 4, 0.0);
    padded
}

/// `struct Layer` of `layer.wgsl`, for an input of `size` pixels.
fn layer_uniform(layer: &ConvConfig, size: usize) -> [u32; 12] {
    [
        size as u32,
        layer.output_size(size) as u32,
        groups(layer.inputs) as u32,
        groups(layer.outputs) as u32,
        layer.kernel as u32,
        layer.stride as u32,
        layer.padding(size).0 as u32,
        u32::from(layer.activation == Activation::Relu6),
        u32::from(layer.shortcut.is_some()),
        0,
        0,
        0,
    ]
}

/// A kernel `[outputs, inputs, k, k]` in the order in which the shaders read it.
fn pack_kernel(layer: &ConvConfig, weights: &ConvWeights) -> Vec<f32> {
    let pixels = layer.kernel * layer.kernel;
    let outputs = groups(layer.outputs) * 4;
    if layer.depthwise {
        let mut packed = vec![0.0; pixels * outputs];
        for (channel, kernel) in weights.kernel.chunks_exact(pixels).enumerate() {
            for (at, weight) in kernel.iter().enumerate() {
                packed[at * outputs + channel] = *weight;
            }
        }
        return packed;
    }
    let inputs = groups(layer.inputs) * 4;
    let mut packed = vec![0.0; pixels * inputs * outputs];
    for (index, kernel) in weights.kernel.chunks_exact(pixels).enumerate() {
        let (output, input) = (index / layer.inputs, index % layer.inputs);
        for (at, weight) in kernel.iter().enumerate() {
            packed[(at * inputs + input) * outputs + output] = *weight;
        }
    }
    packed
}
