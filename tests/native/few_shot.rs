//! A few photos a class are enough, and the same seed gives the same head to the bit.

use std::path::Path;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use crate::common;
use headstart::data::picture::{Picture, centre_square};
use headstart::engine::catalog::{self, Found};
use headstart::engine::training::{Lesson, Run};
use headstart::engine::{cpu, metrics};
use headstart::models::Head;
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

/// Runs to the end. On the CPU nothing is ever waited for.
fn train(mut run: Run) -> Head {
    while !run.is_over() {
        let step = pin!(run.advance(1)).poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(step, Poll::Ready(Ok(_))), "{step:?}");
    }
    run.head()
}

#[test]
fn ten_photos_a_class_tell_look_alikes_apart() {
    let Some(data) = common::shared_data() else { return };
    let file = data.join("weights/mobilenet_v2_0.35_224/image-model.zip");
    let file = std::fs::read(file).expect("shared data is whole");
    let files = [("image-model.zip".to_string(), file)].into();
    let found = catalog::read(files, Modality::Pictures).expect("the public weights fit");
    let Found::Pictures(pretrained) = found else { panic!("it reads pictures") };
    let model = cpu::Embedder::new(&pretrained.backbone);

    let classes = ["crab", "dragonfly", "lotus", "starfish", "sunflower"];
    let folder = data.join("images/caltech20");
    let examples = embeddings(&folder.join("train"), &classes, 10, &model);
    let rows: Vec<&[f32]> = examples.iter().map(|(row, _)| row.as_slice()).collect();
    let labels: Vec<usize> = examples.iter().map(|(_, label)| *label).collect();
    let settings = TrainingSettings::default();
    let lesson = Lesson::new(&rows, &labels, classes.len(), settings.seed);
    let standardiser = lesson.standardiser.clone();
    let head = train(Run::on_cpu(lesson.clone(), settings.clone()));
    assert_eq!(head, train(Run::on_cpu(lesson, settings)), "the same seed gives the same head");

    let tests: Vec<(Vec<f32>, usize)> = embeddings(&folder.join("test"), &classes, 10, &model)
        .into_iter()
        .map(|(row, label)| (standardiser.apply(&row), label))
        .collect();
    let report = metrics::report(&head, tests.iter().map(|(row, label)| (row.as_slice(), *label)));
    let accuracy = report.score.expect("there are tests").accuracy;
    println!("accuracy over {} test photos: {accuracy}", tests.len());
    // 50 photos of 5 classes: chance is 0.2, and 2 errors are within what chance explains.
    assert!(accuracy >= 0.92, "{accuracy}: {:?}", report.confusion);
}
