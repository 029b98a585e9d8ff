//! Files that people take for pictures, and that are something else or no browser's business.

use std::fmt;

use serde::{Deserialize, Serialize};

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
        f.write_str(match self {
            Self::Video => {
                "it is a video. Take single pictures out of it, as screenshots, and add those."
            }
            Self::Heic => {
                "it is a HEIC photo, as iPhones take, and this browser cannot open those. Convert it to JPEG, or open this page in Safari; for new photos choose “Most Compatible” under Camera, Formats in the phone's settings."
            }
            Self::Tiff => {
                "it is a TIFF picture, and this browser cannot open those. Convert it to PNG or JPEG."
            }
            Self::Raw => {
                "it is a raw photo, as cameras keep beside the JPEG, and browsers cannot open those. Use the JPEG, or convert it."
            }
            Self::Photoshop => {
                "it is a Photoshop file, and browsers cannot open those. Save it as PNG or JPEG there."
            }
            Self::Pdf => {
                "it is a PDF document. Save its pages or pictures as PNG or JPEG, and add those."
            }
            Self::Svg => "it is an SVG drawing, made of shapes. Save it as PNG in a drawing program.",
            Self::WebPage => {
                "it is a web page, as a host sends when it has no picture to send. Download the picture again."
            }
        })
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
