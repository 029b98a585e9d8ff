//! All kinds of head are compared, a moment at a time.

use crate::browser::clock;
use crate::engine::comparison::Comparison;
use crate::error::{ClassesError, Kind};
use crate::protocol::{Ranking, Recipe};
use crate::worker::desk::{Comparing, Desk};
use crate::worker::job::Done;
use crate::worker::request::Lessons;

/// Begins, in place of any that is under way.
pub fn start(desk: &mut Desk, recipe: Recipe, lessons: Lessons, classes: usize) -> Done {
    let Lessons { embeddings, labels } = lessons;
    let comparison = Comparison::new(embeddings, labels, classes, recipe);
    desk.comparing = Some(Comparing { comparison, milliseconds: 0.0 });
    Done::Well
}

/// Compares for a moment.
pub async fn compare(desk: &mut Desk) -> Done {
    let compared = match &mut desk.comparing {
        Some(comparing) => go_on(comparing).await,
        None => Err(ClassesError::NoModel.into()),
    };
    if !matches!(compared, Ok((_, None))) {
        desk.comparing = None;
    }
    Done::Compared(compared)
}

async fn go_on(comparing: &mut Comparing) -> Result<(f32, Option<Ranking>), Kind> {
    let Comparing { comparison, milliseconds } = comparing;
    let start = clock::now();
    while !comparison.is_over() && clock::now() < start + clock::SLICE {
        comparison.advance_timed(clock::now).await?;
    }
    // What others did between its turns is none of its time.
    *milliseconds += clock::now() - start;
    let ranking = comparison.is_over().then(|| comparison.ranking((*milliseconds / 1000.0) as f32));
    Ok((comparison.done(), ranking))
}

/// Compares no more.
pub fn drop_comparison(desk: &mut Desk) -> Done {
    desk.comparing = None;
    Done::Well
}
