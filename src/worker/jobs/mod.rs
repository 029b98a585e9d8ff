//! How each job is done: a concept a file.

mod bundling;
mod comparison;
mod device;
mod examples;
mod map;
pub mod models;
mod prediction;
mod projects;
mod questions;
mod sorting;
mod tables;
mod training;
mod trust;
mod why;
mod writing;

use super::desk::Desk;
use super::job::{Done, Job};

/// Does a job. Gives what came of it.
pub async fn run(desk: &mut Desk, job: Job) -> Done {
    match job {
        Job::Fetch { place, request, source } => models::fetch(desk, place, request, source),
        Job::StopFetch(place, request) => models::stop_fetch(desk, place, request),
        Job::Load(place, request) => models::load(desk, place, request),
        Job::RemoveStored(id) => models::remove_stored(&id),
        Job::ReportStored => models::report_stored(),
        Job::ChooseDevice(choice) => device::choose(desk, choice).await,
        Job::LeaveGpu => device::leave_gpu(desk),
        Job::MoveToCpu(place) => device::move_to_cpu(desk, place),
        Job::MoveRunToCpu => device::move_run_to_cpu(desk),
        Job::Time => device::time(desk).await,
        Job::Predict(query) => prediction::predict(desk, query).await,
        Job::Sort { embed, read } => sorting::sort(desk, embed, read).await,
        Job::Watch(query) => prediction::watch(desk, query).await,
        Job::BeginExplaining(input) => why::begin(desk, &input).await,
        Job::Explain => why::explain(desk).await,
        Job::EndExplaining => why::end(desk),
        Job::AnswerForBundle(inputs) => bundling::answer(desk, inputs).await,
        Job::Bundle => bundling::bundle(desk),
        Job::DropBundle => bundling::forget(desk),
        Job::ReadTable(request, file) => tables::read(request, file).await,
        Job::Look { request, place, look } => questions::look(desk, request, place, &look).await,
        Job::BeginWriting { request, place, prompt, settings } => {
            writing::begin(desk, request, place, &prompt, &settings)
        }
        Job::Write(place) => writing::write(desk, place),
        Job::EndWriting => writing::end(desk),
        Job::StartRun { request, lessons, auto } => training::start(desk, request, lessons, auto),
        Job::Train => training::train(desk).await,
        Job::FinishRun => training::finish(desk).await,
        Job::DropRun => training::drop_run(desk),
        Job::BeginAssessing(request, lessons) => trust::begin(desk, request, lessons),
        Job::Assess => trust::assess(desk).await,
        Job::DropAssessment => trust::drop_assessment(desk),
        Job::StartComparing { recipe, lessons, classes } => {
            comparison::start(desk, recipe, lessons, classes)
        }
        Job::Compare => comparison::compare(desk).await,
        Job::DropComparison => comparison::drop_comparison(desk),
        Job::Map(run, wish) => map::map(desk, run, wish),
        Job::OpenProject { project, writable } => projects::open(desk, project, writable).await,
        Job::OpenHead(run) => projects::open_head(desk, run).await,
        Job::Recall(unasked) => examples::recall(desk, unasked).await,
        Job::Embed { embed, read } => examples::embed(desk, embed, read).await,
    }
}
