//! How far the answer to a question about a model has come.

use leptos::prelude::*;

use crate::ui::parts::conditional::If;
use crate::ui::parts::download::DownloadBar;
use crate::ui::shell::store::use_store;
use crate::ui::state::{Inquiry, State, progress_words};

/// The download of the model that is asked, if it must come first, and a way to cancel it.
#[component]
pub fn InquiryProgress(
    /// The question.
    inquiry: Memo<Inquiry>,
    /// Whether the page says that the model is at work; where an answer takes a moment only, it would
    /// flicker.
    #[prop(optional)]
    quiet: Signal<bool>,
    /// Where the focus goes when the button to cancel is gone with its download.
    title: String,
) -> impl IntoView {
    let store = use_store();
    let received = Memo::new(move |_| inquiry.with(|inquiry| inquiry.received));
    let looking = move || inquiry.with(|inquiry| inquiry.busy && inquiry.received.is_none());
    let title = StoredValue::new(title);
    let cancel = move |_| {
        store.act(State::cancel_download);
        crate::ui::browser::focus(vec![title.get_value()]);
    };
    view! {
        <If when=move || received.get().is_some()>
            <DownloadBar received=received.into() />
            <span class="hint">{move || received.get().map(progress_words)}</span>
            <button type="button" class="small" on:click=cancel>"Cancel download"</button>
        </If>
        <If when=move || looking() && !quiet.get()>
            <p class="hint">"Looking…"</p>
        </If>
    }
}
