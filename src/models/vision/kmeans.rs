//! A bank of filters found by k-means on whitened patches, with soft assignment and pooling over a
//! grid (Coates, Ng and Lee 2011, "An Analysis of Single-Layer Networks in Unsupervised Feature
//! Learning", <https://proceedings.mlr.press/v15/coates11a.html>).
//!
//! Each patch of the picture is brought to mean 0 and contrast 1, whitened, and compared with every
//! centroid. Both linear parts, taking off the patch's mean and whitening, are one convolution;
//! dividing by the contrast comes after it.

use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData};

use super::convnet::pool;
use crate::error::WeightsError;
use crate::models::{Activation, Array, Backbone, ConvConfig, Padding, Pretrained, Weights};

/// What is the same for every file: side of the picture, step between patches, cells of the grid.
const INPUT_SIZE: usize = 64;
const STRIDE: usize = 2;
const GRID: usize = 2;

/// The sizes that files usually have, given where one does not fit.
const USUAL_FILTERS: [usize; 4] = [96, 3, 8, 8];
const USUAL_CENTROIDS: [usize; 2] = [800, 96];

/// The most centroids that are taken from a file. Every patch of a picture is compared with each, and
/// a few bytes of file make a centroid.
const MOST_CENTROIDS: usize = 4096;

/// Sizes of a k-means backbone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KMeansConfig {
    /// Side of the square picture, in pixels.
    pub input_size: usize,
    /// Side of a patch, in pixels.
    pub patch: usize,
    /// Step between patches, in pixels.
    pub stride: usize,
    /// Numbers that a whitened patch is described by: the principal components that are kept.
    pub components: usize,
    /// Centroids that patches are compared with: as many numbers for each cell of the grid.
    pub centroids: usize,
    /// Cells of the grid along each axis: 2 is quadrants.
    pub grid: usize,
}

/// Weights of a k-means backbone.
#[derive(Debug, Clone, PartialEq)]
pub struct KMeansWeights {
    /// `[components, 3, patch, patch]`: takes off a patch's mean and whitens it.
    pub filters: Vec<f32>,
    /// `[components]`: the whitened mean patch, taken off after the contrast is divided out.
    pub mean: Vec<f32>,
    /// `[centroids, components]`, each in the space of whitened patches.
    pub centroids: Vec<f32>,
}

impl KMeansConfig {
    /// Added to a patch's variance, so that noise in a flat one is not blown up. The paper's 10 for
    /// pixels from 0 to 255, in pixels from -1 to 1.
    pub const CONTRAST_FLOOR: f32 = 10.0 / (127.5 * 127.5);

    /// Numbers in one patch.
    pub fn patch_values(&self) -> usize {
        3 * self.patch * self.patch
    }

    /// Patches along an axis of the picture.
    pub fn patches(&self) -> usize {
        self.filter_bank().output_size(self.input_size)
    }

    /// Numbers in the embedding: one for every centroid and cell of the grid.
    pub fn embedding_size(&self) -> usize {
        self.centroids * self.grid * self.grid
    }

    /// The linear part of describing a patch.
    pub fn filter_bank(&self) -> ConvConfig {
        ConvConfig::new("filters", 3, self.components, self.patch)
            .with_stride(self.stride)
            .with_padding(Padding::None)
            .with_activation(Activation::Linear)
    }

    /// The scalar products with all centroids.
    pub fn comparison(&self) -> ConvConfig {
        ConvConfig::new("centroids", self.components, self.centroids, 1)
            .with_activation(Activation::Linear)
    }

    /// Multiplications that one picture takes.
    pub fn multiplications(&self) -> usize {
        let patches = self.patches();
        self.filter_bank().multiplications(patches) + self.comparison().multiplications(patches)
    }

    /// The backbone on `device`.
    pub fn init(&self, weights: &KMeansWeights, device: &Device) -> KMeans {
        let tensor = |values: &[f32], shape: [usize; 4]| {
            Tensor::from_data(TensorData::new(values.to_vec(), shape), device)
        };
        let centroids = tensor(&weights.centroids, [self.centroids, self.components, 1, 1]);
        KMeans {
            config: *self,
            filters: tensor(&weights.filters, self.filter_bank().kernel_shape()),
            mean: tensor(&weights.mean, [1, self.components, 1, 1]),
            squares: centroids.clone().square().sum_dim(1).reshape([1, self.centroids, 1, 1]),
            centroids,
            box_filter: Tensor::ones([1, 3, self.patch, self.patch], device)
                / self.patch_values() as f32,
        }
    }
}

