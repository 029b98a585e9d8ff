//! What everything starts from, the pre-trained model and the device, as one row that opens for more.

use leptos::prelude::*;

use crate::ui::shell::navigation_bar::PlaceLink;
use crate::ui::state::Place;
use crate::ui::studio::device_picker::{DevicePicker, DeviceReason};
use crate::ui::studio::model_picker::{ModelAbout, ModelPicker, Weights};
use crate::words::say;

/// The row above the cards. What it says is cut off at the row's end until it is opened.
#[component]
pub fn Setup() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <section class="setup" aria-label=say("setup") data-open=move || open.get().to_string()>
            <ModelPicker />
            <DevicePicker />
            <Weights />
            <DeviceReason />
            <button
                type="button"
                class="small more"
                aria-expanded=move || open.get().to_string()
                aria-controls="setup-more"
                aria-label=say("setup.more-about")
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {say("setup.more")}
            </button>
            <div class="setup-more" id="setup-more" hidden=move || !open.get()>
                <ModelAbout />
                <p><PlaceLink place=Place::Models>{say("setup.compare")}</PlaceLink></p>
            </div>
        </section>
    }
}
