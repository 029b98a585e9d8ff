//! The layers of a BERT on the GPU: seven dispatches each.

use wgpu::BindingResource;

use super::Gpu;
use super::encoder_layers::{Attention, Layer, Linear, MOST_WORKGROUPS, Norm, TILE, groups};
use crate::error::DeviceError;
use crate::models::bert::Bert;

/// Queries of a workgroup of attention, as in `attention.wgsl`.
const QUERIES: usize = 16;

/// Threads of a workgroup of the mean, as in `mean.wgsl`.
const MEAN_THREADS: usize = 64;

/// A BERT's layers and the mean over their last output, on the GPU.
#[derive(Debug)]
pub struct Encoder {
    linear: wgpu::ComputePipeline,
    attention: wgpu::ComputePipeline,
    add_norm: wgpu::ComputePipeline,
    mean: wgpu::ComputePipeline,
    layers: Vec<Layer>,
    groups: usize,
    inner_groups: usize,
    /// The width in groups, for `mean.wgsl`.
    mean_shape: wgpu::Buffer,
}

/// What the layers read and write, for up to so many rows and texts.
#[derive(Debug)]
pub struct Buffers {
    /// How many rows there are: one number.
    pub rows: wgpu::Buffer,
    /// Of each text its first row, and how many it has: `[texts][2]`.
    pub texts: wgpu::Buffer,
    /// What goes into a layer, and what comes out of it: `[rows][groups][4]`.
    pub x: wgpu::Buffer,
    /// What a layer makes wider in between: `[rows][wide groups][4]`.
    pub wide: wgpu::Buffer,
    /// What attention gathers: `[rows][groups][4]`.
    pub gathered: wgpu::Buffer,
    /// What is added to `x`: `[rows][groups][4]`.
    pub added: wgpu::Buffer,
    /// The means: `[texts][groups][4]`.
    pub means: wgpu::Buffer,
}

/// How much there is to compute.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Tokens of all texts.
    pub rows: usize,
    /// How many texts.
    pub texts: usize,
    /// Tokens of the longest.
    pub longest: usize,
}

/// One dispatch, ready to run.
#[derive(Debug)]
pub struct Dispatch {
    pipeline: wgpu::ComputePipeline,
    bindings: wgpu::BindGroup,
    span: Span,
}

/// What the number of workgroups goes by, and how many there are besides.
#[derive(Debug, Clone, Copy)]
enum Span {
    /// Tiles of rows; and columns of tiles.
    Linear(usize),
    /// Queries of each text; and workgroups for all heads.
    Attention(usize),
    /// Rows, a workgroup each.
    Norm,
    /// Texts; and workgroups for the width.
    Mean(usize),
}

impl Encoder {
    /// Puts the layers of a BERT on the GPU.
    ///
    /// # Errors
    /// [`DeviceError::NoRoom`] if one of its matrices is larger than the adapter allows.
    pub fn new(gpu: &Gpu, bert: &Bert) -> Result<Self, DeviceError> {
        let width = bert.embeddings.width();
        let layers = bert.layers.iter().map(|layer| Layer::new(gpu, layer, width));
        let layers = layers.collect::<Result<Vec<_>, _>>()?;
        let groups = groups(width);
        let shader = |name: &str, source: &str| gpu.pipeline(name, source);
        Ok(Self {
            linear: shader("linear layer", include_str!("shaders/linear.wgsl")),
            attention: shader("attention", include_str!("shaders/attention.wgsl")),
            add_norm: shader("layer normalisation", include_str!("shaders/add_norm.wgsl")),
            mean: shader("mean", include_str!("shaders/mean.wgsl")),
            inner_groups: layers.iter().map(|layer| layer.inner.out_groups).max().unwrap_or(0),
            layers,
            groups,
            mean_shape: gpu.uniform(&[groups as u32, 0, 0, 0]),
        })
    }

    /// Groups of four numbers in a row.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// Groups of four numbers in the widest row in between.
    pub fn wide_groups(&self) -> usize {
        (3 * self.groups).max(self.inner_groups)
    }

    /// The most rows that there is room for.
    pub fn most_rows(&self, gpu: &Gpu) -> usize {
        let row = (self.wide_groups() * size_of::<[f32; 4]>()) as u64;
        // Normalisation has a workgroup a row.
        usize::try_from(gpu.most_bytes() / row).unwrap_or(usize::MAX).min(MOST_WORKGROUPS)
    }

    /// All dispatches, in order.
    pub fn dispatches(&self, gpu: &Gpu, buffers: &Buffers) -> Vec<Dispatch> {
        let Buffers { rows, texts, x, wide, gathered, added, means } = buffers;
        let dispatch = |pipeline: &wgpu::ComputePipeline, buffers: &[&wgpu::Buffer], span| {
            let buffers: Vec<BindingResource<'_>> =
                buffers.iter().map(|buffer| buffer.as_entire_binding()).collect();
            let bindings = gpu.bind(pipeline, &buffers);
            Dispatch { pipeline: pipeline.clone(), bindings, span }
        };
        let linear = |layer: &Linear, from, to| {
            let buffers = [&layer.shape, rows, from, &layer.weight, &layer.bias, to];
            let columns = (layer.out_groups * 4).div_ceil(TILE);
            dispatch(&self.linear, &buffers, Span::Linear(columns))
        };
        let add_norm = |norm: &Norm| {
            let buffers = [&norm.shape, added, &norm.gain, &norm.bias, x];
            dispatch(&self.add_norm, &buffers, Span::Norm)
        };
        let attention = |attention: &Attention| {
            let buffers = [&attention.shape, texts, wide, gathered];
            dispatch(&self.attention, &buffers, Span::Attention(attention.workgroups))
        };
        let mut dispatches = Vec::new();
        for layer in &self.layers {
            dispatches.extend([
                linear(&layer.joint, x, wide),
                attention(&layer.attention),
                linear(&layer.output, gathered, added),
                add_norm(&layer.attention_norm),
                linear(&layer.inner, x, wide),
                linear(&layer.outer, wide, added),
                add_norm(&layer.norm),
            ]);
        }
        let across = self.groups.div_ceil(MEAN_THREADS);
        let buffers = [&self.mean_shape, texts, x, means];
        dispatches.push(dispatch(&self.mean, &buffers, Span::Mean(across)));
        dispatches
    }
}

impl Dispatch {
    /// Adds it to a pass.
    pub fn run(&self, pass: &mut wgpu::ComputePass<'_>, size: Size) {
        let [x, y, z] = match self.span {
            Span::Linear(columns) => [columns, size.rows.div_ceil(TILE), 1],
            Span::Attention(heads) => [size.longest.div_ceil(QUERIES), heads, size.texts],
            Span::Norm => [size.rows, 1, 1],
            Span::Mean(across) => [across, size.texts, 1],
        };
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.bindings, &[]);
        pass.dispatch_workgroups(x as u32, y as u32, z as u32);
    }
}