impl KMeansWeights {
    /// Every centroid as the picture of a patch, `[3, patch, patch]`, of mean about 0 and contrast
    /// about 1, so that values lie beyond -1 and 1 too.
    ///
    /// Undoes whitening: the filters are principal components, so their rows are orthogonal, and the
    /// pseudo-inverse of such a matrix has every row divided by its squared length as a column. What
    /// the filters do not see is zero.
    pub fn pictures(&self, config: &KMeansConfig) -> Vec<Vec<f32>> {
        let filters: Vec<(&[f32], f32)> = self
            .filters
            .chunks_exact(config.patch_values())
            .map(|filter| (filter, filter.iter().map(|value| value * value).sum()))
            .collect();
        let picture = |centroid: &[f32]| {
            let mut picture = vec![0.0; config.patch_values()];
            for ((filter, square), (value, mean)) in
                filters.iter().zip(centroid.iter().zip(&self.mean))
            {
                // A filter of zeros sees nothing.
                if *square > 0.0 {
                    let amount = (value + mean) / square;
                    picture.iter_mut().zip(*filter).for_each(|(sum, x)| *sum += amount * x);
                }
            }
            picture
        };
        self.centroids.chunks_exact(config.components).map(picture).collect()
    }
}

/// The trained weights as they are kept in a file. Of the sizes, only those that follow from the
/// shapes are kept: pictures of 64 pixels, a step of 2 and a grid of 2 are taken for granted.
pub fn to_weights(config: &KMeansConfig, weights: &KMeansWeights) -> Weights {
    let filters = Array {
        shape: config.filter_bank().kernel_shape().to_vec(),
        values: weights.filters.clone(),
    };
    let mean = Array { shape: vec![config.components], values: weights.mean.clone() };
    let centroids = Array {
        shape: vec![config.centroids, config.components],
        values: weights.centroids.clone(),
    };
    [("filters", filters), ("mean", mean), ("centroids", centroids)]
        .map(|(name, array)| (name.to_string(), array))
        .into_iter()
        .collect()
}

/// Reads what [`to_weights`] made.
///
/// # Errors
/// Those of [`Reader::get`](crate::models::Reader::get) and [`Reader::finish`](crate::models::Reader::finish).
pub fn read(weights: &Weights) -> Result<Pretrained, WeightsError> {
    let mut reader = weights.reader();
    let patch = reader.length("filters", 2, &USUAL_FILTERS, 2..=INPUT_SIZE / 2)?;
    // A patch has no more components than numbers.
    let components = reader.length("filters", 0, &USUAL_FILTERS, 1..=3 * patch * patch)?;
    let centroids = reader.length("centroids", 0, &USUAL_CENTROIDS, 1..=MOST_CENTROIDS)?;
    let config = KMeansConfig {
        input_size: INPUT_SIZE,
        patch,
        stride: STRIDE,
        components,
        centroids,
        grid: GRID,
    };
    let weights = KMeansWeights {
        filters: reader.get("filters", &config.filter_bank().kernel_shape())?.to_vec(),
        mean: reader.get("mean", &[components])?.to_vec(),
        centroids: reader.get("centroids", &[centroids, components])?.to_vec(),
    };
    reader.finish()?;
    Ok(Pretrained {
        architecture: "Headstart filter bank".into(),
        backbone: Backbone::KMeans { config, weights },
        classifier: None,
        decoder: None,
    })
}

/// A k-means backbone in burn.
#[derive(Debug, Clone)]
pub struct KMeans {
    config: KMeansConfig,
    filters: Tensor<4>,
    mean: Tensor<4>,
    centroids: Tensor<4>,
    /// Squared length of every centroid.
    squares: Tensor<4>,
    /// Gives the mean over a patch.
    box_filter: Tensor<4>,
}

