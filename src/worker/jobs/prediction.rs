//! Something is classified with the newest head.

use crate::browser::clock;
use crate::error::{ClassesError, FileError, Kind};
use crate::protocol::{Input, Prediction, QueryId};
use crate::worker::desk::Desk;
use crate::worker::glance;
use crate::worker::input::ReadInput;
use crate::worker::job::{Done, Glimpse};
use crate::worker::queries::Query;
use crate::worker::slot::Place;

/// Classifies what a query asks about.
pub async fn predict(desk: &Desk, query: Query) -> Done {
    let prediction = classify(desk, &query.input).await;
    Done::Predicted(query, prediction)
}

/// Classifies the newest frame of a camera. It stays on the desk where it has to be looked at again.
pub async fn watch(desk: &mut Desk, query: QueryId) -> Done {
    let glimpse = classify_frame(desk).await;
    if glimpse.is_ok() {
        desk.frame = None;
    }
    Done::Watched(query, glimpse)
}

async fn classify_frame(desk: &Desk) -> Result<Glimpse, Kind> {
    let model = desk.model(Place::InUse)?;
    let classifier = desk.classifier.as_ref().ok_or(ClassesError::NoHead)?;
    let frame = desk.frame.as_ref().ok_or(FileError::Undecodable)?;
    let input = model.read_frame(frame)?;
    let embedding = glance::embed(model, classifier, vec![input]).await?.concat();
    Ok((classifier.ranked(&embedding), classifier.familiarity(&embedding)))
}

async fn classify(desk: &Desk, input: &Input) -> Result<Prediction, Kind> {
    let started = clock::now();
    let model = desk.model(Place::InUse)?;
    let classifier = desk.classifier.as_ref().ok_or(ClassesError::NoHead)?;
    let ReadInput { input, seen, .. } = model.read(input, true).await?;
    let embedding = glance::embed(model, classifier, vec![input]).await?.concat();
    let classes = classifier.ranked(&embedding);
    let familiarity = classifier.familiarity(&embedding);
    let place = desk.atlas.as_ref().map(|(_, atlas)| atlas.place(&embedding));
    let milliseconds = (clock::now() - started) as f32;
    // It was asked for.
    let seen = seen.ok_or(ClassesError::NoModel)?;
    Ok(Prediction { classes, familiarity, place, seen, milliseconds })
}
