//! The tutorial's experiments: state machines that do a little at a time, on the CPU, so that they can be
//! watched and stopped, and are the same in a browser and natively.
//!
//! [`needs`] says what an experiment must be given, [`start`] starts it. The worker fetches, decodes, and
//! keeps time; nothing here knows a browser.

mod autoencoder;
pub mod pictures;
mod race;

use std::collections::BTreeMap;
use std::fmt::Debug;

use crate::engine::catalog::Found;
use crate::error::{Error, Kind};
use crate::protocol::lab::{Experiment, Finding};

pub use pictures::PictureSet;

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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Ids of the models on offer that it cannot do without.
    pub models: Vec<String>,
    /// Ids of models that it takes along if they can be had.
    pub wishes: Vec<String>,
    /// Sides of the pictures it looks at, in pixels; none if it looks at none.
    pub sizes: Vec<usize>,
}

/// What an experiment is given.
#[derive(Debug)]
pub struct Supplies {
    /// The pictures of its source in the sizes it needs; none of an experiment without.
    pub pictures: PictureSet,
    /// The models it needs, and of those it wishes for the ones that could be had.
    pub models: BTreeMap<String, Found>,
    /// Why others could not be had.
    pub absent: BTreeMap<String, Error>,
    /// Milliseconds since some fixed moment.
    pub clock: fn() -> f64,
}

/// What an experiment must be given.
///
/// # Errors
/// [`Kind::UnknownModel`].
pub fn needs(experiment: &Experiment) -> Result<Needs, Kind> {
    match experiment {
        Experiment::Autoencoder(_) => Ok(autoencoder::needs()),
        Experiment::Race(_) => Ok(race::needs()),
        _ => Ok(Needs::default()),
    }
}

/// Starts an experiment.
///
/// # Errors
/// If it cannot be done with what it is given: [`Kind::TooFewClasses`], [`Kind::ClassWithoutExamples`],
/// [`Kind::NoModel`], or what its text or model is refused for.
pub fn start(experiment: Experiment, supplies: Supplies) -> Result<Box<dyn Procedure>, Kind> {
    match experiment {
        Experiment::Autoencoder(settings) => autoencoder::start(&settings, supplies),
        Experiment::Race(settings) => race::start(&settings, supplies),
        _ => Err(Kind::NoModel),
    }
}
