//! “What does it already know?”: a model's own labels for a picture.

use leptos::prelude::*;

use crate::protocol::Labels;
use crate::ui::browser;
use crate::ui::gallery::exhibits::inquiry::{InquiryProgress, use_inquiry};
use crate::ui::parts::shares::ShareList;
use crate::ui::parts::thumbnail::Picture;
use crate::words::{count, decimal, say, say_with};

/// The part of a model's article that asks it.
#[component]
pub fn LabelsPart(
    /// The model's id.
    model: String,
    /// How many labels it has.
    labels: usize,
) -> impl IntoView {
    let title = format!("labels-{model}");
    let input = format!("ask-{model}");
    let asked = use_inquiry(model, |state| &state.labels);
    let answer = asked.slice(|inquiry| {
        let name = inquiry.about.as_ref().map(|file| file.name.clone());
        Some((inquiry.answer.clone()?, name.unwrap_or_default()))
    });
    let ask = move |event| {
        if let Some(file) = browser::take_files(&event).pop() {
            asked.store.act(|state| state.ask_for_labels(asked.model(), file));
        }
    };
    view! {
        <div class="knows" role="group" aria-labelledby=title.clone() aria-busy=asked.waits.attribute()>
            <h4 id=title.clone() tabindex="-1">{say("labels")}</h4>
            <p class="hint">
                {count("labels.about", labels)}
            </p>
            <span class="file">
                <input type="file" class="visually-hidden" id=input.clone() accept="image/*" on:change=ask />
                <label class="button small" for=input>{say("choose-picture")}</label>
            </span>
            <InquiryProgress waits=asked.waits title=title.clone() />
            <div aria-live="polite">
                {move || answer.get().map(|(answer, name)| said(answer, name))}
            </div>
        </div>
    }
}

/// The answer: the picture, and the list “Top labels”.
fn said(answer: Labels, name: String) -> impl IntoView {
    view! {
        <figure class="tried">
            <Picture bytes=answer.thumbnail.into() alt=say("seen").to_owned() />
            <figcaption class="hint">
                <span class="file-name">{name}</span>
                {say_with("answered-in", &[&decimal(answer.milliseconds.into(), 0)])}
            </figcaption>
        </figure>
        <ShareList label=say("labels.top").to_owned() shares=answer.labels />
    }
}
