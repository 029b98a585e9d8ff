//! Embedding on the GPU: one dispatch a layer, bias, shortcut and activation fused in.

use wgpu::BufferUsages;

use super::Gpu;
use super::convolution::groups;
use super::network::{self, Layer, Network};
use crate::data::picture::Picture;
use crate::error::Kind;
use crate::models::{Backbone, Normalisation};

/// Pictures that are embedded at once. More would hold up Stop, and memory. A multiple of eight: so is
/// then the number of pixels of all of them, which the shaders take up to eight at a time.
const BATCH: usize = 8;

/// Bytes of a pixel: red, green, blue, opacity.
const PIXEL: usize = 4;

/// A backbone on the GPU.
#[derive(Debug)]
pub struct Embedder {
    gpu: Gpu,
    network: Network,
    /// Makes `input` of `bytes`.
    unpack: Layer,
    bytes: wgpu::Buffer,
    input: wgpu::Buffer,
    normalisation: Normalisation,
    input_size: usize,
    /// Channels of each cell of the grid, and how many cells there are.
    cells: (usize, usize),
}

impl Embedder {
    /// Most pictures that are embedded at once.
    pub const BATCH: usize = BATCH;

    /// Puts a backbone on the GPU.
    pub fn new(gpu: &Gpu, backbone: &Backbone) -> Self {
        let input_size = backbone.input_size();
        let normalisation = backbone.normalisation();
        let bytes = (BATCH * input_size * input_size * PIXEL) as u64;
        let bytes = gpu.zeros(bytes, BufferUsages::STORAGE);
        let input = network::room(gpu, BATCH, input_size, 3);
        let grid = match backbone {
            Backbone::ConvNet { config, .. } => config.grid,
            Backbone::KMeans { config, .. } => config.grid,
        };
        let cells = grid * grid;
        Self {
            gpu: gpu.clone(),
            network: Network::new(gpu, backbone, &input, BATCH),
            unpack: network::unpack(gpu, normalisation, (input_size, BATCH), [&bytes, &input]),
            bytes,
            input,
            normalisation,
            input_size,
            cells: (backbone.embedding_size() / cells.max(1), cells),
        }
    }

    /// The embeddings of up to [`BATCH`](Self::BATCH) pictures as a canvas gives them: opaque pixels of
    /// red, green, blue and opacity, row by row, of the backbone's size.
    ///
    /// # Errors
    /// [`DeviceError::Lost`](crate::error::DeviceError::Lost) or [`DeviceError::Failed`](crate::error::DeviceError::Failed).
    pub async fn embed_rgba(&self, pictures: &[Vec<u8>]) -> Result<Vec<Vec<f32>>, Kind> {
        let pictures = &pictures[..pictures.len().min(BATCH)];
        debug_assert!(pictures.iter().all(|rgba| rgba.len() == self.pixels() * PIXEL));
        self.gpu.write(&self.bytes, &pictures.concat());
        self.run(pictures.len(), true).await
    }

    /// The embeddings of up to [`BATCH`](Self::BATCH) pictures.
    ///
    /// # Errors
    /// [`DeviceError::Lost`](crate::error::DeviceError::Lost) or [`DeviceError::Failed`](crate::error::DeviceError::Failed).
    pub async fn embed(&self, pictures: &[Picture]) -> Result<Vec<Vec<f32>>, Kind> {
        let count = pictures.len().min(BATCH);
        let pixels = self.pixels();
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
        self.run(count, false).await
    }

    /// Runs the network on the first `count` pictures, which still are bytes or are its input already.
    async fn run(&self, count: usize, bytes: bool) -> Result<Vec<Vec<f32>>, Kind> {
        if count == 0 {
            return Ok(Vec::new());
        }
        self.gpu.submit(|pass| {
            if bytes {
                self.unpack.run(pass, count);
            }
            self.network.run(pass, count);
        });
        let (channels, cells) = self.cells;
        let stride = groups(channels) * 4; // of one cell, padded
        let read = self.gpu.read(&[(&self.network.output, count * cells * stride)]).await?;
        let rows = read.iter().flat_map(|values| values.chunks_exact(cells * stride));
        let unpadded = |row: &[f32]| {
            row.chunks_exact(stride).flat_map(|cell| &cell[..channels]).copied().collect()
        };
        Ok(rows.map(unpadded).collect())
    }

    /// Pixels of a picture.
    fn pixels(&self) -> usize {
        self.input_size * self.input_size
    }
}
