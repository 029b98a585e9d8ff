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
use crate::engine::finetuning::parameters::Parameters;
use crate::engine::finetuning::{standardised, untrained};
use crate::error::{ClassesError, Kind};
use crate::models::{Backbone, ConvNetConfig, ConvWeights};
use crate::protocol::lab::{Contestant, Finding, RaceSettings, Start, Trained};
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

/// The largest step from random weights: the one of 0.0003, 0.001 and 0.003 with which they do best in ten epochs.
const STEP_SIZE: f32 = 0.003;

/// The largest step from pre-trained weights: larger ones undo what is known already.
const FINE_STEP_SIZE: f32 = 0.0005;

/// What the experiment must be given.
pub fn needs() -> Needs {
    Needs { models: vec![MODEL.into()], sizes: vec![SIZE], ..Needs::default() }
}

/// Divides the pictures, and puts all contestants at the start.
///
/// # Errors
/// [`ClassesError::TooFewClasses`], [`ClassesError::TooFewToHoldOut`]; [`ClassesError::NoModel`] if it is not given the network.
pub fn start(settings: &RaceSettings, mut supplies: Supplies) -> Result<Box<dyn Procedure>, Kind> {
    let Backbone::ConvNet { config, weights } = supplies.take(MODEL)?.pictures()?.backbone else {
        return Err(Kind::Classes(ClassesError::NoModel));
    };
    let Supplies { pictures, clock, .. } = supplies;
    let (seed, classes) = (settings.seed, pictures.classes.len());
    if classes < 2 {
        return Err(Kind::Classes(ClassesError::TooFewClasses));
    }
    let split = stratified(&pictures.labels, classes, seed);
    if split.held_out.is_empty() {
        return Err(Kind::Classes(ClassesError::TooFewToHoldOut));
    }
    let config = ConvNetConfig { input_size: SIZE, ..config };
    let course = Rc::new(Course { pictures, split, config, seed, clock });
    let contestants = contestants(settings, &course, weights)?;
    Ok(Box::new(Race { contestants }))
}

/// Who takes part, and how it goes on.
type Starter = (Contestant, Box<dyn Runner>);

fn contestants(
    settings: &RaceSettings,
    course: &Rc<Course>,
    weights: Vec<ConvWeights>,
) -> Result<Vec<Starter>, Kind> {
    let layers = &course.config.layers;
    let head_epochs = settings.head_epochs.clamp(1, EPOCHS[0]);
    let whole_epochs = settings.whole_epochs.clamp(1, EPOCHS[1]);
    let mut trained = Parameters::default();
    for (layer, weights) in layers.iter().zip(&weights) {
        standardised::add_trained(&mut trained, layer, weights);
    }
    let untrained = untrained(layers, u64::from(course.seed));
    let of = |weights, trained| Contestant { weights, trained };
    let head = |from, weights| -> Starter {
        let backbone = Backbone::ConvNet { config: course.config.clone(), weights };
        let runner = HeadOnly::new(course.clone(), &backbone, head_epochs);
        (of(from, Trained::Head), Box::new(runner))
    };
    let whole = |from, parameters, largest| -> Starter {
        let runner = Whole::new(course.clone(), parameters, whole_epochs, largest);
        (of(from, Trained::Whole), Box::new(runner))
    };
    let random = standardised::weights(&untrained, layers)?;
    let mut contestants = vec![
        head(Start::Pretrained, weights),
        head(Start::Random, random),
        whole(Start::Random, untrained, STEP_SIZE),
    ];
    if settings.fine_tune {
        contestants.push(whole(Start::Pretrained, trained, FINE_STEP_SIZE));
    }
    Ok(contestants)
}

/// A contestant at work.
trait Runner: Debug {
    /// Does a little; says how it does when it has come to the end of an epoch, or before the first.
    ///
    /// # Errors
    /// None on the CPU.
    fn advance(&mut self) -> Result<Option<Scores>, Kind>;

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
    contestants: Vec<Starter>,
}

