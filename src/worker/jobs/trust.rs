//! How far to trust the newest head is found out, a moment at a time.

use crate::browser::clock;
use crate::engine::trust::{Assessment, Calibrating, Found, Neighbours, copies};
use crate::protocol::trust::CopyGroup;
use crate::protocol::{RunId, TrustPiece};
use crate::worker::desk::{Assess, Assessing, Compare, Desk};
use crate::worker::job::Done;
use crate::worker::request::{Lessons, Request};

/// Begins to find out how far to trust the head in use, which a run of an earlier sitting has left.
pub fn begin(desk: &mut Desk, request: Request, lessons: Lessons) -> Done {
    let run = request.run;
    let neighbours = Neighbours::new(&lessons.embeddings, &lessons.labels);
    let work = Assess::Compare(Box::new(Compare { request, lessons, neighbours }));
    desk.assessing = Some(Assessing { run, work, started: clock::now() });
    Done::Well
}

/// Finds out for a moment. The head in use is calibrated once it is known how.
pub async fn assess(desk: &mut Desk) -> Done {
    let mut pieces = Vec::new();
    let Some(Assessing { run, mut work, started }) = desk.assessing.take() else {
        return Done::Assessed { pieces, over: true };
    };
    let end = clock::now() + clock::SLICE;
    while clock::now() < end {
        work = match work {
            Assess::Compare(mut compare) if !compare.neighbours.is_over() => {
                compare.neighbours.advance();
                Assess::Compare(compare)
            }
            Assess::Compare(compare) => {
                let (copies, assessment) = compared(*compare);
                pieces.push(TrustPiece::Copies(copies));
                Assess::Measure(Box::new(assessment))
            }
            Assess::Measure(assessment) if assessment.is_over() => {
                return Done::Assessed { pieces, over: true };
            }
            Assess::Measure(mut assessment) => {
                match assessment.advance().await {
                    Ok(Some(Found::Piece(piece))) => pieces.push(piece),
                    Ok(Some(Found::Atlas(atlas))) => {
                        pieces.push(TrustPiece::Map(atlas.plane()));
                        desk.atlas = Some((run, *atlas));
                    }
                    Ok(Some(Found::Calibrating(calibrating))) => {
                        calibrate(desk, run, calibrating).await;
                        let seconds = ((clock::now() - started) / 1000.0) as f32;
                        pieces.push(TrustPiece::Over { seconds });
                    }
                    Ok(None) => {}
                    // It computes on the CPU, which does not fail.
                    Err(_) => {
                        pieces.push(TrustPiece::Stopped);
                        return Done::Assessed { pieces, over: true };
                    }
                }
                Assess::Measure(assessment)
            }
        };
    }
    desk.assessing = Some(Assessing { run, work, started });
    Done::Assessed { pieces, over: false }
}

/// The copies among examples that have been compared, and what else there is to find out.
fn compared(compare: Compare) -> (Vec<CopyGroup>, Assessment) {
    let Compare { request, lessons, neighbours } = compare;
    let groups = copies::groups(&neighbours, lessons.labels.len());
    let material = request.material(lessons, groups);
    (material.copies(), Assessment::new(material, neighbours, request.recipe))
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
