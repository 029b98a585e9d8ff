//! Unsupervised pre-training by clustering: patches, whitening, k-means.
//!
//! After Coates, Ng and Lee 2011, <https://proceedings.mlr.press/v15/coates11a.html>. Lloyd's
//! iterations from random patches; a centroid that nothing is nearest to starts again at a random
//! patch.

use std::path::Path;

use anyhow::{Context, Result};
use burn::tensor::{Device, Tensor, TensorData};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use serde::{Deserialize, Serialize};

use super::dataset::Dataset;
use super::principal::{covariance, eigen};
use super::progress;
use super::training::{Workshop, replace};
use super::view::View;
use crate::models::{KMeansConfig, KMeansWeights};

/// The shipped filter bank.
pub const CONFIG: KMeansConfig =
    KMeansConfig { input_size: 64, patch: 8, stride: 2, components: 96, centroids: 800, grid: 2 };

/// Added to the eigenvalues of the patches' covariance, so that noise is not blown up. The paper's
/// 0.1 for patches of contrast 1.
const WHITENING_FLOOR: f64 = 0.1;

/// How clustering is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Seeds the patches and the first centroids.
    pub seed: u64,
    /// Patches to cluster.
    pub patches: usize,
    /// Lloyd's iterations.
    pub iterations: usize,
}

/// What a sitting goes on from.
#[derive(Serialize, Deserialize)]
struct Checkpoint {
    settings: Settings,
    iteration: usize,
    centroids: Vec<f32>,
    /// Mean squared distance to the nearest centroid, for every iteration.
    curve: Vec<f32>,
}

/// Clusters patches of the pictures. Returns the filter bank, and the mean squared distance to the
/// nearest centroid at every iteration.
///
/// # Errors
/// If the checkpoint cannot be read or written.
pub fn train(
    config: &KMeansConfig,
    datasets: &[Dataset],
    settings: &Settings,
    workshop: &Workshop,
) -> Result<(KMeansWeights, Vec<f32>)> {
    let (threads, checkpoint) = (workshop.threads, workshop.checkpoint.as_path());
    let patches = normalised_patches(config, datasets, settings);
    let whitening = Whitening::fit(&patches, config);
    let whitened = whitening.apply(&patches, threads);
    let mut state = match read_checkpoint(checkpoint, settings)? {
        Some(state) => state,
        None => {
            let mut rng = ChaCha8Rng::seed_from_u64(settings.seed);
            let mut patch = || random_patch(&whitened, config.components, &mut rng);
            let centroids = (0..config.centroids).flat_map(|_| patch()).collect();
            Checkpoint { settings: settings.clone(), iteration: 0, centroids, curve: Vec::new() }
        }
    };
    let bar = progress::bar(settings.iterations, state.iteration);
    let end = workshop.stop_after.map_or(settings.iterations, |some| some.min(settings.iterations));
    while state.iteration < end {
        let sums = assign(&whitened, &state.centroids, config, threads);
        let mut rng = ChaCha8Rng::seed_from_u64(settings.seed);
        rng.set_stream(state.iteration as u64 + 1);
        let centroids = state.centroids.chunks_exact_mut(config.components);
        for ((centroid, sum), &count) in
            centroids.zip(sums.sums.chunks_exact(config.components)).zip(&sums.counts)
        {
            match count {
                0 => {
                    centroid.copy_from_slice(&random_patch(&whitened, config.components, &mut rng))
                }
                _ => centroid.iter_mut().zip(sum).for_each(|(c, s)| *c = (s / count as f64) as f32),
            }
        }
        let mean = (sums.distance / (whitened.len() / config.components) as f64) as f32;
        state.curve.push(mean);
        state.iteration += 1;
        bar.inc(1);
        let describe = || format!("mean squared distance {mean:.3}");
        bar.set_message(describe());
        progress::log(&bar, state.iteration, describe);
        let bytes = postcard::to_allocvec(&state).context("a checkpoint is plain data")?;
        replace(checkpoint, &bytes)?;
    }
    bar.finish();
    let Whitening { filters, mean } = whitening;
    Ok((KMeansWeights { filters, mean, centroids: state.centroids }, state.curve))
}

