//! Both devices give the numbers of TensorFlow, TensorFlow.js and PyTorch, and the same as each other.

use std::num::NonZeroU32;

use headstart::data::picture::Picture;
use headstart::engine::gpu::{self, Gpu};
use headstart::engine::heads::Dataset;
use headstart::engine::run::{EpochReport, Run};
use headstart::engine::{cpu, plain, self_test};
use headstart::formats::{self, Files};
use headstart::models::mobilenet_v1::MobileNetV1Config;
use headstart::models::mobilenet_v2::MobileNetV2Config;
use headstart::models::{
    Backbone, ConvNetConfig, ConvWeights, Head, KMeansConfig, KMeansWeights, Pretrained,
    autoencoder, small_resnet,
};
use headstart::protocol::{DeviceKind, Score, TrainingSettings};
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use crate::common::golden::Golden;
use crate::common::public::{MOBILENET_V1, MOBILENET_V2, PublicModel, RESNET_20};
use crate::common::relative_distance;
use crate::shared_data;

/// A public model, and what another program computes with it.
async fn golden(model: PublicModel) -> Option<Golden> {
    let mut files = Files::new();
    for file in model.files {
        files.insert(file.to_string(), shared_data(&format!("{}/{file}", model.folder)).await?);
    }
    let numbers = shared_data(&format!("{}/golden_sin_input.json", model.folder)).await?;
    Some(Golden::read(model, files, &numbers))
}

fn compare(device: &str, golden: &Golden, features: &[f32]) {
    for (what, distance) in golden.distances(features) {
        let model = &golden.pretrained.architecture;
        console_log!("{device}, {model}: {what} is off by {distance:e}");
        assert!(distance < 1e-3, "{what}: {distance}");
    }
}

async fn gpu() -> Gpu {
    Gpu::request().await.expect("the test browser has WebGPU")
}

async fn compare_cpu(model: PublicModel) {
    let Some(golden) = golden(model).await else { return };
    let embedder = cpu::Embedder::new(&golden.pretrained.backbone);
    compare("CPU", &golden, &embedder.embed(&golden.picture()));
}

async fn compare_gpu(model: PublicModel) {
    let Some(golden) = golden(model).await else { return };
    let backbone = &golden.pretrained.backbone;
    let embedder = gpu::Embedder::new(&gpu().await, backbone);
    // A second, different picture beside it shows that pictures of a batch do not mix.
    let picture = golden.picture();
    let other = Picture { size: picture.size, values: vec![0.5; picture.values.len()] };
    let features = embedder.embed(&[other.clone(), picture]).await.expect("it runs");
    compare("WebGPU", &golden, &features[1]);
    let distance = relative_distance(&features[0], &plain::Embedder::new(backbone).embed(&other));
    assert!(distance < 1e-3, "{distance}");
}

#[wasm_bindgen_test]
async fn the_cpu_computes_mobilenet_v1_as_tensorflow_does() {
    compare_cpu(MOBILENET_V1).await;
}

#[wasm_bindgen_test]
async fn the_cpu_computes_mobilenet_v2_as_tensorflow_js_does() {
    compare_cpu(MOBILENET_V2).await;
}

#[wasm_bindgen_test]
async fn the_cpu_computes_resnet_20_as_pytorch_does() {
    compare_cpu(RESNET_20).await;
}

#[wasm_bindgen_test]
async fn webgpu_computes_mobilenet_v1_as_tensorflow_does() {
    compare_gpu(MOBILENET_V1).await;
}

#[wasm_bindgen_test]
async fn webgpu_computes_mobilenet_v2_as_tensorflow_js_does() {
    compare_gpu(MOBILENET_V2).await;
}

#[wasm_bindgen_test]
async fn webgpu_computes_resnet_20_as_pytorch_does() {
    compare_gpu(RESNET_20).await;
}

/// Numbers that look random, from -1 to 1.
fn noise(seed: usize, count: usize) -> Vec<f32> {
    (0..count).map(|i| ((i * 7 + seed * 13) as f32 * 12.9898).sin()).collect()
}

