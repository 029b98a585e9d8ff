//! How far a download has come.

use leptos::prelude::*;

use crate::ui::state::Received;
use crate::words::say;

/// The bar “Downloading weights”; without a length where nobody knows how many there
/// will be.
#[component]
pub fn DownloadBar(
    /// How much has come; none while the cache is asked.
    received: Signal<Option<Received>>,
) -> impl IntoView {
    let total = move || received.get().and_then(|bytes| bytes.total);
    view! {
        <progress
            aria-label=say("download")
            max=move || total().map(|total| total.to_string())
            value=move || {
                total().and(received.get()).map(|bytes| bytes.received.to_string())
            }
        ></progress>
    }
}
