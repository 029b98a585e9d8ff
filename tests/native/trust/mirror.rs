//! What looking at mirror images too comes to, on photos of caltech20 with the public weights, over five draws.

use std::thread;

use headstart::data::picture::Picture;
use headstart::engine::heads::Examples;
use headstart::engine::mirror;
use headstart::engine::trust::calibration::{self, Sure};

use super::figures::{DRAWS, assess, drawn, mean, train};
use crate::common;
use crate::common::embedded::{self, Embedded, Model, caltech20};

/// The photos to measure with once more: each the mean of what the model makes of it and of its mirror image.
fn with_mirror_images(all: &Embedded) -> Option<Examples> {
    let model = Model::read(&common::shared_data()?);
    let photos = common::photos::caltech20(&["test"])?;
    let mirrored = |of: &[_]| -> Vec<Vec<f32>> {
        let embed = |photo| {
            let rgba = mirror::mirrored(&embedded::picture(photo).to_rgba());
            model.embed_picture(&Picture::from_rgba(224, &rgba))
        };
        of.iter().map(embed).collect()
    };
    let (one, other) = photos.photos.split_at(photos.photos.len() / 2);
    let others = thread::scope(|scope| {
        let other = scope.spawn(|| mirrored(other));
        let mut all = mirrored(one);
        all.extend(other.join().expect("it embeds"));
        all
    });
    let both: Vec<_> =
        all.test.rows().zip(&others).map(|(row, other)| mirror::mean(row, other)).collect();
    Some(Examples::new(&both, all.test.labels.clone()))
}

#[test]
fn who_looks_at_mirror_images_too_is_right_more_often_and_as_honest() {
    let Some(all) = caltech20() else { return };
    let Some(both) = with_mirror_images(all) else { return };
    let classes: Vec<usize> = (0..all.classes.len()).collect();
    let mut gains = Vec::new();
    for (shots, most) in [(5, 0.045), (10, 0.035), (20, 0.03)] {
        let (mut gained, mut errors, mut kept) = (Vec::new(), Vec::new(), Vec::new());
        for seed in 0..DRAWS {
            let (rows, labels) = drawn(all, &classes, shots, seed);
            let head = train(seed as u32, &rows, &labels, classes.len());
            let (_, calibrating) = assess(seed as u32, &rows, &labels, classes.len());
            let known = calibrating.known.clone().expect("there is something to measure with");
            let head = head.calibrated(calibrating.factor, calibrating.known);
            let [alone, mirrored] =
                [&all.test, &both].map(|test| f64::from(head.accuracy(test.iter())));
            gained.push(mirrored - alone);
            let sure = |(row, label): (&[f32], usize)| {
                let row: Vec<f64> = head.probabilities(row).into_iter().map(f64::from).collect();
                Sure::of(&row, label)
            };
            errors.push(calibration::error(&both.iter().map(sure).collect::<Vec<_>>()));
            let is_known = |row| f64::from(u8::from(known.distance(row) <= known.threshold));
            kept.push(mean(&both.rows().map(is_known).collect::<Vec<_>>()));
        }
        println!(
            "{shots} shots: {:+.2} points; calibration error {:.4}; {:.3} of the known are kept",
            100.0 * mean(&gained),
            mean(&errors),
            mean(&kept),
        );
        // Temperature and threshold were found without: they must hold.
        assert!(mean(&errors) <= most);
        assert!(mean(&kept) >= 0.93);
        gains.extend(gained);
    }
    assert!(mean(&gains) >= 0.0);
}