/// A network with weights that keep its numbers as large as they are.
fn made_up(config: ConvNetConfig) -> Backbone {
    let weights = config.layers.iter().enumerate().map(|(seed, layer)| {
        let [outputs, rest @ ..] = layer.kernel_shape();
        let inputs = rest.iter().product::<usize>();
        // He et al. 2015: what a ReLU takes away is given back.
        let scale = (6.0 / inputs as f32).sqrt();
        let kernel = noise(seed, outputs * inputs).iter().map(|value| value * scale).collect();
        let bias = noise(seed + 1, outputs).iter().map(|value| value * 0.1).collect();
        ConvWeights { kernel, bias }
    });
    Backbone::ConvNet { weights: weights.collect(), config }
}

fn made_up_filters(config: KMeansConfig) -> Backbone {
    let weights = KMeansWeights {
        filters: noise(1, config.components * config.patch_values()),
        mean: noise(2, config.components),
        centroids: noise(3, config.centroids * config.components),
    };
    Backbone::KMeans { config, weights }
}

/// One picture and a whole batch, from a canvas' bytes and from numbers, are embedded as on the CPU.
async fn compare_devices(name: &str, backbone: &Backbone) {
    let size = backbone.input_size();
    // Of different colours, or a network that was never trained can hardly tell them apart.
    let colour = |picture: usize, at: usize| ((picture * 5 + at % 4 * 2) as f32).sin();
    let rgba: Vec<Vec<u8>> = (0..gpu::Embedder::BATCH)
        .map(|picture| {
            let values = noise(picture, 4 * size * size).into_iter().enumerate();
            values.map(|(at, value)| ((value + colour(picture, at) + 2.0) * 63.0) as u8).collect()
        })
        .collect();
    let pictures: Vec<Picture> = rgba.iter().map(|rgba| Picture::from_rgba(size, rgba)).collect();
    let cpu = plain::Embedder::new(backbone);
    let expected: Vec<Vec<f32>> = pictures.iter().map(|picture| cpu.embed(picture)).collect();
    // Or what mixes them up would pass.
    let apart = relative_distance(&expected[0], &expected[1]);
    assert!(apart > 1e-3, "{name}: {apart}");
    let embedder = gpu::Embedder::new(&gpu().await, backbone);
    for count in [1, 3, rgba.len()] {
        let of_bytes = embedder.embed_rgba(&rgba[..count]).await.expect("it runs");
        let of_numbers = embedder.embed(&pictures[..count]).await.expect("it runs");
        assert_eq!((of_bytes.len(), of_numbers.len()), (count, count));
        let mut worst = 0.0f32;
        for (actual, expected) in
            [of_bytes, of_numbers].iter().flat_map(|all| all.iter().zip(&expected))
        {
            worst = worst.max(relative_distance(actual, expected));
            // Written so that NaN fails.
            assert!(relative_distance(actual, expected) < 1e-4, "{name}, {count}: {worst:e}");
        }
        console_log!("{name}, {count} at once: off by {worst:e}");
    }
}

#[wasm_bindgen_test]
async fn webgpu_embeds_with_mobile_nets_of_odd_sizes_as_the_cpu_does() {
    let config = MobileNetV2Config::new(97).with_width(0.35).layers();
    compare_devices("MobileNetV2 at 97", &made_up(config)).await;
    let config = MobileNetV1Config::new(75).with_width(0.25).layers();
    compare_devices("MobileNetV1 at 75", &made_up(config)).await;
}

#[wasm_bindgen_test]
async fn webgpu_embeds_with_this_projects_own_models_as_the_cpu_does() {
    compare_devices("Headstart ResNet", &made_up(small_resnet::config())).await;
    compare_devices("autoencoder", &made_up(autoencoder::encoder())).await;
    for (input_size, components, centroids) in [(64, 20, 50), (33, 7, 130)] {
        let config =
            KMeansConfig { input_size, patch: 6, stride: 2, components, centroids, grid: 2 };
        compare_devices("filter bank", &made_up_filters(config)).await;
    }
}

