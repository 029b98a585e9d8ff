//! Examples that come with the page: with one click there is something to train on.

use leptos::prelude::*;

use crate::data::sample;
use crate::protocol::Input;
use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::shell::store::use_store;
use crate::ui::state::{Sample, State};
use crate::words::{of_sample, say};

/// Classes of pictures, and pictures of each.
const CLASSES: usize = 4;
const EACH: usize = 8;

/// Offers pictures that the page draws by itself. Nothing is drawn here: whoever reads them does.
pub fn sample_pictures() -> AnyView {
    offer("samples.use-pictures", pictures)
}

/// Offers messages to a shop.
pub fn sample_texts() -> AnyView {
    offer("samples.use-texts", texts)
}

/// The button with the words of a key, as long as there is no example.
fn offer(label: &'static str, samples: fn() -> Vec<Sample>) -> AnyView {
    let store = use_store();
    let add = move |_| {
        store.act(|state| state.add_samples(samples()));
        // The button goes once it has done its work.
        browser::focus_in_place(vec!["add-class".into()]);
    };
    view! {
        <If when=store.slice(State::is_empty)>
            <button type="button" class="small" on:click=add>{say(label)}</button>
        </If>
    }
    .into_any()
}

fn pictures() -> Vec<Sample> {
    let class = |class: usize| {
        let files = (0..EACH).map(move |index| Input::Picture(sample::file(class, index)));
        (of_sample(sample::CLASSES[class]), files.collect())
    };
    (0..CLASSES).map(class).collect()
}

fn texts() -> Vec<Sample> {
    let input = |text: &str| Input::Text(text.to_owned());
    let class = |(name, texts): (&'static str, Vec<&str>)| {
        (of_sample(name), texts.into_iter().map(input).collect())
    };
    sample::shop().into_iter().map(class).collect()
}
