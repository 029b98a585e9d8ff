//! In which order jobs are done.

use super::*;
use crate::error::{ClassesError, Doing};
use crate::protocol::Familiarity;
use crate::protocol::{Command, Question, WritingSettings};

fn write() -> Question {
    Question::Write { prompt: "Once".into(), settings: WritingSettings::default() }
}

#[test]
fn the_device_and_the_model_come_before_all_else_and_answers_before_examples() {
    let mut worker = Worker::default();
    worker.add([1]);
    worker.ask(5, "a", Look::Patches);
    let file = crate::protocol::FileRef { name: "t.csv".into(), url: "blob:t".into() };
    worker.take(Command::ReadTable { request: RequestId(4), file });
    worker.take(predict(1, false));
    worker.take(Command::LoadModel { request: RequestId(1), model: "a".into() });
    worker.take(Command::ChooseDevice(DeviceChoice::Auto));
    worker.take(Command::RemoveModel("b".into()));

    assert_eq!([worker.errand(), worker.errand()], ["Fetch", "RemoveStored"]);
    worker.agenda.arrived(Place::InUse, RequestId(1));
    assert_eq!(worker.next_name(), "ChooseDevice");
    let (choice, problem, refused) = (DeviceChoice::Auto, None, None);
    worker.done(Done::DeviceChosen { choice, report: report(choice), problem, refused });
    assert_eq!(worker.next_name(), "Load");
    let (place, request) = (Place::InUse, RequestId(1));
    let (info, source, refused) = (info("a"), WeightsSource::Network, None);
    let loaded = Ok(Box::new(Loaded { info, source, refused }));
    worker.done(Done::Loaded { place, request, loaded });
    assert_eq!(worker.errand(), "ReportStored");
    assert_eq!(worker.next_name(), "Time");
    worker.done(Done::Timed(Ok(None)));

    // Whoever waits for an answer comes first, and then the examples have their turn.
    let mut jobs = Vec::new();
    while let Some(job) = worker.next() {
        jobs.push(name(&job));
        let events = match job {
            Job::Predict(query) => {
                worker.done(Done::Predicted(query, Err(crate::error::ClassesError::NoHead.into())))
            }
            Job::ReadTable(request, _) => {
                let doing = crate::error::Doing::ReadingTable("t.csv".into());
                let error = Error::new(doing, crate::error::FileError::Empty);
                worker.done(Done::TableRead(request, Err(error)))
            }
            Job::Look { request, place, .. } => {
                let answer = Ok(crate::protocol::Answer::Follows(0.5));
                worker.done(Done::Looked { request, place, answer })
            }
            Job::Embed { embed, read } => {
                let embedded = Ok(embed.iter().map(|&id| (id, vec![1.0])).collect());
                let read = read.into_iter().map(|read| good(read.id)).collect();
                worker.done(Done::Embedded { embed, embedded, read })
            }
            other => panic!("{other:?}"),
        };
        assert!(!events.is_empty());
    }
    assert_eq!(jobs, ["Predict", "ReadTable", "Look", "Embed", "Embed"]);
}

#[test]
fn a_ping_is_answered_at_once() {
    assert_eq!(Worker::default().take(Command::Ping), [Event::Pong]);
}

#[test]
fn of_live_queries_the_newest_is_looked_at_and_of_others_all() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    for (query, live) in [(1, false), (2, true), (3, true), (4, false)] {
        worker.take(predict(query, live));
    }
    let mut looked_at = Vec::new();
    while let Some(Job::Predict(query)) = worker.next() {
        looked_at.push(query.id.0);
        let failed = Err(crate::error::ClassesError::NoHead.into());
        assert_eq!(worker.done(Done::Predicted(query, failed)).len(), 1);
    }
    assert_eq!(looked_at, [1, 3, 4]);
}

