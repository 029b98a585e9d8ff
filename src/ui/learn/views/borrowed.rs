//! Parts of the page of models that chapters borrow: what a model can show of what it has learnt.

use leptos::context::Provider;
use leptos::prelude::*;

use crate::data::sample;
use crate::protocol::{Exhibit, Modality, ModelInfo};
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

/// What a model can show of what it has learnt, under its name in the chapters.
pub fn show(name: &str, exhibit: Exhibit) -> AnyView {
    let borrowed: Borrowed = expect_context();
    let (store, part): (Store, fn(Store) -> AnyView) = match exhibit {
        Exhibit::Drawing => (borrowed.pictures, drawing),
        Exhibit::Labels => (borrowed.pictures, labels),
        Exhibit::Patches => {
            (borrowed.pictures, |_| view! { <PatchesPart model="kmeans".to_owned() /> }.into_any())
        }
        Exhibit::Blanks => {
            (borrowed.texts, |_| view! { <BlanksPart model="bert".to_owned() /> }.into_any())
        }
        Exhibit::Follows => {
            (borrowed.texts, |_| view! { <FollowsPart model="bert".to_owned() /> }.into_any())
        }
        Exhibit::Writing => {
            (borrowed.texts, |_| view! { <WritingPart model="gpt".to_owned() /> }.into_any())
        }
    };
    store.wake();
    let title = use_course().words().with(&format!("title.{name}"), &[]);
    view! {
        <Provider value=store>
            <div class="experiment borrowed">
                <h3>{title}</h3>
                <Alert />
                {part(store)}
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
            let mut commands = state.draw(model.clone(), sample::file(FACE, 0));
            commands.extend(state.draw_second(sample::file(STAR, 0)));
            commands
        });
    };
    view! { <button type="button" class="small" on:click=show>{label}</button> }
}

/// What an autoencoder draws again.
fn drawing(store: Store) -> AnyView {
    let part = move |info: ModelInfo| {
        view! { <WithDrawn store model=info.id.clone() /><DrawingPart info /> }.into_any()
    };
    of_model(store, "autoencoder", part)
}

/// What a classifier calls a picture.
fn labels(store: Store) -> AnyView {
    let part = |info: ModelInfo| {
        let labels = info.labels.unwrap_or_default();
        view! { <LabelsPart model=info.id labels /> }.into_any()
    };
    of_model(store, "mobilenet-v1", part)
}

/// What a model shows, once it is known which there are.
fn of_model(
    store: Store,
    id: &'static str,
    part: impl Fn(ModelInfo) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let info = store.slice(move |state| state.model.info(id).cloned());
    let part = move || info.get().map(&part);
    view! { <Provider value=store>{part}</Provider> }.into_any()
}
