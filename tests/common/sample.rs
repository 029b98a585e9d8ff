//! The sample's pictures are the same here and in the browser.

use headstart::data::sample::{Background, CLASSES, draw_on};
use headstart::formats::digest::Digest;

/// SHA-256 of the pictures that [`as_pinned`] draws.
const SHA256: &str = "0f71125c616d688f73d21be923609b143b41e8ed392459dbe1781de6d3e53adc";

/// Some pictures of every class, in sizes of all kinds, are those they always were: who changes them changes
/// every number of the tutorial, in its texts too.
pub fn as_pinned() {
    let mut digest = Digest::default();
    for class in 0..CLASSES.len() {
        for (index, size) in [(0, 48), (7, 64), (31, 33), (59, 128)] {
            for background in [Background::Any, Background::Warm, Background::Cool] {
                digest.update(&draw_on(class, index, background, size));
            }
        }
    }
    assert_eq!(digest.finish(), SHA256);
}
