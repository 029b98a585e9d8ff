//! Going from page to page without loading anew: the worker and all that was added live on.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, MouseEvent, PopStateEvent, Url};

use crate::protocol::{Modality, ProjectId};
use crate::ui::state::Place;

/// Where the site is, and which page of it is shown. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Navigation {
    /// The page that is shown.
    place: RwSignal<Place>,
    /// The address of the site, which ends in a slash.
    site: StoredValue<String>,
    /// The studio that was shown last.
    studio: RwSignal<Place>,
}

/// The navigation, for any component.
pub fn use_navigation() -> Navigation {
    expect_context()
}

impl Navigation {
    /// Begins at the page that the address names.
    pub fn start() -> Self {
        let navigation = Self::join();
        Effect::new(move |_| document().set_title(navigation.place().title()));
        let shown = StoredValue::new(here());
        Effect::new(move |_| {
            let place = navigation.place();
            // The address of a fragment changes it too, as the link to the main part does.
            if shown.get_value() != place {
                shown.set_value(place);
                window().scroll_to_with_x_and_y(0.0, 0.0);
                crate::ui::browser::focus_in_place(vec![MAIN.into()]);
            }
        });
        navigation
    }

    /// Follows another part of the page, which began before.
    pub fn join() -> Self {
        let navigation = Self {
            place: RwSignal::new(here()),
            site: StoredValue::new(anchor_addresses()),
            studio: RwSignal::new(last_studio()),
        };
        Effect::new(move |_| {
            let place = navigation.place();
            if place.modality().is_some() {
                navigation.studio.set(place);
                remember_studio(place);
            }
        });
        let back = window_event_listener(ev::popstate, move |_| navigation.show(here()));
        on_cleanup(move || back.remove());
        navigation
    }

    /// The studio that was shown last: where one comes back to.
    pub fn studio(self) -> Place {
        self.studio.get()
    }

    /// The page that is shown.
    pub fn place(self) -> Place {
        self.place.get()
    }

    /// The address of a page, with what this one's address asks for: `?device=cpu`.
    pub fn address(self, place: Place) -> String {
        let query = window().location().search().unwrap_or_default();
        self.site.with_value(|site| format!("{site}{}{query}", place.path()))
    }

    /// Opens a project in the studio that teaches with the same, anew: what is here is kept.
    pub fn open_project(self, modality: Modality, project: &ProjectId) {
        let place = match modality {
            Modality::Pictures => Place::Studio,
            Modality::Texts => Place::Texts,
        };
        let address =
            self.site.with_value(|site| format!("{site}{}?project={project}", place.path()));
        // A browser that refuses leaves everything as it is.
        let _ = window().location().assign(&address);
    }

    /// Follows a link to a page, unless it is to open elsewhere.
    pub fn follow(self, event: &MouseEvent, place: Place) {
        if is_elsewhere(event) {
            return;
        }
        // Where a browser refuses, the link does what links do.
        if self.go(place) {
            event.prevent_default();
        }
    }

    /// Goes to a page. Whether the browser lets it.
    pub fn go(self, place: Place) -> bool {
        go_to(&self.address(place))
    }

    fn show(self, place: Place) {
        if self.place.get_untracked() != place {
            self.place.set(place);
        }
    }
}

/// Goes to an address of this site without loading it anew. Whether the browser lets it.
pub fn go_to(address: &str) -> bool {
    let history = window().history();
    let pushed = history.and_then(|all| all.push_state_with_url(&JsValue::NULL, "", Some(address)));
    let pushed = pushed.is_ok();
    // Every part of the page hears of it, this one too.
    if pushed && let Ok(event) = PopStateEvent::new("popstate") {
        let _ = window().dispatch_event(&event);
    }
    pushed
}

/// Whether a press on a link is to open it elsewhere.
pub fn is_elsewhere(event: &MouseEvent) -> bool {
    let held = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    event.button() != 0 || held
}

/// The id of the main part.
const MAIN: &str = "main";

/// Moves the focus to the main part, past what is the same on every page.
pub fn focus_main() {
    crate::ui::browser::focus(vec![MAIN.into()]);
}

/// Under what the browser keeps for this tab which studio was shown last.
const STUDIO: &str = "headstart-studio";

fn last_studio() -> Place {
    let kept = window().session_storage().ok().flatten();
    let path = kept.and_then(|kept| kept.get_item(STUDIO).ok().flatten());
    path.map_or(Place::Studio, |path| Place::at(&path))
}

fn remember_studio(place: Place) {
    if let Ok(Some(kept)) = window().session_storage() {
        // Where nothing is kept one comes back to the studio for pictures.
        let _ = kept.set_item(STUDIO, place.path());
    }
}

fn here() -> Place {
    Place::at(&window().location().pathname().unwrap_or_default())
}

/// Anchors relative addresses, as those of the worker and of weights, where they are anchored now:
/// they would follow the address of the page otherwise. Gives the address of the site.
fn anchor_addresses() -> String {
    let base = document().base_uri().ok().flatten().unwrap_or_default();
    let site = Url::new_with_base(".", &base).map_or(base, |url| url.href());
    let is_anchored = document().query_selector("base").is_ok_and(|base| base.is_some());
    if !is_anchored
        && let (Some(head), Ok(anchor)) = (document().head(), document().create_element("base"))
    {
        // Fails only for names that are none.
        let _ = anchor.set_attribute("href", &site);
        let _ = head.unchecked_into::<HtmlElement>().prepend_with_node_1(&anchor);
    }
    site
}
