//! What computes, and what the visitor would like to compute.

use super::State;
use crate::error::Doing;
use crate::protocol::{Command, DeviceChoice, DeviceReport};

/// What computes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Device {
    /// What the visitor asked for.
    pub choice: DeviceChoice,
    /// What the worker chose and why; none until it has.
    pub report: Option<DeviceReport>,
}

/// The choice as it stands in an address: `?device=ID`.
pub fn device_id(choice: DeviceChoice) -> &'static str {
    match choice {
        DeviceChoice::Auto => "auto",
        DeviceChoice::WebGpu => "webgpu",
        DeviceChoice::Cpu => "cpu",
    }
}

/// The choice of this id; automatic for any other text.
pub fn device_from_id(id: &str) -> DeviceChoice {
    match id {
        "webgpu" => DeviceChoice::WebGpu,
        "cpu" => DeviceChoice::Cpu,
        _ => DeviceChoice::Auto,
    }
}

impl State {
    /// Asks for another device.
    pub fn choose_device(&mut self, choice: DeviceChoice) -> Vec<Command> {
        self.device.choice = choice;
        self.dismiss_about(|doing| matches!(doing, Doing::ChoosingDevice));
        vec![Command::ChooseDevice(choice)]
    }
}
