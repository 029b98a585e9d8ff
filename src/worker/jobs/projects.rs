//! Another project is opened, with what is kept of it.

use crate::protocol::{ProjectId, RunId};
use crate::worker::desk::Desk;
use crate::worker::job::Done;

/// Forgets what was of the project before, and opens what is kept of this one.
pub async fn open(desk: &mut Desk, project: Option<ProjectId>, writable: bool) -> Done {
    if let Some(shelf) = &mut desk.shelf {
        shelf.write(true).await;
    }
    desk.ahead.clear();
    desk.classifier = None;
    desk.atlas = None;
    desk.assessing = None;
    desk.shelf = None;
    desk.project = project.map(|project| (project, writable));
    Done::Well
}

/// Uses the head that a run has left.
pub async fn open_head(desk: &mut Desk, run: RunId) -> Done {
    desk.open_shelf().await;
    let head = match &desk.shelf {
        Some(shelf) => shelf.head(run).await,
        None => None,
    };
    let found = head.is_some();
    if found {
        desk.atlas.take_if(|(of, _)| *of != run);
        desk.assessing = None;
        desk.classifier = head;
    }
    Done::HeadOpened { run, found }
}
