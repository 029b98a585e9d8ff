//! A few photos a class are enough, and the same seed gives the same head to the bit.

use std::path::Path;

use crate::common;
use headstart::data::picture::{Picture, centre_square};
use headstart::engine::catalog::{self, Checkpoint};
use headstart::engine::cpu;
use headstart::engine::heads::{ClassLabel, Classifier, Dataset};
use headstart::engine::now::now;
use headstart::engine::run::Run;
use headstart::protocol::{Modality, TrainingSettings};
use image::imageops::FilterType::Triangle;

/// The centre square of a photo at 224 pixels. Resized bilinearly, as the browser does.
fn photo(path: &Path) -> Picture {
    let photo = image::open(path).expect("shared data is whole");
    let (left, top, side) = centre_square(photo.width(), photo.height());
    let square = photo.crop_imm(left, top, side, side).resize_exact(224, 224, Triangle);
    Picture::from_rgba(224, &square.to_rgba8())
}

/// Embeddings of the first `count` photos of each class of a folder.
fn embeddings(
    folder: &Path,
    classes: &[&str],
    count: usize,
    model: &cpu::Embedder,
) -> Vec<(Vec<f32>, usize)> {
    let mut embeddings = Vec::new();
    for (label, class) in classes.iter().enumerate() {
        let files = std::fs::read_dir(folder.join(class)).expect("shared data is whole");
        let mut files: Vec<_> = files.map(|file| file.expect("it is readable").path()).collect();
        files.sort();
        embeddings.extend(files[..count].iter().map(|file| (model.embed(&photo(file)), label)));
    }
    embeddings
}

/// Runs to the end.
fn train(mut run: Run, classes: &[&str]) -> Classifier {
    while !run.is_over() {
        now(run.advance(1)).expect("the CPU stays");
    }
    run.classifier(ClassLabel::numbered(classes.iter().map(|&name| name.to_owned())))
}

#[test]
fn ten_photos_a_class_tell_look_alikes_apart() {
    let Some(data) = common::shared_data() else { return };
    let file = data.join("weights/mobilenet_v2_0.35_224/image-model.zip");
    let file = std::fs::read(file).expect("shared data is whole");
    let files = [("image-model.zip".to_string(), file)].into();
    let found = catalog::read(files, Modality::Pictures).expect("the public weights fit");
    let Checkpoint::Pictures(pretrained) = found else { panic!("it reads pictures") };
    let model = cpu::Embedder::new(&pretrained.backbone);

    let classes = ["crab", "dragonfly", "lotus", "starfish", "sunflower"];
    let folder = data.join("images/caltech20");
    let examples = embeddings(&folder.join("train"), &classes, 10, &model);
    let rows: Vec<&[f32]> = examples.iter().map(|(row, _)| row.as_slice()).collect();
    let labels: Vec<usize> = examples.iter().map(|(_, label)| *label).collect();
    let settings = TrainingSettings::default();
    let dataset = Dataset::new(&rows, &labels, classes.len(), settings.seed);
    let classifier = train(Run::on_cpu(dataset.clone(), settings.clone()), &classes);
    let again = train(Run::on_cpu(dataset, settings), &classes);
    assert_eq!(classifier, again, "the same seed gives the same head");

    let tests = embeddings(&folder.join("test"), &classes, 10, &model);
    let report = classifier.report(tests.iter().map(|(row, label)| (row.as_slice(), *label)));
    let accuracy = report.score.expect("there are tests").accuracy;
    println!("accuracy over {} test photos: {accuracy}", tests.len());
    // 50 photos of 5 classes: chance is 0.2, and 2 errors are within what chance explains.
    assert!(accuracy >= 0.92, "{accuracy}: {:?}", report.confusion);
}
