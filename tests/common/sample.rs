//! The sample's pictures are the same here and in the browser.

use headstart::data::sample::{Background, CLASSES, draw_on};
use headstart::formats::digest::Digest;

/// SHA-256 of the pictures that [`as_pinned`] draws.
const SHA256: &str = "ad71f0bb1d40945133097a0b243d249a5373c948e78aa3437037bccbdcf844e4";

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
