//! Why a camera shows nothing.

use std::fmt;

use serde::{Deserialize, Serialize};

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
        match self {
            Self::Refused => write!(
                f,
                "this page was not allowed to use it. Allow it in the browser, beside the page's address, and open the camera again."
            ),
            Self::Missing => {
                write!(f, "there is none on this device. Connect one, or add files instead.")
            }
            Self::Busy => write!(
                f,
                "another program is using it, or it does not answer. Close what else shows the camera's picture, and open it again."
            ),
            Self::Unplugged => write!(
                f,
                "it was disconnected, or the browser took it back. Connect it, and open the camera again."
            ),
            Self::Insecure => write!(
                f,
                "the browser lends cameras only to pages that come by https. Open this page at an address that begins with https."
            ),
            Self::Hidden => write!(
                f,
                "it was switched off when this page went out of view. Open it again when you need it."
            ),
            Self::Failed(why) => {
                write!(f, "the browser could not open it ({why}). Try again, or add files instead.")
            }
        }
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
