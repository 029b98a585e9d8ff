//! What the worker does next: the mirror of [`ui::state::apply`](crate::ui::state::apply).
//!
//! Plain: commands in, jobs out, what came of them back in; events to tell the page come of both. Nothing here
//! waits or holds what a browser gives, so all of it is tested natively.
//!
//! What is pressing goes first: errands, which take no time; the device; the model in use. Then queries, tables,
//! questions, why the head says something, a text that is being written, learning, and sorting many take turns, so that
//! none starves: live queries come as fast as they are answered, and all else goes on between them. Sorting waits for a run, which leaves a
//! better head; and what is found out of a head ends with it, as does what is asked of its map. Kinds of head are compared
//! while nothing else is learnt.

mod bundling;
mod comparison;
mod device;
mod learning;
mod map;
mod models;
mod questions;
mod sorting;
#[cfg(test)]
mod tests;
mod trust;
mod why;

use std::collections::VecDeque;

use super::examples::{Examples, reading};
use super::job::{Done, Glimpse, Job};
use super::placement::Placement;
use super::queries::{Queries, Query};
use super::questions::{Asked, Questions};
use super::request::Request;
use super::slot::{PerPlace, Place, Slot, Stand};
use super::sorting::Sorting;
use super::source::ModelSource;
use crate::error::{Doing, Error, Kind};
use crate::protocol::{Command, DeviceChoice, Event, FileRef, MapWish, QueryId, RequestId, RunId};
use bundling::Bundling;
use comparison::Comparing;
use questions::Writing;
use why::Explaining;

/// All that is asked of the worker and not done yet.
#[derive(Debug, Default)]
pub struct Agenda {
    /// What takes no time and comes before all else, in its order.
    errands: VecDeque<Job>,
    /// A device that was asked for and not chosen yet.
    wish: Option<DeviceChoice>,
    placement: Placement,
    slots: PerPlace<Slot>,
    questions: Questions,
    /// A text that a model writes on.
    writing: Option<Writing>,
    examples: Examples,
    /// Whether embeddings may have been kept.
    has_shelf: bool,
    queries: Queries,
    sorting: Sorting,
    /// A frame of a camera to look at.
    frame: Option<QueryId>,
    /// What is looked into, to say why the head says what it says.
    explaining: Option<Explaining>,
    /// What is put together to be taken away.
    bundling: Option<Bundling>,
    /// Files of texts to read.
    tables: VecDeque<(RequestId, FileRef)>,
    /// A press of Train that waits for its examples to be embedded.
    request: Option<Request>,
    /// The run under way.
    run: Option<RunId>,
    /// A run of an earlier sitting of which that is to be found out again, once its examples are embedded.
    to_assess: Option<Request>,
    /// The run of which is found out how far to trust its head.
    assessing: Option<RunId>,
    /// The kinds of head that are compared, or are to be.
    comparing: Option<Comparing>,
    /// What is asked of the map of a run's examples, the first of which is being done.
    mapping: VecDeque<(RunId, MapWish)>,
    /// Whether the page has been told that the browser changes pixels.
    is_disturbance_said: bool,
    /// Whose turn it was last.
    turn: Turn,
    /// What the page is still to be told.
    events: Vec<Event>,
}

/// Those who take turns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Turn {
    /// Something is to be tried.
    Trying,
    /// Why the head says what it says of something is looked into.
    Explaining,
    /// A file of texts is to be read.
    ReadingTables,
    /// A model is asked what it has learnt.
    Asking,
    /// A text that is being written.
    Writing,
    /// Training, and reading and embedding examples.
    #[default]
    Learning,
    /// Many are sorted.
    Sorting,
    /// How far to trust the newest head is found out.
    Assessing,
    /// All kinds of head are compared.
    Comparing,
    /// Something is done with the map of the examples.
    Mapping,
    /// What is taken away is put together.
    Bundling,
}

