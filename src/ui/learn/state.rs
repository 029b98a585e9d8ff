//! What the tutorial knows of its experiments, and how it changes: plain data and plain functions.

use std::collections::BTreeMap;

use crate::error::{Error, WorkerError};
use crate::protocol::RunId;
use crate::protocol::lab::{Command, Event, Experiment, Finding};
use crate::ui::state::{Lifeline, Received};

/// All experiments, and the lab that does them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Experiments {
    /// How the lab stands, and what went wrong.
    pub lifeline: Lifeline<Command>,
    /// By their names, those that were ever started.
    trials: BTreeMap<String, Trial>,
    last: RunId,
}

/// An experiment, as it was done last.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trial {
    run: RunId,
    /// How it stands.
    pub phase: Phase,
    /// How much of it is done, 0 to 1.
    pub done: f32,
    /// What it has found out so far.
    pub findings: Vec<Finding>,
}

impl Trial {
    /// Takes in more findings. Of those before, only the numbers are kept: pictures of hundreds of epochs
    /// would fill the memory, and nobody sees them again.
    fn add(&mut self, findings: Vec<Finding>) {
        if findings.is_empty() {
            return;
        }
        let newest = self.findings.len().saturating_sub(1);
        self.findings.extend(findings);
        if let [before @ .., _] = &mut self.findings[newest..] {
            before.iter_mut().for_each(Finding::forget_pictures);
        }
    }

    /// Names its newest start.
    pub fn run(&self) -> RunId {
        self.run
    }
}

/// How an experiment stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Phase {
    /// It was never started.
    #[default]
    Idle,
    /// It is made ready; how much of a model has come, where one is fetched.
    Preparing(Option<Received>),
    /// It goes on.
    Runs,
    /// It waits for a step.
    Waits,
    /// It is over.
    Ended {
        /// Whether it was stopped before its end.
        stopped: bool,
        /// Seconds it took.
        seconds: f32,
    },
    /// It could not start or go on.
    Failed(Error),
}

impl Phase {
    /// Whether it computes, or is about to.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Preparing(_) | Self::Runs)
    }

    /// Whether it can be stopped.
    pub fn is_open(&self) -> bool {
        self.is_busy() || *self == Self::Waits
    }
}

impl Experiments {
    /// The experiment of this name.
    pub fn trial(&self, name: &str) -> Option<&Trial> {
        self.trials.get(name)
    }

    /// Starts an experiment in place of the one under way, to wait after so many steps or never.
    pub fn start(
        &mut self,
        name: &str,
        experiment: Experiment,
        steps: Option<u32>,
    ) -> Vec<Command> {
        self.stop_all();
        let run = self.last.fresh();
        self.trials.insert(
            name.to_owned(),
            Trial { run, phase: Phase::Preparing(None), ..Trial::default() },
        );
        self.lifeline.when_ready(Command::Start { run, experiment, steps })
    }

    /// Lets an experiment that waits go on.
    pub fn go_on(&mut self, name: &str, steps: Option<u32>) -> Vec<Command> {
        let waits = self.trials.get_mut(name).filter(|trial| trial.phase == Phase::Waits);
        let Some(trial) = waits else { return Vec::new() };
        trial.phase = Phase::Runs;
        vec![Command::GoOn { run: trial.run, steps }]
    }

    /// Forgets what an experiment found, which is of something else than what it would work on now.
    pub fn forget(&mut self, name: &str) -> Vec<Command> {
        let commands = self.stop(name);
        self.trials.remove(name);
        commands
    }

    /// Asks the lab to end an experiment.
    pub fn stop(&mut self, name: &str) -> Vec<Command> {
        let open = self.trials.get_mut(name).filter(|trial| trial.phase.is_open());
        let Some(trial) = open else { return Vec::new() };
        if self.lifeline.ready {
            return vec![Command::Stop(trial.run)];
        }
        // Nobody has been asked yet.
        trial.phase = Phase::Ended { stopped: true, seconds: 0.0 };
        self.lifeline.take_back(|_| true);
        Vec::new()
    }

    /// What is under way ends: another takes its place, or the lab is gone.
    fn stop_all(&mut self) {
        for trial in self.trials.values_mut().filter(|trial| trial.phase.is_open()) {
            trial.phase = Phase::Ended { stopped: true, seconds: 0.0 };
        }
        self.lifeline.take_back(|_| true);
    }

    /// Notes what became of the lab.
    pub fn lab_fails(&mut self, why: WorkerError) {
        if self.lifeline.fails(why) {
            self.stop_all();
        }
    }

    /// Notes that another lab takes the place of the one before.
    pub fn restarted(&mut self) {
        self.lifeline.restarts();
        self.stop_all();
    }

    /// The experiment of this run, unless a later one has taken its place.
    fn of(&mut self, run: RunId) -> Option<&mut Trial> {
        self.trials.values_mut().find(|trial| trial.run == run && trial.phase.is_open())
    }
}

