//! Heads: what they learn from, in which order, how well they do, and the classifier that is left in the end.
//!
//! Nothing here knows a device. Those that train, [`cpu`](super::cpu), `gpu` and [`plain`](super::plain), use
//! this; [`run`](super::run) uses both.

pub mod classifier;
pub mod dataset;
pub mod directions;
pub mod draws;
pub mod early;
pub mod file;
pub mod fitted;
pub mod known;
pub mod means;
pub mod metrics;
pub mod minimiser;
pub mod nearest;
pub mod objective;
pub mod regularised;
pub mod schedule;
pub mod standardise;
pub mod tally;

pub use classifier::{ClassLabel, Classifier, HeadKind};
pub use dataset::{Dataset, Examples};
pub use early::Early;
pub use fitted::Fitted;
pub use known::Known;
pub use schedule::{Batch, EpochEnd, Schedule};
pub use standardise::Standardiser;
pub use tally::{StepResult, Tally};
