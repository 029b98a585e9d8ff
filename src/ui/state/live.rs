//! What a camera sees, told apart as long as it is on: a frame at a time, the next once the one before is answered.

use super::State;
use crate::error::Result;
use crate::protocol::{ClassId, Command, Familiarity, QueryId};

/// How much of an answer is that of the frames before: bars follow what moves, and do not shake with the noise of a
/// camera.
const INERTIA: f32 = 0.5;

/// What the head says of what a camera sees.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Live {
    /// The frame that is being looked at.
    awaited: Option<QueryId>,
    /// How many frames have been answered.
    pub answered: u32,
    /// Every class with its probability, 0 to 1, in the order of the page.
    pub shares: Vec<(ClassId, f32)>,
    /// How near the newest frame is to what the head knows; none before that was found.
    pub familiarity: Option<Familiarity>,
}

impl State {
    /// What a camera sees is tried from now on, in place of whatever was.
    pub fn start_watching(&mut self) {
        self.replace_trial(None);
        self.trial.prediction = None;
        self.trial.busy = false;
        // What is under way is an answer to something else.
        self.trial.newest.fresh();
        self.trial.live = Some(Live::default());
    }

    /// No camera is tried any more.
    pub fn stop_watching(&mut self) {
        self.trial.live = None;
    }

    /// Whether another frame is to be looked at: there is a head, and the frame before has been answered.
    pub fn wants_frame(&self) -> bool {
        let waits = self.trial.live.as_ref().is_some_and(|live| live.awaited.is_none());
        waits && self.lifeline.ready && self.trained().is_some() && !self.training.sleeps
    }

    /// Asks what a frame shows, if one is wanted.
    pub fn watch_frame(&mut self) -> Option<Command> {
        if !self.wants_frame() {
            return None;
        }
        let query = self.trial.newest.fresh();
        if let Some(live) = &mut self.trial.live {
            live.awaited = Some(query);
        }
        Some(Command::Watch(query))
    }

    /// What is asked of a worker that is gone, or of another project, nobody answers.
    pub(super) fn watch_anew(&mut self) {
        if let Some(live) = &mut self.trial.live {
            *live = Live::default();
        }
    }

    pub(super) fn watched(
        &mut self,
        query: QueryId,
        classes: Result<Vec<(ClassId, f32)>>,
        familiarity: Option<Familiarity>,
    ) {
        let has_head = self.trained().is_some() && !self.training.sleeps;
        let order: Vec<_> = self.project().classes.iter().map(|class| class.id).collect();
        let Some(live) = &mut self.trial.live else { return };
        if live.awaited.take_if(|awaited| *awaited == query).is_none() {
            return;
        }
        match classes {
            // Of a head that is not in use any more.
            _ if !has_head => {}
            Ok(classes) => {
                live.answered = live.answered.wrapping_add(1);
                live.familiarity = familiarity;
                live.shares = follow(&live.shares, &order, &classes);
            }
            Err(error) => {
                // It would fail again with the next frame.
                self.trial.live = None;
                self.warn(error);
            }
        }
    }
}

/// The probabilities that are shown next, in this order of the classes. One that is not among them was removed.
fn follow(
    shown: &[(ClassId, f32)],
    order: &[ClassId],
    newest: &[(ClassId, f32)],
) -> Vec<(ClassId, f32)> {
    let of = |all: &[(ClassId, f32)], class| {
        all.iter().find(|(other, _)| *other == class).map(|(_, share)| *share)
    };
    let next = |&class: &ClassId| {
        let share = of(newest, class)?;
        let before = of(shown, class).unwrap_or(share);
        Some((class, INERTIA * before + (1.0 - INERTIA) * share))
    };
    order.iter().filter_map(next).collect()
}
