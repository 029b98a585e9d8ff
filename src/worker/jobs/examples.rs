//! Examples are embedded, and those after them read meanwhile.

use futures_util::future::{join, join_all};

use crate::error::Kind;
use crate::protocol::{ExampleId, Input, Seen};
use crate::worker::desk::Desk;
use crate::worker::examples::ToRead;
use crate::worker::input::{Batch, ModelInput, ReadInput};
use crate::worker::job::{Done, Read};
use crate::worker::modality::row::{self, Table};
use crate::worker::model::Model;

/// Embeds these of the examples that were read last, and reads others.
pub async fn embed(desk: &mut Desk, embed: Vec<ExampleId>, read: Vec<ToRead>) -> Done {
    let mut ahead = std::mem::take(&mut desk.ahead);
    ahead.retain(|(id, _)| embed.contains(id));
    let (ids, inputs): (Vec<ExampleId>, Vec<ModelInput>) = ahead.into_iter().unzip();
    let model = desk.models.in_use.as_deref();
    let embeddings = async {
        match model {
            Some(model) if !inputs.is_empty() => model.embed(&Batch::of(inputs)?).await,
            _ => Ok(Vec::new()),
        }
    };
    let (embeddings, read) = join(embeddings, read_all(desk.table, model, read)).await;
    let mut outcomes = Vec::new();
    for (outcome, input) in read {
        desk.ahead.extend(input.map(|input| (outcome.id, input)));
        outcomes.push(outcome);
    }
    let embedded = embeddings.map(|embeddings| ids.into_iter().zip(embeddings).collect());
    Done::Embedded { embed, embedded, read: outcomes }
}

/// Reads examples beside each other, as the browser decodes on threads of its own.
async fn read_all(
    table: Table,
    model: Option<&dyn Model>,
    read: Vec<ToRead>,
) -> Vec<(Read, Option<ModelInput>)> {
    let read_one = async |ToRead { id, input, show }: ToRead| {
        let read = match model {
            Some(model) => model.read(&input, show).await.map(|read| {
                let ReadInput { input, seen } = read;
                (Some(input), seen)
            }),
            None => show_alone(table, &input).await.map(|seen| (None, Some(seen))),
        };
        match read {
            Ok((input, seen)) => (Read { id, seen, ready: Ok(input.is_some()) }, input),
            Err(kind) => (Read { id, seen: None, ready: Err(kind) }, None),
        }
    };
    join_all(read.into_iter().map(read_one)).await
}

/// An example is read for its thumbnail alone while there is no model.
async fn show_alone(table: Table, input: &Input) -> Result<Seen, Kind> {
    (row::find(table, input.modality())?.show)(input).await
}
