//! How well a backbone transfers: few-shot accuracy of a linear head on its embeddings.
//!
//! The protocol: a folder with `train/` and `test/`, each a folder of classes. For every number of
//! shots and every draw, so many photos of each class are drawn from `train/`, a head is trained on
//! them as the page trains it, and all of `test/` measures it. Draws are seeded, so that every
//! backbone gets the same photos.

use std::path::Path;

use anyhow::{Result, ensure};

use super::dataset::{Dataset as Photos, Photo};
use super::view::View;
use crate::data::picture::Picture;
use crate::data::split::Split;
use crate::data::statistics::mean_and_deviation;
use crate::engine::cpu;
use crate::engine::heads::{ClassLabel, Dataset, Examples, draws};
use crate::engine::now::now;
use crate::engine::run::Run;
use crate::models::Backbone;
use crate::protocol::{FigureRow, TrainingSettings};

/// Examples a class that are measured with.
pub const SHOTS: [usize; 5] = [1, 2, 5, 10, 20];

/// Draws of the training examples whose accuracies are averaged.
pub const DRAWS: usize = 5;

/// Photos to measure with.
#[derive(Debug)]
pub struct Benchmark {
    train: Photos,
    test: Photos,
}

impl Benchmark {
    /// Reads `train/` and `test/` of a folder.
    ///
    /// # Errors
    /// If either cannot be read, or they are not of the same classes.
    pub fn read(folder: &Path) -> Result<Self> {
        let train = Photos::read(&folder.join("train"))?;
        let test = Photos::read(&folder.join("test"))?;
        ensure!(train.classes == test.classes, "train/ and test/ have not the same classes");
        Ok(Self { train, test })
    }

    /// What is told apart, in a few words.
    pub fn task(&self) -> String {
        format!(
            "{} classes never seen in pre-training, {} test photos",
            self.test.classes.len(),
            self.test.photos.len()
        )
    }

    /// Measures a backbone on `threads` threads.
    pub fn measure(&self, model: &str, backbone: &Backbone, threads: usize) -> FigureRow {
        let embedded = |Photos { photos, .. }: &Photos| {
            let labels = photos.iter().map(|photo| photo.label).collect();
            Examples::new(&embed(backbone, photos, threads), labels)
        };
        let classes = self.train.classes.len();
        accuracies(model, &embedded(&self.train), &embedded(&self.test), classes)
    }
}

/// The accuracies of heads trained on draws of `train`, measured by all of `test`.
pub fn accuracies(model: &str, train: &Examples, test: &Examples, classes: usize) -> FigureRow {
    let accuracies = SHOTS.map(|shots| {
        let draws: Vec<f32> =
            (0..DRAWS).map(|draw| accuracy(train, test, classes, shots, draw)).collect();
        let (mean, deviation) = mean_and_deviation(&draws);
        (mean as f32, deviation as f32)
    });
    let (mean, deviation) = accuracies.into_iter().unzip();
    FigureRow { model: model.into(), mean, deviation }
}

fn accuracy(train: &Examples, test: &Examples, classes: usize, shots: usize, draw: usize) -> f32 {
    let training = draws::draw(&draws::by_class(&train.labels, classes), shots, draw as u64);
    let split = Split { training, held_out: Vec::new() };
    let rows: Vec<&[f32]> = train.rows().collect();
    let dataset = Dataset::of_split(&rows, &train.labels, classes, split);
    let mut run = Run::on_cpu(dataset, TrainingSettings::default());
    while !run.is_over() {
        now(run.advance_epoch()).expect("the CPU does not go away");
    }
    let names = (1..=classes).map(|class| class.to_string());
    run.classifier(ClassLabel::numbered(names)).accuracy(test.iter())
}

/// Embeddings of the centre squares of photos, in their order.
pub fn embed(backbone: &Backbone, photos: &[Photo], threads: usize) -> Vec<Vec<f32>> {
    let size = backbone.input_size();
    let embedder = cpu::Embedder::new(backbone);
    let share = photos.len().div_ceil(threads.max(1)).max(1);
    let picture = |photo: &Photo| Picture { size, values: View::centre(photo).render(photo, size) };
    let embed_all = |photos: &[Photo]| -> Vec<Vec<f32>> {
        photos.iter().map(|photo| embedder.embed(&picture(photo))).collect()
    };
    std::thread::scope(|scope| {
        let parts: Vec<_> =
            photos.chunks(share).map(|photos| scope.spawn(|| embed_all(photos))).collect();
        let parts = parts.into_iter().map(|part| part.join().expect("embedding does not panic"));
        parts.flatten().collect()
    })
}
