//! A record is made of what the page knows.

use super::{
    ClassData, ClassRow, Confusion, Data, FORMAT, Making, ModelFacts, Page, Record, Training,
    UnknownFacts, VERSION, Verdict, WrongOne, limits,
};
use crate::data::address;
use crate::protocol::trust::{Answers, CopyGroup};
use crate::protocol::{
    ClassId, DeviceKind, HeldOut, Input, Modality, ModelInfo, Outcome, PREPROCESSING,
};
use crate::ui::state::{State, Trained, Wrong};
use crate::words::language;

/// So many of those that came out wrong are in a record at most.
pub const MOST_WRONG: usize = 50;

/// The record of the result in use; none before anything has been trained.
pub fn record(state: &State, making: &Making) -> Option<Record> {
    let trained = state.trained()?;
    let Trained { outcome, .. } = trained;
    let trust = &state.trust;
    let names = |classes: &[ClassId]| classes.iter().map(|id| state.class_name(*id)).collect();
    let tested = outcome.held_out.as_ref().map(|report| {
        let classes: Vec<ClassId> = report.classes.iter().map(|row| row.class).collect();
        let rows = report.classes.iter().map(|row| row.taken_for.clone()).collect();
        Confusion { classes: names(&classes), rows }
    });
    let classes: Vec<ClassId> = trained.classes.iter().map(|class| class.class).collect();
    let answers = trust.answers.as_deref();
    let per_class = trust.per_class.iter().flat_map(|it| &it.classes);
    let mut record = Record {
        format: FORMAT,
        version: VERSION,
        made: making.made.clone(),
        language: language().code(),
        page: Page {
            version: env!("CARGO_PKG_VERSION"),
            protocol: crate::protocol::VERSION,
            preprocessing: PREPROCESSING,
        },
        project: state.file_stem().to_owned(),
        modality: match state.modality {
            Modality::Pictures => "pictures",
            Modality::Texts => "texts",
        },
        data: data(state, trained),
        training: training(state, outcome),
        model: state.model.loaded.as_ref().map(|loaded| model(&loaded.info)),
        held_out: outcome.held_out.as_ref().map(|report| {
            let examples = report.examples();
            Verdict::of((report.score.accuracy * examples as f32).round() as usize, examples)
        }),
        out_of_fold: state.told(),
        per_class: per_class
            .map(|row| ClassRow {
                class: state.class_name(row.class),
                support: row.support,
                figures: row.figures,
            })
            .collect(),
        confusion_held_out: tested,
        confusion_out_of_fold: answers
            .map(|answers| Confusion { classes: names(&classes), rows: cells(answers, &classes) }),
        calibration: trust.calibration.as_deref().cloned(),
        sets: trust.sets.as_deref().cloned().unwrap_or_default(),
        unknown: unknown(state),
        suspects_left: trust.suspects.is_some().then(|| state.suspicious(0).1),
        forecast: trust.curve.as_deref().cloned(),
        limits: Vec::new(),
        wrong: making.with_wrong.then(|| wrong(state)),
    };
    record.limits = limits::limits(&record);
    Some(record)
}

fn data(state: &State, trained: &Trained) -> Data {
    let rows: &[HeldOut] = match &trained.outcome.held_out {
        Some(report) => &report.classes,
        None => &[],
    };
    let held_out = |class| rows.iter().find(|row| row.class == class);
    let classes: Vec<ClassData> = trained
        .classes
        .iter()
        .map(|class| ClassData {
            name: state.class_name(class.class),
            examples: class.examples.len(),
            held_out: held_out(class.class).map_or(0, |row| row.examples.len()),
        })
        .collect();
    let groups = state.trust.copies.as_deref();
    let copies = |groups: &Vec<CopyGroup>| {
        groups.iter().map(|group| group.examples.len().saturating_sub(1)).sum::<usize>()
    };
    Data {
        examples: classes.iter().map(|class| class.examples).sum(),
        classes,
        copies: groups.map(copies),
        in_several_classes: groups
            .map(|groups| groups.iter().filter(|group| group.classes.len() > 1).count()),
        not_measured: state.trust.answers.as_ref().map(|answers| answers.unasked.len()),
        left_out: left_out(state, trained),
        rows_left_out: state.project().rows_left_out,
        changed_since: state.examples_changed(),
    }
}

/// How many examples of the trained classes runs leave out.
fn left_out(state: &State, trained: &Trained) -> usize {
    let project = state.project();
    let is_trained = |id: ClassId| trained.classes.iter().any(|class| class.class == id);
    let classes = project.classes.iter().filter(|class| is_trained(class.id));
    let examples = classes.flat_map(|class| &class.examples);
    examples.filter(|example| project.unused.contains(&example.id)).count()
}

fn training(state: &State, outcome: &Outcome) -> Training {
    let report = state.device.report.as_ref();
    Training {
        recipe: outcome.recipe.clone(),
        epochs: outcome.epochs,
        stopped: outcome.stopped,
        seconds: outcome.seconds,
        trained_on: device(outcome.device),
        embeds_on: report.map(|report| device(report.kind)),
        adapter: report.and_then(|report| report.adapter.as_ref()).map(|it| it.name.clone()),
    }
}

fn device(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Cpu => "cpu",
        DeviceKind::WebGpu => "webgpu",
    }
}

fn model(info: &ModelInfo) -> ModelFacts {
    ModelFacts {
        id: info.id.clone(),
        name: info.name.clone(),
        architecture: info.architecture.clone(),
        licence: info.licence.clone(),
        embedding_size: info.embedding_size,
        files: info.files.clone(),
    }
}

/// For each class how many of its examples that count were taken for each.
fn cells(answers: &Answers, classes: &[ClassId]) -> Vec<Vec<usize>> {
    let place = |id: ClassId| classes.iter().position(|class| *class == id);
    let mut rows = vec![vec![0; classes.len()]; classes.len()];
    for it in answers.all.iter().filter(|it| it.counts) {
        if let (Some(row), Some(column)) = (place(it.class), place(it.taken_for)) {
            rows[row][column] += 1;
        }
    }
    rows
}

fn unknown(state: &State) -> Option<UnknownFacts> {
    let found = state.trust.unknown.as_ref()?;
    let (_, point) = state.trust.keeping()?;
    let chosen = state.trust.keeps.is_some();
    let threshold = if chosen { point.threshold } else { found.threshold };
    Some(UnknownFacts { threshold, nth: found.nth, kept: point.kept, told: point.told, chosen })
}

fn wrong(state: &State) -> Vec<WrongOne> {
    let one = |Wrong { id, is, said, share }: Wrong| {
        let example = state.example(id)?;
        let picture = example.thumbnail.map(|bytes| address::of_jpeg(&bytes));
        let text = match &*example.input {
            Input::Text(text) => Some(text.clone()),
            Input::Picture(_) => None,
        };
        Some(WrongOne { class: is, taken_for: said, sure: share, picture, text })
    };
    state.wrong(MOST_WRONG).0.into_iter().filter_map(one).collect()
}

impl State {
    /// How often heads that had not seen them told examples that count; none where there are none.
    pub fn told(&self) -> Option<Verdict> {
        let all = self.trust.answers.as_ref()?.all.iter().filter(|it| it.counts);
        let examples = all.clone().count();
        let right = all.filter(|it| it.class == it.taken_for).count();
        (examples > 0).then(|| Verdict::of(right, examples))
    }
}
