//! Why a camera shows nothing.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::words::{say, say_with};

/// Why a camera shows nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum CameraError {
    /// Occurs when the visitor, or a rule of the browser's or the device's, does not let this page see.
    Refused,
    /// Occurs when there is no camera.
    Missing,
    /// Occurs when another program has the camera, or it does not answer.
    Busy,
    /// Occurs when the camera goes away while it is in use.
    Unplugged,
    /// Occurs where the browser lends no page a camera, as it does only to pages that come by https.
    Insecure,
    /// Occurs when the page goes out of view while a camera is in use.
    Hidden,
    /// Occurs when the browser fails otherwise; the text is what it says.
    Failed(String),
}

impl fmt::Display for CameraError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Refused => say("camera.refused").to_owned(),
            Self::Missing => say("camera.missing").to_owned(),
            Self::Busy => say("camera.busy").to_owned(),
            Self::Unplugged => say("camera.unplugged").to_owned(),
            Self::Insecure => say("camera.insecure").to_owned(),
            Self::Hidden => say("camera.hidden").to_owned(),
            Self::Failed(why) => say_with("camera.failed", &[why]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{every, has_cause_and_remedy};
    use super::*;

    every! { CameraError:
        CameraError::Refused => CameraError::Refused,
        CameraError::Missing => CameraError::Missing,
        CameraError::Busy => CameraError::Busy,
        CameraError::Unplugged => CameraError::Unplugged,
        CameraError::Insecure => CameraError::Insecure,
        CameraError::Hidden => CameraError::Hidden,
        CameraError::Failed(_) => CameraError::Failed("AbortError".into()),
    }

    #[test]
    fn each_has_a_cause_and_a_remedy() {
        has_cause_and_remedy(&every());
    }
}
