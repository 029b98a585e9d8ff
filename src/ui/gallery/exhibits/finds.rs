//! “What did it find?”: the patches that a filter bank compares pictures with.

use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::gallery::exhibits::inquiry::InquiryProgress;
use crate::ui::parts::conditional::If;
use crate::ui::parts::pixel_canvas::PixelCanvas;
use crate::ui::shell::store::use_store;
use crate::ui::state::{State, about_patches};

/// The part of a filter bank's article that shows its patches.
#[component]
pub fn FindsPart(
    /// The model's id.
    model: String,
) -> impl IntoView {
    let store = use_store();
    let title = format!("finds-{model}");
    let model = StoredValue::new(model);
    let of_this = move |state: &State| model.with_value(|model| state.finds.inquiry.is_of(model));
    let inquiry = store.slice(move |state| {
        let inquiry = Some(&state.finds.inquiry).filter(|_| of_this(state));
        inquiry.cloned().unwrap_or_default()
    });
    let patches = store.slice(move |state| state.finds.patches.clone().filter(|_| of_this(state)));
    let busy = Memo::new(move |_| inquiry.with(|inquiry| inquiry.busy));
    let sheet = Memo::new(move |_| {
        patches.with(|patches| patches.as_ref().map(|patches| Arc::new(patches.sheet.clone())))
    });
    let heading = StoredValue::new(title.clone());
    let ask = move |_| {
        store.act(|state| state.ask_for_patches(model.get_value()));
        // The button goes once it has done its work, so the focus needs another place.
        browser::focus(vec![heading.get_value()]);
    };
    let about = move || patches.with(|patches| patches.as_deref().map(about_patches));
    view! {
        <div
            class="knows looks"
            role="group"
            aria-labelledby=title.clone()
            aria-busy=move || busy.get().to_string()
        >
            <h4 id=title.clone() tabindex="-1">"What did it find?"</h4>
            <p class="hint">
                "It cut photos into little pieces and sorted those that look alike into groups. Nobody "
                "told it what to look for."
            </p>
            <If when=move || !busy.get() && patches.with(Option::is_none)>
                <button type="button" class="small" on:click=ask>"Show what it found"</button>
            </If>
            <InquiryProgress inquiry title=title.clone() />
            <div aria-live="polite">
                <If when=move || patches.with(Option::is_some)>
                    <figure class="look-sheet">
                        <PixelCanvas pixels=sheet.into() label="The patches that it found" />
                        <figcaption class="hint">{about}</figcaption>
                    </figure>
                </If>
            </div>
        </div>
    }
}