impl Turn {
    fn next(self) -> Self {
        match self {
            Self::Trying => Self::Assessing,
            Self::Assessing => Self::Mapping,
            Self::Mapping => Self::Bundling,
            Self::Bundling => Self::Explaining,
            Self::Explaining => Self::ReadingTables,
            Self::ReadingTables => Self::Asking,
            Self::Asking => Self::Writing,
            Self::Writing => Self::Learning,
            Self::Learning => Self::Comparing,
            Self::Comparing => Self::Sorting,
            Self::Sorting => Self::Trying,
        }
    }
}

impl Agenda {
    /// Notes what the page asks for. Gives what to tell it at once.
    pub fn take(&mut self, command: Command) -> Vec<Event> {
        match command {
            Command::ChooseDevice(choice) => self.wish = Some(choice),
            Command::LoadModel { request, model } => {
                self.fetch(Place::InUse, request, ModelSource::Offered(model));
            }
            Command::OpenModel { request, files, modality } => {
                self.fetch(Place::InUse, request, ModelSource::Files(files, modality));
            }
            Command::LoadAddress { request, address, sha256, modality } => {
                let source = ModelSource::Address(address, sha256, modality);
                self.fetch(Place::InUse, request, source);
            }
            Command::CancelDownload => self.cancel_downloads(),
            Command::RemoveModel(id) => self.errands.push_back(Job::RemoveStored(id)),
            Command::Ask { request, model, question } => {
                self.questions.add(Asked { request, model, question });
            }
            Command::OpenProject { request, project, writable } => {
                self.open_project(request, project, writable);
            }
            Command::OpenHead(run) => {
                self.stop_assessing();
                self.errands.push_back(Job::OpenHead(run));
            }
            Command::AddExamples(examples) => {
                examples.into_iter().for_each(|example| self.examples.add(example));
                self.report_embedded();
            }
            Command::RemoveExamples(ids) => {
                self.stop_assessing();
                self.stop_comparing();
                ids.into_iter().for_each(|id| drop(self.examples.remove(id)));
                self.report_embedded();
            }
            Command::Train { run, recipe, classes } => {
                let recipe = recipe.bounded();
                self.train(Request { run, recipe, classes });
            }
            Command::Assess { run, recipe, classes } => {
                self.assess_again(Request { run, recipe: recipe.bounded(), classes });
            }
            Command::StopTraining(run) => self.stop_training(run),
            Command::Compare { request, recipe, classes } => {
                // It is of no run.
                let (recipe, run) = (recipe.bounded(), RunId::default());
                self.compare(request, Request { run, recipe, classes });
            }
            Command::StopComparing => self.stop_comparing(),
            Command::Map { run, wish } => self.map(run, wish),
            Command::Predict { query, input, live } => {
                self.queries.add(Query { id: query, input, live });
            }
            Command::Explain { query, input } => self.explain(query, input),
            Command::StopExplaining => self.stop_explaining(),
            Command::Bundle { request, inputs } => self.bundle(request, inputs),
            Command::StopBundling => self.stop_bundling(),
            Command::Sort(many) => self.sorting.add(many),
            Command::StopSorting => self.sorting.clear(),
            // Of frames only the newest matters, and no other is kept.
            Command::Watch(query) => self.frame = Some(query),
            Command::ReadTable { request, file } => self.tables.push_back((request, file)),
            Command::StopWriting(request) => self.stop_writing(request),
            Command::Ping => self.events.push(Event::Pong),
        }
        self.settle()
    }

    /// Notes that the fetch of this request has ended.
    pub fn arrived(&mut self, place: Place, request: RequestId) {
        self.slots[place].arrived(request);
    }

    /// The most pressing job, if there is any. What comes of it is given to [`done`](Self::done) before the
    /// next is asked for.
    pub fn next_job(&mut self) -> Option<Job> {
        if let Some(job) = self.errands.pop_front().or_else(|| self.set_up()) {
            return Some(job);
        }
        let last = self.turn;
        let mut turn = last.next();
        loop {
            let job = match turn {
                Turn::Trying => {
                    let query = self.queries.take_first().map(Job::Predict);
                    query.or_else(|| self.frame.take().map(Job::Watch))
                }
                Turn::Explaining => self.next_to_explain(),
                Turn::ReadingTables => {
                    self.tables.pop_front().map(|(request, file)| Job::ReadTable(request, file))
                }
                Turn::Asking => self.next_question(),
                Turn::Writing => self.next_words(),
                Turn::Learning => self.next_lesson(),
                Turn::Sorting => self.next_to_sort(),
                Turn::Assessing => self.next_to_assess(),
                Turn::Comparing => self.next_to_compare(),
                Turn::Mapping => self.next_to_map(),
                Turn::Bundling => self.next_to_bundle(),
            };
            if job.is_some() || turn == last {
                self.turn = turn;
                return job;
            }
            turn = turn.next();
        }
    }

