//! Many are classified with the newest head: some are embedded, and those after them read meanwhile.

use futures_util::future::{join, join_all};

use crate::browser::clock;
use crate::error::{ClassesError, Kind};
use crate::protocol::{Prediction, QueryId};
use crate::worker::desk::{Desk, ToAnswer};
use crate::worker::glance;
use crate::worker::input::ReadInput;
use crate::worker::job::{Done, ReadToSort};
use crate::worker::model::Model;
use crate::worker::slot::Place;
use crate::worker::sorting::ToSort;

/// Classifies those of `embed`, which were read before, and reads others.
pub async fn sort(desk: &mut Desk, embed: Vec<ToSort>, read: Vec<ToSort>) -> Done {
    let mut ahead = std::mem::take(&mut desk.to_answer);
    ahead.retain(|it| embed.iter().any(|(id, _)| *id == it.id));
    let model = desk.model(Place::InUse);
    let (answers, read) = join(classify(desk, ahead), read_all(model, read)).await;
    let mut outcomes = Vec::new();
    let mut to_answer = Vec::new();
    for (one, outcome) in read {
        let (id, _) = one;
        outcomes.push((one, outcome.map(|read| to_answer.push(ToAnswer { id, read }))));
    }
    desk.to_answer = to_answer;
    Done::Sorted { embed, answers, read: outcomes }
}

async fn classify(desk: &Desk, ahead: Vec<ToAnswer>) -> Result<Vec<(QueryId, Prediction)>, Kind> {
    if ahead.is_empty() {
        return Ok(Vec::new());
    }
    let started = clock::now();
    let model = desk.model(Place::InUse)?;
    let classifier = desk.classifier.as_ref().ok_or(ClassesError::NoHead)?;
    let (mut inputs, mut shown) = (Vec::new(), Vec::new());
    for ToAnswer { id, read: ReadInput { input, seen, .. } } in ahead {
        inputs.push(input);
        shown.push((id, seen));
    }
    let embeddings = glance::embed(model, classifier, inputs).await?;
    let milliseconds = (clock::now() - started) as f32 / shown.len() as f32;
    let answers = shown.into_iter().zip(embeddings).filter_map(|((id, seen), embedding)| {
        let classes = classifier.ranked(&embedding);
        let familiarity = classifier.familiarity(&embedding);
        Some((id, Prediction { classes, familiarity, place: None, seen: seen?, milliseconds }))
    });
    Ok(answers.collect())
}

/// Reads beside each other, as the browser decodes on threads of its own.
async fn read_all(
    model: Result<&dyn Model, Kind>,
    read: Vec<ToSort>,
) -> Vec<ReadToSort<ReadInput>> {
    let model = &model;
    let read_one = async |one: ToSort| {
        let read = match model {
            Ok(model) => model.read(&one.1, true).await,
            Err(kind) => Err(kind.clone()),
        };
        (one, read)
    };
    join_all(read.into_iter().map(read_one)).await
}
