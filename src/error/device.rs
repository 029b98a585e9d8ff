//! What is wrong with a graphics adapter.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::words::{decimal, say, say_with};

/// What is wrong with a graphics adapter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum DeviceError {
    /// Occurs when the browser has no WebGPU at all.
    NoWebGpu,
    /// Occurs when the browser has WebGPU but offers no adapter.
    NoAdapter,
    /// Occurs when the adapter gives no device; the text is the browser's.
    NoDevice(String),
    /// Occurs when the GPU computes something else than the CPU does.
    SelfTestFailed {
        /// The operation that differed.
        operation: String,
        /// By how much, relative to the CPU's result (L2).
        difference: f32,
    },
    /// Occurs when the GPU goes away while it is in use.
    Lost,
    /// Occurs when the GPU reports an error or runs out of memory; the text is the browser's.
    Failed(String),
    /// Occurs when a part of a model, which the text names, is more than the adapter has room for. Nothing is
    /// wrong with the adapter.
    NoRoom(String),
}

impl DeviceError {
    /// Whether the adapter failed while in use, and the CPU had better go on.
    pub fn is_fatal(&self) -> bool {
        matches!(self, Self::Lost | Self::Failed(_) | Self::SelfTestFailed { .. })
    }
}

impl fmt::Display for DeviceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::NoWebGpu => say("device.no-webgpu").to_owned(),
            Self::NoAdapter => say("device.no-adapter").to_owned(),
            Self::NoDevice(why) => say_with("device.no-device", &[why]),
            Self::SelfTestFailed { operation, difference } => say_with(
                "device.self-test-failed",
                &[operation, &decimal(f64::from(*difference) * 100.0, 2)],
            ),
            Self::Lost => say("device.lost").to_owned(),
            Self::NoRoom(what) => say_with("device.no-room", &[what]),
            Self::Failed(why) => say_with("device.failed", &[why]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{every, has_cause_and_remedy};
    use super::*;

    every! { DeviceError:
        DeviceError::NoWebGpu => DeviceError::NoWebGpu,
        DeviceError::NoAdapter => DeviceError::NoAdapter,
        DeviceError::NoDevice(_) => DeviceError::NoDevice("busy".into()),
        DeviceError::SelfTestFailed { .. } => DeviceError::SelfTestFailed { operation: "pooling".into(), difference: 0.1 },
        DeviceError::Lost => DeviceError::Lost,
        DeviceError::Failed(_) => DeviceError::Failed("out of memory".into()),
        DeviceError::NoRoom(_) => DeviceError::NoRoom("a layer of 40000 inputs".into()),
    }

    #[test]
    fn each_has_a_cause_and_a_remedy() {
        has_cause_and_remedy(&every());
    }

    #[test]
    fn what_does_not_fit_is_no_failure_of_the_adapter() {
        for error in every() {
            let is_fatal = matches!(
                error,
                DeviceError::Lost | DeviceError::Failed(_) | DeviceError::SelfTestFailed { .. }
            );
            assert_eq!(error.is_fatal(), is_fatal, "{error}");
        }
    }
}
