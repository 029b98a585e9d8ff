//! The tutorial's experiments: state machines that do a little at a time, on the CPU, so that they can be
//! watched and stopped, and are the same in a browser and natively.
//!
//! [`needs`] says what an experiment must be given, [`start`] starts it. The worker fetches, decodes, and
//! keeps time; nothing here knows a browser.

mod autoencoder;
pub mod curve;
pub mod doubts;
pub mod embedding;
pub mod failures;
pub mod feature_maps;
pub mod filters;
pub mod groups;
pub mod masking;
pub mod next_tokens;
pub mod pictures;
pub mod points;
mod race;
pub mod ranking;
pub mod slow_motion;
mod supplies;

use std::fmt::Debug;

use crate::error::Kind;
use crate::protocol::lab::{Experiment, Finding, Source};

pub use pictures::PictureSet;
pub use supplies::{Needs, Supplies};

/// An experiment under way.
pub trait Procedure: Debug {
    /// Does the next piece of work: some tens of milliseconds at most, where it can be cut so small.
    ///
    /// # Errors
    /// Why the experiment cannot go on.
    fn advance(&mut self) -> Result<Piece, Kind>;

    /// How much of it is done, 0 to 1.
    fn done(&self) -> f32;

    /// Whether it has come to its end.
    fn is_over(&self) -> bool;
}

/// What came of a piece of work.
#[derive(Debug, Default)]
pub struct Piece {
    /// What was found out.
    pub findings: Vec<Finding>,
    /// Whether a step has ended with it: an experiment can be told to wait after so many.
    pub ends_step: bool,
}

impl Piece {
    /// A piece that found nothing out, and goes on.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// A piece that ends a step with these findings.
    pub fn step(findings: Vec<Finding>) -> Self {
        Self { findings, ends_step: true }
    }
}

/// What an experiment must be given.
///
/// # Errors
/// [`WeightsError::UnknownModel`](crate::error::WeightsError::UnknownModel).
pub fn needs(experiment: &Experiment) -> Result<Needs, Kind> {
    match experiment {
        Experiment::SlowMotion { model, .. } => slow_motion::needs(model),
        Experiment::Curve(settings) => curve::needs(settings),
        Experiment::Ranking { modality, .. } => Ok(ranking::needs(*modality)),
        Experiment::Failure { .. } => Ok(failures::needs()),
        Experiment::Doubt { .. } => Ok(doubts::needs()),
        Experiment::Filters { .. } => Ok(filters::needs()),
        Experiment::Groups { model, .. } => groups::needs(model),
        Experiment::Masking { .. } => Ok(masking::needs()),
        Experiment::NextTokens { .. } => Ok(next_tokens::needs()),
        Experiment::FeatureMaps { model, picture } => feature_maps::needs(model, picture),
        Experiment::Autoencoder(_) => Ok(autoencoder::needs()),
        Experiment::Race(_) => Ok(race::needs()),
        Experiment::Points { .. } => Ok(Needs::default()),
    }
}

/// Where an experiment's pictures come from; none if it looks at none.
pub fn source(experiment: &Experiment) -> Option<Source> {
    match experiment {
        Experiment::Autoencoder(settings) => Some(settings.source.clone()),
        Experiment::Race(settings) => Some(settings.source.clone()),
        Experiment::Curve(settings) => Some(settings.source.clone()),
        Experiment::Filters { source, .. }
        | Experiment::Groups { source, .. }
        | Experiment::SlowMotion { source, .. }
        | Experiment::Ranking { source, .. } => Some(source.clone()),
        Experiment::Points { .. }
        | Experiment::Masking { .. }
        | Experiment::NextTokens { .. }
        | Experiment::FeatureMaps { .. }
        | Experiment::Failure { .. }
        | Experiment::Doubt { .. } => None,
    }
}

/// Starts an experiment.
///
/// # Errors
/// If it cannot be done with what it is given: [`ClassesError::TooFewClasses`](crate::error::ClassesError::TooFewClasses), [`ClassesError::ClassWithoutExamples`](crate::error::ClassesError::ClassWithoutExamples),
/// [`ClassesError::NoModel`](crate::error::ClassesError::NoModel), or what its text or model is refused for.
pub fn start(experiment: Experiment, supplies: Supplies) -> Result<Box<dyn Procedure>, Kind> {
    Ok(match experiment {
        Experiment::SlowMotion { model, settings, .. } => {
            Box::new(slow_motion::SlowMotion::new(&model, &settings, supplies)?)
        }
        Experiment::Curve(settings) => Box::new(curve::Curve::new(&settings, supplies)?),
        Experiment::Ranking { modality, seed, .. } => {
            Box::new(ranking::Ranking::new(modality, seed, supplies)?)
        }
        Experiment::Failure { failure, seed } => {
            Box::new(failures::Failing::new(failure, seed, supplies)?)
        }
        Experiment::Doubt { doubt, seed } => {
            Box::new(doubts::Doubting::new(doubt, seed, supplies)?)
        }
        Experiment::Points { points, groups, seed } => {
            Box::new(points::Points::new(points, groups, seed))
        }
        Experiment::Filters { groups, seed, .. } => {
            Box::new(filters::Filters::new(groups, seed, supplies)?)
        }
        Experiment::Groups { model, groups, seed, .. } => {
            Box::new(groups::Groups::new(&model, groups, seed, supplies)?)
        }
        Experiment::Masking { text, seed } => {
            Box::new(masking::Masking::new(&text, seed, supplies)?)
        }
        Experiment::NextTokens { text } => Box::new(next_tokens::NextTokens::new(&text, supplies)?),
        Experiment::FeatureMaps { model, picture } => {
            Box::new(feature_maps::FeatureMaps::new(&model, &picture, supplies)?)
        }
        Experiment::Autoencoder(settings) => autoencoder::start(&settings, supplies)?,
        Experiment::Race(settings) => race::start(&settings, supplies)?,
    })
}

/// How much of an experiment is done that ends when nothing changes any more, after so many iterations: ever
/// nearer to 1, as nobody knows how many there will be.
fn approaching(iterations: usize) -> f32 {
    1.0 - 1.0 / (1.0 + iterations as f32 / 4.0)
}
