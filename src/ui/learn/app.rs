//! The tutorial: a program of its own, which the page fetches when it is needed first.

use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

use super::alert::LabAlert;
use super::alone::{Alone, wanted};
use super::chapters::chapters;
use super::contents::Contents;
use super::course::Course;
use super::lab::Lab;
use super::reader::Reader;
use super::views::Borrowed;
use crate::protocol::DeviceKind;
use crate::ui::app::say_on_root;
use crate::ui::browser;
use crate::ui::parts::late;
use crate::ui::shell::navigation::Navigation;
use crate::ui::shell::part_place::LEARN;
use crate::ui::shell::speech;
use crate::ui::state::Place;
use crate::words::language;

/// Puts the tutorial into its place in the page.
pub fn mount() {
    let place = document().get_element_by_id(LEARN.id);
    if let Some(place) = place.and_then(|place| place.dyn_into().ok()) {
        let place: web_sys::HtmlElement = place;
        // What the page said while this was fetched.
        place.set_inner_html("");
        speech::join();
        spawn_local(async move {
            // It borrows from what is shown late.
            let (style, late) = futures_util::join!(browser::style("learn.css"), late::come());
            if style && late {
                mount_to(place, Tutorial).forget();
            } else {
                place.set_text_content(Some(language().unheard()));
            }
        });
    }
}

/// The tutorial: its contents or the chapter that the address names, nothing while another place is shown.
#[component]
fn Tutorial() -> impl IntoView {
    let navigation = Navigation::join();
    provide_context(navigation);
    let lab = Lab::new();
    provide_context(lab);
    let course = Course::start(navigation);
    provide_context(course);
    provide_context(Borrowed::new());
    lab.open();
    let shown = Memo::new(move |_| navigation.place() == Place::Learn);
    let ready = lab.slice(|state| state.lifeline.ready);
    // Experiments are computed there wherever they are done, so that everybody gets the same numbers.
    let device = lab.slice(|state| state.lifeline.ready.then_some(DeviceKind::Cpu));
    say_on_root(ready, device, shown);
    let chapter = Memo::new(move |_| course.address.with(|address| address.chapter.clone()));
    let all = StoredValue::new(chapters(language()));
    view! {
        {move || shown.get().then(|| {
            let all = all.get_value();
            let at = chapter.with(|id| all.iter().position(|it| Some(it.id) == id.as_deref()));
            view! {
                <div class="tutorial">
                    <LabAlert />
                    {match (wanted(), at) {
                        (Some(name), _) => view! { <Alone name /> }.into_any(),
                        (None, Some(at)) => view! { <Reader chapters=all at /> }.into_any(),
                        (None, None) => view! { <Contents chapters=all /> }.into_any(),
                    }}
                </div>
            }
        })}
    }
}
