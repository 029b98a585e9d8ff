//! Pictures from a camera: added to a class, one by one or many in a row; and tried as they come.

mod device;
mod picture;
mod shutter;
mod trial;

use leptos::prelude::*;

use super::opened::{Opener, Tool};
use super::{Give, Sink, Source};
use crate::protocol::ClassId;
use crate::ui::browser;
use crate::ui::parts::later::later;
use crate::ui::shell::store::use_store;
use crate::words::{say, say_with};
use shutter::ClassCamera;
use trial::TrialCamera;

/// A camera of this device.
pub static CAMERA: Source = Source {
    offers: |sink| sink != Sink::Page,
    part: |sink, give| match sink {
        Sink::Class(id) => view! { <ForClass id give /> }.into_any(),
        Sink::Trial => view! {
            <Opener tool=Tool::Camera sink label=say("camera.try") rest=String::new()>
                {trial_camera()}
            </Opener>
        }
        .into_any(),
        Sink::Page => ().into_any(),
    },
};

later! {
    /// A camera that is tried, once it has arrived.
    fn trial_camera() of tools { view! { <TrialCamera /> } }
}

later! {
    /// A camera whose pictures are added, once it has arrived.
    fn class_camera(give: Give) of tools { view! { <ClassCamera give /> } }
}

/// The ways to take pictures for a class: here on the page and, on a phone, with the phone's own camera.
#[component]
fn ForClass(id: ClassId, give: Give) -> impl IntoView {
    let name = use_store().slice(move |state| say_with("for-class", &[&state.class_name(id)]));
    let photo_id = format!("photo-{id}");
    view! {
        <Opener tool=Tool::Camera sink=Sink::Class(id) label=say("camera.open") rest=name>
            {class_camera(give)}
        </Opener>
        <input
            type="file"
            class="visually-hidden phone"
            id=photo_id.clone()
            accept="image/*"
            capture="environment"
            on:change=move |event| give.run(browser::take_files(&event))
        />
        <label class="button phone" for=photo_id>
            {say("camera.photo")}
            <span class="visually-hidden">" "{name}</span>
        </label>
    }
}
