//! Which pictures are taken for copies: other files of one photo, and few of different photos.

use std::io::Cursor;
use std::path::Path;

use headstart::data::sample;
use headstart::data::split::stratified_groups;
use headstart::engine::trust::{Neighbours, copies};
use image::{DynamicImage, RgbaImage};

use crate::common;
use crate::common::embedded::{Model, caltech20};

fn compared(rows: &[impl AsRef<[f32]>]) -> Neighbours {
    let mut neighbours = Neighbours::new(rows, &vec![0; rows.len()]);
    while !neighbours.is_over() {
        neighbours.advance();
    }
    neighbours
}

/// For every row the first of its group.
fn groups(rows: &[impl AsRef<[f32]>]) -> Vec<usize> {
    copies::groups(&compared(rows), rows.len())
}

/// The pictures of a folder.
fn pictures(folder: &Path) -> Vec<DynamicImage> {
    let files = std::fs::read_dir(folder).expect("shared data is whole");
    let mut files: Vec<_> = files.map(|file| file.expect("it is readable").path()).collect();
    files.sort();
    files.iter().map(|file| image::open(file).expect("shared data is whole")).collect()
}

/// The same picture as a JPEG file of middling quality, and read again.
fn compressed(photo: &DynamicImage) -> DynamicImage {
    let mut file = Cursor::new(Vec::new());
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, 60);
    photo.to_rgb8().write_with_encoder(encoder).expect("there is memory");
    image::load_from_memory(file.get_ref()).expect("it was just written")
}

#[test]
fn other_files_of_a_photo_are_copies() {
    let Some(data) = common::shared_data() else { return };
    let model = Model::read(&data);
    let mut rows = Vec::new();
    for class in ["crab", "lotus", "ketch", "watch", "elephant"] {
        for photo in pictures(&data.join("images/caltech20/test").join(class)).iter().take(5) {
            let (width, height) = (photo.width(), photo.height());
            let cropped =
                photo.crop_imm(width / 40, height / 40, width * 19 / 20, height * 19 / 20);
            let all = [photo.clone(), compressed(photo), cropped, photo.brighten(20)];
            rows.extend(all.iter().map(|it| model.embed(it)));
        }
    }
    let groups = groups(&rows);
    let with_the_first = |way: usize| {
        (0..rows.len()).step_by(4).filter(|at| groups[at + way] == groups[*at]).count()
    };
    let found = [1, 2, 3].map(with_the_first);
    println!("of 25 photos, compressed, cropped, brightened: {found:?} are found to be copies");
    assert!(found.iter().all(|&found| found >= 22), "{found:?}");
    let photos: Vec<usize> = (0..rows.len()).step_by(4).map(|at| groups[at]).collect();
    assert_eq!(photos, (0..rows.len()).step_by(4).collect::<Vec<_>>(), "no two photos are one");
}

#[test]
fn different_pictures_are_not_copies() {
    let Some(all) = caltech20() else { return };
    let rows: Vec<&[f32]> = all.train.rows().chain(all.test.rows()).collect();
    let found = copies::members(&groups(&rows));
    let mean = compared(&rows).mean_distance();
    println!("of 800 photos of mean distance {mean:.2} these are copies: {found:?}");
    assert!(found.len() <= 4);

    let Some(data) = common::shared_data() else { return };
    let model = Model::read(&data);
    let mut rows = Vec::new();
    for class in 0..sample::CLASSES.len() {
        for index in 0..12 {
            let drawn = RgbaImage::from_raw(128, 128, sample::draw(class, index, 128));
            rows.push(model.embed(&DynamicImage::ImageRgba8(drawn.expect("it has that size"))));
        }
    }
    let found = copies::members(&groups(&rows));
    println!("of {} that the page draws these are copies: {found:?}", rows.len());
    assert!(found.is_empty());
}

#[test]
fn copies_with_labels_by_lot_do_not_raise_the_accuracy() {
    let Some(data) = common::shared_data() else { return };
    let folder = data.join("../cases/R01/random-labels");
    if !folder.is_dir() {
        return common::data::skip("there are no cases beside the shared data");
    }
    let model = Model::read(&data);
    let (mut rows, mut labels) = (Vec::new(), Vec::new());
    for (label, class) in ["left", "right"].into_iter().enumerate() {
        for picture in pictures(&folder.join(class)) {
            rows.push(model.embed(&picture));
            labels.push(label);
        }
    }
    let groups = groups(&rows);
    assert_eq!(copies::members(&groups).len(), 12, "twelve photos, five copies each");
    for seed in 0..10 {
        let split = stratified_groups(&labels, &groups, 2, seed);
        assert_eq!(split.held_out.len(), 2, "a copy counts once");
        let held: Vec<usize> = split.held_out.iter().map(|&at| groups[at]).collect();
        assert!(split.training.iter().all(|&at| !held.contains(&groups[at])));
    }
}
