//! What the layers of a network see.

use leptos::prelude::*;

use super::pixels::still;
use crate::protocol::lab::Finding;
use crate::ui::browser;
use crate::ui::learn::frame::Bench;

/// A picture of the visitor's, in place of the sample's.
pub fn choice(bench: Bench) -> AnyView {
    let [label, drawn] = bench.say(["choose-picture", "drawn-again"]);
    let id = "maps-file";
    let choose = move |event| {
        if let Some(file) = browser::take_files(&event).pop() {
            forget(bench);
            bench.settings.update(|settings| settings.file = Some(file));
            bench.start(None);
        }
    };
    let chosen = Memo::new(move |_| {
        bench.settings.with(|settings| settings.file.as_ref().map(|file| file.name.clone()))
    });
    let back = move |_| forget(bench);
    view! {
        <div class="look-choices">
            <span class="file">
                <input type="file" class="visually-hidden" id=id accept="image/*" on:change=choose />
                <label class="button small" for=id>{label}</label>
            </span>
            {move || chosen.get().map(|name| view! {
                <span class="hint file-name">{name}</span>
                <button type="button" class="small" on:click=back>{drawn}</button>
            })}
        </div>
    }
    .into_any()
}

/// Gives the visitor's picture back to the browser, if there is one.
fn forget(bench: Bench) {
    bench.settings.update(|settings| {
        if let Some(file) = settings.file.take() {
            browser::revoke(&file.url);
        }
    });
}

/// The picture, then its maps layer by layer.
pub fn view(bench: Bench) -> AnyView {
    let found = bench.findings(|findings, _| findings.to_vec());
    let figure = move |finding: Finding| match finding {
        Finding::Seen(pixels) => {
            let [label] = bench.say(["seen-picture"]);
            Some(
                view! {
                    <figure>{still(pixels, label)}<figcaption>{label}</figcaption></figure>
                }
                .into_any(),
            )
        }
        Finding::FeatureMaps { layer, side, channels, maps, shown } => {
            let values = [layer, shown.to_string(), channels.to_string(), side.to_string()];
            let label = bench.with("layer-shows", &values.each_ref().map(String::as_str));
            Some(
                view! {
                    <figure>{still(maps, &label)}<figcaption>{label}</figcaption></figure>
                }
                .into_any(),
            )
        }
        _ => None,
    };
    view! {
        <div class="maps">{move || found.get().into_iter().filter_map(figure).collect::<Vec<_>>()}</div>
    }
    .into_any()
}
