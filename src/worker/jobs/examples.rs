//! Examples are embedded, and those after them read meanwhile; what was kept is not computed again.

use std::collections::BTreeMap;

use futures_util::future::{join, join_all};

use crate::error::Kind;
use crate::formats::digest;
use crate::formats::pack::Key;
use crate::protocol::{ExampleId, Input, ProjectId, Seen};
use crate::worker::desk::{Ahead, Desk};
use crate::worker::examples::ToRead;
use crate::worker::input::{Batch, ModelInput, ReadInput, Shown};
use crate::worker::job::{Done, Read, Recalled};
use crate::worker::modality::row::{self, Table};
use crate::worker::model::Model;
use crate::worker::shelf::maker;

/// An example, with what it is kept by, and its embedding.
type Embedded = ((ExampleId, Option<Key>), Vec<f32>);

/// Embeds these of the examples that were read last, and reads others. What comes of it is kept.
pub async fn embed(desk: &mut Desk, embed: Vec<ExampleId>, read: Vec<ToRead>) -> Done {
    desk.open_shelf().await;
    let mut ahead = std::mem::take(&mut desk.ahead);
    ahead.retain(|it| embed.contains(&it.id));
    let mut inputs = Vec::new();
    let mut ids = Vec::new();
    for Ahead { id, content, input } in ahead {
        ids.push((id, content));
        inputs.push(input);
    }
    let is_last = read.is_empty();
    let contents: Vec<_> = read.iter().map(|read| content(&read.input)).collect();
    let model = desk.models.in_use.as_deref();
    let embeddings = async {
        match model {
            Some(model) if !inputs.is_empty() => model.embed(&Batch::of(inputs)?).await,
            _ => Ok(Vec::new()),
        }
    };
    let (embeddings, read) = join(embeddings, read_all(desk.table, model, read)).await;
    let mut outcomes = Vec::new();
    for ((outcome, input), content) in read.into_iter().zip(contents) {
        if let (Some(content), Some(Seen::Picture(jpeg)), Some(shelf)) =
            (content, &outcome.seen, &mut desk.shelf)
        {
            shelf.keep_thumbnail(content, jpeg.clone());
        }
        desk.ahead.extend(input.map(|input| Ahead { id: outcome.id, content, input }));
        outcomes.push(outcome);
    }
    let embedded = embeddings.map(|all| ids.into_iter().zip(all).collect::<Vec<Embedded>>());
    if let Ok(embedded) = &embedded {
        keep(desk, embedded, is_last).await;
    }
    let embedded =
        embedded.map(|all| all.into_iter().map(|((id, _), embedding)| (id, embedding)).collect());
    Done::Embedded { embed, embedded, read: outcomes }
}

/// Keeps embeddings, written at once after the last.
async fn keep(desk: &mut Desk, embedded: &[Embedded], is_last: bool) {
    let (Some(shelf), Some(by)) = (&mut desk.shelf, by(desk.models.in_use.as_deref(), &desk.info))
    else {
        return;
    };
    for ((_, content), embedding) in embedded {
        if let Some(content) = content {
            shelf.keep_embedding(&by, *content, embedding).await;
        }
    }
    shelf.write(is_last).await;
}

/// What the model in use makes is kept under this name.
fn by(model: Option<&dyn Model>, info: &Option<crate::protocol::ModelInfo>) -> Option<String> {
    Some(maker(info.as_ref()?, model?.device()))
}

/// What an input is kept by: the hash of its content. A file that is not kept itself has none.
fn content(input: &Input) -> Option<Key> {
    match input {
        Input::Picture(file) => digest::from_hex(ProjectId::original(&file.url)?),
        Input::Text(text) => Some(digest::of(text.as_bytes())),
    }
}

/// Looks what was kept of these examples: their embeddings and, of those to be shown, their thumbnails.
pub async fn recall(desk: &mut Desk, unasked: Vec<ToRead>) -> Done {
    desk.open_shelf().await;
    let Some(shelf) = &mut desk.shelf else { return Done::Recalled(Vec::new()) };
    let with_content = |read: ToRead| content(&read.input).map(|content| (content, read));
    let asked: Vec<_> = unasked.into_iter().filter_map(with_content).collect();
    let model = desk.models.in_use.as_deref();
    let embeddings = match by(model, &desk.info) {
        Some(by) => shelf.embeddings(&by, &contents(&asked, |read| read.embed)).await,
        None => BTreeMap::new(),
    };
    let is_shown_picture = |read: &ToRead| read.show && read.input.file().is_some();
    let thumbnails = shelf.thumbnails(&contents(&asked, is_shown_picture)).await;
    let mut recalled = Vec::new();
    for (content, ToRead { id, input, show, embed }) in asked {
        let embedding = embeddings.get(&content).cloned().filter(|_| embed);
        let seen = match (&input, model) {
            _ if !show => None,
            (Input::Picture(_), _) => thumbnails.get(&content).cloned().map(Seen::Picture),
            // To divide it into tokens takes no time.
            (Input::Text(_), Some(model)) if embedding.is_some() => {
                match model.read(&input, true).await {
                    Ok(read) => read.seen,
                    // What the matter is comes out when it is embedded.
                    Err(_) => continue,
                }
            }
            (Input::Text(_), _) => None,
        };
        if seen.is_some() || embedding.is_some() {
            recalled.push(Recalled { id, seen, embedding });
        }
    }
    Done::Recalled(recalled)
}

/// What those of these examples are kept by that are meant.
fn contents(asked: &[(Key, ToRead)], is_meant: impl Fn(&ToRead) -> bool) -> Vec<Key> {
    asked.iter().filter(|(_, read)| is_meant(read)).map(|(content, _)| *content).collect()
}

/// Reads examples beside each other, as the browser decodes on threads of its own.
async fn read_all(
    table: Table,
    model: Option<&dyn Model>,
    read: Vec<ToRead>,
) -> Vec<(Read, Option<ModelInput>)> {
    let read_one = async |ToRead { id, input, show, embed }: ToRead| {
        let read = match model.filter(|_| embed) {
            Some(model) => model.read(&input, show).await.map(|read| {
                let ReadInput { input, seen, remark } = read;
                (Some(input), seen, remark)
            }),
            None => show_alone(table, &input).await.map(|shown| {
                let Shown { seen, remark } = shown;
                (None, Some(seen), remark)
            }),
        };
        match read {
            Ok((input, seen, remark)) => {
                (Read { id, seen, remark, ready: Ok(input.is_some()) }, input)
            }
            Err(kind) => (Read { id, seen: None, remark: None, ready: Err(kind) }, None),
        }
    };
    join_all(read.into_iter().map(read_one)).await
}

/// An example is read for its thumbnail alone.
async fn show_alone(table: Table, input: &Input) -> Result<Shown, Kind> {
    (row::find(table, input.modality())?.show)(input).await
}
