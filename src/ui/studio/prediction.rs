//! What the head says of what is tried.

use leptos::prelude::*;

use crate::protocol::{ClassId, Input, Seen};
use crate::ui::browser;
use crate::ui::parts::conditional::{If, ever};
use crate::ui::parts::later::later;
use crate::ui::parts::swatch::class_colour;
use crate::ui::parts::thumbnail::Picture;
use crate::ui::parts::unknown::dont_know;
use crate::ui::shell::store::use_store;
use crate::ui::studio::kit::use_kit;
use crate::words::{self, decimal, percent, say, say_with};

/// The id of the list.
const LIST: &str = "prediction";

/// So many of the classes are shown first, and for fewer more than these nobody presses.
const FIRST: usize = 10;
const SPARED: usize = 2;

/// What the model saw, and the list “Prediction”: every class with its probability, best first.
#[component]
pub fn PredictionList() -> impl IntoView {
    let store = use_store();
    let is_there = store.slice(|state| state.trial.prediction.is_some());
    let busy = store.slice(|state| state.trial.busy);
    view! {
        <If when=move || busy.get() && !is_there.get()>
            <p class="hint">{say("looking")}</p>
        </If>
        <div aria-live="polite">
            <If when=ever(move || is_there.get())>{said()}</If>
        </div>
    }
}

later! {
    /// What it says, once the means to show it have arrived.
    fn said() of result { view! { <Said /> } }
}

#[component]
fn Said() -> impl IntoView {
    let store = use_store();
    let kit = use_kit();
    let input = store.slice(|state| state.trial.input.clone());
    let prediction = store.slice(|state| {
        let prediction = state.trial.prediction.clone()?;
        let named = |(id, share): &(ClassId, f32)| (*id, state.class_name(*id), *share);
        let classes: Vec<_> = prediction.classes.iter().map(named).collect();
        Some((classes, prediction.seen, prediction.milliseconds))
    });
    let unknown = store.slice(|state| {
        let prediction = state.trial.prediction.as_ref();
        state.trust.is_unknown(prediction.and_then(|prediction| prediction.familiarity))
    });
    let older = store.slice(|state| state.examples_changed());
    show_new(input, prediction);
    let item = |(id, name, share): (ClassId, String, f32)| {
        let share = f64::from(share);
        // The bar adds no text: the item's text is what scripts and screen readers read.
        view! {
            <li style=class_colour(id)>
                <span class="share">{name}" "<strong>{percent(share)}</strong></span>
                <span class="bar" aria-hidden="true">
                    <span style=format!("width: {:.1}%", (share * 100.0).clamp(0.0, 100.0))></span>
                </span>
            </li>
        }
    };
    // All that there are, whichever is tried, once somebody wants them.
    let all = RwSignal::new(false);
    move || {
        prediction.get().map(|(mut classes, seen, milliseconds)| {
            let more = classes.len().saturating_sub(FIRST);
            let more = if more > SPARED && !all.get() { more } else { 0 };
            classes.truncate(classes.len() - more);
            let answered = say_with("answered-in", &[&decimal(milliseconds.into(), 0)]);
            let input = input.get_untracked();
            let tried = (kit.tried)(seen, input, answered);
            view! {
                {tried}
                <ol class="prediction" id=LIST role="list" aria-label=say("prediction")>
                    {move || unknown.get().then(dont_know)}
                    {classes.into_iter().map(item).collect_view()}
                </ol>
                {move || unknown.get().then(|| view! { <p class="hint">{say("prediction.unknown")}</p> })}
                {(more > 0).then(|| view! {
                    <button type="button" class="small more" on:click=move |_| all.set(true)>
                        {words::count("and-more", more)}
                    </button>
                })}
                {move || older.get().then(|| view! {
                    <p class="older">
                        {say("prediction.older")}
                    </p>
                })}
            }
        })
    }
}

/// Scrolls to what is said of another picture than before: it may be below what was pressed. Texts are told while they
/// are typed, and what is told once more stays where it is.
fn show_new<T: Send + Sync + 'static>(input: Memo<Option<Input>>, prediction: Memo<Option<T>>) {
    let shown = StoredValue::new(None);
    Effect::new(move |_| {
        let is_there = prediction.with(Option::is_some);
        let picture = input.get_untracked().filter(|input| is_there && input.file().is_some());
        if picture.is_some() && shown.get_value() != picture {
            shown.set_value(picture);
            browser::show(LIST);
        }
    });
}

/// The square of a picture that the model saw, with a remark.
pub fn tried_picture(seen: Seen, input: Option<Input>, remark: String) -> AnyView {
    let Seen::Picture(thumbnail) = seen else { return ().into_any() };
    view! {
        <figure class="tried">
            <Picture bytes=thumbnail.into() alt=say("seen").to_owned() />
            <figcaption class="hint">
                <span class="file-name">{input.map(|input| input.name())}</span>
                {remark}
            </figcaption>
        </figure>
    }
    .into_any()
}
