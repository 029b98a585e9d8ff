//! The race: the same network, the same pictures, the same split and seeds, pre-trained against random weights.
//!
//! Contestants take turns: whose work so far is the least goes on. Work is counted in multiplications, not in
//! milliseconds, so that the order of what is told depends on no clock.

mod course;
mod head;
mod whole;

use std::fmt::Debug;
use std::rc::Rc;

use super::{Needs, Piece, Procedure, Supplies};
use crate::data::split::stratified;
use crate::engine::catalog::Found;
use crate::engine::whole::parameters::Parameters;
use crate::engine::whole::{self as training, network};
use crate::error::Kind;
use crate::models::{Backbone, ConvNetConfig, ConvWeights};
use crate::protocol::lab::{Contestant, Finding, RaceSettings, Trained, Weights};
use course::{Course, Scores};
use head::HeadOnly;
use whole::Whole;

/// The network that races: of those which ship, the one that labels taught.
const MODEL: &str = "small-resnet";

/// Side of the pictures, in pixels: half of what the network takes elsewhere, so that training all of it takes
/// seconds in a tab.
const SIZE: usize = 64;

/// Most epochs where only a head is trained, and where everything is.
const EPOCHS: [u32; 2] = [1000, 200];

/// The largest step from random weights.
const STEP_SIZE: f32 = 0.001;

/// The largest step from pre-trained weights.
const FINE_STEP_SIZE: f32 = 0.0003;

/// What the experiment must be given.
pub fn needs() -> Needs {
    Needs { models: vec![MODEL.into()], sizes: vec![SIZE], ..Needs::default() }
}

/// Starts it.
///
/// # Errors
/// [`Kind::TooFewClasses`], [`Kind::TooFewToHoldOut`]; [`Kind::NoModel`] if it is not given the network.
pub fn start(settings: &RaceSettings, mut supplies: Supplies) -> Result<Box<dyn Procedure>, Kind> {
    let Some(Found::Pictures(pretrained)) = supplies.models.remove(MODEL) else {
        return Err(Kind::NoModel);
    };
    let Backbone::ConvNet { config, weights } = pretrained.backbone else {
        return Err(Kind::NoModel);
    };
    let Supplies { pictures, clock, .. } = supplies;
    let (seed, classes) = (settings.seed, pictures.classes.len());
    if classes < 2 {
        return Err(Kind::TooFewClasses);
    }
    let split = stratified(&pictures.labels, classes, seed);
    if split.held_out.is_empty() {
        return Err(Kind::TooFewToHoldOut);
    }
    let config = ConvNetConfig { input_size: SIZE, ..config };
    let course = Rc::new(Course { pictures, split, config, seed, clock });
    let contestants = contestants(settings, &course, weights);
    Ok(Box::new(Race { course, contestants, has_started: false }))
}

fn contestants(
    settings: &RaceSettings,
    course: &Rc<Course>,
    weights: Vec<ConvWeights>,
) -> Vec<(Contestant, Box<dyn Runner>)> {
    let layers = &course.config.layers;
    let head_epochs = settings.head_epochs.clamp(1, EPOCHS[0]);
    let whole_epochs = settings.whole_epochs.clamp(1, EPOCHS[1]);
    let mut trained = Parameters::default();
    for (layer, weights) in layers.iter().zip(&weights) {
        network::add_trained(&mut trained, layer, weights);
    }
    let untrained = training::untrained(layers, u64::from(course.seed));
    let of = |weights, trained| Contestant { weights, trained };
    let head = |from, weights| -> (Contestant, Box<dyn Runner>) {
        let backbone = Backbone::ConvNet { config: course.config.clone(), weights };
        let runner = HeadOnly::new(course.clone(), &backbone, head_epochs);
        (of(from, Trained::Head), Box::new(runner))
    };
    let whole = |from, parameters, largest| -> (Contestant, Box<dyn Runner>) {
        let runner = Whole::new(course.clone(), parameters, whole_epochs, largest);
        (of(from, Trained::Whole), Box::new(runner))
    };
    let random = network::weights(&untrained, layers);
    let mut contestants = vec![
        head(Weights::Pretrained, weights),
        head(Weights::Random, random),
        whole(Weights::Random, untrained, STEP_SIZE),
    ];
    if settings.fine_tune {
        contestants.push(whole(Weights::Pretrained, trained, FINE_STEP_SIZE));
    }
    contestants
}

/// A contestant at work.
trait Runner: Debug {
    /// Does a little; says how it does when it has come to the end of an epoch, or before the first.
    fn advance(&mut self) -> Option<Scores>;

    /// How far it has come.
    fn progress(&self) -> Progress;

    /// Whether it has come to its end.
    fn is_over(&self) -> bool;
}

/// How far a contestant has come.
#[derive(Debug, Clone, Copy)]
struct Progress {
    /// Steps of the optimiser that are over.
    steps: u32,
    /// Milliseconds of its own work.
    milliseconds: f32,
    /// Multiplications so far, about.
    work: u64,
    /// Multiplications at the end.
    work_in_all: u64,
}

/// The race under way.
#[derive(Debug)]
struct Race {
    course: Rc<Course>,
    contestants: Vec<(Contestant, Box<dyn Runner>)>,
    has_started: bool,
}

impl Race {
    fn introduce(&self) -> Finding {
        let pictures = &self.course.pictures;
        Finding::Pictures {
            classes: pictures.classes.clone(),
            labels: pictures.labels.iter().map(|&label| label as u32).collect(),
            small: pictures.small(),
        }
    }
}

impl Procedure for Race {
    fn advance(&mut self) -> Result<Piece, Kind> {
        if !std::mem::replace(&mut self.has_started, true) {
            return Ok(Piece { findings: vec![self.introduce()], ends_step: false });
        }
        let running = self.contestants.iter_mut().filter(|(_, runner)| !runner.is_over());
        let next = running.min_by_key(|(_, runner)| runner.progress().work);
        let Some((contestant, runner)) = next else { return Ok(Piece::nothing()) };
        let epoch = runner.advance();
        let Some(Scores { epoch, training, held_out }) = epoch else { return Ok(Piece::nothing()) };
        let Progress { steps, milliseconds, .. } = runner.progress();
        let contestant = *contestant;
        let lap = Finding::Lap { contestant, epoch, steps, milliseconds, training, held_out };
        // What is told before the end of the first epoch ends none.
        Ok(Piece { findings: vec![lap], ends_step: epoch > 0 })
    }

    fn done(&self) -> f32 {
        let progress = || self.contestants.iter().map(|(_, runner)| runner.progress());
        let all: u64 = progress().map(|progress| progress.work_in_all).sum();
        let done: u64 = progress().map(|progress| progress.work).sum();
        if self.is_over() { 1.0 } else { (done as f64 / all.max(1) as f64).min(1.0) as f32 }
    }

    fn is_over(&self) -> bool {
        self.contestants.iter().all(|(_, runner)| runner.is_over())
    }
}