impl KMeans {
    /// Embeds pictures: how near their patches are to each centroid, averaged over each cell of the grid.
    ///
    /// # Shapes
    /// - `pictures`: `[batch, 3, size, size]`
    /// - returns `[batch, grid * grid * centroids]`
    pub fn forward(&self, pictures: Tensor<4>) -> Tensor<2> {
        let distances = self.distances(self.describe(pictures));
        // The "triangle" of the paper's section 3.2.2: nearer than the mean distance, or nothing.
        let near = relu(distances.clone().mean_dim(1) - distances);
        pool(near, self.config.grid)
    }

    /// The whitened patches of pictures, row by row, as k-means compares them.
    ///
    /// # Shapes
    /// - `pictures`: `[batch, 3, size, size]`
    /// - returns `[batch, components, patches, patches]`
    pub fn describe(&self, pictures: Tensor<4>) -> Tensor<4> {
        let bank = self.config.filter_bank();
        let mean_of = |x| {
            let one = ConvConfig { outputs: 1, ..bank.clone() };
            one.convolve(x, self.box_filter.clone(), None) // [batch, 1, patches, patches]
        };
        let mean = mean_of(pictures.clone());
        let variance = relu(mean_of(pictures.clone().square()) - mean.square());
        let contrast = (variance + KMeansConfig::CONTRAST_FLOOR).sqrt();
        bank.convolve(pictures, self.filters.clone(), None) / contrast - self.mean.clone()
    }

