//! What a rung gains on photos: hands unlike anything in ImageNet, and things like it.

use std::path::Path;
use std::thread;
use std::time::Instant;

use burn::tensor::Device;
use headstart::data::chance::{Stream, rng};
use headstart::data::picture::Picture;
use headstart::data::split::Split;
use headstart::engine::catalog::{self, Checkpoint};
use headstart::engine::cpu::Embedder;
use headstart::engine::heads::draws::{by_class, draw};
use headstart::engine::heads::{Dataset as Embedded, Standardiser};
use headstart::engine::now::now;
use headstart::engine::run::Run;
use headstart::models::{Backbone, ConvNetConfig, ConvWeights, Head, Layer};
use headstart::pretrain::dataset::{Dataset, Photo};
use headstart::pretrain::view::View;
use headstart::protocol::{Modality, TrainingSettings};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use tuner::recipe::Recipe;
use tuner::rung::{Rung, below};
use tuner::tuning::{Start, Tuning};
use tuner::upper::Upper;

use crate::common::data::shared_data;

fn number(name: &str, otherwise: f64) -> f64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

fn backbone(data: &Path) -> (ConvNetConfig, Vec<ConvWeights>) {
    let file = data.join("weights/mobilenet_v2_0.35_224/image-model.zip");
    let files = [("image-model.zip".to_string(), std::fs::read(file).expect("it is whole"))].into();
    let found = catalog::read(files, Modality::Pictures).expect("the public weights fit");
    let Checkpoint::Pictures(pretrained) = found else { panic!("it reads pictures") };
    let Backbone::ConvNet { config, weights } = pretrained.backbone else { panic!("it is one") };
    (config, weights)
}

/// A square of three quarters to all of the side of the centre square.
fn cropped(photo: &Photo, chance: &mut ChaCha8Rng) -> View {
    let centre = View::centre(photo);
    let side = centre.width * chance.random_range(0.75..=1.0);
    let slack = centre.width - side;
    View {
        left: centre.left + chance.random_range(0.0..=1.0) * slack,
        top: centre.top + chance.random_range(0.0..=1.0) * slack,
        width: side,
        height: side,
        mirrored: false,
    }
}

/// Embeds on both cores.
fn embed(embedder: &Embedder, pictures: &[(&Photo, View)], size: usize) -> Vec<Vec<f32>> {
    let embed = |of: &[(&Photo, View)]| -> Vec<Vec<f32>> {
        of.iter()
            .map(|(photo, view)| {
                embedder.embed(&Picture { size, values: view.render(photo, size) })
            })
            .collect()
    };
    let (one, other) = pictures.split_at(pictures.len() / 2);
    thread::scope(|scope| {
        let first = scope.spawn(|| embed(one));
        let second = embed(other);
        let mut all = first.join().expect("it embeds");
        all.extend(second);
        all
    })
}

fn accuracy(standardiser: &Standardiser, head: &Layer, rows: &[Vec<f32>], labels: &[usize]) -> f64 {
    let head = Head::linear(head.clone());
    let right = rows.iter().zip(labels).filter(|(row, label)| {
        let logits = head.logits(&standardiser.apply(row));
        logits.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|best| best.0) == Some(**label)
    });
    100.0 * right.count() as f64 / labels.len() as f64
}

