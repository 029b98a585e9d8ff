//! “Does B follow A?”: what a model learnt from passages that followed each other and others that did
//! not.

use leptos::prelude::*;

use crate::ui::gallery::exhibits::inquiry::{InquiryProgress, use_inquiry};
use crate::ui::state::about_following;
use crate::words::say;

/// What is in the boxes at first.
const FIRST: &str = "The ship lay at anchor in the bay, and the captain stood upon the deck.";
const SECOND: &str = "The sailors hauled up the anchor, and the ship stood out to sea.";

/// The part of a model's article that tells whether a sentence follows another.
#[component]
pub fn FollowsPart(
    /// The model's id.
    model: String,
) -> impl IntoView {
    let title = format!("follows-{model}");
    let ids = [format!("follows-a-{model}"), format!("follows-b-{model}")];
    let asked = use_inquiry(model, |state| &state.follows);
    let says = asked.slice(|inquiry| inquiry.answer.map(about_following).unwrap_or_default());
    let before = asked.about();
    let texts = before.unwrap_or_else(|| [FIRST, SECOND].map(str::to_owned)).map(RwSignal::new);
    let ask = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let [first, second] = texts.map(|text| text.get_untracked());
        asked.store.act(|state| state.ask_what_follows(asked.model(), first, second));
    };
    let names = ["A", "B"].into_iter().zip(ids).zip(texts);
    let boxes: Vec<_> = names
        .map(|((name, id), text)| {
            view! {
                <div class="ask-line">
                    <label for=id.clone()>{name}</label>
                    <input
                        type="text"
                        id=id
                        autocomplete="off"
                        prop:value=move || text.get()
                        on:input=move |event| text.set(event_target_value(&event))
                    />
                </div>
            }
        })
        .collect();
    view! {
        <div class="knows" role="group" aria-labelledby=title.clone() aria-busy=asked.waits.attribute()>
            <h4 id=title.clone() tabindex="-1">{say("follows")}</h4>
            <p class="hint">
                {say("follows.about")}
            </p>
            <form class="ask ask-lines" on:submit=ask>
                {boxes}
                <button type="submit">{say("ask")}</button>
            </form>
            <InquiryProgress waits=asked.waits title=title.clone() />
            <p role="status" aria-label=say("follows.answer")>{says}</p>
        </div>
    }
}
