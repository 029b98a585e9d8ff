//! What all questions about a model have in common on the page.

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::parts::conditional::If;
use crate::ui::parts::download::DownloadBar;
use crate::ui::shell::store::{Store, use_store};
use crate::ui::state::{Inquiry, Received, State, progress_words};
use crate::words::say;

/// The question of one kind to one model, as a component sees it. Cheap to copy.
#[derive(Debug)]
pub struct Asked<About: 'static, Said: 'static> {
    /// The state of the program that the part is in.
    pub store: Store,
    /// Whether and for what one waits.
    pub waits: Waits,
    model: StoredValue<String>,
    of: fn(&State) -> &Inquiry<About, Said>,
}

// Derived, they would ask the same of what it is about and of the answer.
impl<About, Said> Copy for Asked<About, Said> {}
impl<About, Said> Clone for Asked<About, Said> {
    fn clone(&self) -> Self {
        *self
    }
}

/// Whether and for what one waits.
#[derive(Debug, Clone, Copy)]
pub struct Waits {
    /// Whether an answer is still to come.
    pub busy: Memo<bool>,
    /// How much has come of the model, while it is fetched for its answer.
    received: Memo<Option<Received>>,
}

impl Waits {
    /// `aria-busy` of the part that shows the answer.
    pub fn attribute(self) -> Signal<&'static str> {
        Signal::derive(move || if self.busy.get() { "true" } else { "false" })
    }
}

/// The question of one kind to the model of this id.
pub fn use_inquiry<About: 'static, Said: 'static>(
    model: String,
    of: fn(&State) -> &Inquiry<About, Said>,
) -> Asked<About, Said> {
    let store = use_store();
    let model = StoredValue::new(model);
    let waits = Waits {
        busy: sliced(store, model, of, |inquiry| inquiry.busy),
        received: sliced(store, model, of, |inquiry| inquiry.received),
    };
    Asked { store, waits, model, of }
}

impl<About: Clone + 'static, Said: Clone + PartialEq + Send + Sync + 'static> Asked<About, Said> {
    /// The id of the model.
    pub fn model(self) -> String {
        self.model.get_value()
    }

    /// The answer, or what there is of it so far.
    pub fn answer(self) -> Memo<Option<Said>> {
        self.slice(|inquiry| inquiry.answer.clone())
    }

    /// Something of the question; as if there were none, while another model is asked.
    pub fn slice<T: PartialEq + Default + Send + Sync + 'static>(
        self,
        read: impl Fn(&Inquiry<About, Said>) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        sliced(self.store, self.model, self.of, read)
    }

    /// What the model was asked about last, if it was this one.
    pub fn about(self) -> Option<About> {
        self.store.peek(|state| {
            let inquiry = (self.of)(state);
            let is_it = self.model.with_value(|model| inquiry.is_of(model));
            is_it.then(|| inquiry.about.clone())
        })
    }
}

fn sliced<About: 'static, Said: 'static, T: PartialEq + Default + Send + Sync + 'static>(
    store: Store,
    model: StoredValue<String>,
    of: fn(&State) -> &Inquiry<About, Said>,
    read: impl Fn(&Inquiry<About, Said>) -> T + Send + Sync + 'static,
) -> Memo<T> {
    store.slice(move |state| {
        let inquiry = of(state);
        if model.with_value(|model| inquiry.is_of(model)) { read(inquiry) } else { T::default() }
    })
}

/// The download of the model that is asked, if it must come first, and a way to cancel it.
#[component]
pub fn InquiryProgress(
    /// Whether and for what one waits.
    waits: Waits,
    /// Whether the page says that the model is at work; where an answer takes a moment only, it would
    /// flicker.
    #[prop(optional)]
    quiet: Signal<bool>,
    /// Where the focus goes when the button to cancel is gone with its download.
    title: String,
) -> impl IntoView {
    let store = use_store();
    let Waits { busy, received } = waits;
    let title = StoredValue::new(title);
    let cancel = move |_| {
        store.act(State::cancel_download);
        browser::focus(vec![title.get_value()]);
    };
    view! {
        <If when=move || received.get().is_some()>
            <DownloadBar received=received.into() />
            <span class="hint">{move || received.get().map(progress_words)}</span>
            <button type="button" class="small" on:click=cancel>{say("download.cancel")}</button>
        </If>
        <If when=move || busy.get() && received.get().is_none() && !quiet.get()>
            <p class="hint">{say("looking")}</p>
        </If>
    }
}
