//! Why the newest head says what it says of something: what its parts add, and what is said without each.

use crate::engine::heads::{Classifier, HeadKind};
use crate::engine::why::{covered, without_each_word};
use crate::error::{ClassesError, Kind};
use crate::protocol::why::{NoSum, Parts, Said, Whole, Without};
use crate::protocol::{Input, Pixels, WhyPiece};
use crate::worker::desk::{Desk, Explained, Explaining};
use crate::worker::glance;
use crate::worker::input::{ModelInput, ReadInput};
use crate::worker::job::Done;
use crate::worker::model::Model;
use crate::worker::slot::Place;

/// Cells along each side of a picture, where the model has none of its own.
const SIDE: usize = 7;

/// Begins to look into something, and says what the head says of all of it.
pub async fn begin(desk: &mut Desk, input: &Input) -> Done {
    desk.explaining = None;
    Done::Explained(match look_at(desk, input).await {
        Ok((whole, explaining)) => {
            desk.explaining = Some(explaining);
            Ok((vec![WhyPiece::Whole(whole)], false))
        }
        Err(kind) => Err(kind),
    })
}

/// Says what the head says without some more of the parts: as many as the model had best be given at once.
pub async fn explain(desk: &mut Desk) -> Done {
    let Some(mut explaining) = desk.explaining.take() else {
        return Done::Explained(Ok((vec![WhyPiece::Over], true)));
    };
    let found = leave_out(desk, &mut explaining).await;
    Done::Explained(found.map(|without| {
        let over = explaining.left.is_empty();
        let pieces = std::iter::once(WhyPiece::Without(without));
        let pieces = pieces.chain(over.then_some(WhyPiece::Over)).collect();
        if !over {
            desk.explaining = Some(explaining);
        }
        (pieces, over)
    }))
}

/// Looks into nothing any more.
pub fn end(desk: &mut Desk) -> Done {
    desk.explaining = None;
    Done::Well
}

async fn look_at(desk: &Desk, input: &Input) -> Result<(Whole, Explaining), Kind> {
    let (model, classifier) = in_use(desk)?;
    let ReadInput { input: read, .. } = model.read(input, false).await?;
    let cells = glance::cells(model, classifier, &read);
    let (parts, seen, of, count) = match (&read, input) {
        (ModelInput::Text(_), Input::Text(text)) => {
            let (places, rest): (Vec<_>, Vec<_>) = without_each_word(text).into_iter().unzip();
            let (count, all) = (places.len(), text.split_whitespace().count());
            (Parts::Words { places, all }, None, Explained::Text(rest), count)
        }
        (ModelInput::Pixels(rgba), _) => {
            let side = cells.as_ref().map_or(SIDE, |cells| cells.side);
            let sums = match (classifier.kind(), &cells) {
                (HeadKind::Nearest(_) | HeadKind::Means(_), _) => Err(NoSum::Distances),
                (HeadKind::Layers(_), None) => Err(NoSum::NoCells),
                (HeadKind::Layers(_), Some(cells)) => cells.sums(classifier),
            };
            let size = (rgba.len() / 4).isqrt() as u32;
            let seen = Pixels { width: size, height: size, rgba: rgba.clone() };
            let of = Explained::Picture { rgba: rgba.clone(), side };
            (Parts::Cells { side, sums }, Some(seen), of, side * side)
        }
        // A model of texts was given a text.
        (ModelInput::Text(_), Input::Picture(_)) => return Err(ClassesError::NoModel.into()),
    };
    // Where cells add up, what they add up to, on the device that they were computed on.
    let embedding = match &cells {
        Some(cells) => cells.embedding(),
        None => glance::embed(model, classifier, vec![read]).await?.concat(),
    };
    let classes = classifier.classes().iter().map(|class| class.id).collect();
    let temperature = 1.0 / classifier.factor();
    let whole = Whole { parts, seen, classes, said: said(classifier, &embedding), temperature };
    Ok((whole, Explaining { left: (0..count).rev().collect(), of }))
}

async fn leave_out(desk: &Desk, explaining: &mut Explaining) -> Result<Vec<Without>, Kind> {
    let (model, classifier) = in_use(desk)?;
    let rest = explaining.left.len().saturating_sub(model.batch().max(1));
    let mut parts = explaining.left.split_off(rest);
    parts.reverse();
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let mut inputs = Vec::with_capacity(parts.len());
    for &part in &parts {
        inputs.push(match &explaining.of {
            Explained::Picture { rgba, side } => ModelInput::Pixels(covered(rgba, *side, part)),
            Explained::Text(texts) => {
                let text = texts.get(part).cloned().unwrap_or_default();
                model.read(&Input::Text(text), false).await?.input
            }
        });
    }
    let embeddings = glance::embed(model, classifier, inputs).await?;
    let without = parts.into_iter().zip(embeddings);
    Ok(without.map(|(part, it)| Without { part, said: said(classifier, &it) }).collect())
}

fn in_use(desk: &Desk) -> Result<(&dyn Model, &Classifier), Kind> {
    Ok((desk.model(Place::InUse)?, desk.classifier.as_ref().ok_or(ClassesError::NoHead)?))
}

fn said(classifier: &Classifier, embedding: &[f32]) -> Said {
    let (logits, probabilities) =
        (classifier.logits(embedding), classifier.probabilities(embedding));
    Said { logits, probabilities }
}