#[test]
#[ignore = "a measurement"]
fn rungs() {
    let Some(data) = shared_data() else { return };
    let set = std::env::var("SET").unwrap_or("signs10".into());
    let read = |part| Dataset::read(&data.join("images").join(&set).join(part)).expect("it is whole");
    let (train, test) = (read("train"), read("test"));
    let (config, weights) = backbone(&data);
    let classes = train.classes.len();
    let whole = Embedder::new(&Backbone::ConvNet { config: config.clone(), weights: weights.clone() });
    let centre = |photo| (photo, View::centre(photo));
    let tests: Vec<_> = test.photos.iter().map(centre).collect();
    let test_labels: Vec<usize> = test.photos.iter().map(|photo| photo.label).collect();
    let test_rows = embed(&whole, &tests, config.input_size);
    let labels: Vec<usize> = train.photos.iter().map(|photo| photo.label).collect();
    let views = number("VIEWS", 8.0) as usize;
    for seed in 0..number("DRAWS", 1.0) as u32 {
        let drawn = draw(&by_class(&labels, classes), number("SHOTS", 10.0) as usize, u64::from(seed));
        let photos: Vec<&Photo> = drawn.iter().map(|&at| &train.photos[at]).collect();
        let own: Vec<usize> = photos.iter().map(|photo| photo.label).collect();
        let rows = embed(&whole, &photos.iter().map(|&photo| centre(photo)).collect::<Vec<_>>(), config.input_size);
        let slices: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
        let split = Split { training: (0..own.len()).collect(), held_out: Vec::new() };
        let dataset = Embedded::of_split(&slices, &own, classes, split);
        let mut run = Run::on_cpu(dataset, TrainingSettings { seed, ..TrainingSettings::default() });
        while !run.is_over() {
            now(run.advance(1)).expect("the CPU stays");
        }
        let (standardiser, head) = (Standardiser::fit(&slices), run.head().output);
        println!("draw {seed}: head {:.1}", accuracy(&standardiser, &head, &test_rows, &test_labels));
        for rung in [Rung::LastBlocks, Rung::Everything] {
            if number("ONLY", 2.0) != 2.0 && (rung == Rung::Everything) != (number("ONLY", 2.0) == 1.0) {
                continue;
            }
            let start = Instant::now();
            let frozen = rung.frozen(&config).expect("it can be cut");
            let low = Embedder::new(&Backbone::ConvNet { config: below(&config, frozen), weights: weights[..frozen].to_vec() });
            let mut chance = rng(seed, Stream::Mirrors);
            let seen: Vec<_> = photos
                .iter()
                .flat_map(|&photo| (0..views).map(|view| if view == 0 { centre(photo) } else { (photo, cropped(photo, &mut chance)) }).collect::<Vec<_>>())
                .collect();
            let kept = embed(&low, &seen, config.input_size);
            let upper = Upper::new(config.clone(), frozen, standardiser.clone(), classes);
            let below_seconds = start.elapsed().as_secs_f32();
            let recipe = Recipe {
                epochs: number("EPOCHS", 30.0) as usize,
                backbone_rate: number("RATE", 1e-3) as f32,
                mixing: Some(number("MIX", 0.4) as f32).filter(|mix| *mix > 0.0),
                smoothing: number("SMOOTH", 0.1) as f32,
                seed,
                ..Recipe::default()
            };
            let start_from = Start { upper, weights: &weights, head: &head, kept, labels: own.clone() };
            let mut tuning = match number("BURN", 0.0) > 0.0 {
                true => Tuning::on_device(start_from, recipe, Device::flex()),
                false => Tuning::on_cpu(start_from, recipe),
            };
            let mut losses = Vec::new();
            while tuning.step().expect("they fit") {
                if tuning.progress().0 % 35 == 0 {
                    losses.push(now(tuning.loss()).expect("the CPU stays"));
                }
            }
            let (above, head) = now(tuning.learnt()).expect("the CPU stays");
            let seconds = start.elapsed().as_secs_f32();
            let tuned: Vec<_> = weights[..frozen].iter().cloned().chain(above).collect();
            let tuned = Embedder::new(&Backbone::ConvNet { config: config.clone(), weights: tuned });
            let rows = embed(&tuned, &tests, config.input_size);
            println!(
                "draw {seed}: {rung:?} {:.1}; {seconds:.1} s, of which {below_seconds:.1} below; losses {losses:.3?}",
                accuracy(&standardiser, &head, &rows, &test_labels)
            );
        }
    }
}
