//! Kinds of head: which one the next run makes, and which works best on the examples.

use std::sync::Arc;

use super::State;
use crate::error::{Doing, Result};
use crate::protocol::{
    ClassExamples, Command, ComparisonPiece, HeadChoice, RankedHead, Ranking, Recipe, RequestId,
};
use crate::words::say;

/// All kinds of head, as they are compared.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparison {
    /// How much is done, 0 to 1, while they are compared.
    pub going: Option<f32>,
    /// What came of it last.
    pub found: Option<Arc<Ranking>>,
    request: RequestId,
    /// What was compared: classes with their examples, and the model that embedded them.
    of: Of,
    /// What is compared now.
    next: Of,
}

type Of = (Vec<ClassExamples>, String);

impl HeadChoice {
    /// What it is called.
    pub fn label(self) -> &'static str {
        say(match self {
            Self::Linear => "heads.linear",
            Self::Hidden => "heads.hidden",
            Self::Regularised => "heads.regularised",
            Self::Nearest => "heads.nearest",
            Self::Means => "heads.means",
        })
    }

    /// What it does, in plain words.
    pub fn hint(self) -> &'static str {
        say(match self {
            Self::Linear => "heads.linear-hint",
            Self::Hidden => "heads.hidden-hint",
            Self::Regularised => "heads.regularised-hint",
            Self::Nearest => "heads.nearest-hint",
            Self::Means => "heads.means-hint",
        })
    }

    /// What tells it from others.
    pub fn id(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Hidden => "hidden",
            Self::Regularised => "regularised",
            Self::Nearest => "nearest",
            Self::Means => "means",
        }
    }
}

impl Ranking {
    /// The kinds behind the best whose distance from it may be chance.
    pub fn as_good(&self) -> impl Iterator<Item = &RankedHead> {
        self.heads.iter().skip(1).filter(|head| head.may_be_chance())
    }
}

impl State {
    /// Makes heads of this kind from the next run on.
    pub fn choose_head(&mut self, head: HeadChoice) -> Vec<Command> {
        self.edit(|project| project.recipe = project.recipe.with_head(head))
    }

    /// Whether the head in use is of another kind than the next run makes, or looks at pictures in another way.
    pub fn is_head_older(&self) -> bool {
        let kind = |recipe: &Recipe| (recipe.head(), recipe.settings().mirrors);
        let next = kind(&self.project().recipe);
        self.trained().is_some_and(|trained| kind(&trained.outcome.recipe) != next)
    }

    /// Has all kinds of head compared on the examples there are.
    ///
    /// # Errors
    /// Those of [`train`](Self::train).
    pub fn compare_heads(&mut self) -> Result<Vec<Command>> {
        self.dismiss_about(|doing| matches!(doing, Doing::Comparing));
        self.can_learn(Doing::Comparing)?;
        let (request, recipe) = (self.next_request(), self.project().recipe.bounded());
        let classes = self.project().as_classes();
        let comparison = &mut self.comparison;
        (comparison.request, comparison.going) = (request, Some(0.0));
        self.comparison.next = self.comparable();
        Ok(self.compared_once_copied(Command::Compare { request, recipe, classes }))
    }

    /// What would be compared now.
    fn comparable(&self) -> Of {
        let model = self.model.loaded.as_ref().map(|loaded| loaded.info.fingerprint());
        (self.project().as_classes(), model.unwrap_or_default())
    }

    /// Has heads compared no more.
    pub fn stop_comparing(&mut self) -> Vec<Command> {
        let is_going = self.comparison.going.take().is_some();
        (is_going && !self.drop_waiting_comparison())
            .then_some(Command::StopComparing)
            .into_iter()
            .collect()
    }

    /// Whether the examples or the model are others than those that were compared.
    pub fn is_comparison_older(&self) -> bool {
        self.comparison.found.is_some() && self.comparison.of != self.comparable()
    }

    pub(super) fn compared(&mut self, request: RequestId, piece: ComparisonPiece) {
        let comparison = &mut self.comparison;
        if request != comparison.request || comparison.going.is_none() {
            return;
        }
        match piece {
            ComparisonPiece::Going(done) => comparison.going = Some(done),
            ComparisonPiece::Stopped => comparison.going = None,
            ComparisonPiece::Failed(error) => {
                comparison.going = None;
                self.warn(error);
            }
            ComparisonPiece::Over(ranking) => {
                comparison.going = None;
                comparison.of = std::mem::take(&mut comparison.next);
                comparison.found = Some(ranking.into());
            }
        }
    }
}
