//! How far to trust the newest head is found out, a moment at a time.

use crate::browser::clock;
use crate::engine::trust::{Calibrating, Found};
use crate::error::Kind;
use crate::protocol::{RunId, TrustPiece};
use crate::worker::desk::{Assessing, Desk};
use crate::worker::job::Done;

/// Finds out for a moment. The head in use is calibrated once it is known how.
pub async fn assess(desk: &mut Desk) -> Done {
    let mut pieces = Vec::new();
    let Some(mut assessing) = desk.assessing.take() else {
        return Done::Assessed { pieces, over: true };
    };
    let over = match find(desk, &mut assessing, &mut pieces).await {
        Ok(()) => assessing.assessment.is_over(),
        // It computes on the CPU, which does not fail.
        Err(_) => {
            pieces.push(TrustPiece::Stopped);
            true
        }
    };
    if !over {
        desk.assessing = Some(assessing);
    }
    Done::Assessed { pieces, over }
}

async fn find(
    desk: &mut Desk,
    assessing: &mut Assessing,
    pieces: &mut Vec<TrustPiece>,
) -> Result<(), Kind> {
    let start = clock::now();
    let Assessing { run, assessment, started } = assessing;
    while !assessment.is_over() && clock::now() < start + clock::SLICE {
        match assessment.advance().await? {
            Some(Found::Piece(piece)) => pieces.push(piece),
            Some(Found::Calibrating(calibrating)) => {
                calibrate(desk, *run, calibrating).await;
                let seconds = ((clock::now() - *started) / 1000.0) as f32;
                pieces.push(TrustPiece::Over { seconds });
            }
            Some(Found::Atlas(atlas)) => {
                pieces.push(TrustPiece::Map(atlas.plane()));
                desk.atlas = Some((*run, *atlas));
            }
            None => {}
        }
    }
    Ok(())
}

/// Calibrates the head in use, and keeps it so.
async fn calibrate(desk: &mut Desk, run: RunId, Calibrating { factor, known }: Calibrating) {
    let Some(classifier) = desk.classifier.take() else { return };
    let classifier = classifier.calibrated(factor, known);
    if let Some(shelf) = &desk.shelf {
        shelf.keep_head(run, &classifier).await;
    }
    desk.classifier = Some(classifier);
}

/// Finds out no more.
pub fn drop_assessment(desk: &mut Desk) -> Done {
    desk.assessing = None;
    Done::Well
}
