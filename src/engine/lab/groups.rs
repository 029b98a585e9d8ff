//! k-means on embeddings of pictures: do pictures of a class find each other without labels? A step is an
//! iteration.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

use super::{Needs, PictureSet, Piece, Procedure, Supplies, supplied};
use crate::engine::clustering::clusters::Clusters;
use crate::engine::clustering::starts;
use crate::engine::cpu::Embedder;
use crate::error::Kind;
use crate::protocol::lab::Finding;

/// The most groups.
const GROUPS: u32 = 32;

/// How much of the work is embedding, about.
const EMBEDDING: f32 = 0.9;

/// The experiment.
#[derive(Debug)]
pub struct Groups {
    pictures: PictureSet,
    size: usize,
    embedder: Embedder,
    groups: usize,
    seed: u32,
    /// `[pictures, features]`, of those that are embedded already, each of length 1.
    embeddings: Vec<f32>,
    /// How many those are.
    embedded: usize,
    clusters: Option<Clusters>,
}

/// What the experiment must be given.
///
/// # Errors
/// [`Kind::UnknownModel`]; [`Kind::ReadsTexts`].
pub fn needs(model: &str) -> Result<Needs, Kind> {
    let sizes = vec![supplied::picture_size(model)?];
    Ok(Needs { models: vec![model.into()], sizes, ..Needs::default() })
}

impl Groups {
    /// Starts with nothing embedded yet.
    ///
    /// # Errors
    /// [`Kind::TooFewClasses`] if there are no pictures; [`Kind::NoModel`]; [`Kind::ReadsTexts`].
    pub fn new(model: &str, groups: u32, seed: u32, mut supplies: Supplies) -> Result<Self, Kind> {
        let backbone = supplied::of_pictures(&mut supplies, model)?.backbone;
        let (pictures, size) = (supplies.pictures, backbone.input_size());
        if pictures.is_empty() || pictures.rgba(size).len() != pictures.len() {
            return Err(Kind::TooFewClasses);
        }
        Ok(Self {
            embedder: Embedder::new(&backbone),
            groups: groups.clamp(1, GROUPS) as usize,
            seed,
            embeddings: Vec::new(),
            embedded: 0,
            clusters: None,
            pictures,
            size,
        })
    }

    /// Embeds the next picture. Brought to length 1, so that how much there is to see in a picture counts
    /// less than what it is.
    fn embed(&mut self) {
        let mut embedding = self.embedder.embed_rgba(&self.pictures.rgba(self.size)[self.embedded]);
        let length = embedding.iter().map(|x| x * x).sum::<f32>().sqrt();
        if length > 0.0 {
            embedding.iter_mut().for_each(|x| *x /= length);
        }
        self.embeddings.extend(embedding);
        self.embedded += 1;
    }

    /// Starts from embeddings far from each other: what it finds should hang on the embeddings, not on luck.
    fn cluster(&mut self) -> Clusters {
        let features = self.embeddings.len() / self.pictures.len();
        let rows = std::mem::take(&mut self.embeddings);
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed.into());
        let centroids = starts::spread(&rows, features, self.groups, &mut rng);
        Clusters::new(rows, features, centroids)
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
        if self.embedded < self.pictures.len() {
            let findings =
                if self.embedded == 0 { vec![self.pictures.shown()] } else { Vec::new() };
            self.embed();
            return Ok(Piece { findings, ends_step: false });
        }
        let clusters = match self.clusters.take() {
            None => self.cluster(),
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
        match &self.clusters {
            _ if self.is_over() => 1.0,
            None => EMBEDDING * self.embedded as f32 / self.pictures.len() as f32,
            Some(clusters) => {
                EMBEDDING + (1.0 - EMBEDDING) * super::approaching(clusters.iteration)
            }
        }
    }

    fn is_over(&self) -> bool {
        self.clusters.as_ref().is_some_and(Clusters::is_settled)
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
