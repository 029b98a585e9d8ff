//! “Fill in the blank”: the words that a masked-language model finds.

use leptos::prelude::*;

use crate::protocol::BLANK;
use crate::ui::gallery::exhibits::inquiry::InquiryProgress;
use crate::ui::parts::shares::ShareList;
use crate::ui::shell::store::use_store;
use crate::ui::state::State;

/// What is in the box at first.
const START: &str = "The old man looked at the ___ and said nothing.";

/// The part of a model's article that fills in blanks.
#[component]
pub fn BlanksPart(
    /// The model's id.
    model: String,
) -> impl IntoView {
    let store = use_store();
    let title = format!("blanks-{model}");
    let input = format!("blanks-text-{model}");
    let model = StoredValue::new(model);
    let of_this = move |state: &State| model.with_value(|model| state.fills.inquiry.is_of(model));
    let inquiry = store.slice(move |state| {
        let inquiry = Some(&state.fills.inquiry).filter(|_| of_this(state));
        inquiry.cloned().unwrap_or_default()
    });
    let titled = store.slice(move |state| {
        let blanks = state.fills.titled().into_iter().filter(|_| of_this(state));
        blanks.map(|(title, blank)| (title, blank.words.clone())).collect::<Vec<_>>()
    });
    let before = store.peek(|state| Some(state.fills.text.clone()).filter(|_| of_this(state)));
    let text = RwSignal::new(before.unwrap_or_else(|| START.to_owned()));
    let ask = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        store.act(|state| state.fill_blanks(model.get_value(), text.get_untracked()));
    };
    view! {
        <div class="knows" role="group" aria-labelledby=title.clone() aria-busy=busy(inquiry)>
            <h4 id=title.clone() tabindex="-1">"Fill in the blank"</h4>
            <p class="hint">
                {format!("It learnt by guessing words that were hidden from it. Write {BLANK} for each word to guess.")}
            </p>
            <form class="ask" on:submit=ask>
                <label class="visually-hidden" for=input.clone()>"Sentence with blanks"</label>
                <input
                    type="text"
                    id=input
                    autocomplete="off"
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                />
                <button type="submit">"Fill in"</button>
            </form>
            <InquiryProgress inquiry title=title.clone() />
            <div aria-live="polite">
                {move || {
                    let lists = titled.get().into_iter();
                    lists.map(|(label, shares)| view! { <ShareList label shares titled=true /> }).collect::<Vec<_>>()
                }}
            </div>
        </div>
    }
}

/// `aria-busy` of the part that shows a question's answer.
pub fn busy(inquiry: Memo<crate::ui::state::Inquiry>) -> Signal<&'static str> {
    Signal::derive(move || if inquiry.with(|inquiry| inquiry.busy) { "true" } else { "false" })
}
