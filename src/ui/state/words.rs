//! What the things that are taught with are called.

use crate::protocol::Modality;

/// The keys of what is said of what is taught with, where a picture is called otherwise than a text. Where there is a
/// number, of `key.one` and `key.other`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// So many, as “3 pictures”.
    pub counted: &'static str,
    /// What to do first, in which `{0}` is the place of the word “class”.
    pub lead: &'static str,
    /// That they are read, how many of all were, and that they wait for it.
    pub read: [&'static str; 3],
    /// Right on so many of all that were tested.
    pub right: &'static str,
    /// The rest is read first.
    pub reading: &'static str,
    /// What can be shown to it before it is trained, and after.
    pub trial: [&'static str; 2],
    /// The name of the list of what was sorted.
    pub sorted: &'static str,
    /// How long an embedding is.
    pub numbers: &'static str,
    /// What the figures of a model are about.
    pub figures: &'static str,
    /// How much it takes to look at one.
    pub multiplications: &'static str,
}

impl Words {
    /// What is said of a modality.
    pub const fn of(modality: Modality) -> Self {
        match modality {
            Modality::Pictures => Self {
                counted: "pictures",
                lead: "examples.lead-pictures",
                read: [
                    "examples.reading-pictures",
                    "examples.read-pictures",
                    "examples.waits-pictures",
                ],
                right: "verdict.right-pictures",
                reading: "training.reading-pictures",
                trial: ["trial.later-picture", "trial.lead-picture"],
                sorted: "sorted.pictures",
                numbers: "facts.numbers-picture",
                figures: "figures.caption-pictures",
                multiplications: "facts.millions-picture",
            },
            Modality::Texts => Self {
                counted: "texts",
                lead: "examples.lead-texts",
                read: ["examples.reading-texts", "examples.read-texts", "examples.waits-texts"],
                right: "verdict.right-texts",
                reading: "training.reading-texts",
                trial: ["trial.later-text", "trial.lead-text"],
                sorted: "sorted.texts",
                numbers: "facts.numbers-text",
                figures: "figures.caption-texts",
                multiplications: "facts.millions-text",
            },
        }
    }
}
