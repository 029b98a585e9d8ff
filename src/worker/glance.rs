//! What is to be classified is looked at: once or, where the head wants that, mirrored too.

use super::input::{Batch, ModelInput};
use super::model::Model;
use crate::engine::heads::Classifier;
use crate::engine::mirror;
use crate::engine::why::Cells;
use crate::error::Kind;

/// What a model makes of up to [`batch`](Model::batch) inputs, for a head to classify: an embedding each.
///
/// # Errors
/// Those of [`Model::embed`].
pub async fn embed(
    model: &dyn Model,
    classifier: &Classifier,
    inputs: Vec<ModelInput>,
) -> Result<Vec<Vec<f32>>, Kind> {
    let mirrored: Option<Vec<_>> = inputs.iter().map(|input| mirrored(classifier, input)).collect();
    let embeddings = model.embed(&Batch::of(inputs)?).await?;
    let Some(mirrored) = mirrored else { return Ok(embeddings) };
    let others = model.embed(&Batch::of(mirrored)?).await?;
    Ok(embeddings.iter().zip(&others).map(|(one, other)| mirror::mean(one, other)).collect())
}

/// What a model makes of the cells of a picture, for a head to classify. None where its embedding is not the mean over
/// cells.
pub fn cells(model: &dyn Model, classifier: &Classifier, input: &ModelInput) -> Option<Cells> {
    let cells = model.cells(input)?;
    Some(match mirrored(classifier, input) {
        Some(mirrored) => cells.with_mirrored(&model.cells(&mirrored)?),
        None => cells,
    })
}

/// The mirror image of a picture; none where the head does not look at any, and of a text.
fn mirrored(classifier: &Classifier, input: &ModelInput) -> Option<ModelInput> {
    match input {
        ModelInput::Pixels(rgba) if classifier.mirrors() => {
            Some(ModelInput::Pixels(mirror::mirrored(rgba)))
        }
        _ => None,
    }
}
