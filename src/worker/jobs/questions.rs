//! A model is asked about what it has learnt.

use crate::error::{ClassesError, Error};
use crate::protocol::{Look, RequestId};
use crate::worker::desk::Desk;
use crate::worker::job::Done;
use crate::worker::questions::asking;
use crate::worker::slot::Place;

/// The answer of the model that stands here.
pub async fn look(desk: &mut Desk, request: RequestId, place: Place, look: &Look) -> Done {
    let answer = match &mut desk.models[place] {
        Some(model) => model.look(look).await,
        None => Err(Error::new(asking(look), ClassesError::NoModel)),
    };
    Done::Looked { request, place, answer }
}