#[wasm_bindgen_test]
async fn webgpu_embeds_with_the_public_models_as_the_cpu_does() {
    for model in [MOBILENET_V1, MOBILENET_V2, RESNET_20] {
        let mut files = Files::new();
        for file in model.files {
            let path = format!("{}/{file}", model.folder);
            let Some(bytes) = shared_data(&path).await else { return };
            files.insert(file.to_string(), bytes);
        }
        let weights = formats::read(files).expect("the public weights are sound");
        // With the normalisation that it wants.
        let pretrained = Pretrained::recognise(&weights).expect("they fit an architecture");
        compare_devices(model.architecture, &pretrained.backbone).await;
    }
}

#[wasm_bindgen_test]
async fn webgpu_embeds_no_pictures_at_all() {
    let embedder = gpu::Embedder::new(&gpu().await, &made_up(autoencoder::encoder()));
    assert_eq!(embedder.embed_rgba(&[]).await, Ok(Vec::new()));
    assert_eq!(embedder.embed(&[]).await, Ok(Vec::new()));
}

#[wasm_bindgen_test]
async fn the_self_test_passes() {
    let gpu = gpu().await;
    console_log!("adapter: {:?}", gpu.adapter());
    self_test::run(&gpu).await.expect("the software adapter computes rightly");
}

/// Three classes that overlap, of 7 features: small, and hard enough to be learnt slowly.
pub fn dataset(examples: usize) -> Dataset {
    let rows: Vec<Vec<f32>> = (0..examples)
        .map(|i| {
            (0..7).map(|j| ((i * 7 + j * 3) as f32).sin() + (i % 3 * j) as f32 * 0.1).collect()
        })
        .collect();
    let rows: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
    let labels: Vec<usize> = (0..examples).map(|i| i % 3).collect();
    Dataset::new(&rows, &labels, 3, 42)
}

/// Examples of `features` features that are all over the place, in `classes` classes.
fn scattered(examples: usize, features: usize, classes: usize) -> Dataset {
    let row = |i: usize| (0..features).map(move |j| ((i * 31 + j * 17) as f32).sin()).collect();
    let rows: Vec<Vec<f32>> = (0..examples).map(row).collect();
    let rows: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
    let labels: Vec<usize> = (0..examples).map(|i| i % classes).collect();
    Dataset::new(&rows, &labels, classes, 1)
}

/// Both heads are the same but for rounding.
fn compare_heads(what: &str, gpu: &Head, cpu: &Head) {
    assert_eq!(gpu.layers().count(), cpu.layers().count());
    for (gpu, cpu) in gpu.layers().zip(cpu.layers()) {
        let distance = relative_distance(&gpu.weight, &cpu.weight);
        console_log!("{what}: weights are off by {distance:e}");
        assert!(distance < 1e-3, "{what}: weights: {distance}");
        // The first step leaves hidden biases at 0, to which nothing is relative. AdamW moves each by
        // up to the learning rate, however small its gradient, so rounding shows.
        let apart = gpu.bias.iter().zip(&cpu.bias).map(|(a, b)| (a - b).abs());
        let apart = apart.fold(0.0, f32::max);
        console_log!("{what}: biases are at most {apart:e} apart");
        assert!(gpu.bias.len() == cpu.bias.len() && apart < 1e-4, "{what}: biases: {apart}");
    }
}

/// The next reports of a run.
async fn next_reports(run: &mut Run) -> Vec<EpochReport> {
    loop {
        let reports = run.advance(1).await.expect("it runs");
        if !reports.is_empty() {
            return reports;
        }
    }
}