/// Random patches of random pictures, each `[3, patch, patch]`, of mean 0 and contrast 1.
fn normalised_patches(
    config: &KMeansConfig,
    datasets: &[Dataset],
    settings: &Settings,
) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(settings.seed);
    let photos: Vec<_> = datasets.iter().flat_map(|dataset| &dataset.photos).collect();
    let (size, side) = (config.input_size, config.patch);
    let mut patches = Vec::with_capacity(settings.patches * config.patch_values());
    let a_photo = settings.patches.div_ceil(photos.len()).max(20);
    while patches.len() < settings.patches * config.patch_values() {
        let photo = photos[rng.random_range(0..photos.len())];
        let values = View::centre(photo).render(photo, size);
        for _ in 0..a_photo {
            let (top, left) =
                (rng.random_range(0..=size - side), rng.random_range(0..=size - side));
            let start = patches.len();
            for channel in 0..3 {
                for row in top..top + side {
                    let line = (channel * size + row) * size + left;
                    patches.extend_from_slice(&values[line..line + side]);
                }
            }
            normalise(&mut patches[start..]);
        }
    }
    patches.truncate(settings.patches * config.patch_values());
    patches
}

/// To mean 0 and, but for the floor, deviation 1: as the backbone does.
fn normalise(patch: &mut [f32]) {
    let count = patch.len() as f32;
    let mean = patch.iter().sum::<f32>() / count;
    let variance = patch.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / count;
    let contrast = (variance + KMeansConfig::CONTRAST_FLOOR).sqrt();
    patch.iter_mut().for_each(|x| *x = (*x - mean) / contrast);
}

fn random_patch(whitened: &[f32], components: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
    let patch = rng.random_range(0..whitened.len() / components);
    whitened[patch * components..][..components].to_vec()
}

/// Principal components with their deviations divided out.
struct Whitening {
    /// `[components, values]`. They take off a patch's own mean too.
    filters: Vec<f32>,
    /// `[components]`: of the mean patch.
    mean: Vec<f32>,
}

impl Whitening {
    fn fit(patches: &[f32], config: &KMeansConfig) -> Self {
        let values = config.patch_values();
        let count = (patches.len() / values) as f64;
        let mut mean = vec![0.0f64; values];
        for patch in patches.chunks_exact(values) {
            mean.iter_mut().zip(patch).for_each(|(mean, &x)| *mean += f64::from(x) / count);
        }
        let covariance = covariance(patches, &mean, values);
        let (eigenvalues, vectors) = eigen(covariance, values);
        let mut order: Vec<usize> = (0..values).collect();
        order.sort_by(|&a, &b| eigenvalues[b].total_cmp(&eigenvalues[a]));
        let mut whitening = Self { filters: Vec::new(), mean: Vec::new() };
        for &component in &order[..config.components] {
            let scale = 1.0 / (eigenvalues[component].max(0.0) + WHITENING_FLOOR).sqrt();
            let filter: Vec<f64> =
                (0..values).map(|at| vectors[at * values + component] * scale).collect();
            let whitened_mean = filter.iter().zip(&mean).map(|(f, m)| f * m).sum::<f64>();
            // A filter that sums to zero sees nothing of a patch's own mean.
            let own_mean = filter.iter().sum::<f64>() / values as f64;
            whitening.filters.extend(filter.iter().map(|f| (f - own_mean) as f32));
            whitening.mean.push(whitened_mean as f32);
        }
        whitening
    }

