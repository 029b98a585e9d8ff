//! What computes, and what the visitor would like to compute.

use super::State;
use crate::error::Doing;
use crate::protocol::{Command, DeviceChoice, DeviceKind, DeviceReport, Modality, Reason, Timing};
use crate::words::{decimal, say, say_with};

/// The device that computes, as far as the page knows.
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

/// Why this device computes, in a plain sentence or two.
pub fn reason(report: &DeviceReport) -> String {
    let imitated = report.adapter.as_ref().is_some_and(|adapter| adapter.software);
    let key = match report.reason {
        Reason::Chosen => match (report.kind, imitated) {
            (DeviceKind::Cpu, _) => "reason.chosen-cpu",
            (DeviceKind::WebGpu, false) => "reason.chosen-webgpu",
            (DeviceKind::WebGpu, true) => "reason.chosen-imitated",
        },
        Reason::NoWebGpu => "reason.no-webgpu",
        Reason::NoAdapter => "reason.no-adapter",
        Reason::Refused => "reason.refused",
        Reason::Miscalculated => "reason.miscalculated",
        Reason::FailedTest => "reason.failed-test",
        Reason::OnlyImitated => "reason.only-imitated",
        Reason::PassedTest => "reason.passed-test",
        Reason::FailedInUse => "reason.failed-in-use",
        Reason::Timed { modality, embedding, training } => {
            return timed(modality, embedding, training);
        }
    };
    say(key).to_owned()
}

/// What was timed, and so what does each job.
fn timed(modality: Modality, embedding: Option<Timing>, training: Option<Timing>) -> String {
    let unit = match modality {
        Modality::Pictures => "timed.picture",
        Modality::Texts => "timed.text",
    };
    let embeds = match embedding {
        Some(timing) => faster(timing, unit, ["timed.cpu-embeds", "timed.gpu-embeds"]),
        None => say("timed.cpu-only").to_owned(),
    };
    match training {
        Some(timing) => {
            let trains = faster(timing, "timed.step", ["timed.cpu-trains", "timed.gpu-trains"]);
            format!("{embeds} {trains}")
        }
        None => embeds,
    }
}

fn faster(timing: Timing, unit: &str, [by_cpu, by_gpu]: [&'static str; 2]) -> String {
    let does = match timing.faster() {
        DeviceKind::Cpu => by_cpu,
        DeviceKind::WebGpu => by_gpu,
    };
    say_with(unit, &[&milliseconds(timing.cpu), &milliseconds(timing.gpu), say(does)])
}

/// Milliseconds with two digits that count.
fn milliseconds(time: f64) -> String {
    let digits = match time {
        time if time >= 10.0 => 0,
        time if time >= 1.0 => 1,
        time if time >= 0.1 => 2,
        _ => 3,
    };
    decimal(time, digits) + " ms"
}

impl State {
    /// Asks for another device.
    pub fn choose_device(&mut self, choice: DeviceChoice) -> Vec<Command> {
        self.device.choice = choice;
        self.dismiss_about(|doing| matches!(doing, Doing::ChoosingDevice));
        vec![Command::ChooseDevice(choice)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::AdapterInfo;

    fn sentence(kind: DeviceKind, software: bool, why: Reason) -> String {
        let adapter = Some(AdapterInfo { name: "A card".into(), software });
        reason(&DeviceReport { kind, adapter, reason: why })
    }

    #[test]
    fn every_reason_is_a_sentence_about_the_device() {
        use Reason::*;
        let why = "The CPU computes, because";
        for (reason, expected) in [
            (Chosen, "you chose it."),
            (NoWebGpu, "this browser does not offer WebGPU."),
            (NoAdapter, "this browser found no graphics adapter for WebGPU."),
            (Refused, "the graphics adapter refused."),
            (Miscalculated, "the graphics adapter miscalculated in a test."),
            (FailedTest, "the graphics adapter failed in a test."),
            (FailedInUse, "the graphics adapter failed while in use."),
        ] {
            assert_eq!(sentence(DeviceKind::Cpu, false, reason), format!("{why} {expected}"));
        }
        assert_eq!(
            sentence(DeviceKind::Cpu, true, OnlyImitated),
            "The CPU computes: the only graphics adapter here is a program that imitates one, which is slower than computing directly."
        );
        assert_eq!(
            sentence(DeviceKind::WebGpu, false, PassedTest),
            "The graphics adapter computes, because it gives the same results as the CPU in a test."
        );
        assert_eq!(
            sentence(DeviceKind::WebGpu, false, Chosen),
            "The graphics adapter computes, because you chose WebGPU."
        );
        assert_eq!(
            sentence(DeviceKind::WebGpu, true, Chosen),
            "WebGPU computes, because you chose it. The adapter is a program that imitates a graphics card, so the CPU would be faster."
        );
    }

    #[test]
    fn the_faster_device_does_the_job_and_the_sentence_says_why() {
        let embedding = Some(Timing { cpu: 12.34, gpu: 0.567 });
        let timed = |modality, embedding, training| {
            let reason = Reason::Timed { modality, embedding, training };
            sentence(DeviceKind::WebGpu, false, reason)
        };
        let embeds = "A picture took the CPU 12 ms and the graphics adapter 0.57 ms, so the graphics adapter embeds.";
        assert_eq!(timed(Modality::Pictures, embedding, None), embeds);
        let training = Some(Timing { cpu: 0.0212, gpu: 3.21 });
        let trains =
            "A step took the CPU 0.021 ms and the graphics adapter 3.2 ms, so the CPU trains.";
        assert_eq!(timed(Modality::Pictures, embedding, training), format!("{embeds} {trains}"));
        assert_eq!(
            timed(Modality::Texts, None, training),
            format!("The CPU embeds: this model can run nowhere else. {trains}")
        );
        assert!(timed(Modality::Texts, embedding, None).starts_with("A text took"));
    }
}
