//! The ways to bring weights of one's own.

use leptos::html::Input;
use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::parts::download::DownloadBar;
use crate::ui::shell::store::use_store;
use crate::ui::state::{Stage, State, progress_words};
use crate::ui::studio::kit::{OwnWords, use_kit};
use crate::ui::studio::weights_input::WeightsInput;
use crate::words::say;

/// Weights from disk, or from an address.
#[component]
pub fn OwnWeights() -> impl IntoView {
    let store = use_store();
    let coming = store.slice(|state| state.model.is_own_coming());
    let received = store.slice(|state| match state.model.stage {
        Stage::Downloading(received) => Some(received),
        _ => None,
    });
    let OwnWords { title_id, title, lead, choose, address_id, .. } = use_kit().gallery.own;
    // The button goes once it has done its work, so the focus needs another place.
    let cancel = move |_| {
        store.act(State::cancel_download);
        browser::focus(vec![address_id.into()]);
    };
    view! {
        <section
            class="card own"
            aria-labelledby=title_id
            aria-busy=move || coming.get().then_some("true")
        >
            <h3 id=title_id>{say(title)}</h3>
            <p class="lead">{say(lead)}</p>
            <div class="own-ways">
                <div>
                    <h4>{say("own.disk")}</h4>
                    <p class="hint">{say(choose)}</p>
                    <WeightsInput />
                </div>
                <AddressForm />
            </div>
            <If when=move || coming.get()>
                <div class="model-actions">
                    <DownloadBar received=received.into() />
                    <span class="hint">{move || received.get().map(progress_words)}</span>
                    <button type="button" class="small" on:click=cancel>{say("download.cancel")}</button>
                </div>
            </If>
        </section>
    }
}

/// Weights from an address, with their hash if it is known.
#[component]
fn AddressForm() -> impl IntoView {
    let store = use_store();
    let OwnWords { address_id, hash_id, hint_id, .. } = use_kit().gallery.own;
    let asked_id = format!("{address_id}-asked");
    let OwnWords { address: address_label, hash: hash_label, load: load_label, .. } =
        use_kit().gallery.own;
    let address = NodeRef::<Input>::new();
    let hash = NodeRef::<Input>::new();
    let value = |input: NodeRef<Input>| {
        input.get_untracked().map(|input| input.value()).unwrap_or_default()
    };
    let load = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        store.attempt(|state| state.load_address(&value(address), &value(hash)));
    };
    view! {
        <form on:submit=load>
            <h4>{say("own.address-heading")}</h4>
            <div class="field">
                <label for=address_id>{say(address_label)}</label>
                <input
                    type="text"
                    id=address_id
                    required
                    inputmode="url"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder="https://…"
                    aria-describedby=asked_id.clone()
                    node_ref=address
                />
                <span class="hint" id=asked_id>
                    {say("own.address-hint")}
                </span>
            </div>
            <div class="field">
                <label for=hash_id>{say(hash_label)}</label>
                <input
                    type="text"
                    id=hash_id
                    autocomplete="off"
                    spellcheck="false"
                    aria-describedby=hint_id
                    node_ref=hash
                />
                <span class="hint" id=hint_id>
                    {say("own.hash-hint")}
                </span>
            </div>
            <button type="submit">{say(load_label)}</button>
        </form>
    }
}
