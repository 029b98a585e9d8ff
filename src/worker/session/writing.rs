//! A text that a model writes on, a token at a time, so that a Stop is answered at once.

use super::{Session, post};
use crate::browser::clock;
use crate::engine::writer::Writer;
use crate::error::{Doing, Error, Kind};
use crate::protocol::{Answer, Event, RequestId, WritingSettings};
use crate::worker::language;

/// Milliseconds of writing between two looks at the messages.
const SLICE: f64 = 16.0;

/// A text that is being written.
#[derive(Debug)]
pub struct Writing {
    request: RequestId,
    /// The model's id.
    model: String,
    writer: Writer,
}

impl Session {
    /// Begins the answer to the question that is next, in place of any that is being written.
    pub(super) fn begin_to_write(
        &mut self,
        request: RequestId,
        model: String,
        prompt: &str,
        settings: &WritingSettings,
    ) {
        let writer = self
            .reader(&model)
            .and_then(|reader| (language::get()?.begin)(reader, prompt, settings));
        match writer {
            Ok(writer) => {
                self.questions.take_first();
                self.writing = Some(Writing { request, model, writer });
            }
            Err(kind) => self.reply(Err(Error::new(Doing::Writing, kind))),
        }
    }

    /// Writes on for a moment. Whether there was something to write.
    pub(super) fn write(&mut self) -> bool {
        let Some(mut writing) = self.writing.take() else { return false };
        let end = clock::now() + SLICE;
        let mut piece = String::new();
        let mut failed = None;
        while failed.is_none() && !writing.writer.is_over() && clock::now() < end {
            let written = self
                .reader(&writing.model)
                .and_then(|reader| (language::get()?.write)(&mut writing.writer, reader));
            match written {
                Ok(more) => piece.push_str(&more),
                Err(kind) => failed = Some(kind),
            }
        }
        let request = writing.request;
        if !piece.is_empty() {
            post(&Event::Wrote { request, piece });
        }
        match failed {
            Some(kind) => end_with(request, Some(kind)),
            None if writing.writer.is_over() => end_with(request, None),
            None => self.writing = Some(writing),
        }
        true
    }

    /// Ends the writing that answers this request, and keeps what is written. It may not have begun.
    pub(super) fn stop_writing(&mut self, request: RequestId) {
        let writes = self.writing.take_if(|writing| writing.request == request).is_some();
        let waits = self.questions.remove(request);
        self.guest_fetch.take_if(|fetch| fetch.request == request);
        if writes || waits {
            end_with(request, None);
        }
    }

    /// Ends the writing of a model that another has taken the place of: what it has in view is of no use to
    /// any other.
    pub(super) fn end_writing_of(&mut self, model: &str) {
        if let Some(writing) = self.writing.take_if(|writing| writing.model == model) {
            end_with(writing.request, None);
        }
    }
}

fn end_with(request: RequestId, failed: Option<Kind>) {
    let answer = match failed {
        Some(kind) => Err(Error::new(Doing::Writing, kind)),
        None => Ok(Answer::Written),
    };
    post(&Event::Known { request, answer });
}
