//! Which device does what.

use crate::protocol::{AdapterInfo, DeviceChoice, DeviceKind, DeviceReport, Timing};

/// Which device does what.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Placement {
    /// The CPU does everything.
    #[default]
    Cpu,
    /// The graphics adapter does all that it can.
    Gpu(AdapterInfo),
    /// Each job goes to the device that is faster at it.
    Auto {
        /// The adapter that is compared with the CPU.
        adapter: AdapterInfo,
        /// Whether it is known which of the two embeds faster.
        embeds: Embeds,
    },
}

/// Whether it is known which device embeds faster with the model in use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Embeds {
    /// Both are still to be timed.
    Untimed,
    /// What embedding one took; none of a model that only the CPU can run.
    Timed(Option<Timing>),
}

impl Placement {
    /// What follows from the visitor's choice and what was found.
    pub fn chosen(choice: DeviceChoice, report: &DeviceReport) -> Self {
        match (report.kind, choice, &report.adapter) {
            (DeviceKind::WebGpu, DeviceChoice::Auto, Some(adapter)) => {
                Self::Auto { adapter: adapter.clone(), embeds: Embeds::Untimed }
            }
            (DeviceKind::WebGpu, _, Some(adapter)) => Self::Gpu(adapter.clone()),
            _ => Self::Cpu,
        }
    }

    /// What computes where nothing was timed.
    pub fn kind(&self) -> DeviceKind {
        match self {
            Self::Cpu => DeviceKind::Cpu,
            Self::Gpu(_) | Self::Auto { .. } => DeviceKind::WebGpu,
        }
    }

    /// The adapter that computes, or may.
    pub fn adapter(&self) -> Option<&AdapterInfo> {
        match self {
            Self::Cpu => None,
            Self::Gpu(adapter) | Self::Auto { adapter, .. } => Some(adapter),
        }
    }

    /// Whether each job goes to the device that is faster at it.
    pub fn is_auto(&self) -> bool {
        matches!(self, Self::Auto { .. })
    }

    /// Whether it has still to be timed which device embeds faster.
    pub fn is_untimed(&self) -> bool {
        matches!(self, Self::Auto { embeds: Embeds::Untimed, .. })
    }

    /// Both devices are to be timed again, as with another model. Says nothing where the visitor chose.
    pub fn time_again(&mut self) {
        self.set(Embeds::Untimed);
    }

    /// Notes what came of timing both.
    pub fn timed(&mut self, timing: Option<Timing>) {
        self.set(Embeds::Timed(timing));
    }

    fn set(&mut self, to: Embeds) {
        if let Self::Auto { embeds, .. } = self {
            *embeds = to;
        }
    }

    /// What came of timing both; nothing where they were not.
    pub fn timing(&self) -> Option<Timing> {
        match self {
            Self::Auto { embeds: Embeds::Timed(timing), .. } => *timing,
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(kind: DeviceKind) -> DeviceReport {
        let adapter = Some(AdapterInfo { name: "a card".into(), software: false });
        DeviceReport { kind, adapter, reason: crate::protocol::Reason::Chosen }
    }

    #[test]
    fn only_auto_on_an_adapter_times_both() {
        let webgpu = report(DeviceKind::WebGpu);
        let auto = Placement::chosen(DeviceChoice::Auto, &webgpu);
        assert!(auto.is_auto() && auto.is_untimed());
        let chosen = Placement::chosen(DeviceChoice::WebGpu, &webgpu);
        assert_eq!((chosen.kind(), chosen.is_untimed()), (DeviceKind::WebGpu, false));
        // An adapter that was found is not always used.
        assert_eq!(Placement::chosen(DeviceChoice::Auto, &report(DeviceKind::Cpu)), Placement::Cpu);
    }

    #[test]
    fn another_model_is_timed_anew_where_nothing_was_chosen() {
        let mut auto = Placement::chosen(DeviceChoice::Auto, &report(DeviceKind::WebGpu));
        let timing = Some(Timing { cpu: 1.0, gpu: 2.0 });
        auto.timed(timing);
        assert_eq!((auto.is_untimed(), auto.timing()), (false, timing));
        auto.time_again();
        assert!(auto.is_untimed());
        let mut cpu = Placement::Cpu;
        cpu.time_again();
        assert_eq!(cpu, Placement::Cpu);
    }
}
