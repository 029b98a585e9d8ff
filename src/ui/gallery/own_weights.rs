//! The ways to bring weights of one's own.

use leptos::html::Input;
use leptos::prelude::*;

use crate::protocol::Modality;
use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::parts::download::DownloadBar;
use crate::ui::shell::store::use_store;
use crate::ui::state::{Stage, State, progress_words};
use crate::ui::studio::weights_input::WeightsInput;

/// Weights from disk, or from an address.
#[component]
pub fn OwnWeights() -> impl IntoView {
    let store = use_store();
    let coming = store.slice(|state| state.model.is_own_coming());
    let received = store.slice(|state| match state.model.stage {
        Stage::Downloading(received) => Some(received),
        _ => None,
    });
    let modality = store.peek(|state| state.modality);
    // There is one of these for each modality on the same page.
    let [title_id, address_id, hash_id, hint_id] = match modality {
        Modality::Pictures => ["own-title", "own-address", "own-hash", "own-hash-hint"],
        Modality::Texts => {
            ["own-text-title", "own-text-address", "own-text-hash", "own-text-hash-hint"]
        }
    };
    let [title, address_label, hash_label, load_label] = match modality {
        Modality::Pictures => {
            ["Bring your own", "Load from an address", "SHA-256 (optional)", "Load"]
        }
        Modality::Texts => [
            "Bring your own text model",
            "Load a text model from an address",
            "SHA-256 of the text model (optional)",
            "Load the text model",
        ],
    };
    let (lead, choose) = match modality {
        Modality::Pictures => (
            "Weights of MobileNetV1, MobileNetV2, the ResNets for CIFAR-10 and this project's own \
             networks, as safetensors, PyTorch or TensorFlow.js files, loose or in a zip. Which it \
             is, the page sees by itself.",
            "Choose all files of a model at once: model.json and its shards, for example. They stay \
             on your device.",
        ),
        Modality::Texts => (
            "Any model of the BERT or GPT-2 family from the Hugging Face hub, or one that this \
             project's own program has trained.",
            "Choose config.json, model.safetensors and tokenizer.json (or vocab.txt) at once, or a \
             zip of them. They stay on your device. An address gives one file, so it must be of a zip.",
        ),
    };
    let address = NodeRef::<Input>::new();
    let hash = NodeRef::<Input>::new();
    let value = |input: NodeRef<Input>| {
        input.get_untracked().map(|input| input.value()).unwrap_or_default()
    };
    // The button goes once it has done its work, so the focus needs another place.
    let cancel = move |_| {
        store.act(State::cancel_download);
        browser::focus(vec![address_id.into()]);
    };
    let load = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        store.attempt(|state| state.load_address(&value(address), &value(hash)));
    };
    view! {
        <section
            class="card own"
            aria-labelledby=title_id
            aria-busy=move || coming.get().then_some("true")
        >
            <h3 id=title_id>{title}</h3>
            <p class="lead">{lead}</p>
            <div class="own-ways">
                <div>
                    <h4>"From your disk"</h4>
                    <p class="hint">{choose}</p>
                    <WeightsInput />
                </div>
                <form on:submit=load>
                    <h4>"From an address"</h4>
                    <div class="field">
                        <label for=address_id>{address_label}</label>
                        <input
                            type="text"
                            id=address_id
                            required
                            inputmode="url"
                            autocomplete="off"
                            spellcheck="false"
                            placeholder="https://…"
                            node_ref=address
                        />
                    </div>
                    <div class="field">
                        <label for=hash_id>{hash_label}</label>
                        <input
                            type="text"
                            id=hash_id
                            autocomplete="off"
                            spellcheck="false"
                            aria-describedby=hint_id
                            node_ref=hash
                        />
                        <span class="hint" id=hint_id>
                            "If you know it, nothing else is accepted."
                        </span>
                    </div>
                    <button type="submit">{load_label}</button>
                </form>
            </div>
            <If when=move || coming.get()>
                <div class="model-actions">
                    <DownloadBar received=received.into() />
                    <span class="hint">{move || received.get().map(progress_words)}</span>
                    <button type="button" class="small" on:click=cancel>"Cancel download"</button>
                </div>
            </If>
        </section>
    }
}