#[test]
fn of_frames_the_newest_is_looked_at_once_and_between_them_all_else_goes_on() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.start(1);
    [1, 2].into_iter().for_each(|query| drop(worker.take(Command::Watch(QueryId(query)))));
    assert_eq!(worker.next(), Some(Job::Watch(QueryId(2))));
    let classes = vec![(ClassId(2), 0.9), (ClassId(1), 0.1)];
    let familiarity = Some(Familiarity { distance: 0.3, threshold: 0.4 });
    let events = worker.done(Done::Watched(QueryId(2), Ok((classes.clone(), familiarity))));
    let classes = Ok(classes);
    assert_eq!(events, [Event::Watched { query: QueryId(2), classes, familiarity }]);
    worker.take(Command::Watch(QueryId(3)));
    assert_eq!(worker.next_name(), "Train");
    worker.done(goes_on());
    assert_eq!(worker.next_name(), "Watch");
    let events = worker.done(Done::Watched(QueryId(3), Err(ClassesError::NoHead.into())));
    let error = Error::new(Doing::Watching, ClassesError::NoHead);
    let classes = Err(error);
    assert_eq!(events, [Event::Watched { query: QueryId(3), classes, familiarity: None }]);
}

#[test]
fn live_queries_without_end_starve_neither_training_nor_writing_and_are_quick() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.start(1);
    worker.ask(9, "a", write());
    assert_eq!(worker.next_name(), "BeginWriting");
    let (request, place, begun) = (RequestId(9), Place::InUse, Ok(()));
    worker.done(Done::WritingBegun { request, place, begun });
    let mut jobs = Vec::new();
    for query in 0..30 {
        // Another comes before the one before is looked at.
        worker.take(predict(query, true));
        let job = worker.next().expect("there is enough to do");
        jobs.push(name(&job));
        match job {
            Job::Predict(query) => {
                let failed = Err(crate::error::ClassesError::NoHead.into());
                worker.done(Done::Predicted(query, failed))
            }
            Job::Write(_) => worker.done(Done::Wrote { piece: "x".into(), over: Ok(false) }),
            Job::Train => worker.done(goes_on()),
            other => panic!("{other:?}"),
        };
    }
    for kind in ["Predict", "Write", "Train"] {
        assert_eq!(jobs.iter().filter(|job| *job == kind).count(), 10, "{jobs:?}");
    }
}

#[test]
fn live_queries_without_end_keep_neither_a_table_nor_a_question_waiting() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.take(predict(1, true));
    worker.ask(5, "a", Look::Patches);
    let file = crate::protocol::FileRef { name: "t.csv".into(), url: "blob:t".into() };
    worker.take(Command::ReadTable { request: RequestId(4), file });
    let mut jobs = Vec::new();
    for query in 2..=4 {
        let job = worker.next().expect("there is enough to do");
        jobs.push(name(&job));
        if let Job::Predict(query) = job {
            worker.done(Done::Predicted(query, Err(crate::error::ClassesError::NoHead.into())));
        }
        worker.take(predict(query, true));
    }
    assert_eq!(jobs, ["Predict", "ReadTable", "Look"]);
}

#[test]
fn live_queries_without_end_do_not_keep_examples_from_being_embedded() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.add(1..=6);
    worker.train(1);
    let mut turns = 0;
    let started = loop {
        turns += 1;
        worker.take(predict(turns, true));
        match worker.next() {
            Some(Job::Predict(query)) => {
                let failed = Err(crate::error::ClassesError::NoHead.into());
                worker.done(Done::Predicted(query, failed));
            }
            Some(Job::Embed { embed, read }) => {
                let embedded = Ok(embed.iter().map(|&id| (id, vec![1.0])).collect());
                let read = read.into_iter().map(|read| good(read.id)).collect();
                worker.done(Done::Embedded { embed, embedded, read });
            }
            Some(Job::StartRun { request, .. }) => break request.run,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((started, turns), (RunId(1), 6));
}

#[test]
fn a_query_in_mid_training_is_looked_at_next() {
    let mut worker = Worker::with_model(DeviceKind::Cpu);
    worker.start(1);
    for _ in 0..3 {
        assert_eq!(worker.next_name(), "Train");
        worker.done(goes_on());
    }
    worker.take(predict(1, false));
    assert_eq!(worker.next_name(), "Predict");
}
