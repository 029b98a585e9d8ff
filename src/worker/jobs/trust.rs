//! How far to trust the newest head is found out, a moment at a time.

use crate::browser::clock;
use crate::engine::trust::Calibrating;
use crate::error::Kind;
use crate::protocol::TrustPiece;
use crate::worker::desk::{Assessing, Desk};
use crate::worker::job::Done;

/// Finds out for a moment. At the end the head in use is calibrated by what was found.
pub async fn assess(desk: &mut Desk) -> Done {
    let mut pieces = Vec::new();
    let over = match &mut desk.assessing {
        Some(assessing) => find(assessing, &mut pieces).await,
        None => Ok(true),
    };
    match over {
        Ok(false) => Done::Assessed { pieces, over: false },
        Ok(true) => {
            pieces.extend(finish(desk).await);
            Done::Assessed { pieces, over: true }
        }
        // It computes on the CPU, which does not fail.
        Err(_) => {
            desk.assessing = None;
            pieces.push(TrustPiece::Stopped);
            Done::Assessed { pieces, over: true }
        }
    }
}

/// Finds out for a moment; whether that is all.
async fn find(assessing: &mut Assessing, pieces: &mut Vec<TrustPiece>) -> Result<bool, Kind> {
    let start = clock::now();
    while !assessing.assessment.is_over() && clock::now() < start + clock::SLICE {
        pieces.extend(assessing.assessment.advance().await?);
    }
    Ok(assessing.assessment.is_over())
}

/// Calibrates the head in use, and keeps it so.
async fn finish(desk: &mut Desk) -> Option<TrustPiece> {
    let Assessing { run, assessment, started } = desk.assessing.take()?;
    let Calibrating { factor, known } = assessment.finish()?;
    let classifier = desk.classifier.take()?.calibrated(factor, known);
    if let Some(shelf) = &desk.shelf {
        shelf.keep_head(run, &classifier).await;
    }
    desk.classifier = Some(classifier);
    Some(TrustPiece::Over { seconds: ((clock::now() - started) / 1000.0) as f32 })
}

/// Finds out no more.
pub fn drop_assessment(desk: &mut Desk) -> Done {
    desk.assessing = None;
    Done::Well
}
