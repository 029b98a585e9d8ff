//! Files that people take for pictures, and that are something else or no browser's business.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::words::say;

/// A kind of file that lies among pictures, and is known and not decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Foreign {
    /// A film, as phones put beside photos.
    Video,
    /// What iPhones take, where the browser does not decode it.
    Heic,
    /// What scanners and microscopes write, where the browser does not decode it.
    Tiff,
    /// What a camera's sensor saw.
    Raw,
    /// An editor's own file, with its layers.
    Photoshop,
    /// A document.
    Pdf,
    /// A drawing made of shapes, which workers cannot decode.
    Svg,
    /// What a host answers in place of a picture.
    WebPage,
}

/// What it is, then what to do.
impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(say(match self {
            Self::Video => "foreign.video",
            Self::Heic => "foreign.heic",
            Self::Tiff => "foreign.tiff",
            Self::Raw => "foreign.raw",
            Self::Photoshop => "foreign.photoshop",
            Self::Pdf => "foreign.pdf",
            Self::Svg => "foreign.svg",
            Self::WebPage => "foreign.web-page",
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::has_cause_and_remedy;
    use super::*;

    #[test]
    fn each_has_a_cause_and_a_remedy() {
        has_cause_and_remedy(&[
            Foreign::Video,
            Foreign::Heic,
            Foreign::Tiff,
            Foreign::Raw,
            Foreign::Photoshop,
            Foreign::Pdf,
            Foreign::Svg,
            Foreign::WebPage,
        ]);
    }
}
