//! What everything starts from: the pre-trained model and the device.

use leptos::prelude::*;

use crate::ui::studio::device_picker::DevicePicker;
use crate::ui::studio::model_picker::ModelPicker;

/// The strip above the cards.
#[component]
pub fn Setup() -> impl IntoView {
    view! {
        <section class="setup" aria-label="Set-up">
            <ModelPicker />
            <DevicePicker />
        </section>
    }
}
