//! A backbone with its weights, in the host's memory and on no device yet.

use super::{ConvNetConfig, ConvWeights, KMeansConfig, KMeansWeights, Normalisation};

/// Pictures to embeddings: one of the kinds of network that can be run, and its weights.
#[derive(Debug, Clone, PartialEq)]
pub enum Backbone {
    /// Convolutions, one after the other.
    ConvNet {
        /// Its layers, in the order they are computed in.
        config: ConvNetConfig,
        /// Their weights, one element a layer.
        weights: Vec<ConvWeights>,
    },
    /// A bank of filters that k-means found.
    KMeans {
        /// The sizes of its pictures, patches and centroids.
        config: KMeansConfig,
        /// Its filters and centroids.
        weights: KMeansWeights,
    },
}

impl Backbone {
    /// Side of the square picture it takes, in pixels.
    pub fn input_size(&self) -> usize {
        match self {
            Self::ConvNet { config, .. } => config.input_size,
            Self::KMeans { config, .. } => config.input_size,
        }
    }

    /// Numbers in the embedding it gives.
    pub fn embedding_size(&self) -> usize {
        match self {
            Self::ConvNet { config, .. } => config.embedding_size(),
            Self::KMeans { config, .. } => config.embedding_size(),
        }
    }

    /// What is done to a picture before anything else.
    pub fn normalisation(&self) -> Normalisation {
        match self {
            Self::ConvNet { config, .. } => config.normalisation,
            Self::KMeans { .. } => Normalisation::NONE,
        }
    }

    /// Multiplications that one picture takes.
    pub fn multiplications(&self) -> usize {
        match self {
            Self::ConvNet { config, .. } => config.multiplications(),
            Self::KMeans { config, .. } => config.multiplications(),
        }
    }
}
