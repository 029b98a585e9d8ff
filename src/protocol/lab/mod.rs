//! All that crosses between the tutorial and its worker, the lab: [`Command`]s in, [`Event`]s out.
//!
//! A pair of their own: what experiments find out is of many kinds, and who only teaches with their own
//! examples would pay for all of them with every visit. Findings are plain numbers and small pictures; what
//! they are called, in whichever language, is the page's business.

mod experiment;
mod finding;

use serde::{Deserialize, Serialize};

use crate::protocol::ids::RunId;

use crate::error::Error;

pub use experiment::{
    AutoencoderSettings, Contestant, CurveSettings, Doubt, Experiment, Failure, OwnClass,
    PictureChoice, RaceSettings, Side, Source, Start, Trained,
};
pub use finding::{Finding, Hidden, Look, MaskedToken, Specimen};

/// What the tutorial asks of the lab.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Start an experiment in place of the one under way. Answered by [`Event::Downloading`] where a model is
    /// still to be fetched, [`Event::Found`] many times, and at last [`Event::Ended`] or [`Event::Failed`].
    Start {
        /// Names it in the answers.
        run: RunId,
        /// What to do.
        experiment: Experiment,
        /// Steps to take before it waits for [`Command::GoOn`]; all of them where there is no number.
        steps: Option<u32>,
    },
    /// Go on with an experiment that waits.
    GoOn {
        /// The name under which the experiment was started.
        run: RunId,
        /// Steps to take before it waits again; all that are left where there is no number.
        steps: Option<u32>,
    },
    /// End this experiment after the step under way.
    Stop(RunId),
    /// Are you there? Answered by [`Event::Pong`].
    Ping,
}

/// What the lab tells the tutorial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The lab is open. Sent once, first.
    Ready,
    /// A model that an experiment needs is on its way.
    Downloading {
        /// The experiment that needs it.
        run: RunId,
        /// Bytes so far.
        received: u64,
        /// Bytes in all, where that is known.
        total: Option<u64>,
    },
    /// An experiment has come this far.
    Found {
        /// The experiment that this was found in.
        run: RunId,
        /// What it has found out since it last told, in order.
        findings: Vec<Finding>,
        /// How much of it is done, 0 to 1.
        done: f32,
    },
    /// An experiment waits for [`Command::GoOn`].
    Waits(RunId),
    /// An experiment is over.
    Ended {
        /// The experiment that is over.
        run: RunId,
        /// Whether it was stopped before its end.
        stopped: bool,
        /// Seconds it took, without those in which it waited.
        seconds: f32,
    },
    /// An experiment cannot start or go on.
    Failed {
        /// The experiment that has come to nothing.
        run: RunId,
        /// What was being done, and what went wrong.
        error: Error,
    },
    /// A picture of the visitor's cannot be used; the experiment goes on without it.
    Warning(Error),
    /// The lab panicked and will answer nothing more; the text says where.
    Crashed(String),
    /// The answer to [`Command::Ping`]: the lab is there.
    Pong,
}
