//! k-means on embeddings of pictures: do pictures of a class find each other without labels? A step is an
//! iteration.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use super::supplies::picture_size;
use super::{Needs, PictureSet, Piece, Procedure, Supplies};
use crate::engine::clustering::clusters::Clusters;
use crate::engine::clustering::principal::mean;
use crate::engine::clustering::starts;
use crate::engine::cpu::Embedder;
use crate::error::{ClassesError, Kind};
use crate::protocol::lab::Finding;

/// The most groups.
const GROUPS: u32 = 32;

/// Starts that are tried.
const TRIES: u32 = 10;

/// How much of the work is over when everything is embedded, about, and when all starts are tried.
const EMBEDDED: f32 = 0.8;
const TRIED: f32 = 0.9;

/// k-means on embeddings under way, and before that the pictures being embedded.
#[derive(Debug)]
pub struct Groups {
    pictures: PictureSet,
    size: usize,
    embedder: Embedder,
    groups: usize,
    seed: u32,
    /// Of the pictures that are embedded already, each of length 1.
    embeddings: Vec<Vec<f32>>,
    /// Starts that were tried.
    tried: u32,
    /// Centroids at the start of the best, and the distance it ends at.
    best: (Vec<f32>, f64),
    clusters: Option<Clusters>,
}

/// What the experiment must be given.
///
/// # Errors
/// [`WeightsError::UnknownModel`](crate::error::WeightsError::UnknownModel); [`AbilityError::Reads`](crate::error::AbilityError::Reads).
pub fn needs(model: &str) -> Result<Needs, Kind> {
    let sizes = vec![picture_size(model)?];
    Ok(Needs { models: vec![model.into()], sizes, ..Needs::default() })
}

impl Groups {
    /// Starts with nothing embedded yet.
    ///
    /// # Errors
    /// [`ClassesError::TooFewClasses`] if there are no pictures; [`ClassesError::NoModel`]; [`AbilityError::Reads`](crate::error::AbilityError::Reads).
    pub fn new(model: &str, groups: u32, seed: u32, mut supplies: Supplies) -> Result<Self, Kind> {
        let backbone = supplies.take(model)?.pictures()?.backbone;
        let (pictures, size) = (supplies.pictures, backbone.input_size());
        if pictures.is_empty() || pictures.rgba(size).len() != pictures.len() {
            return Err(Kind::Classes(ClassesError::TooFewClasses));
        }
        Ok(Self {
            embedder: Embedder::new(&backbone),
            groups: groups.clamp(1, GROUPS) as usize,
            seed,
            embeddings: Vec::new(),
            tried: 0,
            best: (Vec::new(), f64::INFINITY),
            clusters: None,
            pictures,
            size,
        })
    }

    /// Embeds the next picture. When all are embedded, only the directions count in which they differ from
    /// their mean: what all have in common, and how much there is to see, says nothing of what is alike.
    fn embed(&mut self) {
        let rgba = &self.pictures.rgba(self.size)[self.embeddings.len()];
        let mut embedding = self.embedder.embed_rgba(rgba);
        to_length_1(&mut embedding);
        self.embeddings.push(embedding);
        if self.embeddings.len() < self.pictures.len() {
            return;
        }
        let rows: Vec<&[f32]> = self.embeddings.iter().map(Vec::as_slice).collect();
        let mean: Vec<f32> =
            mean(&rows.concat(), rows[0].len()).into_iter().map(|x| x as f32).collect();
        for embedding in &mut self.embeddings {
            embedding.iter_mut().zip(&mean).for_each(|(x, mean)| *x -= mean);
            to_length_1(embedding);
        }
    }

    /// Tries another start, of embeddings far from each other. Which is best shows in the end only, and what
    /// is found should hang on the embeddings, not on luck.
    fn attempt(&mut self) {
        let rows = self.embeddings.concat();
        let features = self.embeddings[0].len();
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed.into());
        rng.set_stream(self.tried.into());
        let start = starts::spread(&rows, features, self.groups, &mut rng);
        let mut clusters = Clusters::new(rows, features, start.clone());
        while !clusters.is_settled() {
            clusters.iterate();
        }
        if self.tried == 0 || clusters.assigned.distance < self.best.1 {
            self.best = (start, clusters.assigned.distance);
        }
        self.tried += 1;
    }

    fn finding(&self, clusters: &Clusters) -> Finding {
        let nearest = clusters.assigned.nearest.clone();
        Finding::Groups {
            iteration: clusters.iteration as u32,
            distance: clusters.assigned.mean_distance(),
            purity: purity(&nearest, &self.pictures.labels),
            nearest,
        }
    }
}

impl Procedure for Groups {
    fn advance(&mut self) -> Result<Piece, Kind> {
        let embedded = self.embeddings.len();
        if embedded < self.pictures.len() {
            self.embed();
            let findings = if embedded == 0 { vec![self.pictures.shown()] } else { Vec::new() };
            return Ok(Piece { findings, ends_step: false });
        }
        if self.tried < TRIES {
            self.attempt();
            return Ok(Piece::nothing());
        }
        let clusters = match self.clusters.take() {
            None => {
                let (features, start) = (self.embeddings[0].len(), self.best.0.clone());
                Clusters::new(self.embeddings.concat(), features, start)
            }
            Some(mut clusters) => {
                clusters.iterate();
                clusters
            }
        };
        let finding = self.finding(&clusters);
        self.clusters = Some(clusters);
        Ok(Piece::step(vec![finding]))
    }

    fn done(&self) -> f32 {
        let share = |part: usize, of: usize| part as f32 / of as f32;
        match &self.clusters {
            _ if self.is_over() => 1.0,
            None => {
                EMBEDDED * share(self.embeddings.len(), self.pictures.len())
                    + (TRIED - EMBEDDED) * share(self.tried as usize, TRIES as usize)
            }
            Some(clusters) => TRIED + (1.0 - TRIED) * super::approaching(clusters.iteration),
        }
    }

    fn is_over(&self) -> bool {
        self.clusters.as_ref().is_some_and(Clusters::is_settled)
    }
}

/// Stretches an embedding to length 1; one of zeros stays so.
fn to_length_1(embedding: &mut [f32]) {
    let length = embedding.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > 0.0 {
        embedding.iter_mut().for_each(|x| *x /= length);
    }
}

/// Share of the pictures that are of the class that is most frequent in their group, 0 to 1 (Manning,
/// Raghavan and Schütze 2008, section 16.3, <https://nlp.stanford.edu/IR-book/>).
fn purity(nearest: &[u32], labels: &[usize]) -> f32 {
    let groups = nearest.iter().max().map_or(0, |&most| most as usize + 1);
    let classes = labels.iter().max().map_or(0, |&most| most + 1);
    let mut counts = vec![0usize; groups * classes];
    for (&group, &label) in nearest.iter().zip(labels) {
        counts[group as usize * classes + label] += 1;
    }
    let most = |counts: &[usize]| counts.iter().copied().max().unwrap_or(0);
    let right: usize = counts.chunks(classes.max(1)).map(most).sum();
    right as f32 / nearest.len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purity_counts_who_is_with_most_of_their_group() {
        assert_eq!(purity(&[0, 0, 1, 1], &[1, 1, 0, 0]), 1.0);
        assert_eq!(purity(&[0, 0, 0, 0], &[0, 0, 0, 1]), 0.75);
        assert_eq!(purity(&[2, 2, 2, 0], &[0, 0, 1, 1]), 0.75);
        assert_eq!(purity(&[], &[]), 0.0);
    }
}
