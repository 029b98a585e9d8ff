//! The weights of a BERT's layers on the GPU, as its shaders read them. Rows are padded with zeros to
//! whole groups of four numbers.

use burn::tensor::Tensor;

use super::Gpu;
use super::layouts::{AttentionUniform, LinearUniform, NormUniform};
use crate::error::DeviceError;
use crate::models::{bert, layers};

/// Most workgroups along one axis of a dispatch, on every device.
pub const MOST_WORKGROUPS: usize = 65_535;

/// Rows, and columns, that a workgroup computes of a linear layer, as in `linear.wgsl`.
pub const TILE: usize = 32;

/// Numbers of a head that a workgroup takes on, as in `attention.wgsl`.
const HEAD_NUMBERS: usize = 64;

/// The weights of one layer.
#[derive(Debug)]
pub struct Layer {
    /// Query, key and value in one: `[width]` to `[query, key, value][width]`.
    pub joint: Linear,
    /// How the heads share the width.
    pub attention: Attention,
    /// Brings together what the heads saw.
    pub output: Linear,
    /// Comes after attention was added.
    pub attention_norm: Norm,
    /// The first half of the feed-forward layer, with GELU.
    pub inner: Linear,
    /// Its second half.
    pub outer: Linear,
    /// Comes after the feed-forward layer was added.
    pub norm: Norm,
}

/// A linear layer, with GELU or without.
#[derive(Debug)]
pub struct Linear {
    /// `struct Linear` of `linear.wgsl`.
    pub shape: wgpu::Buffer,
    /// `[in groups][4 inputs][out groups][4]`.
    pub weight: wgpu::Buffer,
    /// `[out groups][4]`.
    pub bias: wgpu::Buffer,
    /// Groups of four columns.
    pub out_groups: usize,
}

/// The sizes of attention, which has no weights of its own.
#[derive(Debug)]
pub struct Attention {
    /// `struct Attention` of `attention.wgsl`.
    pub shape: wgpu::Buffer,
    /// Workgroups for the same queries: those of all heads.
    pub workgroups: usize,
}

/// A layer normalisation, and the sum before it, which has no weights.
#[derive(Debug)]
pub struct Norm {
    /// `struct Norm` of `add_norm.wgsl`.
    pub shape: wgpu::Buffer,
    /// `[groups][4]`.
    pub gain: wgpu::Buffer,
    /// `[groups][4]`.
    pub bias: wgpu::Buffer,
}

impl Layer {
    /// Puts a layer on the GPU.
    ///
    /// # Errors
    /// [`DeviceError::NoRoom`] if a part of it is larger than the adapter allows.
    pub fn new(gpu: &Gpu, layer: &bert::Layer, width: usize) -> Result<Self, DeviceError> {
        Ok(Self {
            joint: Linear::new(gpu, &[&layer.query, &layer.key, &layer.value], false)?,
            attention: Attention::new(gpu, width, layer.heads)?,
            output: Linear::new(gpu, &[&layer.output], false)?,
            attention_norm: Norm::new(gpu, &layer.attention_norm),
            inner: Linear::new(gpu, &[&layer.inner], true)?,
            outer: Linear::new(gpu, &[&layer.outer], false)?,
            norm: Norm::new(gpu, &layer.norm),
        })
    }
}

impl Linear {
    /// Layers of the same input, side by side as one.
    fn new(gpu: &Gpu, parts: &[&layers::Linear], gelu: bool) -> Result<Self, DeviceError> {
        let inputs = parts.first().map_or(0, |part| part.weight().dims()[0]);
        let in_groups = groups(inputs);
        let mut out_groups = 0;
        for part in parts {
            out_groups += groups(part.weight().dims()[1]);
        }
        let mut weight = vec![0.0; in_groups * 4 * out_groups * 4]; // [inputs][outputs], both padded
        let bytes = (weight.len() * size_of::<f32>()) as u64;
        if bytes > gpu.most_bytes() || (out_groups * 4).div_ceil(TILE) > MOST_WORKGROUPS {
            return Err(DeviceError::NoRoom(format!("a layer of {inputs} inputs")));
        }
        let mut bias = Vec::with_capacity(out_groups * 4);
        for part in parts {
            let outputs = part.weight().dims()[1];
            let from = values(part.weight());
            let to = weight.chunks_exact_mut(out_groups * 4);
            for (from, to) in from.chunks_exact(outputs).zip(to) {
                to[bias.len()..][..outputs].copy_from_slice(from);
            }
            bias.extend(padded(&values(part.bias())));
        }
        let shape = LinearUniform {
            in_groups: in_groups as u32,
            out_groups: out_groups as u32,
            gelu: u32::from(gelu),
            room: 0,
        };
        Ok(Self {
            shape: gpu.uniform(&[shape]),
            weight: gpu.storage(&weight),
            bias: gpu.storage(&bias),
            out_groups,
        })
    }
}

impl Attention {
    fn new(gpu: &Gpu, width: usize, heads: usize) -> Result<Self, DeviceError> {
        let size = width / heads;
        let blocks = size.div_ceil(HEAD_NUMBERS);
        if heads * blocks > MOST_WORKGROUPS {
            return Err(DeviceError::NoRoom(format!("attention with {heads} heads")));
        }
        let shape = AttentionUniform {
            stride: groups(width) as u32 * 4,
            size: size as u32,
            blocks: blocks as u32,
            scale: (size as f32).sqrt().recip(),
        };
        Ok(Self { shape: gpu.uniform(&[shape]), workgroups: heads * blocks })
    }
}

impl Norm {
    fn new(gpu: &Gpu, norm: &layers::LayerNorm) -> Self {
        let gain = values(norm.weight());
        let shape = NormUniform {
            width: gain.len() as u32,
            stride: groups(gain.len()) as u32 * 4,
            epsilon: norm.epsilon() as f32,
            room: 0,
        };
        Self {
            shape: gpu.uniform(&[shape]),
            gain: gpu.storage(&padded(&gain)),
            bias: gpu.storage(&padded(&values(norm.bias()))),
        }
    }
}

/// Groups of four that so many numbers make.
pub fn groups(numbers: usize) -> usize {
    numbers.div_ceil(4)
}

/// Numbers, and zeros up to whole groups.
pub fn padded(numbers: &[f32]) -> Vec<f32> {
    let mut padded = numbers.to_vec();
    padded.resize(groups(numbers.len()) * 4, 0.0);
    padded
}

/// The numbers of a tensor on the CPU.
pub fn values<const D: usize>(tensor: &Tensor<D>) -> Vec<f32> {
    let data = tensor.clone().into_data();
    data.try_into_vec().expect("flex computes in f32, the type asked for")
}
