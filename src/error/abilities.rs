//! What a model cannot do, or not with this.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::protocol::media::Modality;
use crate::protocol::model::Exhibit;

/// What a model cannot do, or not with this.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum AbilityError {
    /// Occurs when a text has nothing in it to read.
    NoWords,
    /// Occurs when a text that cannot be cut has more tokens than a model reads.
    TooLong {
        /// The text's tokens.
        tokens: usize,
        /// The most that the model reads.
        limit: usize,
    },
    /// Occurs when a sentence has no blank to fill in.
    NoBlank,
    /// Occurs when a model is asked for something that it has not learnt to show.
    Cannot(Exhibit),
    /// Occurs when a model reads this, and one that reads something else is needed.
    Reads(Modality),
}

impl fmt::Display for AbilityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoWords => write!(f, "there is nothing in it to read. Type at least one word."),
            Self::TooLong { tokens, limit } => write!(
                f,
                "it has {tokens} tokens (words and parts of words), and this model reads at most {limit}. Make it shorter."
            ),
            Self::NoBlank => {
                write!(f, "there is no blank in it. Write ___ where a word is missing.")
            }
            Self::Cannot(exhibit) => f.write_str(cannot(*exhibit)),
            Self::Reads(modality) => {
                let read = modality.plural();
                write!(f, "it is a model that reads {read}. Open it where {read} are taught.")
            }
        }
    }
}

/// Why a model shows nothing of the kind, and which one does.
fn cannot(exhibit: Exhibit) -> &'static str {
    match exhibit {
        Exhibit::Labels => {
            "this model has no labels of its own. Ask another, or teach it your own classes."
        }
        Exhibit::Drawing => {
            "this model reads pictures and cannot draw any. Show it to the autoencoder instead."
        }
        Exhibit::Patches => {
            "this model has sorted none into groups. Look at the filter bank's instead."
        }
        Exhibit::Blanks | Exhibit::Follows => {
            "this model has not learnt that, or its file has not kept it. Ask Headstart BERT instead."
        }
        Exhibit::Writing => {
            "this model reads whole texts and cannot write. Ask Headstart GPT instead."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{every, has_cause_and_remedy};
    use super::*;

    every! { AbilityError:
        AbilityError::NoWords => AbilityError::NoWords,
        AbilityError::TooLong { .. } => AbilityError::TooLong { tokens: 900, limit: 256 },
        AbilityError::NoBlank => AbilityError::NoBlank,
        AbilityError::Cannot(_) => AbilityError::Cannot(Exhibit::Labels),
        AbilityError::Reads(_) => AbilityError::Reads(Modality::Texts),
    }

    #[test]
    fn each_has_a_cause_and_a_remedy() {
        has_cause_and_remedy(&every());
    }

    #[test]
    fn every_exhibit_and_modality_has_a_cause_and_a_remedy() {
        let exhibits = Exhibit::ALL.map(AbilityError::Cannot);
        let modalities = Modality::ALL.map(AbilityError::Reads);
        has_cause_and_remedy(&[exhibits.as_slice(), &modalities].concat());
    }
}
