//! The layers of a backbone, put one after the other on the GPU.

use wgpu::BufferUsages;

use bytemuck::Pod;

use super::Gpu;
use super::convolution::{self, Shader, Share, groups};
use super::layouts::{ComparisonUniform, NormalisationUniform, PatchesUniform, PoolUniform};
use crate::models::{
    Backbone, ConvConfig, ConvNetConfig, ConvWeights, KMeansConfig, KMeansWeights, Normalisation,
};

/// Threads of a workgroup, as in the shaders.
const THREADS: usize = 64;

/// Threads that keep a GPU busy. With fewer, those that compute less each are done sooner.
const ENOUGH_THREADS: usize = 1024;

/// A backbone's layers, ready to run.
#[derive(Debug)]
pub struct Network {
    layers: Vec<Layer>,
    /// Where the embeddings will be: `[pictures][cells][groups][4]`.
    pub output: wgpu::Buffer,
}

/// One layer: the ways to compute it, from the one with the most threads to the one with the fewest.
#[derive(Debug)]
pub struct Layer(Vec<Dispatch>);

#[derive(Debug)]
struct Dispatch {
    pipeline: wgpu::ComputePipeline,
    bindings: wgpu::BindGroup,
    share: Share,
}

impl Layer {
    /// Runs it for so many pictures.
    pub fn run(&self, pass: &mut wgpu::ComputePass<'_>, pictures: usize) {
        let enough = |way: &&Dispatch| way.share.threads(pictures) >= ENOUGH_THREADS;
        let Some(way) = self.0.iter().rev().find(enough).or(self.0.first()) else { return };
        pass.set_pipeline(&way.pipeline);
        pass.set_bind_group(0, &way.bindings, &[]);
        let workgroups = way.share.threads(pictures).div_ceil(THREADS);
        pass.dispatch_workgroups(workgroups as u32, 1, 1);
    }
}

impl Network {
    /// Puts a backbone on the GPU that reads its pictures from `input`, which [`room`] was made for.
    pub fn new(gpu: &Gpu, backbone: &Backbone, input: &wgpu::Buffer, pictures: usize) -> Self {
        let mut builder = Builder { gpu, pictures, layers: Vec::new() };
        let output = match backbone {
            Backbone::ConvNet { config, weights } => {
                let size = config.output_sizes().last().copied().unwrap_or(config.input_size);
                let channels = config.layers.last().map_or(3, |layer| layer.outputs);
                let features = builder.conv_net(config, weights, input);
                builder.pool(&features, size, channels, config.grid)
            }
            Backbone::KMeans { config, weights } => {
                let features = builder.kmeans(config, weights, input);
                builder.pool(&features, config.patches(), config.centroids, config.grid)
            }
        };
        Self { layers: builder.layers, output }
    }

    /// Runs all layers for so many pictures.
    pub fn run(&self, pass: &mut wgpu::ComputePass<'_>, pictures: usize) {
        for layer in &self.layers {
            layer.run(pass, pictures);
        }
    }
}

/// What makes numbers of the bytes of pictures of `size` pixels a side, for a network to read.
pub fn unpack(
    gpu: &Gpu,
    normalisation: Normalisation,
    (size, pictures): (usize, usize),
    [bytes, output]: [&wgpu::Buffer; 2],
) -> Layer {
    // Bytes arrive from 0 to 1, and pictures are from -1 to 1.
    let scale = normalisation.scale.map(|scale| 2.0 * scale);
    let shift: [f32; 3] = std::array::from_fn(|i| normalisation.shift[i] - normalisation.scale[i]);
    let pixels = size * size;
    let shape = NormalisationUniform {
        scale: with_opacity(scale),
        shift: with_opacity(shift),
        pixels: (pictures * pixels) as u32,
        room: [0; 3],
    };
    let mut builder = Builder { gpu, pictures, layers: Vec::new() };
    builder.push("unpack", include_str!("shaders/unpack.wgsl"), (shape, pixels), &[bytes, output]);
    Layer(builder.layers.into_iter().flat_map(|layer| layer.0).collect())
}

