//! Something is classified with the newest head.

use crate::browser::clock;
use crate::error::{ClassesError, Kind};
use crate::protocol::{Input, Prediction};
use crate::worker::desk::Desk;
use crate::worker::input::{Batch, ReadInput};
use crate::worker::job::Done;
use crate::worker::queries::Query;
use crate::worker::slot::Place;

/// Classifies what a query asks about.
pub async fn predict(desk: &Desk, query: Query) -> Done {
    let prediction = classify(desk, &query.input).await;
    Done::Predicted(query, prediction)
}

async fn classify(desk: &Desk, input: &Input) -> Result<Prediction, Kind> {
    let started = clock::now();
    let model = desk.model(Place::InUse)?;
    let classifier = desk.classifier.as_ref().ok_or(ClassesError::NoHead)?;
    let ReadInput { input, seen, .. } = model.read(input, true).await?;
    let embedding = model.embed(&Batch::of(vec![input])?).await?.concat();
    let classes = classifier.ranked(&embedding);
    let milliseconds = (clock::now() - started) as f32;
    // It was asked for.
    let seen = seen.ok_or(ClassesError::NoModel)?;
    Ok(Prediction { classes, seen, milliseconds })
}
