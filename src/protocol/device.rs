//! What computes.

use serde::{Deserialize, Serialize};

use super::media::Modality;

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

/// The two devices that can compute.
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
    /// The device that computes from now on.
    pub kind: DeviceKind,
    /// The adapter that was found, also when it is not used.
    pub adapter: Option<AdapterInfo>,
    /// Why this device.
    pub reason: Reason,
}

/// Why a device computes and not the other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Reason {
    /// The visitor chose it by name.
    Chosen,
    /// The browser does not offer WebGPU.
    NoWebGpu,
    /// The browser has no graphics adapter for WebGPU.
    NoAdapter,
    /// The graphics adapter gives no device.
    Refused,
    /// The graphics adapter computed something else than the CPU in a test.
    Miscalculated,
    /// The graphics adapter failed in a test.
    FailedTest,
    /// The only graphics adapter is a program that imitates one, which is slower than the CPU itself.
    OnlyImitated,
    /// The graphics adapter computed the same as the CPU in a test.
    PassedTest,
    /// The graphics adapter failed while it was in use.
    FailedInUse,
    /// Each job goes to the device that took less time for it.
    Timed {
        /// What the model embeds.
        modality: Modality,
        /// What embedding one took; none where the CPU alone can run the model.
        embedding: Option<Timing>,
        /// What a step of training took; none until that was found out.
        training: Option<Timing>,
    },
}

/// What a unit of a job took on either device, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// On the CPU.
    pub cpu: f64,
    /// On the graphics adapter.
    pub gpu: f64,
}

impl Timing {
    /// The faster device; the CPU of equals, which needs nothing sent to it.
    pub fn faster(self) -> DeviceKind {
        if self.gpu < self.cpu { DeviceKind::WebGpu } else { DeviceKind::Cpu }
    }
}

/// A graphics adapter, as the browser describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdapterInfo {
    /// The name to show; never empty.
    pub name: String,
    /// Whether it is a program on the CPU that stands in for a graphics card.
    pub software: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_equals_the_cpu_is_taken() {
        assert_eq!(Timing { cpu: 1.0, gpu: 0.9 }.faster(), DeviceKind::WebGpu);
        assert_eq!(Timing { cpu: 1.0, gpu: 1.0 }.faster(), DeviceKind::Cpu);
        assert_eq!(Timing { cpu: 1.0, gpu: f64::NAN }.faster(), DeviceKind::Cpu);
    }
}
