//! What a page may ask for. `headstart.js` writes it as JSON.

use serde::Deserialize;

use super::settings::Settings;
use crate::protocol::{DeviceChoice, Input, Modality};

/// Names a call of the page's in the reply to it.
pub type Call = u32;

/// What a page says once, at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Options {
    /// What is taught with.
    pub reads: Modality,
    /// What computes.
    pub device: DeviceChoice,
}

/// What a page asks for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub enum Wish {
    /// Load a model: the one of this id, or the first that ships with the site. Answered by
    /// [`Reply::Loaded`](super::Reply::Loaded).
    Load {
        /// The call.
        call: Call,
        /// The model's id.
        model: Option<String>,
    },
    /// Add examples to the class of this name, which is made if it is not there. Answered by
    /// [`Reply::Done`](super::Reply::Done) once all are read.
    Add {
        /// The call.
        call: Call,
        /// What the class is called.
        label: String,
        /// The examples.
        inputs: Vec<Input>,
    },
    /// Train on all there is. Answered by [`Reply::Progress`](super::Reply::Progress) many times, then by
    /// [`Reply::Trained`](super::Reply::Trained).
    Train {
        /// The call.
        call: Call,
        /// How to train.
        settings: Settings,
    },
    /// End training after the step under way.
    Stop,
    /// Classify something. Answered by [`Reply::Classified`](super::Reply::Classified).
    Classify {
        /// The call.
        call: Call,
        /// What to look at.
        input: Input,
    },
    /// Say what there is, to be saved. Answered by [`Reply::Project`](super::Reply::Project).
    Describe {
        /// The call.
        call: Call,
    },
    /// Forget all classes, their examples and the head.
    Clear,
}
