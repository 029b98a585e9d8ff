//! Whitening of patches: principal components with their deviations divided out.

use burn::tensor::{Device, Tensor, TensorData};

use super::lloyd::in_parts;
use super::principal::{covariance, eigen, mean};
use crate::models::KMeansConfig;

/// Added to the eigenvalues of the patches' covariance, so that noise is not blown up. The paper's
/// 0.1 for patches of contrast 1 (Coates, Ng and Lee 2011).
const FLOOR: f64 = 0.1;

/// The linear step that whitens patches.
#[derive(Debug, Clone, PartialEq)]
pub struct Whitening {
    /// `[components, values]`. They take off a patch's own mean too.
    pub filters: Vec<f32>,
    /// `[components]`: of the mean patch.
    pub mean: Vec<f32>,
}

impl Whitening {
    /// Fits it to normalised patches, `[patches, values]`.
    pub fn fit(patches: &[f32], config: &KMeansConfig) -> Self {
        let values = config.patch_values();
        let mean = mean(patches, values);
        let found = eigen(covariance(patches, &mean, values), values);
        Self::of(&found, &mean, config)
    }

    /// The one for patches of this mean and of these eigenvalues and eigenvectors, as
    /// [`eigen`] gives them, of their covariance.
    pub fn of(
        (eigenvalues, vectors): &(Vec<f64>, Vec<f64>),
        mean: &[f64],
        config: &KMeansConfig,
    ) -> Self {
        let values = config.patch_values();
        let mut order: Vec<usize> = (0..values).collect();
        order.sort_by(|&a, &b| eigenvalues[b].total_cmp(&eigenvalues[a]));
        let mut whitening = Self { filters: Vec::new(), mean: Vec::new() };
        for &component in &order[..config.components] {
            let scale = 1.0 / (eigenvalues[component].max(0.0) + FLOOR).sqrt();
            let filter: Vec<f64> =
                (0..values).map(|at| vectors[at * values + component] * scale).collect();
            let whitened_mean = filter.iter().zip(mean).map(|(f, m)| f * m).sum::<f64>();
            // A filter that sums to zero sees nothing of a patch's own mean.
            let own_mean = filter.iter().sum::<f64>() / values as f64;
            whitening.filters.extend(filter.iter().map(|f| (f - own_mean) as f32));
            whitening.mean.push(whitened_mean as f32);
        }
        whitening
    }

    /// Whitens normalised patches, `[patches, values]`: `[patches, components]`.
    pub fn apply(&self, patches: &[f32], threads: usize) -> Vec<f32> {
        let components = self.mean.len();
        let values = self.filters.len() / components;
        let device = Device::flex();
        let filters = Tensor::<2>::from_data(
            TensorData::new(self.filters.clone(), [components, values]),
            &device,
        )
        .transpose();
        let mean =
            Tensor::<1>::from_data(TensorData::new(self.mean.clone(), [components]), &device);
        let parts = in_parts(patches, values, threads, |part| {
            let rows = part.len() / values;
            let part =
                Tensor::<2>::from_data(TensorData::new(part.to_vec(), [rows, values]), &device);
            let whitened = part.matmul(filters.clone()) - mean.clone().unsqueeze();
            let whitened: Vec<f32> =
                whitened.into_data().try_into_vec().expect("everything is computed in f32");
            whitened
        });
        parts.concat()
    }
}
