//! Things with their probabilities, best first.

use leptos::prelude::*;

use crate::words::percent;

/// A list of things with their probabilities, each with a bar.
#[component]
pub fn ShareList(
    /// The list's name.
    label: String,
    /// The things and their probabilities, 0 to 1, best first.
    shares: Vec<(String, f32)>,
    /// Whether the name stands above the list.
    #[prop(optional)]
    titled: bool,
) -> impl IntoView {
    let item = |(name, share): (String, f32)| {
        let share = f64::from(share);
        // The bar adds no text: the item's text is what scripts and screen readers read.
        view! {
            <li>
                <span class="share">{name}" "<strong>{percent(share)}</strong></span>
                <span class="bar" aria-hidden="true">
                    <span style=format!("width: {:.1}%", (share * 100.0).clamp(0.0, 100.0))></span>
                </span>
            </li>
        }
    };
    let items: Vec<_> = shares.into_iter().map(item).collect();
    let title =
        titled.then(|| view! { <p class="list-title" aria-hidden="true">{label.clone()}</p> });
    view! {
        {title}
        <ol class="prediction" role="list" aria-label=label>{items}</ol>
    }
}
