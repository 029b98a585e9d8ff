//! A model writes on from a text, a token at a time, so that a Stop is answered at once.

use crate::browser::clock;
use crate::protocol::{RequestId, WritingSettings};
use crate::worker::desk::Desk;
use crate::worker::job::Done;
use crate::worker::slot::Place;

/// Begins to write, in place of any text that is being written.
pub fn begin(
    desk: &mut Desk,
    request: RequestId,
    place: Place,
    prompt: &str,
    settings: &WritingSettings,
) -> Done {
    let begun = desk.model(place).and_then(|model| model.begin(prompt, settings));
    let begun = begun.map(|writer| desk.writer = Some(writer));
    Done::WritingBegun { request, place, begun }
}

/// Writes on for a moment.
pub fn write(desk: &mut Desk, place: Place) -> Done {
    let mut piece = String::new();
    let Some(mut writer) = desk.writer.take() else {
        return Done::Wrote { piece, over: Ok(true) };
    };
    let end = clock::now() + clock::SLICE;
    let mut over = Ok(writer.is_over());
    while over == Ok(false) && clock::now() < end {
        let written = desk.model(place).and_then(|model| model.write(&mut writer));
        over = written.map(|more| {
            piece.push_str(&more);
            writer.is_over()
        });
    }
    desk.writer = Some(writer);
    Done::Wrote { piece, over }
}

/// Forgets the text that is being written.
pub fn end(desk: &mut Desk) -> Done {
    desk.writer = None;
    Done::Well
}
