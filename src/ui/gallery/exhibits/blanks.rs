//! “Fill in the blank”: the words that a masked-language model finds.

use leptos::prelude::*;

use crate::protocol::BLANK;
use crate::ui::gallery::exhibits::inquiry::{InquiryProgress, use_inquiry};
use crate::ui::parts::shares::ShareList;
use crate::ui::state::titled;
use crate::words::{say, say_with};

/// What is in the box at first.
const START: &str = "The old man looked at the ___ and said nothing.";

/// The part of a model's article that fills in blanks.
#[component]
pub fn BlanksPart(
    /// The model's id.
    model: String,
) -> impl IntoView {
    let title = format!("blanks-{model}");
    let input = format!("blanks-text-{model}");
    let asked = use_inquiry(model, |state| &state.blanks);
    let lists = asked.slice(|inquiry| {
        let blanks = titled(inquiry.answer.as_deref().unwrap_or_default()).into_iter();
        blanks.map(|(title, blank)| (title, blank.words.clone())).collect::<Vec<_>>()
    });
    let text = RwSignal::new(asked.about().unwrap_or_else(|| START.to_owned()));
    let ask = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        asked.store.act(|state| state.fill_blanks(asked.model(), text.get_untracked()));
    };
    view! {
        <div class="knows" role="group" aria-labelledby=title.clone() aria-busy=asked.waits.attribute()>
            <h4 id=title.clone() tabindex="-1">{say("blanks")}</h4>
            <p class="hint">
                {say_with("blanks.about", &[BLANK])}
            </p>
            <form class="ask" on:submit=ask>
                <label class="visually-hidden" for=input.clone()>{say("blanks.sentence")}</label>
                <input
                    type="text"
                    id=input
                    autocomplete="off"
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                />
                <button type="submit">{say("blanks.fill")}</button>
            </form>
            <InquiryProgress waits=asked.waits title=title.clone() />
            <div aria-live="polite">
                {move || {
                    let lists = lists.get().into_iter();
                    lists.map(|(label, shares)| view! { <ShareList label shares titled=true /> }).collect::<Vec<_>>()
                }}
            </div>
        </div>
    }
}
