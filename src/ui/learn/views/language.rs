//! Hidden words and next words.

use leptos::prelude::*;

use crate::protocol::lab::MaskedToken;
use crate::ui::learn::experiments::language::{nexts, tokens};
use crate::ui::learn::frame::Bench;
use crate::ui::learn::state::Phase;
use crate::ui::parts::shares::ShareList;
use crate::words::percent;

/// The box for the text.
pub fn text_box(bench: Bench) -> AnyView {
    let id = format!("{}-text", bench.design.name);
    let [label] = bench.say(["your-text"]);
    let typed = move |event| {
        bench.settings.update(|settings| settings.text = event_target_value(&event));
    };
    let changed = move |_: web_sys::Event| bench.note();
    view! {
        <label class="text-label" for=id.clone()>{label}</label>
        <textarea
            id=id
            rows="2"
            prop:value=move || bench.settings.with(|settings| settings.text.clone())
            on:input=typed
            on:change=changed
        ></textarea>
    }
    .into_any()
}

/// The sentence with its hidden words, and what the model thinks of each.
pub fn masking(bench: Bench) -> AnyView {
    let found = bench.findings(|findings, _| tokens(findings));
    let chip = |token: &MaskedToken| {
        let text = token.token.clone();
        match &token.hidden {
            Some(hidden) => view! {
                <span class="token hidden-token">
                    <span class="shown">{hidden.shown.clone()}</span>
                    <span class="truth">{text}</span>
                </span>
            }
            .into_any(),
            None => view! { <span class="token">{text}</span> }.into_any(),
        }
    };
    let guesses = move |token: &MaskedToken| {
        let hidden = token.hidden.as_ref()?;
        let truth = percent(f64::from(hidden.truth));
        let label = bench.with("guesses-for", &[&token.token, &truth]);
        let shares = hidden.guesses.clone();
        Some(view! { <div class="guess"><ShareList label shares titled=true /></div> })
    };
    view! {
        {move || {
            let tokens = found.get();
            let chips: Vec<_> = tokens.iter().map(chip).collect();
            let guesses: Vec<_> = tokens.iter().filter_map(guesses).collect();
            view! {
                <p class="tokens" lang="en">{chips}</p>
                <div class="guesses" aria-live="polite">{guesses}</div>
            }
        }}
    }
    .into_any()
}

/// What may come next: bars that go on with the text when they are pressed.
pub fn next(bench: Bench) -> AnyView {
    let found = bench.findings(|findings, _| nexts(findings));
    // Until there is another answer the one before is shown: the bars would flicker.
    let shown = Memo::new(move |before: Option<&Vec<(String, f32)>>| {
        let found = found.get();
        if found.is_empty() { before.cloned().unwrap_or_default() } else { found }
    });
    let [label] = bench.say(["next-tokens"]);
    let busy = Memo::new({
        let phase = bench.phase();
        move |_| phase.with(Phase::is_busy)
    });
    let at = move |index: usize| shown.with(|all| all.get(index).cloned().unwrap_or_default());
    let go_on = move |index: usize| {
        // The bars are of the text before while the answer to this one is on its way.
        if !busy.get_untracked() {
            bench.settings.update(|settings| settings.text.push_str(&at(index).0));
            bench.note();
            bench.start(None);
        }
    };
    // Each bar stays where it is, and keeps the focus, whatever it says.
    let bar = move |index: usize| {
        let share = move || f64::from(at(index).1);
        let width = move || format!("width: {:.1}%", (share() * 100.0).clamp(0.0, 100.0));
        let name = move || at(index).0.replace(' ', "␣").replace('\n', "⏎");
        view! {
            <li>
                <button type="button" class="next-token" on:click=move |_| go_on(index)>
                    <span class="next-name">{name}</span>
                    <span class="bar" aria-hidden="true"><span style=width></span></span>
                    <span class="next-share">{move || percent(share())}</span>
                </button>
            </li>
        }
    };
    let count = Memo::new(move |_| shown.with(Vec::len));
    view! {
        <ol class="nexts" role="list" aria-label=label lang="en">
            {move || (0..count.get()).map(bar).collect::<Vec<_>>()}
        </ol>
    }
    .into_any()
}
