//! What a model cannot do, or not with this.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::words::{number, say, say_with};

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
        f.write_str(&match self {
            Self::NoWords => say("ability.no-words").to_owned(),
            Self::TooLong { tokens, limit } => {
                say_with("ability.too-long", &[&number(*tokens as u64), &number(*limit as u64)])
            }
            Self::NoBlank => say("ability.no-blank").to_owned(),
            Self::Cannot(exhibit) => say(cannot(*exhibit)).to_owned(),
            Self::Reads(Modality::Pictures) => say("ability.reads-pictures").to_owned(),
            Self::Reads(Modality::Texts) => say("ability.reads-texts").to_owned(),
        })
    }
}

/// The key of why a model shows nothing of the kind, and which one does.
fn cannot(exhibit: Exhibit) -> &'static str {
    match exhibit {
        Exhibit::Labels => "ability.cannot-labels",
        Exhibit::Drawing => "ability.cannot-drawing",
        Exhibit::Patches => "ability.cannot-patches",
        Exhibit::Blanks | Exhibit::Follows => "ability.cannot-fill",
        Exhibit::Writing => "ability.cannot-write",
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
