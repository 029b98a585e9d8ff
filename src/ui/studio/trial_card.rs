//! The third card: trying the trained head on another picture or text.

use leptos::prelude::*;

use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;
use crate::ui::state::About;
use crate::ui::studio::kit::use_kit;
use crate::ui::studio::prediction::PredictionList;
use crate::ui::studio::sorted::Sorted;
use crate::ui::studio::why::WhyPart;
use crate::words::say;

/// The card “Try it”.
#[component]
pub fn TrialCard() -> impl IntoView {
    let store = use_store();
    let busy =
        store.slice(|state| (state.trial.busy || state.sorting.progress().is_some()).to_string());
    let trained = store.slice(|state| state.trained().is_some());
    let tried = store.slice(|state| state.trial.prediction.is_some());
    let kit = use_kit();
    let [later, now] = kit.words.trial;
    let lead = move || say(if trained.get() { now } else { later });
    view! {
        <section class="card" aria-labelledby="trial-title" aria-busy=move || busy.get()>
            <h2 id="trial-title"><span class="step" aria-hidden="true">"3"</span>{say("trial")}</h2>
            <p class="lead">{lead}</p>
            {(kit.trial)()}
            <PredictionList />
            <If when=move || tried.get()>
                <WhyPart about=Signal::stored(Some(About::Trial)) />
            </If>
            <Sorted wide=false />
        </section>
    }
}