/// A number for each channel, and none of opacity.
fn with_opacity([red, green, blue]: [f32; 3]) -> [f32; 4] {
    [red, green, blue, 0.0]
}

/// Room for so many pictures of `size` pixels a side.
pub fn room(gpu: &Gpu, pictures: usize, size: usize, channels: usize) -> wgpu::Buffer {
    gpu.zeros(bytes(pictures, size, channels), BufferUsages::STORAGE)
}

fn bytes(pictures: usize, size: usize, channels: usize) -> u64 {
    (pictures * size * size * groups(channels) * size_of::<[f32; 4]>()) as u64
}

/// Puts layers one after the other.
struct Builder<'a> {
    gpu: &'a Gpu,
    pictures: usize,
    layers: Vec<Layer>,
}

impl Builder<'_> {
    /// All convolutions of a network. Returns where the last one's output will be.
    fn conv_net(
        &mut self,
        config: &ConvNetConfig,
        weights: &[ConvWeights],
        input: &wgpu::Buffer,
    ) -> wgpu::Buffer {
        let sizes = config.output_sizes();
        let mut outputs: Vec<wgpu::Buffer> = Vec::new();
        let mut free = FreeBuffers::default();
        for (index, (layer, weights)) in config.layers.iter().zip(weights).enumerate() {
            let source = layer.source.or(index.checked_sub(1));
            let (size, from) = match source {
                Some(source) => (sizes[source], &outputs[source]),
                None => (config.input_size, input),
            };
            let output = free
                .take(bytes(self.pictures, sizes[index], layer.outputs))
                .unwrap_or_else(|| self.room(sizes[index], layer.outputs));
            let earlier = layer.shortcut.map(|earlier| &outputs[earlier]);
            self.convolution(layer, weights, size, [from, earlier.unwrap_or(from), &output]);
            outputs.push(output);
            // What no later layer reads may be written over from the next layer on.
            let reads = |reader: usize, output: usize| {
                let layer = &config.layers[reader];
                layer.source.or(reader.checked_sub(1)) == Some(output)
                    || layer.shortcut == Some(output)
            };
            let later = index + 1..config.layers.len();
            for (earlier, buffer) in outputs.iter().enumerate() {
                if reads(index, earlier) && !later.clone().any(|later| reads(later, earlier)) {
                    free.give(buffer.clone());
                }
            }
        }
        outputs.pop().unwrap_or_else(|| input.clone())
    }

    /// Whitens patches, and compares them with the centroids. Returns where the nearnesses will be.
    fn kmeans(
        &mut self,
        config: &KMeansConfig,
        weights: &KMeansWeights,
        input: &wgpu::Buffer,
    ) -> wgpu::Buffer {
        let size = config.patches();
        let described = self.room(size, config.components);
        let filters =
            ConvWeights { kernel: weights.filters.clone(), bias: vec![0.0; config.components] };
        let buffers = [input, input, &described];
        self.convolution(&config.filter_bank(), &filters, config.input_size, buffers);

        let components = groups(config.components);
        let shape = PatchesUniform {
            size: config.input_size as u32,
            side: config.patch as u32,
            stride: config.stride as u32,
            count: size as u32,
            groups: components as u32,
            floor: KMeansConfig::CONTRAST_FLOOR,
            pictures: self.pictures as u32,
            room: 0,
        };
        let mut mean = weights.mean.clone();
        mean.resize(components * 4, 0.0);
        let mean = self.gpu.storage(&mean);
        let shader = include_str!("shaders/contrast.wgsl");
        self.push("contrast", shader, (shape, size * size), &[input, &mean, &described]);

        // `|c|^2 - 2 c.x`, so that only `|x|^2` is left to add.
        let squares = weights.centroids.chunks_exact(config.components);
        let comparison = ConvWeights {
            kernel: weights.centroids.iter().map(|value| -2.0 * value).collect(),
            bias: squares.map(|c| c.iter().map(|value| value * value).sum()).collect(),
        };
        let near = self.room(size, config.centroids);
        let buffers = [&described, &described, &near];
        self.convolution(&config.comparison(), &comparison, size, buffers);

        let shape = ComparisonUniform {
            patches: (self.pictures * size * size) as u32,
            components: components as u32,
            centroids: config.centroids as u32,
            room: 0,
        };
        let shader = include_str!("shaders/nearness.wgsl");
        self.push("nearness", shader, (shape, size * size), &[&described, &near]);
        near
    }

    /// The means over the cells of a grid. Returns where they will be.
    fn pool(
        &mut self,
        features: &wgpu::Buffer,
        size: usize,
        channels: usize,
        grid: usize,
    ) -> wgpu::Buffer {
        let output = self.room(grid, channels);
        let shape = PoolUniform {
            size: size as u32,
            groups: groups(channels) as u32,
            grid: grid as u32,
            pictures: self.pictures as u32,
        };
        let threads = groups(channels) * grid * grid;
        let shader = include_str!("shaders/pool.wgsl");
        self.push("pool", shader, (shape, threads), &[features, &output]);
        output
    }

    /// One convolution of an input of `size` pixels. `buffers`: what it reads, what is added, what
    /// it writes.
    fn convolution(
        &mut self,
        layer: &ConvConfig,
        weights: &ConvWeights,
        size: usize,
        buffers: [&wgpu::Buffer; 3],
    ) {
        let [from, earlier, output] = buffers;
        let uniform = self.gpu.uniform(&[convolution::uniform(layer, size, self.pictures)]);
        let kernel = self.gpu.storage(&convolution::kernel(layer, weights));
        let bias = self.gpu.storage(&convolution::bias(weights));
        let ways = convolution::shaders(layer, layer.output_size(size));
        let buffers = [&uniform, from, &kernel, &bias, earlier, output];
        self.layers.push(Layer(ways.iter().map(|way| self.dispatch(way, &buffers)).collect()));
    }

    /// A layer that one shader computes: its uniform, its threads a picture, and its buffers.
    fn push(
        &mut self,
        label: &'static str,
        shader: &str,
        (uniform, threads): (impl Pod, usize),
        buffers: &[&wgpu::Buffer],
    ) {
        let share = Share { pixels: threads, at_once: 1, side_by_side: 1 };
        let shader = Shader { label, source: shader.into(), share };
        let uniform = self.gpu.uniform(&[uniform]);
        let all: Vec<_> = std::iter::once(&uniform).chain(buffers.iter().copied()).collect();
        self.layers.push(Layer(vec![self.dispatch(&shader, &all)]));
    }

    fn dispatch(&self, shader: &Shader, buffers: &[&wgpu::Buffer]) -> Dispatch {
        let pipeline = self.gpu.pipeline(shader.label, &shader.source);
        let bindings: Vec<_> = buffers.iter().map(|buffer| buffer.as_entire_binding()).collect();
        Dispatch { bindings: self.gpu.bind(&pipeline, &bindings), pipeline, share: shader.share }
    }

    fn room(&self, size: usize, channels: usize) -> wgpu::Buffer {
        room(self.gpu, self.pictures, size, channels)
    }
}

/// Buffers that nothing reads any more, to be written again.
#[derive(Default)]
struct FreeBuffers(Vec<wgpu::Buffer>);

impl FreeBuffers {
    fn give(&mut self, buffer: wgpu::Buffer) {
        self.0.push(buffer);
    }

    /// A buffer of at least so many bytes.
    fn take(&mut self, bytes: u64) -> Option<wgpu::Buffer> {
        let fits = self.0.iter().position(|buffer| buffer.size() >= bytes)?;
        Some(self.0.swap_remove(fits))
    }
}
