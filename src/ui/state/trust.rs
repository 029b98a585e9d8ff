//! How far to trust the head in use: what the worker has found out so far.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::project::{Keeps, Trained};
use super::{Atlas, State};
use crate::protocol::trust::{
    Answers, Calibration, ClassSets, CopyGroup, LearningCurve, PerClass, PointMap, Suspects,
    TrustPiece, Unknown, UnknownPoint,
};
use crate::protocol::{Command, ExampleId, Familiarity, RunId, TrainingSettings};

/// What is known of how far to trust the head of the newest run. A part that is not there was not found yet, or cannot be.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trust {
    /// How much is found out, 0 to 1, while it is.
    pub going: Option<f32>,
    /// Seconds that it took, once everything but the learning curve is found.
    pub seconds: Option<f32>,
    /// Which examples are copies of each other.
    pub copies: Option<Arc<Vec<CopyGroup>>>,
    /// What was said of every example by heads that had not seen it.
    pub answers: Option<Arc<Answers>>,
    /// Whether probabilities mean what they say.
    pub calibration: Option<Arc<Calibration>>,
    /// Sets of classes that hold the right one so often.
    pub sets: Option<Arc<Vec<ClassSets>>>,
    /// How well every class is told from the others.
    pub per_class: Option<Arc<PerClass>>,
    /// When to say "I don't know".
    pub unknown: Option<Arc<Unknown>>,
    /// Which labels are likely wrong.
    pub suspects: Option<Arc<Suspects>>,
    /// Where the examples are on a plane.
    pub map: Option<Arc<PointMap>>,
    /// What was asked of that beyond.
    pub atlas: Atlas,
    /// What more examples would bring.
    pub curve: Option<Arc<LearningCurve>>,
    /// Where on the curve of the unknown the visitor has put the threshold, if anywhere.
    pub keeps: Option<usize>,
}

impl Trust {
    /// The place on the curve of the unknown from which on things are unknown: the visitor's, or that which keeps 95 % of
    /// what is known.
    pub fn keeping(&self) -> Option<(usize, UnknownPoint)> {
        let unknown = self.unknown.as_ref()?;
        let usual = || unknown.curve.iter().position(|point| point.threshold >= unknown.threshold);
        let at = self.keeps.or_else(usual)?;
        unknown.curve.get(at).map(|point| (at, *point))
    }

    /// Whether what is tried is like nothing that was taught.
    pub fn is_unknown(&self, familiarity: Option<Familiarity>) -> bool {
        let chosen = self.keeps.and_then(|_| self.keeping());
        familiarity.is_some_and(|it| match chosen {
            Some((_, point)) => it.distance > point.threshold,
            None => it.is_unknown(),
        })
    }
}

impl State {
    /// Keeps what was found of the newest run. Once it is everything, what is tried is tried again: its probabilities mean
    /// more now.
    pub(super) fn trust_found(&mut self, run: RunId, piece: TrustPiece) -> Vec<Command> {
        if self.training.run.as_ref().is_none_or(|newest| newest.id != run) {
            return Vec::new();
        }
        let trust = &mut self.trust;
        match piece {
            TrustPiece::Going(done) => trust.going = Some(done),
            TrustPiece::Copies(copies) => trust.copies = Some(copies.into()),
            TrustPiece::Answers(answers) => trust.answers = Some(answers.into()),
            TrustPiece::Calibration(found) => trust.calibration = Some(found.into()),
            TrustPiece::Sets(sets) => trust.sets = Some(sets.into()),
            TrustPiece::PerClass(figures) => trust.per_class = Some(figures.into()),
            TrustPiece::Unknown(unknown) => trust.unknown = Some(unknown.into()),
            TrustPiece::Suspects(suspects) => trust.suspects = Some(suspects.into()),
            TrustPiece::Map(map) => trust.map = Some(map.into()),
            TrustPiece::Curve(curve) => trust.curve = Some(curve.into()),
            TrustPiece::Stopped => trust.going = None,
            TrustPiece::Over { seconds } => {
                trust.going = None;
                trust.seconds = Some(seconds);
                return self.try_again();
            }
        }
        Vec::new()
    }

    /// Has found out again what the worker no longer tells of the head in use: it was left in an earlier sitting. Only
    /// while all examples of its run are there.
    pub(super) fn assess_again(&mut self) -> Vec<Command> {
        let Some(trained) = self.trained().filter(|_| self.trust.seconds.is_none()) else {
            return Vec::new();
        };
        let Trained { run, outcome, classes, .. } = trained.clone();
        let there: BTreeSet<ExampleId> = {
            let all = self.project().classes.iter().flat_map(|class| &class.examples);
            all.map(|example| example.id).collect()
        };
        let mut examples = classes.iter().flat_map(|class| &class.examples);
        if outcome.epochs == 0 || !examples.all(|id| there.contains(id)) {
            return Vec::new();
        }
        self.trust.going = Some(0.0);
        let settings =
            TrainingSettings { epochs: outcome.epochs, ..outcome.recipe.settings().clone() };
        let recipe = outcome.recipe.with(settings);
        vec![Command::Assess { run, recipe, classes }]
    }

    /// Says "I don't know" from this place of the curve on, for as long as the slider is moved.
    pub fn put_threshold(&mut self, at: usize) {
        self.trust.keeps = Some(at);
    }

    /// The slider stays where it is.
    pub fn keep_threshold(&mut self) {
        let run = self.trained().map(|trained| trained.run);
        if let (Some(at), Some(run)) = (self.trust.keeps, run) {
            self.amend(|project| project.keeps = Keeps { run, at });
        }
    }

    /// Has no more found out, if anything is.
    pub fn stop_assessing(&mut self) -> Vec<Command> {
        let is_going = self.trust.going.take().is_some();
        let run = self.training.run.as_ref().filter(|_| is_going && !self.training.is_running());
        run.map(|run| Command::StopTraining(run.id)).into_iter().collect()
    }
}
