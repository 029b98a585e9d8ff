//! The engine's loops: embedding pictures and texts, training a head, reading a file.
//!
//! Natively and on one core: V8 compiles the same loops from wasm, and `cargo xtask bench` measures them there.

#[path = "../tests/common"]
mod common {
    pub mod data;
    pub mod picture;
    pub mod shipped;
}

use common::{data::shared_data, picture::sine_picture, shipped};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use headstart::data::split::Split;
use headstart::engine::heads::Dataset;
use headstart::engine::now::now;
use headstart::engine::run::Run;
use headstart::engine::{cpu, plain};
use headstart::formats::{self, Files};
use headstart::models::{Backbone, Pretrained};
use headstart::protocol::TrainingSettings;

/// A network that ships, and the default one where there is shared data: what they are called, and their
/// files.
fn networks() -> Vec<(&'static str, Files)> {
    let read = |path| std::fs::read(path).expect("it can be read");
    let small = "small-resnet.safetensors";
    let mut networks = vec![(
        "Headstart ResNet",
        Files::from([(small.into(), read(shipped::folder().join(small)))]),
    )];
    if let Some(data) = shared_data() {
        let (folder, file) = ("weights/mobilenet_v2_0.35_224", "image-model.zip");
        let files = Files::from([(file.into(), read(data.join(folder).join(file)))]);
        networks.push(("MobileNetV2, width 0.35", files));
    }
    networks
}

fn backbone(files: Files) -> Backbone {
    let weights = formats::read(files).expect("its weights are sound");
    Pretrained::recognise(&weights).expect("they fit an architecture").backbone
}

/// One picture: the kernels beside the plain version in burn. Elements are multiplications.
fn pictures(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a picture");
    for (name, files) in networks() {
        let backbone = backbone(files);
        let picture = sine_picture(backbone.input_size());
        group.throughput(Throughput::Elements(backbone.multiplications() as u64));
        let (fast, plain) = (cpu::Embedder::new(&backbone), plain::Embedder::new(&backbone));
        group.bench_function(BenchmarkId::new("kernels", name), |bencher| {
            bencher.iter(|| fast.embed(&picture));
        });
        group.bench_function(BenchmarkId::new("plain", name), |bencher| {
            bencher.iter(|| plain.embed(&picture));
        });
    }
}

/// One text, from its words on.
fn texts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a text");
    let model = shipped::model("bert");
    let sentence = "The train to the coast was late again, and nobody could say why. ";
    for sentences in [1, 4] {
        let text = sentence.repeat(sentences);
        let (encoded, _) = model.encode(&text).expect("it has words");
        let tokens = encoded.ids.len();
        group.throughput(Throughput::Elements(tokens as u64));
        group.bench_function(
            BenchmarkId::new("Headstart BERT", format!("{tokens} tokens")),
            |bencher| {
                bencher.iter(|| model.embed(&[&text]).expect("it has words"));
            },
        );
    }
}

/// Embeddings `[examples, 1280]` of classes that differ, in training, with none held out.
fn run(examples: usize, classes: usize) -> Run {
    const WIDTH: usize = 1280;
    let labels: Vec<usize> = (0..examples).map(|example| example % classes).collect();
    let value = |example: usize, feature: usize| {
        let scatter = ((example * WIDTH + feature) * 7919 % 201) as f32 / 100.0;
        scatter + f32::from(u8::from(feature % classes == example % classes))
    };
    let embeddings: Vec<Vec<f32>> = (0..examples)
        .map(|example| (0..WIDTH).map(|feature| value(example, feature)).collect())
        .collect();
    let split = Split { training: (0..examples).collect(), held_out: Vec::new() };
    let dataset = Dataset::of_split(&embeddings, &labels, classes, split);
    let settings =
        TrainingSettings { batch_size: 32, epochs: u32::MAX, ..TrainingSettings::default() };
    Run::on_cpu(dataset, settings)
}

/// An epoch of a head, with all that the page does around its steps. Elements are examples.
fn epochs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("an epoch, 1280 features, batch 32");
    for (examples, classes) in [(100, 5), (1000, 5), (1000, 50)] {
        group.throughput(Throughput::Elements(examples as u64));
        let mut run = run(examples, classes);
        let shape = BenchmarkId::from_parameter(format!("{examples} examples, {classes} classes"));
        group.bench_function(shape, |bencher| {
            bencher.iter(|| now(run.advance_epoch()).expect("the CPU stays"));
        });
    }
}

/// From the bytes of a file to the network that is in it.
fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("reading a file");
    for (name, files) in networks() {
        group.throughput(Throughput::Bytes(files.values().map(|file| file.len() as u64).sum()));
        group.bench_function(name, |bencher| {
            bencher.iter_batched(|| files.clone(), backbone, BatchSize::LargeInput);
        });
    }
}

criterion_group!(benches, pictures, texts, epochs, reading);
criterion_main!(benches);
