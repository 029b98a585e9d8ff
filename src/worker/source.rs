//! Where a model is to come from.

use crate::engine::catalog;
use crate::error::{Doing, Kind};
use crate::protocol::{FileRef, Modality};

/// Where a model is to come from.
#[derive(Debug, Clone, PartialEq)]
pub enum ModelSource {
    /// One of those on offer, by its id.
    Offered(String),
    /// Files of the visitor's, which must be a model that reads this.
    Files(Vec<FileRef>, Modality),
    /// An address that the visitor has typed, the SHA-256 of what it must give where that is known, and what
    /// the model must read.
    Address(String, Option<String>, Modality),
}

impl ModelSource {
    /// What the model reads, or must.
    ///
    /// # Errors
    /// [`WeightsError::UnknownModel`](crate::error::WeightsError::UnknownModel).
    pub fn modality(&self) -> Result<Modality, Kind> {
        match self {
            Self::Offered(id) => Ok(catalog::find(id)?.reads.modality()),
            Self::Files(_, modality) | Self::Address(.., modality) => Ok(*modality),
        }
    }

    /// What is done when a model comes from here, for sentences about it.
    pub fn doing(&self) -> Doing {
        match self {
            Self::Offered(id) => Doing::Downloading(
                catalog::find(id).map_or_else(|_| id.clone(), |info| info.name.clone()),
            ),
            Self::Files(files, _) => {
                let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
                Doing::ReadingWeights(names.join(", "))
            }
            Self::Address(address, ..) => Doing::ReadingWeights(address.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_name_the_model_the_files_or_the_address() {
        let offered = catalog::entries()[0].clone();
        assert_eq!(ModelSource::Offered(offered.id).doing(), Doing::Downloading(offered.name));
        let unknown = ModelSource::Offered("nobody's".into());
        assert_eq!(unknown.doing(), Doing::Downloading("nobody's".into()));
        let file = |name: &str| FileRef { name: name.into(), url: "blob:1".into() };
        let files = vec![file("model.json"), file("shard1")];
        let files = ModelSource::Files(files, Modality::Pictures);
        assert_eq!(files.doing(), Doing::ReadingWeights("model.json, shard1".into()));
    }
}
