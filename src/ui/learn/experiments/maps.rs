//! What the layers of a network see in a picture.

use crate::protocol::lab::{Experiment, Finding, PictureChoice};
use crate::ui::learn::design::{Design, Field, Layout};
use crate::ui::learn::sheet::Sheet;
use crate::words::Catalogue;

/// Which of the sample's pictures: of each class in turn.
pub const PICTURE: Field = Field::new("picture", 0, CLASSES * EACH - 1, 3);

/// Classes of the sample, and pictures of each.
const CLASSES: u32 = 8;
const EACH: u32 = 60;

/// All of it.
pub static MAPS: Design = Design {
    name: "maps",
    layout: Layout::Maps,
    fields: &[PICTURE],
    sample: None,
    stepwise: false,
    studio: None,
    make: |settings| {
        let number = settings.get(PICTURE);
        let of_sample =
            || PictureChoice::Sample { class: number % CLASSES, index: number / CLASSES };
        Experiment::FeatureMaps {
            model: "small-resnet".into(),
            picture: settings.file.clone().map_or_else(of_sample, PictureChoice::Own),
        }
    },
    sheet,
};

fn sheet(findings: &[Finding], words: &Catalogue) -> Sheet {
    let rows = findings.iter().filter_map(|finding| match finding {
        Finding::FeatureMaps { layer, side, channels, .. } => {
            Some(vec![layer.clone(), channels.to_string(), side.to_string()])
        }
        _ => None,
    });
    Sheet::new(&["layer", "channels", "side"].map(|key| words.say(key))).with(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sample;

    #[test]
    fn every_picture_of_the_sample_has_a_number() {
        assert_eq!((CLASSES as usize, EACH as usize), (sample::CLASSES.len(), sample::EACH));
    }
}
