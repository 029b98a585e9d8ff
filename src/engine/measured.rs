//! Which device is faster at a job, by the clock.

use crate::protocol::DeviceKind;

/// What a unit of a job took on either device, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// On the CPU.
    pub cpu: f64,
    /// On the graphics adapter.
    pub gpu: f64,
}

impl Measured {
    /// The faster device; the CPU of equals, which needs nothing sent to it.
    pub fn faster(self) -> DeviceKind {
        if self.gpu < self.cpu { DeviceKind::WebGpu } else { DeviceKind::Cpu }
    }

    /// A sentence for the visitor: what was measured, and so what does the job. `unit` is "a picture", `job`
    /// "embeds".
    pub fn says(self, unit: &str, job: &str) -> String {
        let winner = match self.faster() {
            DeviceKind::Cpu => "the CPU",
            DeviceKind::WebGpu => "the graphics adapter",
        };
        let [cpu, gpu] = [self.cpu, self.gpu].map(milliseconds);
        format!("{unit} took the CPU {cpu} and the graphics adapter {gpu}, so {winner} {job}.")
    }
}

/// Milliseconds with two digits that count.
fn milliseconds(time: f64) -> String {
    let digits = match time {
        time if time >= 10.0 => 0,
        time if time >= 1.0 => 1,
        time if time >= 0.1 => 2,
        _ => 3,
    };
    format!("{time:.digits$} ms")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_faster_device_does_the_job_and_the_sentence_says_why() {
        let measured = Measured { cpu: 12.34, gpu: 0.567 };
        assert_eq!(measured.faster(), DeviceKind::WebGpu);
        assert_eq!(
            measured.says("A picture", "embeds"),
            "A picture took the CPU 12 ms and the graphics adapter 0.57 ms, so the graphics adapter embeds.",
        );
        let measured = Measured { cpu: 0.0212, gpu: 3.21 };
        assert_eq!(measured.faster(), DeviceKind::Cpu);
        assert_eq!(
            measured.says("A step", "trains"),
            "A step took the CPU 0.021 ms and the graphics adapter 3.2 ms, so the CPU trains.",
        );
    }

    #[test]
    fn between_equals_the_cpu_is_taken() {
        assert_eq!(Measured { cpu: 1.0, gpu: 1.0 }.faster(), DeviceKind::Cpu);
        assert_eq!(Measured { cpu: 1.0, gpu: f64::NAN }.faster(), DeviceKind::Cpu);
    }
}