    /// Distances of whitened patches to every centroid: `|x - c|^2 = |x|^2 - 2 c.x + |c|^2`.
    ///
    /// # Shapes
    /// - `patches`: `[batch, components, height, width]`
    /// - returns `[batch, centroids, height, width]`
    fn distances(&self, patches: Tensor<4>) -> Tensor<4> {
        let lengths = patches.clone().square().sum_dim(1); // [batch, 1, height, width]
        let products = self.config.comparison().convolve(patches, self.centroids.clone(), None);
        // Rounding may take it a little below zero.
        relu(products * -2.0 + lengths + self.squares.clone()).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::WeightsError;

    const CONFIG: KMeansConfig =
        KMeansConfig { input_size: 5, patch: 2, stride: 1, components: 2, centroids: 2, grid: 2 };

    /// The filters look at the red and at the green of a patch's first pixel.
    fn net() -> KMeans {
        let mut filters = vec![0.0; 2 * 12];
        filters[0] = 1.0;
        filters[12 + 4] = 1.0;
        let centroids = vec![1.0, 0.0, 0.0, 1.0];
        CONFIG.init(&KMeansWeights { filters, mean: vec![0.5, 0.0], centroids }, &Device::flex())
    }

    /// Filters as whitening gives them: orthogonal, of different lengths, blind to a patch's mean.
    fn orthogonal_filters(components: usize, values: usize) -> Vec<f32> {
        let mut filters: Vec<Vec<f64>> = vec![vec![1.0; values]];
        for component in 0..components {
            let mut filter: Vec<f64> =
                (0..values).map(|i| ((i * (component + 2) * 7) as f64).sin()).collect();
            for earlier in &filters {
                let dot = |a: &[f64]| a.iter().zip(earlier).map(|(a, b)| a * b).sum::<f64>();
                let share = dot(&filter) / dot(earlier);
                filter.iter_mut().zip(earlier).for_each(|(a, b)| *a -= share * b);
            }
            filters.push(filter);
        }
        let lengths = (1..=components).map(|component| 0.2 * component as f64);
        let scaled = filters[1..].iter().zip(lengths).flat_map(|(filter, length)| {
            let norm = filter.iter().map(|x| x * x).sum::<f64>().sqrt();
            filter.iter().map(move |x| (x * length / norm) as f32)
        });
        scaled.collect()
    }

    #[test]
    fn a_centroid_s_picture_is_described_as_the_centroid() {
        let config = KMeansConfig {
            input_size: 4,
            patch: 4,
            stride: 2,
            components: 6,
            centroids: 3,
            grid: 1,
        };
        let numbers = |count: usize, step: f32| (0..count).map(move |i| (i as f32 * step).cos());
        let weights = KMeansWeights {
            filters: orthogonal_filters(config.components, config.patch_values()),
            mean: numbers(config.components, 1.7).map(|x| 0.1 * x).collect(),
            centroids: numbers(config.centroids * config.components, 2.3).collect(),
        };
        let net = config.init(&weights, &Device::flex());
        let pictures = weights.pictures(&config);
        assert_eq!(pictures.len(), config.centroids);
        for (picture, centroid) in pictures.iter().zip(weights.centroids.chunks(6)) {
            let mean = picture.iter().sum::<f32>() / 48.0;
            assert!(mean.abs() < 1e-4, "{mean}");
            let square = picture.iter().map(|x| x * x).sum::<f32>() / 48.0;
            let contrast = (square + KMeansConfig::CONTRAST_FLOOR).sqrt();
            let patch = TensorData::new(picture.clone(), [1, 3, 4, 4]);
            let described = net.describe(Tensor::from_data(patch, &Device::flex()));
            let described: Vec<f32> = described.into_data().try_into_vec().expect("it is f32");
            for (k, (described, expected)) in described.iter().zip(centroid).enumerate() {
                // The backbone divides by the contrast, which is that of patches at their best: 1.
                let undone = (described + weights.mean[k]) * contrast - weights.mean[k];
                assert!((undone - expected).abs() < 1e-4, "{undone} {expected}");
            }
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let config = KMeansConfig { input_size: INPUT_SIZE, stride: STRIDE, grid: GRID, ..CONFIG };
        let weights = KMeansWeights {
            filters: (0..24).map(|i| i as f32).collect(),
            mean: vec![0.5, 0.25],
            centroids: vec![1.0, 2.0, 3.0, 4.0],
        };
        let file = to_weights(&config, &weights);
        assert_eq!(file.shape("filters"), Some([2, 3, 2, 2].as_slice()));
        let pretrained = read(&file).expect("it is whole");
        assert_eq!(pretrained.backbone, Backbone::KMeans { config, weights });
    }

    #[test]
    fn files_of_absurd_sizes_are_refused() {
        for (filters, centroids) in [
            ([0, 3, 2, 2], [2, 0]),
            ([13, 3, 2, 2], [2, 13]),
            ([2, 3, 0, 0], [2, 2]),
            ([2, 3, 64, 64], [2, 2]),
            ([2, 3, 2, 2], [0, 2]),
            ([2, 3, 2, 2], [5000, 2]),
        ] {
            let array = |shape: &[usize]| Array {
                shape: shape.to_vec(),
                values: vec![0.0; shape.iter().product()],
            };
            let arrays = [
                ("filters", array(&filters)),
                ("mean", array(&[filters[0]])),
                ("centroids", array(&centroids)),
            ];
            let weights =
                arrays.map(|(name, array)| (name.to_string(), array)).into_iter().collect();
            assert!(matches!(read(&weights), Err(WeightsError::WrongShape { .. })), "{filters:?}");
        }
    }

    #[test]
    fn sizes_follow_from_the_patches() {
        assert_eq!(CONFIG.patches(), 4);
        assert_eq!(CONFIG.embedding_size(), 8);
        assert_eq!(CONFIG.multiplications(), 16 * (2 * 12 + 4));
    }

    #[test]
    fn contrast_is_divided_out_and_the_mean_patch_taken_off() {
        // Every patch has pixels of +-a, so that its mean is 0 and its contrast is a.
        for a in [0.5f32, 1.0] {
            let signs = (0..75).map(|i| if i % 2 == 0 { a } else { -a }).collect::<Vec<f32>>();
            let picture = TensorData::new(signs, [1, 3, 5, 5]);
            let patches = net().describe(Tensor::from_data(picture, &Device::flex()));
            let first: Vec<f32> = patches
                .narrow(2, 0, 1)
                .narrow(3, 0, 1)
                .into_data()
                .try_into_vec()
                .expect("it is f32");
            assert!((first[0] - 0.5).abs() < 0.01, "{first:?}");
            assert!((first[1] + 1.0).abs() < 0.01, "{first:?}");
        }
    }

    #[test]
    fn what_is_nearer_than_the_mean_distance_counts() {
        let black = Tensor::zeros([1, 3, 5, 5], &Device::flex());
        // Every patch is whitened to (-0.5, 0): distances 1.5 and 1.118, mean 1.309.
        let embedding: Vec<f32> =
            net().forward(black).into_data().try_into_vec().expect("it is f32");
        for cell in embedding.chunks(2) {
            assert_eq!(cell[0], 0.0);
            assert!((cell[1] - 0.191).abs() < 1e-3, "{cell:?}");
        }
    }
}
