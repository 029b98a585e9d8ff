//! What a page is told. `headstart.js` reads it as JSON.

use serde::Serialize;

use super::wish::Call;

/// What a page is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Reply {
    /// A model is on its way.
    Downloading {
        /// Bytes so far.
        received: u64,
        /// Bytes in all, where that is known.
        total: Option<u64>,
    },
    /// The model that was asked for is in use.
    Loaded {
        /// The call that it answers.
        call: Call,
        /// Its id.
        model: String,
    },
    /// What was asked for is done.
    Done {
        /// The call that it answers.
        call: Call,
    },
    /// What was asked for cannot be done.
    Refused {
        /// The call that it answers.
        call: Call,
        /// Why, and what to do: the sentence that the site itself says.
        why: String,
    },
    /// Training has come this far.
    Progress {
        /// The call that it belongs to.
        call: Call,
        /// Epochs that are over.
        epoch: u32,
        /// Epochs there will be.
        epochs: u32,
        /// The mean loss over the training examples; none where training ran away.
        loss: Option<f32>,
        /// The share of what is held out that is classified rightly; none where nothing is held out.
        accuracy: Option<f32>,
    },
    /// A run has ended.
    Trained {
        /// The call that it answers.
        call: Call,
        /// What came out.
        run: Run,
    },
    /// What is found out after a run is found: answers are calibrated from now on, and say what is unknown where that
    /// could be measured.
    Assessed,
    /// Something was classified.
    Classified {
        /// The call that it answers.
        call: Call,
        /// Every class with its probability, best first.
        ranked: Vec<Ranked>,
        /// Whether it is like nothing that was taught; none where nothing can be said of that yet, or of so few examples.
        unknown: Option<bool>,
    },
    /// What there is, as a project is saved.
    Project {
        /// The call that it answers.
        call: Call,
        /// The project, as JSON.
        project: String,
        /// The addresses of its pictures, by the ids of their examples.
        pictures: Vec<(u32, String)>,
    },
    /// Something went wrong that one should know, and work goes on.
    Warning {
        /// The sentence.
        why: String,
    },
    /// Nothing more will be answered.
    Ended {
        /// The sentence.
        why: String,
    },
}

/// A class with its probability.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranked {
    /// What the class is called.
    pub label: String,
    /// Its probability, 0 to 1.
    pub probability: f32,
}

/// What came of a run: the measures are of a head that had not seen what was held out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// The share of what was held out that was classified rightly; none where nothing was held out.
    pub accuracy: Option<f32>,
    /// How many examples were held out.
    pub held_out: usize,
    /// The classes, in the order of rows and columns of `confusion`.
    pub labels: Vec<String>,
    /// How many held-out examples of each class (row) were taken for each class (column).
    pub confusion: Vec<Vec<usize>>,
    /// How many examples were trained on before it was measured.
    pub training_examples: usize,
    /// Epochs that were trained.
    pub epochs: u32,
    /// The seed of the split, of the order of the batches and of the start.
    pub seed: u32,
    /// What computed: `webgpu` or `cpu`.
    pub device: &'static str,
    /// Seconds it took.
    pub seconds: f32,
    /// Whether it was stopped before its end.
    pub stopped: bool,
}
