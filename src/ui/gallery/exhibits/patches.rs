//! “What did it find?”: the patches that a filter bank compares pictures with.

use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::gallery::exhibits::inquiry::{InquiryProgress, use_inquiry};
use crate::ui::parts::conditional::If;
use crate::ui::parts::pixel_canvas::PixelCanvas;
use crate::ui::state::about_patches;
use crate::words::say;

/// The part of a filter bank's article that shows its patches.
#[component]
pub fn PatchesPart(
    /// The model's id.
    model: String,
) -> impl IntoView {
    let title = format!("patches-{model}");
    let asked = use_inquiry(model, |state| &state.patches);
    let patches = asked.answer();
    let busy = asked.waits.busy;
    let sheet = Memo::new(move |_| {
        patches.with(|patches| patches.as_ref().map(|patches| Arc::new(patches.sheet.clone())))
    });
    let heading = StoredValue::new(title.clone());
    let ask = move |_| {
        asked.store.act(|state| state.ask_for_patches(asked.model()));
        // The button goes once it has done its work, so the focus needs another place.
        browser::focus(vec![heading.get_value()]);
    };
    let about = move || patches.with(|patches| patches.as_deref().map(about_patches));
    view! {
        <div
            class="knows looks"
            role="group"
            aria-labelledby=title.clone()
            aria-busy=asked.waits.attribute()
        >
            <h4 id=title.clone() tabindex="-1">{say("patches")}</h4>
            <p class="hint">
                {say("patches.lead")}
            </p>
            <If when=move || !busy.get() && patches.with(Option::is_none)>
                <button type="button" class="small" on:click=ask>{say("patches.show")}</button>
            </If>
            <InquiryProgress waits=asked.waits title=title.clone() />
            <div aria-live="polite">
                <If when=move || patches.with(Option::is_some)>
                    <figure class="look-sheet">
                        <PixelCanvas pixels=sheet.into() label=say("patches.found") />
                        <figcaption class="hint">{about}</figcaption>
                    </figure>
                </If>
            </div>
        </div>
    }
}
