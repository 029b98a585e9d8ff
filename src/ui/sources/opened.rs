//! What is open of the sources that take room: a camera or a drawing pad, at one place at a time.

use leptos::prelude::*;

use super::Sink;
use crate::protocol::ClassId;
use crate::ui::browser;
use crate::ui::parts::conditional::If;

/// A source that opens in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// A camera.
    Camera,
    /// A pad to draw on.
    Pad,
}

/// The tool that is open, and where. Opening another closes it: there is one camera, and room for one of them on a
/// phone. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Opened {
    at: RwSignal<Option<(Tool, Sink)>>,
    /// The camera that was chosen last, by the name that the browser has for it; empty before.
    pub camera: StoredValue<String>,
}

impl Default for Opened {
    fn default() -> Self {
        Self { at: RwSignal::new(None), camera: StoredValue::new(String::new()) }
    }
}

/// What is open, for any component.
pub fn use_opened() -> Opened {
    expect_context()
}

impl Opened {
    /// Closes whatever is open, and puts the focus on the button that has opened it.
    pub fn close(self) {
        if let Some((tool, sink)) = self.at.get_untracked() {
            self.at.set(None);
            browser::focus_in_place(vec![button_id(tool, sink)]);
        }
    }
}

/// The button of a tool, and after it the tool while it is open here.
#[component]
pub fn Opener(
    tool: Tool,
    sink: Sink,
    /// What stands on the button.
    label: &'static str,
    /// What more its name has, for who does not see where it stands.
    #[prop(into)]
    rest: Signal<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let opened = use_opened();
    let here = Memo::new(move |_| opened.at.get() == Some((tool, sink)));
    let toggle = move |_| match here.get_untracked() {
        true => opened.close(),
        false => opened.at.set(Some((tool, sink))),
    };
    // What one leaves is not open when one comes back.
    on_cleanup(move || {
        if opened.at.get_untracked() == Some((tool, sink)) {
            opened.at.set(None);
        }
    });
    view! {
        <button
            type="button"
            id=button_id(tool, sink)
            aria-expanded=move || here.get().to_string()
            on:click=toggle
        >
            {label}
            <span class="visually-hidden">" "{rest}</span>
        </button>
        <If when=here children />
    }
}

fn button_id(tool: Tool, sink: Sink) -> String {
    let place = match sink {
        Sink::Class(ClassId(class)) => class.to_string(),
        Sink::Trial => "trial".into(),
        Sink::Page => "page".into(),
    };
    format!("open-{tool:?}-{place}")
}
