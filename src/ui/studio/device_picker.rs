//! The choice of a device, and which one runs and why.

use leptos::prelude::*;

use crate::protocol::DeviceChoice;
use crate::ui::shell::store::use_store;
use crate::ui::state::{device_from_id, device_id, reason};
use crate::words::{say, say_with};

/// The box “Device”.
#[component]
pub fn DevicePicker() -> impl IntoView {
    let store = use_store();
    let choice = store.slice(|state| state.device.choice);
    let option = move |(value, name): (DeviceChoice, &'static str)| {
        view! {
            <option value=device_id(value) selected=move || choice.get() == value>{name}</option>
        }
    };
    let options = [
        (DeviceChoice::Auto, say("device.auto")),
        (DeviceChoice::WebGpu, say("device.webgpu")),
        (DeviceChoice::Cpu, say("device.cpu")),
    ];
    let choose = move |event| {
        let choice = device_from_id(&event_target_value(&event));
        store.act(|state| state.choose_device(choice));
    };
    view! {
        <div class="pick">
            <label for="device">{say("device")}</label>
            <select id="device" aria-describedby="device-reason" on:change=choose>
                {options.map(option).collect_view()}
            </select>
        </div>
    }
}

/// Which device computes, and why.
#[component]
pub fn DeviceReason() -> impl IntoView {
    let report = use_store().slice(|state| state.device.report.clone());
    let says = move || {
        let Some(report) = report.get() else {
            return say("device.looking").to_owned();
        };
        let reason = reason(&report);
        match report.adapter {
            // The reason may name it already.
            Some(adapter) if !reason.contains(&adapter.name) => {
                let key = if adapter.software { "adapter.in-software" } else { "adapter" };
                format!("{reason} {}", say_with(key, &[&adapter.name]))
            }
            _ => reason,
        }
    };
    view! { <p class="hint reason" id="device-reason">{says}</p> }
}
