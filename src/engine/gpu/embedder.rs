//! Embedding on the GPU: one dispatch a layer, bias, shortcut and activation fused in.

use wgpu::BufferUsages;

use super::Gpu;
use crate::data::picture::Picture;
use crate::error::Kind;
use crate::models::{
    Activation, Backbone, ConvConfig, ConvNetConfig, ConvWeights, KMeansConfig, KMeansWeights,
    Normalisation,
};

/// Pictures that are embedded at once. More would fill a GPU better, and hold up Stop and memory.
const BATCH: usize = 8;

/// Threads of a workgroup, as in the shaders.
const THREADS: usize = 64;

/// Pixels that one thread computes of a convolution over all channels: of all of them in reading
/// order where the kernel is one pixel, of a row otherwise.
const PIXELS_A_THREAD: usize = 4;

/// A backbone on the GPU.
#[derive(Debug)]
pub struct Embedder {
    gpu: Gpu,
    dispatches: Vec<Dispatch>,
    input: wgpu::Buffer,
    output: wgpu::Buffer,
    normalisation: Normalisation,
    input_size: usize,
    /// Channels of each cell of the grid, and how many cells there are.
    cells: (usize, usize),
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
        let mut builder = Builder::new(gpu);
        let input_size = backbone.input_size();
        let input = pictures(gpu, input_size, 3);
        let (features, size, channels, grid) = match backbone {
            Backbone::ConvNet { config, weights } => {
                let size = config.output_sizes().last().copied().unwrap_or(input_size);
                let channels = config.layers.last().map_or(3, |layer| layer.outputs);
                let features = builder.conv_net(config, weights, &input);
                (features, size, channels, config.grid)
            }
            Backbone::KMeans { config, weights } => {
                let features = builder.kmeans(config, weights, &input);
                (features, config.patches(), config.centroids, config.grid)
            }
        };
        let output = builder.pool(&features, size, channels, grid);
        Self {
            gpu: gpu.clone(),
            dispatches: builder.dispatches,
            input,
            output,
            normalisation: backbone.normalisation(),
            input_size,
            cells: (channels, grid * grid),
        }
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
            let mut planes = picture.values.clone();
            self.normalisation.apply(&mut planes);
            for (channel, plane) in planes.chunks_exact(pixels).enumerate() {
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
        let (channels, cells) = self.cells;
        let stride = groups(channels) * 4; // of one cell, padded
        let read = self.gpu.read(&[(&self.output, count * cells * stride)]).await?;
        let rows = read.iter().flat_map(|values| values.chunks_exact(cells * stride));
        let unpadded = |row: &[f32]| {
            row.chunks_exact(stride).flat_map(|cell| &cell[..channels]).copied().collect()
        };
        Ok(rows.map(unpadded).collect())
    }
}

/// Room for the pictures of a batch, `size` pixels a side.
fn pictures(gpu: &Gpu, size: usize, channels: usize) -> wgpu::Buffer {
    let bytes = BATCH * size * size * groups(channels) * size_of::<[f32; 4]>();
    gpu.zeros(bytes as u64, BufferUsages::STORAGE)
}

/// Puts layers one after the other.
struct Builder<'a> {
    gpu: &'a Gpu,
    full: wgpu::ComputePipeline,
    depthwise: wgpu::ComputePipeline,
    pointwise: wgpu::ComputePipeline,
    dispatches: Vec<Dispatch>,
}

impl<'a> Builder<'a> {
    fn new(gpu: &'a Gpu) -> Self {
        let common = include_str!("shaders/layer.wgsl");
        let shader = |name: &str, source: &str| gpu.pipeline(name, &format!("{common}{source}"));
        Self {
            gpu,
            full: shader("full convolution", include_str!("shaders/full.wgsl")),
            depthwise: shader("depthwise convolution", include_str!("shaders/depthwise.wgsl")),
            pointwise: shader("pointwise convolution", include_str!("shaders/pointwise.wgsl")),
            dispatches: Vec::new(),
        }
    }

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
                .take(sizes[index] * sizes[index] * groups(layer.outputs))
                .unwrap_or_else(|| pictures(self.gpu, sizes[index], layer.outputs));
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
        let described = pictures(self.gpu, size, config.components);
        let filters =
            ConvWeights { kernel: weights.filters.clone(), bias: vec![0.0; config.components] };
        let buffers = [input, input, &described];
        self.convolution(&config.filter_bank(), &filters, config.input_size, buffers);

