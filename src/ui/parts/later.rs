//! What is fetched when it is shown first.
//!
//! A program of the page is all fetched before anything shows. What most visitors see late or never is cut off from it
//! (`xtask/src/site/parts.rs`), by one line at its home:
//!
//! ```ignore
//! later! {
//!     /// The page of models.
//!     pub fn gallery() of models { view! { <Gallery /> } }
//! }
//! ```
//!
//! Of that comes a function of the same name, which gives a place that fetches the part and then shows it; what is
//! `of` the same part is in one file. What else the page uses stays in the program. Where a site is not cut, as while
//! its code is changed, the function shows it as soon as what goes with it is there: the words and the style of what is
//! shown late ([`late`](super::late)). What needs neither, and is wanted as soon as may be, says so: `of tiles with nothing`.

use std::pin::Pin;

use futures_util::FutureExt;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::words::say;

/// See above.
macro_rules! later {
    (
        $(#[$about:meta])*
        $seen:vis fn $name:ident($($given:ident: $kind:ty),* $(,)?) of $part:ident { $($view:tt)* }
    ) => {
        $crate::ui::parts::later::later! {
            $(#[$about])*
            $seen fn $name($($given: $kind),*) of $part with $crate::ui::parts::late::come {
                $($view)*
            }
        }
    };
    (
        $(#[$about:meta])*
        $seen:vis fn $name:ident($($given:ident: $kind:ty),* $(,)?)
        of $part:ident with $besides:path { $($view:tt)* }
    ) => {
        $(#[$about])*
        #[cfg(feature = "split")]
        $seen fn $name($($given: $kind),*) -> leptos::prelude::AnyView {
            use wasm_split_helpers::{SplitLoaderError, wasm_split};
            #[wasm_split($part, fallible, preload(fetch))]
            fn $name(
                $($given: $kind),*
            ) -> std::result::Result<leptos::prelude::AnyView, SplitLoaderError> {
                Ok(leptos::prelude::IntoAny::into_any({ $($view)* }))
            }
            $crate::ui::parts::later::place(
                || Box::pin(async {
                    let (besides, part) = futures_util::join!($besides(), fetch());
                    besides && part.is_ok()
                }),
                move || Box::pin($name($(Clone::clone(&$given)),*)),
            )
        }

        $(#[$about])*
        #[cfg(not(feature = "split"))]
        $seen fn $name($($given: $kind),*) -> leptos::prelude::AnyView {
            fn $name($($given: $kind),*) -> leptos::prelude::AnyView {
                leptos::prelude::IntoAny::into_any({ $($view)* })
            }
            $crate::ui::parts::later::place(
                || Box::pin($besides()),
                move || {
                    let shown = $name($(Clone::clone(&$given)),*);
                    Box::pin(async { Ok::<_, std::convert::Infallible>(shown) })
                },
            )
        }
    };
}
pub(crate) use later;

/// What is fetched besides a part that needs neither words nor style of its own. Whether it has come.
pub async fn nothing() -> bool {
    true
}

/// What comes of something that is fetched.
type Coming<T> = Pin<Box<dyn Future<Output = T>>>;

/// A place that fetches a part with what goes with it, and shows it once all is there: at once, if it was fetched
/// before. If something does not arrive the place says so, and offers to try again.
pub fn place<E: 'static>(
    fetch: fn() -> Coming<bool>,
    show: impl Fn() -> Coming<Result<AnyView, E>> + Send + 'static,
) -> AnyView {
    let arrived = RwSignal::new(None);
    begin(fetch, arrived);
    let shown = move || match arrived.get() {
        // What has arrived is called, and nothing awaited.
        Some(true) => show().now_or_never().and_then(Result::ok),
        Some(false) => Some(missing(fetch, arrived)),
        None => Some(waiting()),
    };
    shown.into_any()
}

fn begin(fetch: fn() -> Coming<bool>, arrived: RwSignal<Option<bool>>) {
    let mut coming = fetch();
    if let Some(come) = (&mut coming).now_or_never() {
        return arrived.set(Some(come));
    }
    arrived.set(None);
    spawn_local(async move {
        let come = coming.await;
        // The place may be gone by now.
        let _ = arrived.try_set(Some(come));
    });
}

/// Not seen unless it takes long.
fn waiting() -> AnyView {
    view! { <p class="hint later" role="status">{say("loading")}</p> }.into_any()
}

fn missing(fetch: fn() -> Coming<bool>, arrived: RwSignal<Option<bool>>) -> AnyView {
    view! {
        <div class="alert" role="alert">
            <p class="alert-text">{say("part.missing")}</p>
            <div class="actions">
                <button type="button" on:click=move |_| begin(fetch, arrived)>
                    {say("try-again")}
                </button>
                // Parts of the release that this page is of may be gone from the server. All is kept.
                <button type="button" on:click=|_| drop(window().location().reload())>
                    {say("alert.reload")}
                </button>
            </div>
        </div>
    }
    .into_any()
}
