//! k-means on patches of pictures, until there is a filter bank: how the one that ships with the page was
//! made, of fewer patches. A step is an iteration.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use super::{Needs, Piece, Procedure, Supplies};
use crate::data::picture::Picture;
use crate::engine::clustering::clusters::Clusters;
use crate::engine::clustering::patches::{self, cut};
use crate::engine::clustering::principal::{Jacobi, covariance, mean};
use crate::engine::clustering::starts;
use crate::engine::clustering::whitening::Whitening;
use crate::engine::exhibits;
use crate::error::{ClassesError, Kind};
use crate::models::{KMeansConfig, KMeansWeights};
use crate::protocol::lab::Finding;

/// Patches to cluster: enough for filters that are no single patches, few enough for a few seconds.
const PATCHES: usize = 16_000;

/// Patches that are worked on at once.
const PART: usize = 2000;

/// The most groups: as many as fit on one sheet.
const GROUPS: u32 = 256;

/// Iterations, if it does not settle before: later ones change little that can be seen.
const ITERATIONS: usize = 12;

/// k-means on patches under way, and before that the patches being cut and whitened.
#[derive(Debug)]
pub struct Filters {
    config: KMeansConfig,
    pictures: Vec<Vec<u8>>,
    rng: ChaCha8Rng,
    /// `[patches, values]`, normalised.
    patches: Vec<f32>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Patches of so many pictures are cut.
    Cutting(usize),
    /// Of patches of this mean the covariance is measured, so far over so many.
    Measuring { mean: Vec<f64>, covariance: Vec<f64>, measured: usize },
    /// The directions in which patches, of this mean, differ are looked for.
    Turning(Jacobi, Vec<f64>),
    /// The patches are whitened, these so far.
    Whitening(Whitening, Vec<f32>),
    /// Whitened patches are clustered.
    Clustering(KMeansWeights, Box<Clusters>),
}

/// What the experiment must be given.
pub fn needs() -> Needs {
    Needs { sizes: vec![patches::CONFIG.input_size], ..Needs::default() }
}

impl Filters {
    /// Starts with nothing cut yet.
    ///
    /// # Errors
    /// [`ClassesError::TooFewClasses`] if there are no pictures.
    pub fn new(groups: u32, seed: u32, supplies: Supplies) -> Result<Self, Kind> {
        let centroids = groups.clamp(1, GROUPS) as usize;
        let config = KMeansConfig { centroids, ..patches::CONFIG };
        let pictures = supplies.pictures.rgba(config.input_size).to_vec();
        if pictures.is_empty() {
            return Err(Kind::Classes(ClassesError::TooFewClasses));
        }
        Ok(Self {
            config,
            pictures,
            rng: ChaCha8Rng::seed_from_u64(seed.into()),
            patches: Vec::with_capacity(PATCHES * config.patch_values()),
            stage: Stage::Cutting(0),
        })
    }

    /// Cuts its share of the patches from a picture, at random places.
    fn cut(&mut self, picture: usize) {
        let KMeansConfig { input_size: size, patch: side, .. } = self.config;
        let share = |pictures: usize| PATCHES * pictures / self.pictures.len();
        let values = Picture::from_rgba(size, &self.pictures[picture]).values;
        for _ in share(picture)..share(picture + 1) {
            let corner = [(); 2].map(|()| self.rng.random_range(0..=size - side));
            cut(&values, size, side, corner, &mut self.patches);
        }
    }

    /// The patches from this one on that are worked on at once.
    fn part(&self, from: usize) -> &[f32] {
        let values = self.config.patch_values();
        &self.patches[from * values..(from + PART).min(PATCHES) * values]
    }

    /// Starts from some of the whitened patches, as the shipped filter bank did.
    fn start(&mut self, whitening: Whitening, rows: Vec<f32>) -> Stage {
        self.patches = Vec::new();
        let KMeansConfig { components, centroids, .. } = self.config;
        let centroids = starts::any(&rows, components, centroids, &mut self.rng);
        let Whitening { filters, mean } = whitening;
        let weights = KMeansWeights { filters, mean, centroids: Vec::new() };
        Stage::Clustering(weights, Box::new(Clusters::new(rows, components, centroids)))
    }

    fn finding(&self, weights: &KMeansWeights, clusters: &Clusters) -> Finding {
        let weights = KMeansWeights { centroids: clusters.centroids.clone(), ..weights.clone() };
        Finding::Filters {
            iteration: clusters.iteration as u32,
            distance: clusters.assigned.mean_distance(),
            filters: exhibits::patches(&self.config, &weights).sheet,
        }
    }
}

impl Procedure for Filters {
    fn advance(&mut self) -> Result<Piece, Kind> {
        let values = self.config.patch_values();
        let nothing = Stage::Cutting(self.pictures.len());
        let (stage, tells) = match std::mem::replace(&mut self.stage, nothing) {
            Stage::Cutting(picture) if picture < self.pictures.len() => {
                self.cut(picture);
                (Stage::Cutting(picture + 1), false)
            }
            Stage::Cutting(_) => {
                let mean = mean(&self.patches, values);
                let covariance = vec![0.0; values * values];
                (Stage::Measuring { mean, covariance, measured: 0 }, false)
            }
            Stage::Measuring { mean, covariance, measured: PATCHES } => {
                (Stage::Turning(Jacobi::new(covariance, values), mean), false)
            }
            Stage::Measuring { mean, covariance: mut all, measured } => {
                let part = self.part(measured);
                let count = part.len() / values;
                let share = count as f64 / PATCHES as f64;
                let of_part = covariance(part, &mean, values);
                all.iter_mut().zip(of_part).for_each(|(all, x)| *all += x * share);
                let measured = measured + count;
                (Stage::Measuring { mean, covariance: all, measured }, false)
            }
            Stage::Turning(mut jacobi, mean) if !jacobi.is_over() => {
                jacobi.advance();
                (Stage::Turning(jacobi, mean), false)
            }
            Stage::Turning(jacobi, mean) => {
                let whitening = Whitening::of(&jacobi.finish(), &mean, &self.config);
                (Stage::Whitening(whitening, Vec::new()), false)
            }
            Stage::Whitening(whitening, mut rows) => match rows.len() / self.config.components {
                PATCHES => (self.start(whitening, rows), true),
                whitened => {
                    rows.extend(whitening.apply(self.part(whitened), 1));
                    (Stage::Whitening(whitening, rows), false)
                }
            },
            Stage::Clustering(weights, mut clusters) => {
                clusters.iterate();
                (Stage::Clustering(weights, clusters), true)
            }
        };
        self.stage = stage;
        Ok(match &self.stage {
            Stage::Clustering(weights, clusters) if tells => {
                Piece::step(vec![self.finding(weights, clusters)])
            }
            _ => Piece::nothing(),
        })
    }

    fn done(&self) -> f32 {
        match &self.stage {
            Stage::Cutting(picture) => 0.1 * *picture as f32 / self.pictures.len() as f32,
            Stage::Measuring { measured, .. } => 0.1 + 0.1 * *measured as f32 / PATCHES as f32,
            Stage::Turning(jacobi, _) => 0.2 + 0.2 * jacobi.done(),
            Stage::Whitening(..) => 0.4,
            _ if self.is_over() => 1.0,
            Stage::Clustering(_, clusters) => {
                0.4 + 0.6 * clusters.iteration as f32 / ITERATIONS as f32
            }
        }
    }

    fn is_over(&self) -> bool {
        match &self.stage {
            Stage::Clustering(_, clusters) => {
                clusters.iteration >= ITERATIONS || clusters.is_settled()
            }
            _ => false,
        }
    }
}