/// Takes in what the lab tells. What is of an earlier run is dropped.
pub fn apply(state: &mut Experiments, event: Event) -> Vec<Command> {
    match event {
        Event::Ready => return state.lifeline.starts(),
        Event::Downloading { run, received, total } => {
            if let Some(trial) = state.of(run) {
                trial.phase = Phase::Preparing(Some(Received { received, total }));
            }
        }
        Event::Found { run, findings, done } => {
            if let Some(trial) = state.of(run) {
                trial.phase = Phase::Runs;
                trial.add(findings);
                trial.done = done;
            }
        }
        Event::Waits(run) => {
            if let Some(trial) = state.of(run) {
                trial.phase = Phase::Waits;
            }
        }
        Event::Ended { run, stopped, seconds } => {
            if let Some(trial) = state.of(run) {
                trial.phase = Phase::Ended { stopped, seconds };
            }
        }
        Event::Failed { run, error } => {
            if let Some(trial) = state.of(run) {
                trial.phase = Phase::Failed(error);
            }
        }
        Event::Warning(error) => state.lifeline.warn(error),
        Event::Crashed(why) => state.lab_fails(WorkerError::Died(why)),
        // It answers, which is all it says, and the watchdog has heard it.
        Event::Pong => {}
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Pixels;

    fn experiment() -> Experiment {
        Experiment::NextTokens { text: "The".into() }
    }

    fn ready() -> Experiments {
        let mut state = Experiments::default();
        apply(&mut state, Event::Ready);
        state
    }

    fn found(run: RunId, done: f32) -> Event {
        Event::Found { run, findings: vec![Finding::NextTokens(Vec::new())], done }
    }

    fn phase(state: &Experiments, name: &str) -> Phase {
        state.trial(name).map(|trial| trial.phase.clone()).unwrap_or_default()
    }

    #[test]
    fn what_was_started_before_the_lab_was_ready_is_started_then() {
        let mut state = Experiments::default();
        assert!(state.start("next", experiment(), None).is_empty());
        assert_eq!(phase(&state, "next"), Phase::Preparing(None));
        let commands = apply(&mut state, Event::Ready);
        assert_eq!(
            commands,
            [Command::Start { run: RunId(1), experiment: experiment(), steps: None }]
        );
    }

    #[test]
    fn what_was_stopped_before_the_lab_was_ready_is_never_started() {
        let mut state = Experiments::default();
        state.start("next", experiment(), None);
        assert!(state.stop("next").is_empty());
        assert!(apply(&mut state, Event::Ready).is_empty());
        assert_eq!(phase(&state, "next"), Phase::Ended { stopped: true, seconds: 0.0 });
    }

    #[test]
    fn findings_add_up_until_it_ends() {
        let mut state = ready();
        state.start("next", experiment(), None);
        apply(&mut state, found(RunId(1), 0.5));
        apply(&mut state, found(RunId(1), 1.0));
        apply(&mut state, Event::Ended { run: RunId(1), stopped: false, seconds: 2.0 });
        let trial = state.trial("next").expect("it was started");
        assert_eq!((trial.findings.len(), trial.done), (2, 1.0));
        assert_eq!(trial.phase, Phase::Ended { stopped: false, seconds: 2.0 });
        apply(&mut state, found(RunId(1), 0.1));
        assert_eq!(state.trial("next").map(|trial| trial.done), Some(1.0), "it is over");
    }

    #[test]
    fn pictures_are_kept_of_the_newest_only() {
        let pixels = || Pixels { width: 1, height: 1, rgba: vec![0; 4] };
        let epoch = |epoch: u32| Finding::Redrawn {
            epoch,
            milliseconds: 0.0,
            training_loss: 1.0,
            held_out_loss: 1.0,
            seen: vec![pixels()],
            drawn: vec![pixels()],
        };
        let mut trial = Trial::default();
        trial.add(vec![epoch(0), epoch(1)]);
        trial.add(Vec::new());
        trial.add(vec![epoch(2)]);
        let drawn = |finding: &Finding| matches!(finding, Finding::Redrawn { drawn, .. } if !drawn.is_empty());
        assert_eq!(trial.findings.iter().map(drawn).collect::<Vec<_>>(), [false, false, true]);
    }

    #[test]
    fn what_is_forgotten_was_never_done() {
        let mut state = ready();
        state.start("points", experiment(), Some(1));
        assert_eq!(state.forget("points"), [Command::Stop(RunId(1))]);
        assert!(state.trial("points").is_none());
        apply(&mut state, found(RunId(1), 1.0));
        assert!(state.trial("points").is_none());
    }

    #[test]
    fn another_takes_its_place_and_what_comes_late_is_dropped() {
        let mut state = ready();
        state.start("race", experiment(), None);
        state.start("curve", experiment(), None);
        assert_eq!(phase(&state, "race"), Phase::Ended { stopped: true, seconds: 0.0 });
        apply(&mut state, found(RunId(1), 0.5));
        assert!(state.trial("race").is_some_and(|trial| trial.findings.is_empty()));
        // Started anew, it forgets what it found before.
        state.start("race", experiment(), None);
        apply(&mut state, found(RunId(2), 0.5));
        apply(&mut state, found(RunId(3), 0.25));
        assert_eq!(state.trial("race").map(|trial| trial.done), Some(0.25));
        assert_eq!(state.trial("curve").map(|trial| trial.done), Some(0.0));
    }

    #[test]
    fn step_by_step() {
        let mut state = ready();
        state.start("slow", experiment(), Some(1));
        assert!(state.go_on("slow", Some(1)).is_empty(), "it does not wait yet");
        apply(&mut state, Event::Waits(RunId(1)));
        assert_eq!(state.go_on("slow", None), [Command::GoOn { run: RunId(1), steps: None }]);
        assert_eq!(phase(&state, "slow"), Phase::Runs);
        assert_eq!(state.stop("slow"), [Command::Stop(RunId(1))]);
    }

    #[test]
    fn a_lab_that_dies_ends_what_it_did() {
        let mut state = ready();
        state.start("race", experiment(), None);
        apply(&mut state, Event::Crashed("here".into()));
        assert!(state.lifeline.failure.is_some() && !state.lifeline.ready);
        assert!(!phase(&state, "race").is_open());
        state.restarted();
        assert!(state.lifeline.failure.is_none());
        state.start("race", experiment(), None);
        assert_eq!(apply(&mut state, Event::Ready).len(), 1);
    }
}
