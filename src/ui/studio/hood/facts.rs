//! What the newest head and the model are made of.

use leptos::prelude::*;

use crate::protocol::{DeviceKind, HeldOutReport, ModelInfo, Outcome};
use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;
use crate::ui::state::{Field, Stage, Trained, megabytes, reads_words};
use crate::ui::studio::kit::{Kit, use_kit};
use crate::ui::studio::weights_input::WeightsInput;
use crate::words::{count, decimal, number, percent, say, say_with};

/// What is known of the head in use, enough to get the same again.
#[component]
pub fn RunFacts() -> impl IntoView {
    let store = use_store();
    let trained = store.slice(|state| state.project().trained.clone());
    let facts = move || match trained.get() {
        Some(trained) => view! { <dl>{run_facts(&trained)}</dl> }.into_any(),
        None => view! { <p class="hint">{say("facts.nothing")}</p> }.into_any(),
    };
    view! {
        <section>
            <h3>{say("facts.last")}</h3>
            {facts}
        </section>
    }
}

fn run_facts(trained: &Trained) -> impl IntoView + use<> {
    let Outcome { device, epochs, training, held_out, recipe, seconds, .. } = &trained.outcome;
    let settings = recipe.settings();
    let trained_on = trained.outcome.training_examples;
    let tested = held_out.as_ref().map_or(0, HeldOutReport::examples);
    let device = match device {
        DeviceKind::WebGpu => "WebGPU",
        DeviceKind::Cpu => "CPU",
    };
    let score = |score: &crate::protocol::Score| {
        say_with(
            "facts.score",
            &[&decimal(score.loss.into(), 3), &percent(f64::from(score.accuracy))],
        )
    };
    let mut facts = vec![
        (say("device"), device.to_owned()),
        (say("facts.time"), say_with("seconds", &[&decimal((*seconds).into(), 1)])),
        (say("heads.kind"), recipe.head().label().to_owned()),
        (
            say("facts.split"),
            say_with("facts.split-words", &[&number(trained_on as u64), &number(tested as u64)]),
        ),
        (say("facts.trained-on"), score(training)),
    ];
    facts.extend(held_out.as_ref().map(|report| (say("facts.held-out"), score(&report.score))));
    if recipe.has_steps() {
        facts.push((say("facts.epochs"), number((*epochs).into())));
    }
    facts.extend(trained.outcome.kept_epoch.map(|epoch| {
        (say("facts.early"), say_with("facts.early-words", &[&number(epoch.into())]))
    }));
    // What was trained may be stopped before its epochs are over.
    let set = Field::of(recipe).filter(|field| *field != Field::Epochs);
    facts.extend(set.map(|field| (field.label(), field.text(settings))));
    if recipe.can_balance() && settings.balanced {
        facts.push((say("facts.balanced"), say("facts.balanced-words").to_owned()));
    }
    if settings.mirrors {
        facts.push((say("facts.mirrors"), say("facts.mirrors-words").to_owned()));
    }
    if trained.outcome.whole {
        facts.push((say("facts.whole"), say("facts.whole-words").to_owned()));
    }
    facts.into_iter().map(fact).collect_view()
}

/// What is known of the chosen model.
#[component]
pub fn ModelFacts() -> impl IntoView {
    let store = use_store();
    let info = store.slice(|state| state.model.shown().cloned());
    // After a failure the way to open a file stands beside the sentence about it.
    let failed = store.slice(|state| {
        matches!(state.model.stage, Stage::Failed(_)) || state.model.stand_in.is_some()
    });
    let kit = use_kit();
    let facts = move || info.get().map(|info| view! { <dl>{model_facts(kit, &info)}</dl> });
    view! {
        <section>
            <h3>{say("facts.model")}</h3>
            {facts}
            <If when=move || !failed.get()><WeightsInput /></If>
        </section>
    }
}

fn model_facts(kit: &Kit, info: &ModelInfo) -> impl IntoView + use<> {
    let mut facts = vec![
        (say("facts.name"), info.name.clone()),
        (say("facts.architecture"), info.architecture.clone()),
        (say("facts.input"), reads_words(info.reads)),
        (say("facts.embedding"), count(kit.words.numbers, info.embedding_size)),
        (say("facts.size"), say_with("megabytes", &[&megabytes(info.bytes())])),
        (say("facts.licence"), info.licence.clone()),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    facts.into_iter().map(fact).collect_view()
}

fn fact((term, value): (&'static str, String)) -> impl IntoView {
    view! {
        <dt>{term}</dt>
        <dd>{value}</dd>
    }
}
