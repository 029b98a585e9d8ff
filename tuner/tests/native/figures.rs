//! What a rung gains on photos by the public MobileNetV2: on hands, which are unlike anything in ImageNet, and on
//! things, which are not.

use std::thread;
use std::time::Instant;

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

use crate::shared::data::shared_data;

/// Views that are kept of a picture: the centre, and crops of it.
const VIEWS: usize = 8;

/// Photos of a set, and the public network.
struct Bench {
    train: Dataset,
    test: Dataset,
    config: ConvNetConfig,
    weights: Vec<ConvWeights>,
    /// The embeddings of the test's photos.
    tests: Vec<Vec<f32>>,
}

/// Photos to learn from, and the head that the network as it is has got of them.
struct Drawn<'a> {
    photos: Vec<&'a Photo>,
    labels: Vec<usize>,
    standardiser: Standardiser,
    head: Layer,
}

impl Bench {
    /// `None`, said aloud, where there is no shared data.
    fn of(set: &str) -> Option<Self> {
        let data = shared_data()?;
        let read = |part| Dataset::read(&data.join("images").join(set).join(part));
        let (train, test) =
            (read("train").expect("it is whole"), read("test").expect("it is whole"));
        let file = data.join("weights/mobilenet_v2_0.35_224/image-model.zip");
        let file = std::fs::read(file).expect("it is whole");
        let files = [("image-model.zip".to_string(), file)].into();
        let found = catalog::read(files, Modality::Pictures).expect("the public weights fit");
        let Checkpoint::Pictures(found) = found else { panic!("it reads pictures") };
        let Backbone::ConvNet { config, weights } = found.backbone else { panic!("it is one") };
        let mut bench = Self { train, test, config, weights, tests: Vec::new() };
        bench.tests = bench.embed_tests(&bench.weights);
        Some(bench)
    }

    fn embed_tests(&self, weights: &[ConvWeights]) -> Vec<Vec<f32>> {
        let centres: Vec<_> = self.test.photos.iter().map(centre).collect();
        embed(&self.config, weights, &centres)
    }

    /// So many photos of each class, drawn by chance, and the head that the studio trains on them.
    fn drawn(&self, shots: usize, seed: u32) -> Drawn<'_> {
        let labels: Vec<usize> = self.train.photos.iter().map(|photo| photo.label).collect();
        let pools = by_class(&labels, self.train.classes.len());
        let at = draw(&pools, shots, u64::from(seed));
        let photos: Vec<&Photo> = at.iter().map(|&at| &self.train.photos[at]).collect();
        let labels: Vec<usize> = photos.iter().map(|photo| photo.label).collect();
        let centres: Vec<_> = photos.iter().map(|photo| centre(photo)).collect();
        let rows = embed(&self.config, &self.weights, &centres);
        let split = Split { training: (0..labels.len()).collect(), held_out: Vec::new() };
        let dataset = Embedded::of_split(&rows, &labels, self.train.classes.len(), split);
        let settings = TrainingSettings { seed, ..TrainingSettings::default() };
        let mut run = Run::on_cpu(dataset, settings);
        while !run.is_over() {
            now(run.advance(1)).expect("the CPU stays");
        }
        let standardiser = run.dataset().standardiser.clone();
        Drawn { photos, labels, standardiser, head: run.head().output }
    }

    /// The accuracy on the test's photos, in percent.
    fn accuracy(&self, drawn: &Drawn, head: &Layer, rows: &[Vec<f32>]) -> f64 {
        let head = Head::linear(head.clone());
        let is_right = |(row, photo): &(&Vec<f32>, &Photo)| {
            let logits = head.logits(&drawn.standardiser.apply(row));
            let best = logits.iter().enumerate().max_by(|one, other| one.1.total_cmp(other.1));
            best.map(|(class, _)| class) == Some(photo.label)
        };
        let right = rows.iter().zip(&self.test.photos).filter(is_right).count();
        100.0 * right as f64 / rows.len() as f64
    }

    /// The accuracy after a rung.
    fn tuned(&self, drawn: &Drawn, rung: Rung, seed: u32) -> f64 {
        let frozen = rung.frozen(&self.config).expect("it can be cut");
        let mut chance = rng(seed, Stream::Mirrors);
        let views = drawn.photos.iter().flat_map(|&photo| {
            let mut view = |at| if at == 0 { centre(photo) } else { cropped(photo, &mut chance) };
            (0..VIEWS).map(&mut view).collect::<Vec<_>>()
        });
        let views: Vec<_> = views.collect();
        let kept = embed(&below(&self.config, frozen), &self.weights[..frozen], &views);
        let classes = self.train.classes.len();
        let start = Start {
            upper: Upper::new(self.config.clone(), frozen, drawn.standardiser.clone(), classes),
            weights: &self.weights,
            head: &drawn.head,
            kept,
            labels: drawn.labels.clone(),
        };
        let mut tuning = Tuning::on_cpu(start, Recipe { seed, ..Recipe::default() });
        while tuning.step().expect("they fit") {}
        let (above, head) = now(tuning.learnt()).expect("the CPU stays");
        let weights: Vec<_> = self.weights[..frozen].iter().cloned().chain(above).collect();
        self.accuracy(drawn, &head, &self.embed_tests(&weights))
    }

    /// Accuracies of the head on the network as it is and of each rung, in percent, means of the first draws.
    fn measure(&self, shots: usize, draws: u32, rungs: &[Rung]) -> Vec<f64> {
        let mut means = vec![0.0; rungs.len() + 1];
        for seed in 0..draws {
            let drawn = self.drawn(shots, seed);
            let mut all = vec![self.accuracy(&drawn, &drawn.head, &self.tests)];
            for &rung in rungs {
                let start = Instant::now();
                all.push(self.tuned(&drawn, rung, seed));
                println!("{rung:?}: {:.1} s with the tests", start.elapsed().as_secs_f32());
            }
            println!("{shots} photos a class, draw {seed}: {all:.1?}");
            means.iter_mut().zip(&all).for_each(|(mean, one)| *mean += one / f64::from(draws));
        }
        println!("{shots} photos a class, mean: {means:.1?}");
        means
    }
}

