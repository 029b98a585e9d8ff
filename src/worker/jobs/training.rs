//! A head is trained, a moment at a time.

use crate::browser::clock;
use crate::error::ClassesError;
use crate::protocol::{Outcome, RunId};
use crate::worker::active_run::{ActiveRun, Finished};
use crate::worker::desk::{Assess, Assessing, Desk};
use crate::worker::job::{Done, Slice};
use crate::worker::request::{Lessons, Request};

/// Starts a run.
pub fn start(desk: &mut Desk, request: Request, lessons: Lessons, auto: bool) -> Done {
    desk.run = Some(ActiveRun::start(request, lessons, &desk.device, auto));
    Done::Well
}

/// Trains for a moment. What comes out at the end of the run is in use from then on.
pub async fn train(desk: &mut Desk) -> Done {
    let mut slice = Slice::default();
    let Some(run) = &mut desk.run else {
        slice.end = Some(Err(ClassesError::NoHead.into()));
        return Done::Trained(slice);
    };
    let advanced = run.advance(clock::SLICE, &mut slice.progress).await;
    slice.timing = run.take_timing();
    slice.copies = run.take_copies();
    slice.again = run.again();
    let is_over = run.is_over();
    slice.end = match advanced {
        Ok(()) if is_over => end(desk).await.map(|(_, outcome)| Ok(outcome)),
        Ok(()) => None,
        Err(kind) => Some(Err(kind)),
    };
    Done::Trained(slice)
}

/// Ends the run under way where it stands.
pub async fn finish(desk: &mut Desk) -> Done {
    Done::Finished(end(desk).await)
}

/// Forgets the run under way.
pub fn drop_run(desk: &mut Desk) -> Done {
    desk.run = None;
    Done::Well
}

async fn end(desk: &mut Desk) -> Option<(RunId, Outcome)> {
    let run = desk.run.take()?;
    let id = run.id();
    let Finished { outcome, classifier, assessment } = run.finish();
    if let Some(shelf) = &desk.shelf {
        shelf.keep_head(id, &classifier).await;
    }
    desk.classifier = Some(classifier);
    desk.atlas = None;
    desk.assessing = assessment.map(|assessment| {
        let work = Assess::Measure(Box::new(assessment));
        Assessing { run: id, work, started: clock::now() }
    });
    Some((id, outcome))
}
