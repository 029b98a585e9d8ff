//! The ways to bring weights of one's own.

use leptos::html::Input;
use leptos::prelude::*;

use super::download::DownloadBar;
use super::weights_input::WeightsInput;
use crate::ui::browser;
use crate::ui::state::{Stage, State, progress_words};
use crate::ui::store::use_store;

/// Weights from disk, or from an address.
#[component]
pub fn OwnWeights() -> impl IntoView {
    let store = use_store();
    let coming = store.slice(|state| state.model.is_own_coming());
    let received = store.slice(|state| match state.model.stage {
        Stage::Downloading(received) => Some(received),
        _ => None,
    });
    let address = NodeRef::<Input>::new();
    let hash = NodeRef::<Input>::new();
    let value = |input: NodeRef<Input>| {
        input.get_untracked().map(|input| input.value()).unwrap_or_default()
    };
    // The button goes once it has done its work, so the focus needs another place.
    let cancel = move |_| {
        store.act(State::cancel_download);
        browser::focus(vec!["own-address".into()]);
    };
    let load = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        store.attempt(|state| state.load_address(&value(address), &value(hash)));
    };
    view! {
        <section
            class="card own"
            aria-labelledby="own-title"
            aria-busy=move || coming.get().then_some("true")
        >
            <h2 id="own-title">"Bring your own"</h2>
            <p class="lead">
                "Weights of MobileNetV1, MobileNetV2, the ResNets for CIFAR-10 and this project's own "
                "networks, as safetensors, PyTorch or TensorFlow.js files, loose or in a zip. Which it "
                "is, the page sees by itself."
            </p>
            <div class="own-ways">
                <div>
                    <h3>"From your disk"</h3>
                    <p class="hint">
                        "Choose all files of a model at once: model.json and its shards, for example. "
                        "They stay on your device."
                    </p>
                    <WeightsInput />
                </div>
                <form on:submit=load>
                    <h3>"From an address"</h3>
                    <div class="field">
                        <label for="own-address">"Load from an address"</label>
                        <input
                            type="text"
                            id="own-address"
                            required
                            inputmode="url"
                            autocomplete="off"
                            spellcheck="false"
                            placeholder="https://…"
                            node_ref=address
                        />
                    </div>
                    <div class="field">
                        <label for="own-hash">"SHA-256 (optional)"</label>
                        <input
                            type="text"
                            id="own-hash"
                            autocomplete="off"
                            spellcheck="false"
                            aria-describedby="own-hash-hint"
                            node_ref=hash
                        />
                        <span class="hint" id="own-hash-hint">
                            "If you know it, nothing else is accepted."
                        </span>
                    </div>
                    <button type="submit">"Load"</button>
                </form>
            </div>
            <Show when=move || coming.get()>
                <div class="model-actions">
                    <DownloadBar received=received.into() />
                    <span class="hint">{move || received.get().map(progress_words)}</span>
                    <button type="button" class="small" on:click=cancel>"Cancel download"</button>
                </div>
            </Show>
        </section>
    }
}
