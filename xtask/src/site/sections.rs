//! The sections of a compiled program, and where each is.

use anyhow::Result;
use std::ops::Range;
use wasmparser::{Parser, Payload};

/// What a parser says of a program, each with the place of its section, head and all; an empty one of what is within a
/// section.
pub fn sections(program: &[u8]) -> impl Iterator<Item = Result<(Payload<'_>, Range<usize>)>> {
    // Where the section before ends.
    let mut end = 0;
    Parser::new(0).parse_all(program).map(move |payload| {
        let payload = payload?;
        let before = end;
        if let Payload::Version { range, .. } = &payload {
            end = usize::try_from(range.end)?;
        } else if let Some((_, range)) = payload.as_section() {
            end = usize::try_from(range.end)?;
        }
        Ok((payload, before..end))
    })
}
