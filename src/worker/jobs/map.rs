//! What the page asks of the map of the examples is done, a moment at a time.

use crate::browser::clock;
use crate::protocol::{MapPiece, MapWish, RunId};
use crate::worker::desk::Desk;
use crate::worker::job::Done;

/// Does a moment of it.
pub fn map(desk: &mut Desk, run: RunId, wish: MapWish) -> Done {
    let (mut pieces, mut over) = (Vec::new(), false);
    let atlas = desk.atlas.as_mut().filter(|(of, _)| *of == run);
    let Some((_, atlas)) = atlas else {
        return Done::Mapped { pieces: vec![MapPiece::Gone], over: true };
    };
    let start = clock::now();
    while !over && clock::now() < start + clock::SLICE {
        let (piece, is_over) = atlas.advance(wish);
        pieces.extend(piece);
        over = is_over;
    }
    Done::Mapped { pieces, over }
}
