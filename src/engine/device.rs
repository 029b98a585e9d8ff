//! Which device computes, and why.

use super::gpu::Gpu;
use super::self_test;
use crate::error::{DeviceError, Kind};
use crate::protocol::{DeviceChoice, DeviceKind, DeviceReport, Reason};

/// The device that computes, ready to be used.
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
        return (Device::Cpu, report(DeviceKind::Cpu, None, Reason::Chosen), None);
    }
    let gpu = match Gpu::request().await {
        Ok(gpu) => gpu,
        Err(kind) => {
            let report = report(DeviceKind::Cpu, None, because(&kind));
            let asked_for = (choice == DeviceChoice::WebGpu).then_some(kind);
            return (Device::Cpu, report, asked_for);
        }
    };
    if choice == DeviceChoice::Auto && gpu.adapter().software {
        return (Device::Cpu, report(DeviceKind::Cpu, Some(&gpu), Reason::OnlyImitated), None);
    }
    if let Err(kind) = self_test::run(&gpu).await {
        return (Device::Cpu, report(DeviceKind::Cpu, Some(&gpu), because(&kind)), Some(kind));
    }
    let reason = match choice {
        DeviceChoice::Auto => Reason::PassedTest,
        _ => Reason::Chosen,
    };
    let report = report(DeviceKind::WebGpu, Some(&gpu), reason);
    (Device::Gpu(gpu), report, None)
}

/// Why WebGPU does not compute.
fn because(kind: &Kind) -> Reason {
    match kind {
        Kind::Device(DeviceError::NoWebGpu) => Reason::NoWebGpu,
        Kind::Device(DeviceError::NoAdapter) => Reason::NoAdapter,
        Kind::Device(DeviceError::NoDevice(_)) => Reason::Refused,
        Kind::Device(DeviceError::SelfTestFailed { .. }) => Reason::Miscalculated,
        _ => Reason::FailedTest,
    }
}

fn report(kind: DeviceKind, gpu: Option<&Gpu>, reason: Reason) -> DeviceReport {
    DeviceReport { kind, adapter: gpu.map(|gpu| gpu.adapter().clone()), reason }
}
