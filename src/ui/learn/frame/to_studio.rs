//! From an experiment on to the studio.

use leptos::prelude::*;

use super::bench::Bench;
use crate::data::sample;
use crate::protocol::TrainingSettings;
use crate::protocol::lab::OwnClass;
use crate::ui::learn::design::{Sample, Settings};
use crate::ui::learn::experiments::slow::MODEL;
use crate::ui::shell::handover;
use crate::ui::state::{ModelRef, Place, Project};
use crate::words::of_sample;

/// Goes on in the studio, with the same pictures, settings and model.
#[component]
pub fn ToStudio(bench: Bench, training: fn(&Settings) -> TrainingSettings) -> impl IntoView {
    let [label] = bench.say(["to-studio"]);
    let go = move |_| {
        let settings = bench.settings.get_untracked();
        let sample = bench.design.sample;
        let classes = settings.own.clone().unwrap_or_else(|| sample.map(drawn).unwrap_or_default());
        let model = ModelRef::Offered(MODEL.into());
        handover::give(&Project::of_pictures(classes, training(&settings), model));
        bench.course.leave(Place::Studio);
    };
    view! {
        <div class="actions">
            <button type="button" on:click=go>{label}</button>
        </div>
    }
}

/// Drawn pictures as files: of each class as many as there are, but no more than a studio needs.
fn drawn(of: Sample) -> Vec<OwnClass> {
    const MOST: u32 = 20;
    let class = |class: usize| OwnClass {
        name: of_sample(sample::CLASSES[class]).to_owned(),
        files: (0..of.each.min(MOST) as usize).map(|index| sample::file(class, index)).collect(),
    };
    (0..of.classes as usize).map(class).collect()
}
