//! Parts of the page of models that chapters borrow: what a model can show of what it has learnt.

use leptos::context::Provider;
use leptos::prelude::*;

use crate::protocol::Modality;
use crate::ui::browser;
use crate::ui::gallery::exhibits::blanks::BlanksPart;
use crate::ui::gallery::exhibits::drawing::DrawingPart;
use crate::ui::gallery::exhibits::follows::FollowsPart;
use crate::ui::gallery::exhibits::labels::LabelsPart;
use crate::ui::gallery::exhibits::patches::PatchesPart;
use crate::ui::gallery::exhibits::writing::WritingPart;
use crate::ui::learn::course::use_course;
use crate::ui::shell::alert::Alert;
use crate::ui::shell::store::Store;
use crate::ui::state::{State, device_from_id};

/// What the borrowed parts ask: a worker for pictures and one for texts, each started when it is needed first.
#[derive(Debug, Clone, Copy)]
pub struct Borrowed {
    pictures: Store,
    texts: Store,
}

impl Borrowed {
    /// Asks nobody yet.
    pub fn new() -> Self {
        let device = device_from_id(&browser::query("device").unwrap_or_default());
        let store = |modality| Store::new(State::for_questions(modality, device));
        Self { pictures: store(Modality::Pictures), texts: store(Modality::Texts) }
    }
}

/// The part of this name.
pub fn show(name: &str) -> AnyView {
    let borrowed: Borrowed = expect_context();
    let (store, part): (Store, fn(Store) -> AnyView) = match name {
        "slider" => (borrowed.pictures, |store| of_model(store, "autoencoder")),
        "labels" => (borrowed.pictures, |store| of_model(store, "mobilenet-v1")),
        "bank" => {
            (borrowed.pictures, |_| view! { <PatchesPart model="kmeans".to_owned() /> }.into_any())
        }
        "blanks" => {
            (borrowed.texts, |_| view! { <BlanksPart model="bert".to_owned() /> }.into_any())
        }
        "follows" => {
            (borrowed.texts, |_| view! { <FollowsPart model="bert".to_owned() /> }.into_any())
        }
        "writing" => {
            (borrowed.texts, |_| view! { <WritingPart model="gpt".to_owned() /> }.into_any())
        }
        _ => return ().into_any(),
    };
    store.wake();
    let title = use_course().words().with(&format!("title.{name}"), &[]);
    view! {
        <Provider value=store>
            <div class="experiment borrowed">
                <h3>{title}</h3>
                <Alert />
                <div lang="en">{part(store)}</div>
            </div>
        </Provider>
    }
    .into_any()
}

/// Classes of the sample.
const FACE: usize = 4;
const STAR: usize = 5;

/// Two drawn pictures to walk between, for who has none at hand.
#[component]
fn WithDrawn(store: Store, model: String) -> impl IntoView {
    let [label] = use_course().say(["slider-drawn"]);
    let show = move |_| {
        store.act(|state| {
            let mut commands = state.draw(model.clone(), browser::drawing(FACE, 0));
            commands.extend(state.draw_second(browser::drawing(STAR, 0)));
            commands
        });
    };
    view! { <button type="button" class="small" lang=use_course().language.get_untracked().code() on:click=show>{label}</button> }
}

/// What a model for pictures shows, once it is known which there are.
fn of_model(store: Store, id: &'static str) -> AnyView {
    let info = store.slice(move |state| state.model.info(id).cloned());
    let part = move || {
        info.get().map(|info| match info.labels {
            Some(labels) => view! { <LabelsPart model=info.id labels /> }.into_any(),
            None => {
                view! { <WithDrawn store model=info.id.clone() /><DrawingPart info /> }.into_any()
            }
        })
    };
    view! { <Provider value=store>{part}</Provider> }.into_any()
}
