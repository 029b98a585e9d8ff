//! Which device computes, and why.

use super::gpu::Gpu;
use super::self_test;
use crate::error::{DeviceError, Kind};
use crate::protocol::{DeviceChoice, DeviceKind, DeviceReport};

/// What computes.
#[derive(Debug, Clone)]
pub enum Device {
    /// The processor.
    Cpu,
    /// The graphics adapter, which has passed the self-test.
    Gpu(Gpu),
}

impl Device {
    /// Which kind it is.
    pub fn kind(&self) -> DeviceKind {
        match self {
            Self::Cpu => DeviceKind::Cpu,
            Self::Gpu(_) => DeviceKind::WebGpu,
        }
    }
}

/// Chooses a device as the visitor wishes, as far as that is possible. Where WebGPU was asked for
/// by name and cannot be used, the error says why.
pub async fn choose(choice: DeviceChoice) -> (Device, DeviceReport, Option<Kind>) {
    if choice == DeviceChoice::Cpu {
        let reason = "The CPU computes, because you chose it.";
        return (Device::Cpu, report(DeviceKind::Cpu, None, reason), None);
    }
    let gpu = match Gpu::request().await {
        Ok(gpu) => gpu,
        Err(kind) => {
            let reason = because(&kind);
            let asked_for = (choice == DeviceChoice::WebGpu).then_some(kind);
            return (Device::Cpu, report(DeviceKind::Cpu, None, &reason), asked_for);
        }
    };
    if choice == DeviceChoice::Auto && gpu.adapter().software {
        let reason = "The CPU computes: the only graphics adapter here is a program that imitates \
                      one, which is slower than computing directly.";
        return (Device::Cpu, report(DeviceKind::Cpu, Some(&gpu), reason), None);
    }
    if let Err(kind) = self_test::run(&gpu).await {
        let reason = because(&kind);
        return (Device::Cpu, report(DeviceKind::Cpu, Some(&gpu), &reason), Some(kind));
    }
    let reason = match (choice, gpu.adapter().software) {
        (DeviceChoice::Auto, _) => {
            "The graphics adapter computes, because it gives the same \
                                    results as the CPU in a test."
        }
        (_, false) => "The graphics adapter computes, because you chose WebGPU.",
        (_, true) => {
            "WebGPU computes, because you chose it. The adapter is a program that \
                      imitates a graphics card, so the CPU would be faster."
        }
    };
    let report = report(DeviceKind::WebGpu, Some(&gpu), reason);
    (Device::Gpu(gpu), report, None)
}

/// Why WebGPU does not compute, in a plain sentence.
fn because(kind: &Kind) -> String {
    let why = match kind {
        Kind::Device(DeviceError::NoWebGpu) => "this browser does not offer WebGPU",
        Kind::Device(DeviceError::NoAdapter) => "this browser found no graphics adapter for WebGPU",
        Kind::Device(DeviceError::NoDevice(_)) => "the graphics adapter refused",
        Kind::Device(DeviceError::SelfTestFailed { .. }) => {
            "the graphics adapter miscalculated in a test"
        }
        _ => "the graphics adapter failed in a test",
    };
    format!("The CPU computes, because {why}.")
}

fn report(kind: DeviceKind, gpu: Option<&Gpu>, reason: &str) -> DeviceReport {
    DeviceReport { kind, adapter: gpu.map(|gpu| gpu.adapter().clone()), reason: reason.into() }
}