impl Procedure for Race {
    fn advance(&mut self) -> Result<Piece, Kind> {
        let running = self.contestants.iter_mut().filter(|(_, runner)| !runner.is_over());
        let next = running.min_by_key(|(_, runner)| runner.progress().work);
        let Some((contestant, runner)) = next else { return Ok(Piece::nothing()) };
        let epoch = runner.advance()?;
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::engine::catalog::Checkpoint;
    use crate::engine::finetuning;
    use crate::engine::lab::PictureSet;
    use crate::models::{Pretrained, small_resnet};
    use crate::protocol::lab::Source;

    /// With a network that has learnt nothing in place of the shipped one.
    fn supplies(classes: usize, each: usize) -> Supplies {
        let model = Pretrained {
            architecture: "Headstart ResNet".into(),
            backbone: finetuning::random(&small_resnet::config(), 5),
            classifier: None,
            decoder: None,
        };
        Supplies {
            pictures: PictureSet::sample(classes, each, &needs().sizes),
            models: BTreeMap::from([(MODEL.to_owned(), Checkpoint::Pictures(Box::new(model)))]),
            absent: BTreeMap::new(),
            clock: || 0.0,
        }
    }

    fn settings(head_epochs: u32, whole_epochs: u32, seed: u32) -> RaceSettings {
        let source = Source::Sample { classes: 2, each: 1 };
        RaceSettings { source, head_epochs, whole_epochs, fine_tune: true, seed }
    }

    /// Runs to the end; each finding with whether a step ends with it.
    fn run(settings: &RaceSettings) -> Vec<(Finding, bool)> {
        let mut race = start(settings, supplies(2, 3)).expect("there is all it needs");
        let (mut told, mut done) = (Vec::new(), 0.0);
        while !race.is_over() {
            let Piece { findings, ends_step } = race.advance().expect("nothing can go wrong");
            told.extend(findings.into_iter().map(|finding| (finding, ends_step)));
            assert!((done..=1.0).contains(&race.done()), "{}", race.done());
            done = race.done();
        }
        told
    }

    /// Epochs and steps of a contestant's laps, and whether each ends a step.
    fn laps(told: &[(Finding, bool)], who: Contestant) -> Vec<(u32, u32, bool)> {
        let lap = |(finding, ends_step): &(Finding, bool)| match finding {
            Finding::Lap { contestant, epoch, steps, .. } if *contestant == who => {
                Some((*epoch, *steps, *ends_step))
            }
            _ => None,
        };
        told.iter().filter_map(lap).collect()
    }

    #[test]
    fn everybody_runs_all_their_laps() {
        let told = run(&settings(2, 1, 1));
        for weights in [Start::Pretrained, Start::Random] {
            let of = |trained| laps(&told, Contestant { weights, trained });
            assert_eq!(of(Trained::Head), [(0, 0, false), (1, 1, true), (2, 2, true)]);
            assert_eq!(of(Trained::Whole), [(0, 0, false), (1, 1, true)]);
        }
        assert_eq!(told.len(), 2 * 3 + 2 * 2);
    }

    #[test]
    fn everybody_starts_by_guessing() {
        for (finding, _) in run(&settings(1, 1, 1)) {
            let Finding::Lap { epoch: 0, training, held_out, .. } = finding else { continue };
            for score in [training, held_out] {
                assert!((score.loss - 2.0f32.ln()).abs() < 1e-6, "{score:?}");
                assert_eq!(score.accuracy, 0.5);
            }
        }
    }

    #[test]
    fn the_seed_decides() {
        assert_eq!(run(&settings(1, 1, 7)), run(&settings(1, 1, 7)));
        assert_ne!(run(&settings(1, 1, 7)), run(&settings(1, 1, 8)));
    }

    #[test]
    fn wild_settings_are_bounded() {
        assert_eq!(run(&settings(0, 0, 0)).len(), 4 * 2, "one epoch of each");
        let endless = start(&settings(u32::MAX, u32::MAX, u32::MAX), supplies(2, 3));
        assert_eq!(endless.map(|race| race.is_over()), Ok(false));
    }

    #[test]
    fn what_cannot_be_raced_is_refused() {
        let refused = |supplies| start(&settings(1, 1, 1), supplies).map(|_| ());
        assert_eq!(refused(supplies(1, 5)), Err(Kind::Classes(ClassesError::TooFewClasses)));
        assert_eq!(refused(supplies(2, 2)), Err(Kind::Classes(ClassesError::TooFewToHoldOut)));
        let without = Supplies { models: BTreeMap::new(), ..supplies(2, 3) };
        assert_eq!(refused(without), Err(Kind::Classes(ClassesError::NoModel)));
    }
}
