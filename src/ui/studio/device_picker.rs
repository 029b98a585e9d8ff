//! The choice of a device, and which one runs and why.

use leptos::prelude::*;

use crate::protocol::DeviceChoice;
use crate::ui::shell::store::use_store;
use crate::ui::state::{device_from_id, device_id, reason};

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
        (DeviceChoice::Auto, "Auto"),
        (DeviceChoice::WebGpu, "WebGPU"),
        (DeviceChoice::Cpu, "CPU"),
    ];
    let choose = move |event| {
        let choice = device_from_id(&event_target_value(&event));
        store.act(|state| state.choose_device(choice));
    };
    view! {
        <div class="pick">
            <label for="device">"Device"</label>
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
            return "Looking for what can compute…".to_owned();
        };
        let reason = reason(&report);
        match report.adapter {
            // The reason may name it already.
            Some(adapter) if !reason.contains(&adapter.name) => {
                let software = if adapter.software { ", in software" } else { "" };
                format!("{reason} Graphics adapter: {}{software}.", adapter.name)
            }
            _ => reason,
        }
    };
    view! { <p class="hint reason" id="device-reason">{says}</p> }
}
