//! One model: what it is, where its weights are, and what can be done with it.

use leptos::prelude::*;

use crate::protocol::{ModelInfo, Origin, WeightsFile};
use crate::ui::browser;
use crate::ui::gallery::few_shot::FewShotTable;
use crate::ui::gallery::skills::Skills;
use crate::ui::parts::conditional::If;
use crate::ui::parts::download::DownloadBar;
use crate::ui::shell::navigation_bar::PlaceLink;
use crate::ui::shell::store::use_store;
use crate::ui::state::{
    State, Whereabouts, megabytes, pre_training_words, progress_words, reads_words, told,
};
use crate::ui::studio::kit::use_kit;
use crate::words::{count, decimal, say, say_with};

/// The article about a model.
#[component]
pub fn ModelCard(
    /// What is known of it.
    info: ModelInfo,
) -> impl IntoView {
    let store = use_store();
    let info = told(info);
    let title = title_id(&info);
    let in_use = {
        let id = info.id.clone();
        store.slice(move |state| state.model.is_in_use(&id))
    };
    let whereabouts = {
        let info = info.clone();
        store.slice(move |state| state.whereabouts(&info))
    };
    let coming = Memo::new(move |_| matches!(whereabouts.get(), Whereabouts::Coming(_)));
    let kit = use_kit();
    view! {
        <article
            class="card model"
            aria-labelledby=title.clone()
            aria-busy=move || coming.get().then_some("true")
            data-in-use=move || in_use.get().then_some("true")
        >
            <h3 id=title.clone() tabindex="-1">{info.name.clone()}</h3>
            <p class="badges">
                <If when=move || in_use.get()><span class="badge using">{say("model.in-use")}</span></If>
                <span class="badge">{move || whereabouts.get().words()}</span>
            </p>
            <p class="about">{info.about.clone()}</p>
            <dl>{facts(&info)}</dl>
            {(!info.skills.is_empty()).then(|| view! { <Skills skills=info.skills.clone() /> })}
            {info.figures.clone().map(|figures| view! { <FewShotTable figures caption=kit.words.figures /> })}
            <Actions info=info.clone() in_use whereabouts />
            {(kit.exhibits)(&info)}
            <details>
                <summary>{say("model.details")}</summary>
                <dl>{details(&info)}</dl>
            </details>
        </article>
    }
}

/// What somebody who chooses wants to know.
fn facts(info: &ModelInfo) -> impl IntoView + use<> {
    let data = info.data.iter().map(|data| data.name.clone()).collect::<Vec<_>>().join("; ");
    let mut facts = vec![
        (
            say("facts.learnt"),
            info.pre_training.map(pre_training_words).unwrap_or_default().to_owned(),
        ),
        (say("facts.learnt-from"), data),
        (say("facts.size"), say_with("megabytes", &[&megabytes(info.bytes())])),
        (say("facts.reads"), reads_words(info.reads)),
        (say("facts.licence"), info.licence.clone()),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    facts.into_iter().map(fact).collect_view()
}

/// What an expert wants to know besides.
fn details(info: &ModelInfo) -> impl IntoView + use<> {
    let millions = info.multiplications as f64 / 1e6;
    let kit = use_kit();
    let data = info.data.iter().map(|data| format!("{}: {}", data.name, data.licence));
    let mut facts = vec![
        (say("facts.architecture"), info.architecture.clone()),
        (say("facts.embedding"), count(kit.words.numbers, info.embedding_size)),
        (
            say("facts.multiplications"),
            say_with(kit.words.multiplications, &[&decimal(millions, 0)]),
        ),
        (say("facts.data-licence"), data.collect::<Vec<_>>().join("; ")),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    view! {
        {facts.into_iter().map(fact).collect_view()}
        {info.files.iter().map(|file| weights_file(file, info.origin)).collect_view()}
    }
}

fn weights_file(file: &WeightsFile, origin: Origin) -> impl IntoView + use<> {
    let address = file.address.clone();
    let elsewhere = address.contains("://");
    // What the visitor has typed is not among what the page that leads elsewhere may reach.
    let name = if origin == Origin::Own {
        address.into_any()
    } else {
        let href = if elsewhere { format!("out/?{address}") } else { address.clone() };
        view! { <a href=href>{address}</a> }.into_any()
    };
    view! {
        <dt>{say("facts.file")}</dt>
        <dd>{name}<span class="hash">"SHA-256 "{file.sha256.clone()}</span></dd>
    }
}

fn fact((term, value): (&'static str, String)) -> impl IntoView {
    view! {
        <dt>{term}</dt>
        <dd>{value}</dd>
    }
}

/// What can be done with a model.
#[component]
fn Actions(info: ModelInfo, in_use: Memo<bool>, whereabouts: Memo<Whereabouts>) -> impl IntoView {
    let store = use_store();
    let studio = use_kit().studio;
    let received = Memo::new(move |_| match whereabouts.get() {
        Whereabouts::Coming(received) => Some(received),
        _ => None,
    });
    let removable = {
        let on_offer = info.origin != Origin::Own;
        move || on_offer && whereabouts.get().is_removable()
    };
    let title = StoredValue::new(title_id(&info));
    let id = StoredValue::new(info.id);
    // The button goes once it has done its work, so the focus needs another place.
    let focus_title = move || browser::focus(vec![title.get_value()]);
    let choose = move |_| {
        store.act(|state| state.choose_model(id.get_value()));
        focus_title();
    };
    let remove = move |_| {
        store.act(|state| state.remove_model(id.get_value()));
        focus_title();
    };
    let cancel = move |_| {
        store.act(State::cancel_download);
        focus_title();
    };
    view! {
        <div class="model-actions">
            <If when=move || received.get().is_some()>
                <DownloadBar received=Signal::derive(move || received.get().flatten()) />
                <span class="hint">{move || received.get().flatten().map(progress_words)}</span>
                <button type="button" class="small" on:click=cancel>{say("download.cancel")}</button>
            </If>
            <If when=move || !in_use.get() && received.get().is_none()>
                <button type="button" class="primary" on:click=choose>{say("model.use")}</button>
            </If>
            <div class="in-use" role="status">
                {move || in_use.get().then(|| view! {
                    <span>{say("model.is-in-use")}" "</span>
                    <PlaceLink place=studio>{say("model.teach")}</PlaceLink>
                })}
            </div>
            <If when=removable>
                <button type="button" on:click=remove>{say("model.remove")}</button>
            </If>
        </div>
    }
}

/// The id of the title of a model's article. One's own for pictures and one's own for texts may be shown at
/// once.
fn title_id(info: &ModelInfo) -> String {
    format!("{}-{}", use_kit().gallery.article, info.id)
}
