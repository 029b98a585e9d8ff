//! “What does it already know?”: a model's own labels for a picture.

use leptos::prelude::*;

use crate::protocol::Labels;
use crate::ui::browser;
use crate::ui::gallery::exhibits::inquiry::{InquiryProgress, use_inquiry};
use crate::ui::parts::shares::ShareList;
use crate::ui::parts::thumbnail::Picture;
use crate::ui::state::thousands;

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
            <h4 id=title.clone() tabindex="-1">"What does it already know?"</h4>
            <p class="hint">
                {format!("It has {} labels of its own. Show it a picture and see which it picks.", thousands(labels))}
            </p>
            <span class="file">
                <input type="file" class="visually-hidden" id=input.clone() accept="image/*" on:change=ask />
                <label class="button small" for=input>"Choose a picture"</label>
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
            <Picture bytes=answer.thumbnail.into() alt="What the model saw".to_owned() />
            <figcaption class="hint">
                <span class="file-name">{name}</span>
                {format!("Answered in {:.0} ms", answer.milliseconds)}
            </figcaption>
        </figure>
        <ShareList label="Top labels".to_owned() shares=answer.labels />
    }
}