        let contrast = self.gpu.pipeline("contrast", include_str!("shaders/contrast.wgsl"));
        let shape =
            [config.input_size, config.patch, config.stride, size, groups(config.components)];
        let mut shape = shape.map(|value| value as u32).to_vec();
        shape.push(KMeansConfig::CONTRAST_FLOOR.to_bits());
        shape.extend([0, 0]);
        let bindings = self.gpu.bind(
            &contrast,
            &[
                self.gpu.uniform(&shape).as_entire_binding(),
                input.as_entire_binding(),
                self.gpu.storage(&pad(&weights.mean)).as_entire_binding(),
                described.as_entire_binding(),
            ],
        );
        self.push(&contrast, bindings, size * size);

        // `|c|^2 - 2 c.x`, so that only `|x|^2` is left to add.
        let squares = weights.centroids.chunks_exact(config.components);
        let comparison = ConvWeights {
            kernel: weights.centroids.iter().map(|value| -2.0 * value).collect(),
            bias: squares.map(|c| c.iter().map(|value| value * value).sum()).collect(),
        };
        let near = pictures(self.gpu, size, config.centroids);
        let buffers = [&described, &described, &near];
        self.convolution(&config.comparison(), &comparison, size, buffers);

        let nearness = self.gpu.pipeline("nearness", include_str!("shaders/nearness.wgsl"));
        let shape = [size * size, groups(config.components), config.centroids, 0];
        let bindings = self.gpu.bind(
            &nearness,
            &[
                self.gpu.uniform(&shape.map(|value| value as u32)).as_entire_binding(),
                described.as_entire_binding(),
                near.as_entire_binding(),
            ],
        );
        self.push(&nearness, bindings, size * size);
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
        let pool = self.gpu.pipeline("pool", include_str!("shaders/pool.wgsl"));
        let output = pictures(self.gpu, grid, channels);
        let shape = [size, groups(channels), grid, 0].map(|value| value as u32);
        let bindings = self.gpu.bind(
            &pool,
            &[
                self.gpu.uniform(&shape).as_entire_binding(),
                features.as_entire_binding(),
                output.as_entire_binding(),
            ],
        );
        self.push(&pool, bindings, groups(channels) * grid * grid);
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
        let is_pointwise = !layer.depthwise && layer.kernel == 1 && layer.stride == 1;
        let pipeline = match (layer.depthwise, is_pointwise) {
            (true, _) => self.depthwise.clone(),
            (false, true) => self.pointwise.clone(),
            (false, false) => self.full.clone(),
        };
        let [from, earlier, output] = buffers;
        let bindings = self.gpu.bind(
            &pipeline,
            &[
                self.gpu.uniform(&layer_uniform(layer, size)).as_entire_binding(),
                from.as_entire_binding(),
                self.gpu.storage(&pack_kernel(layer, weights)).as_entire_binding(),
                self.gpu.storage(&pad(&weights.bias)).as_entire_binding(),
                earlier.as_entire_binding(),
                output.as_entire_binding(),
            ],
        );
        let side = layer.output_size(size);
        let threads = match (layer.depthwise, is_pointwise) {
            (true, _) => side * side,
            (false, true) => (side * side).div_ceil(PIXELS_A_THREAD),
            (false, false) => side * side.div_ceil(PIXELS_A_THREAD),
        };
        self.push(&pipeline, bindings, threads * groups(layer.outputs));
    }

    /// The next dispatch, of so many threads a picture.
    fn push(
        &mut self,
        pipeline: &wgpu::ComputePipeline,
        bindings: wgpu::BindGroup,
        threads: usize,
    ) {
        let workgroups = threads.div_ceil(THREADS) as u32;
        self.dispatches.push(Dispatch { pipeline: pipeline.clone(), bindings, workgroups });
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
        layer.zeros(size).0 as u32,
        activation(layer.activation),
        u32::from(layer.shortcut.is_some()),
        0,
        0,
        0,
    ]
}

/// How `layer.wgsl` counts activations.
fn activation(activation: Activation) -> u32 {
    match activation {
        Activation::Linear => 0,
        Activation::Relu => 1,
        Activation::Relu6 => 2,
    }
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
