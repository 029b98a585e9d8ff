//! What computes.

use serde::{Deserialize, Serialize};

/// The visitor's wish for a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum DeviceChoice {
    /// WebGPU where it is usable and on real hardware, the CPU otherwise.
    #[default]
    Auto,
    /// WebGPU where it is usable at all, the CPU otherwise.
    WebGpu,
    /// The CPU.
    Cpu,
}

/// What computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviceKind {
    /// Compute shaders through WebGPU.
    WebGpu,
    /// WebAssembly on the processor.
    Cpu,
}

/// What computes, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeviceReport {
    /// What computes.
    pub kind: DeviceKind,
    /// The adapter that was found, also when it is not used.
    pub adapter: Option<AdapterInfo>,
    /// Why this device, in a plain sentence.
    pub reason: String,
}

/// A graphics adapter, as the browser describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdapterInfo {
    /// The name to show; never empty.
    pub name: String,
    /// Whether it is a program on the CPU that stands in for a graphics card.
    pub software: bool,
}