#[wasm_bindgen_test]
async fn webgpu_trains_as_the_cpu_does_epoch_by_epoch() {
    let gpu = gpu().await;
    // Ten make classes of two sizes. In a first batch with as many of each, biases have no gradient but what
    // rounding leaves, and AdamW makes a step of that.
    for (examples, batch_size, hidden) in [(60, 16, 0), (33, 5, 0), (10, 100, 0), (60, 16, 10)] {
        let settings = TrainingSettings {
            epochs: 5,
            batch_size,
            hidden: NonZeroU32::new(hidden),
            learning_rate: 0.05,
            ..TrainingSettings::default()
        };
        let mut cpu_run = Run::on_cpu(dataset(examples), settings.clone());
        let mut gpu_run = Run::on_gpu(dataset(examples), settings, &gpu);
        assert_eq!(gpu_run.device(), DeviceKind::WebGpu);
        while !gpu_run.is_over() {
            let [on_gpu] = next_reports(&mut gpu_run).await[..] else { panic!("one a step") };
            let [on_cpu] = next_reports(&mut cpu_run).await[..] else { panic!("one a step") };
            assert_eq!(on_gpu.epoch, on_cpu.epoch);
            compare_scores(on_gpu.training, on_cpu.training);
            let [on_gpu, on_cpu] =
                [on_gpu, on_cpu].map(|report| report.held_out.expect("some are held out"));
            compare_scores(on_gpu, on_cpu);
            compare_heads("an epoch", &gpu_run.head(), &cpu_run.head());
        }
        assert!(cpu_run.is_over());
    }
}

fn compare_scores(gpu: Score, cpu: Score) {
    assert_eq!(gpu.accuracy, cpu.accuracy);
    assert!((gpu.loss - cpu.loss).abs() < 1e-4, "{gpu:?}, {cpu:?}");
}

#[wasm_bindgen_test]
async fn webgpu_trains_as_the_cpu_does_step_by_step() {
    let gpu = gpu().await;
    // Sizes that fill neither groups of four nor tiles, a last batch that is not full, and a hidden
    // layer; and sizes that fill all of them. 70 classes have more groups than threads have turns.
    for (features, classes, hidden, batch_size) in [
        (70, 7, 0, 16),
        (70, 7, 13, 16),
        (64, 4, 8, 4),
        (130, 70, 0, 50),
        (130, 70, 33, 50),
        (1280, 5, 100, 32),
    ] {
        let dataset = scattered(classes * 12, features, classes);
        let settings = TrainingSettings {
            epochs: 100,
            batch_size,
            hidden: NonZeroU32::new(hidden),
            // So strong that biases which are not spared would show.
            weight_decay: 1.0,
            ..TrainingSettings::default()
        };
        let mut cpu_run = Run::on_cpu(dataset.clone(), settings.clone());
        let mut gpu_run = Run::on_gpu(dataset, settings, &gpu);
        assert_eq!(gpu_run.device(), DeviceKind::WebGpu);
        let mut taken = 0;
        for steps in [1, 2, 10, 60] {
            // From the second on several at once, over the ends of epochs.
            gpu_run.advance(steps - taken).await.expect("it runs");
            for _ in taken..steps {
                cpu_run.advance(1).await.expect("it runs");
            }
            taken = steps;
            assert_eq!(gpu_run.epoch(), cpu_run.epoch());
            let what = format!("{features}, {hidden}, {classes}, {steps} steps");
            compare_heads(&what, &gpu_run.head(), &cpu_run.head());
        }
    }
}

#[wasm_bindgen_test]
async fn webgpu_reports_every_epoch_of_a_long_submission() {
    let gpu = gpu().await;
    let hidden = NonZeroU32::new(3);
    let settings = TrainingSettings { epochs: 200, hidden, ..TrainingSettings::default() };
    // 3 steps an epoch, so that 200 epochs take more than one submission.
    let mut run = Run::on_gpu(dataset(60), settings, &gpu);
    let mut epochs = Vec::new();
    while !run.is_over() {
        let reports = run.advance(usize::MAX).await.expect("it runs");
        epochs.extend(reports.iter().map(|report| report.epoch));
    }
    assert_eq!(epochs, (1..=200).collect::<Vec<_>>());
}
