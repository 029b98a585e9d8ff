//! Unsupervised pre-training by clustering: patches, whitening, k-means.
//!
//! After Coates, Ng and Lee 2011, <https://proceedings.mlr.press/v15/coates11a.html>. Lloyd's
//! iterations from random patches; a centroid that nothing is nearest to starts again at a random
//! patch.

use std::path::Path;

use anyhow::{Context, Result};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use serde::{Deserialize, Serialize};

use super::dataset::Dataset;
use super::progress;
use super::training::{Workshop, replace};
use super::view::View;
use crate::engine::clustering::lloyd::{assign, renew};
pub use crate::engine::clustering::patches::CONFIG;
use crate::engine::clustering::patches::cut;
use crate::engine::clustering::whitening::Whitening;
use crate::models::{KMeansConfig, KMeansWeights};

/// How clustering is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Seeds the patches and the first centroids.
    pub seed: u64,
    /// Patches to cluster.
    pub patches: usize,
    /// Iterations of Lloyd's algorithm: each assigns all patches and moves all centroids.
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
            let centroids = (0..config.centroids).flat_map(|_| patch()).copied().collect();
            Checkpoint { settings: settings.clone(), iteration: 0, centroids, curve: Vec::new() }
        }
    };
    let bar = progress::bar(settings.iterations, state.iteration);
    let end = workshop.stop_after.map_or(settings.iterations, |some| some.min(settings.iterations));
    while state.iteration < end {
        let assigned = assign(&whitened, &state.centroids, config.components, threads);
        let mut rng = ChaCha8Rng::seed_from_u64(settings.seed);
        rng.set_stream(state.iteration as u64 + 1);
        renew(&mut state.centroids, &assigned, config.components, || {
            random_patch(&whitened, config.components, &mut rng)
        });
        let mean = assigned.mean_distance();
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
            cut(&values, size, side, [top, left], &mut patches);
        }
    }
    patches.truncate(settings.patches * config.patch_values());
    patches
}

fn random_patch<'a>(whitened: &'a [f32], components: usize, rng: &mut ChaCha8Rng) -> &'a [f32] {
    let patch = rng.random_range(0..whitened.len() / components);
    &whitened[patch * components..][..components]
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
    use burn::tensor::{Device, Tensor, TensorData};

    use super::*;
    use crate::engine::clustering::patches::normalise;
    use crate::engine::clustering::principal::covariance;
    use crate::pretrain::dataset::Photo;

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