    fn watched(&mut self, query: QueryId, glimpse: Result<Glimpse, Kind>) {
        let (classes, familiarity) = match glimpse {
            Ok((classes, familiarity)) => (Ok(classes), familiarity),
            Err(kind) => (Err(Error::new(Doing::Watching, kind)), None),
        };
        self.events.push(Event::Watched { query, classes, familiarity });
    }

    /// What all else waits for: a device, and the model in use.
    fn set_up(&mut self) -> Option<Job> {
        if let Some(choice) = self.wish.take() {
            return Some(Job::ChooseDevice(choice));
        }
        let slot = &self.slots.in_use;
        if let Some(request) = slot.to_load() {
            return Some(Job::Load(Place::InUse, request));
        }
        (self.placement.is_untimed() && slot.model().is_some()).then_some(Job::Time)
    }

    /// Takes in what came of a job, and how the models stand since. Gives what to tell the page.
    pub fn done(&mut self, done: Done, stands: PerPlace<Stand>) -> Vec<Event> {
        for place in Place::ALL {
            self.slots[place].stand = stands[place];
        }
        match done {
            Done::Well => {}
            Done::DeviceChosen { choice, report, problem, refused } => {
                self.device_chosen(choice, report, problem, refused);
            }
            Done::Loaded { place, request, loaded } => self.loaded(place, request, loaded),
            Done::Timed(measured) => self.timed(measured),
            Done::Predicted(query, Err(kind)) if self.gave_up(Place::InUse, &kind) => {
                self.queries.add_again(query);
            }
            Done::Predicted(query, prediction) => {
                let prediction = prediction.map_err(|kind| Error::new(reading(&query.input), kind));
                self.events.push(Event::Predicted { query: query.id, prediction });
            }
            Done::Sorted { embed, answers, read } => self.sorted(embed, answers, read),
            Done::Watched(query, Err(kind)) if self.gave_up(Place::InUse, &kind) => {
                self.frame.get_or_insert(query);
            }
            Done::Watched(query, glimpse) => self.watched(query, glimpse),
            Done::Explained(found) => self.explained(found),
            Done::AnsweredForBundle(answered) => self.answered_for_bundle(answered),
            Done::Bundled(bundled) => self.bundled(bundled),
            Done::TableRead(request, table) => {
                self.events.push(Event::TableRead { request, table });
            }
            Done::Looked { place, answer: Err(error), .. } if self.gave_up(place, &error.kind) => {} // It is still the first, and asked again.
            Done::Looked { request, answer, .. } => self.reply(request, answer),
            Done::WritingBegun { request, place, begun } => {
                self.writing_begun(request, place, begun);
            }
            Done::Wrote { piece, over } => self.wrote(piece, over),
            Done::Trained(slice) => self.trained(slice),
            Done::Finished(finished) => {
                if let Some((run, outcome)) = finished {
                    self.run_ended(run, outcome);
                }
            }
            Done::Assessed { pieces, over } => self.assessed(pieces, over),
            Done::Compared(compared) => self.compared(compared),
            Done::Mapped { pieces, over } => self.mapped(pieces, over),
            Done::HeadOpened { run, found } => self.events.push(Event::HeadOpened { run, found }),
            Done::Recalled(recalled) => self.recalled(recalled),
            Done::Embedded { embed, embedded, read } => self.embedded(&embed, embedded, read),
        }
        self.settle()
    }

    /// What to tell the page after anything has changed.
    fn settle(&mut self) -> Vec<Event> {
        self.refuse_what_cannot_train();
        self.refuse_what_cannot_compare();
        self.refuse_what_cannot_be_assessed();
        std::mem::take(&mut self.events)
    }
}