    /// `[patches, components]`
    fn apply(&self, patches: &[f32], threads: usize) -> Vec<f32> {
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

/// What an iteration learns about the clusters.
struct Sums {
    /// `[centroids, components]`: of the patches nearest to each.
    sums: Vec<f64>,
    /// `[centroids]`: how many those are.
    counts: Vec<usize>,
    /// Squared distances of all patches to their nearest centroid, added up.
    distance: f64,
}

/// Finds the nearest centroid of every patch, and adds up the patches of each.
fn assign(whitened: &[f32], centroids: &[f32], config: &KMeansConfig, threads: usize) -> Sums {
    let (components, count) = (config.components, config.centroids);
    let device = Device::flex();
    let matrix =
        Tensor::<2>::from_data(TensorData::new(centroids.to_vec(), [count, components]), &device)
            .transpose();
    let squares: Vec<f32> =
        centroids.chunks_exact(components).map(|c| c.iter().map(|x| x * x).sum()).collect();
    let parts = in_parts(whitened, components, threads, |part| {
        let rows = part.len() / components;
        let data = TensorData::new(part.to_vec(), [rows, components]);
        let products = Tensor::<2>::from_data(data, &device).matmul(matrix.clone());
        let products: Vec<f32> =
            products.into_data().try_into_vec().expect("everything is computed in f32");
        let mut sums =
            Sums { sums: vec![0.0; count * components], counts: vec![0; count], distance: 0.0 };
        for (patch, products) in part.chunks_exact(components).zip(products.chunks_exact(count)) {
            let (mut nearest, mut least) = (0, f32::INFINITY);
            for (centroid, (product, square)) in products.iter().zip(&squares).enumerate() {
                let distance = square - 2.0 * product;
                if distance < least {
                    (nearest, least) = (centroid, distance);
                }
            }
            sums.counts[nearest] += 1;
            let length: f32 = patch.iter().map(|x| x * x).sum();
            sums.distance += f64::from((least + length).max(0.0));
            let sum = &mut sums.sums[nearest * components..][..components];
            sum.iter_mut().zip(patch).for_each(|(sum, &x)| *sum += f64::from(x));
        }
        sums
    });
    let mut all =
        Sums { sums: vec![0.0; count * components], counts: vec![0; count], distance: 0.0 };
    for part in parts {
        all.sums.iter_mut().zip(&part.sums).for_each(|(all, part)| *all += part);
        all.counts.iter_mut().zip(&part.counts).for_each(|(all, part)| *all += part);
        all.distance += part.distance;
    }
    all
}

/// Rows worked on at once.
const PART: usize = 2048;

/// Works on the rows of a matrix in parts of a fixed size, by threads; what comes out is in the order
/// of the parts, so that sums over it do not depend on the number of threads.
fn in_parts<T: Send>(
    values: &[f32],
    columns: usize,
    threads: usize,
    work: impl Fn(&[f32]) -> T + Sync,
) -> Vec<T> {
    let parts: Vec<&[f32]> = values.chunks(PART * columns).collect();
    let share = parts.len().div_ceil(threads.max(1)).max(1);
    let work = &work;
    std::thread::scope(|scope| {
        let workers: Vec<_> = parts
            .chunks(share)
            .map(|parts| scope.spawn(move || parts.iter().map(|part| work(part)).collect()))
            .collect();
        let results = workers
            .into_iter()
            .map(|worker| -> Vec<T> { worker.join().expect("the work does not panic") });
        results.flatten().collect()
    })
}

fn read_checkpoint(path: &Path, settings: &Settings) -> Result<Option<Checkpoint>> {
    if !path.exists() {
        return Ok(None);
    }
    let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let state: Checkpoint = postcard::from_bytes(&bytes)
        .with_context(|| format!("{} is no checkpoint; remove it", path.display()))?;
    if state.settings != *settings {
        eprintln!("{} is of another run, and is not gone on from", path.display());
        return Ok(None);
    }
    eprintln!("going on from iteration {}", state.iteration);
    Ok(Some(state))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pretrain::dataset::Photo;

    #[test]
    fn eigenvectors_are_what_they_are_called() {
        let matrix = vec![2.0, 1.0, 0.0, 1.0, 3.0, 1.0, 0.0, 1.0, 4.0];
        let (values, vectors) = eigen(matrix.clone(), 3);
        for (component, value) in values.iter().enumerate() {
            for row in 0..3 {
                let product: f64 =
                    (0..3).map(|k| matrix[row * 3 + k] * vectors[k * 3 + component]).sum();
                assert!((product - value * vectors[row * 3 + component]).abs() < 1e-9);
            }
        }
    }

    const SMALL: KMeansConfig =
        KMeansConfig { input_size: 16, patch: 4, stride: 2, components: 10, centroids: 6, grid: 2 };

    fn dataset() -> Dataset {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let mut photo = || Photo {
            width: 16,
            height: 16,
            rgb: (0..16 * 16 * 3).map(|_| rng.random()).collect(),
            label: 0,
        };
        let photos = (0..20).map(|_| photo()).collect();
        Dataset { name: "noise".into(), classes: vec!["noise".into()], photos }
    }

    #[test]
    fn whitened_patches_have_mean_zero_and_no_correlation() {
        let settings = Settings { seed: 1, patches: 4000, iterations: 0 };
        let patches = normalised_patches(&SMALL, &[dataset()], &settings);
        let whitened = Whitening::fit(&patches, &SMALL).apply(&patches, 2);
        let mean = vec![0.0; 10];
        let covariance = covariance(&whitened, &mean, 10);
        for row in 0..10 {
            for column in 0..row {
                assert!(covariance[row * 10 + column].abs() < 1e-3);
            }
            assert!((0.7..1.0).contains(&covariance[row * 11]), "{}", covariance[row * 11]);
        }
    }

    #[test]
    fn the_backbone_describes_a_patch_as_training_does() {
        let settings = Settings { seed: 1, patches: 500, iterations: 1 };
        let data = [dataset()];
        let patches = normalised_patches(&SMALL, &data, &settings);
        let whitening = Whitening::fit(&patches, &SMALL);
        let values = View::centre(&data[0].photos[0]).render(&data[0].photos[0], 16);
        let mut first = Vec::new();
        for channel in 0..3 {
            for row in 0..4 {
                first.extend_from_slice(&values[channel * 256 + row * 16..][..4]);
            }
        }
        normalise(&mut first);
        let expected = whitening.apply(&first, 1);
        let weights = KMeansWeights {
            filters: whitening.filters,
            mean: whitening.mean,
            centroids: vec![0.0; 60],
        };
        let net = SMALL.init(&weights, &Device::flex());
        let picture = TensorData::new(values, [1, 3, 16, 16]);
        let described = net.describe(Tensor::from_data(picture, &Device::flex()));
        let actual: Vec<f32> = described
            .narrow(2, 0, 1)
            .narrow(3, 0, 1)
            .into_data()
            .try_into_vec()
            .expect("it is f32");
        for (actual, expected) in actual.iter().zip(&expected) {
            assert!((actual - expected).abs() < 1e-3, "{actual} {expected}");
        }
    }

    #[test]
    fn distances_fall_and_a_killed_run_ends_where_an_undisturbed_one_does() {
        let folder = std::env::temp_dir().join(format!("headstart-kmeans-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        let settings = Settings { seed: 1, patches: 3000, iterations: 6 };
        let run = |name: &str, threads, stop| {
            let workshop = Workshop {
                device: Device::flex(),
                threads,
                checkpoint: folder.join(name),
                checkpoint_every: 1,
                stop_after: stop,
            };
            train(&SMALL, &[dataset()], &settings, &workshop).expect("it trains")
        };
        let (whole, curve) = run("whole", 1, None);
        assert!(curve.windows(2).all(|pair| pair[1] <= pair[0] + 1e-3), "{curve:?}");
        assert!(curve[5] < curve[0] * 0.95, "{curve:?}");
        run("killed", 2, Some(3));
        let (resumed, resumed_curve) = run("killed", 2, None);
        assert_eq!((whole, curve), (resumed, resumed_curve));
        std::fs::remove_dir_all(folder).expect("it is there");
    }
}