fn centre(photo: &Photo) -> (&Photo, View) {
    (photo, View::centre(photo))
}

/// A square of three quarters to all of the side of the centre.
fn cropped<'a>(photo: &'a Photo, chance: &mut ChaCha8Rng) -> (&'a Photo, View) {
    let whole = View::centre(photo);
    let side = whole.width * chance.random_range(0.75..=1.0);
    let mut place = |from: f32| from + chance.random_range(0.0..=1.0) * (whole.width - side);
    let (left, top) = (place(whole.left), place(whole.top));
    (photo, View { left, top, width: side, height: side, mirrored: false })
}

/// What a network makes of views, on two cores.
fn embed(
    config: &ConvNetConfig,
    weights: &[ConvWeights],
    views: &[(&Photo, View)],
) -> Vec<Vec<f32>> {
    let backbone = Backbone::ConvNet { config: config.clone(), weights: weights.to_vec() };
    let (embedder, size) = (Embedder::new(&backbone), config.input_size);
    let embed = |views: &[(&Photo, View)]| -> Vec<Vec<f32>> {
        let picture = |(photo, view): &(&Photo, View)| {
            embedder.embed(&Picture { size, values: view.render(photo, size) })
        };
        views.iter().map(picture).collect()
    };
    let (one, other) = views.split_at(views.len() / 2);
    thread::scope(|scope| {
        let other = scope.spawn(|| embed(other));
        let mut all = embed(one);
        all.extend(other.join().expect("it embeds"));
        all
    })
}

#[test]
fn hands_are_told_apart_better_where_the_last_blocks_learn() {
    let Some(bench) = Bench::of("signs10") else { return };
    let measured = bench.measure(10, 1, &[Rung::LastBlocks]);
    assert!(measured[1] >= measured[0] + 8.0, "{measured:?}");
}

#[test]
#[ignore = "it takes five minutes: cargo test -p tuner --release -- --ignored --nocapture signs"]
fn signs_over_three_draws() {
    let Some(bench) = Bench::of("signs10") else { return };
    let measured = bench.measure(10, 3, &[Rung::LastBlocks, Rung::Everything]);
    assert!(measured[1] >= measured[0] + 8.0 && measured[2] >= measured[0] + 14.0, "{measured:?}");
}

#[test]
#[ignore = "it takes a quarter of an hour: cargo test -p tuner --release -- --ignored --nocapture things"]
fn things_over_three_draws() {
    let Some(bench) = Bench::of("caltech20") else { return };
    for shots in [10, 20] {
        bench.measure(shots, 3, &[Rung::LastBlocks, Rung::Everything]);
    }
}
