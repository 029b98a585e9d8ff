//! Both devices give the numbers of TensorFlow, TensorFlow.js and PyTorch, and the same as each other.

use headstart::data::picture::Picture;
use headstart::engine::gpu::{self, Gpu};
use headstart::engine::training::{Lesson, Run};
use headstart::engine::{cpu, self_test};
use headstart::formats::Files;
use headstart::protocol::{DeviceKind, TrainingSettings};
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use crate::common::golden::{Golden, MOBILENET_V1, MOBILENET_V2, PublicModel, RESNET_20};
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
    let distance = relative_distance(&features[0], &cpu::Embedder::new(backbone).embed(&other));
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

#[wasm_bindgen_test]
async fn the_self_test_passes() {
    let gpu = gpu().await;
    console_log!("adapter: {:?}", gpu.adapter());
    self_test::run(&gpu).await.expect("the software adapter computes rightly");
}

/// Three classes that overlap, of 7 features: small, and hard enough to be learnt slowly.
pub fn lesson(examples: usize) -> Lesson {
    let rows: Vec<Vec<f32>> = (0..examples)
        .map(|i| {
            (0..7).map(|j| ((i * 7 + j * 3) as f32).sin() + (i % 3 * j) as f32 * 0.1).collect()
        })
        .collect();
    let rows: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
    let labels: Vec<usize> = (0..examples).map(|i| i % 3).collect();
    Lesson::new(&rows, &labels, 3, 42)
}

#[wasm_bindgen_test]
async fn webgpu_trains_as_the_cpu_does_step_by_step() {
    let gpu = gpu().await;
    for (examples, batch_size) in [(60, 16), (33, 5), (9, 100)] {
        let settings = TrainingSettings {
            epochs: 5,
            batch_size,
            learning_rate: 0.05,
            ..TrainingSettings::default()
        };
        let mut cpu_run = Run::on_cpu(lesson(examples), settings.clone());
        let mut gpu_run = Run::on_gpu(lesson(examples), settings, &gpu);
        assert_eq!(gpu_run.device(), DeviceKind::WebGpu);
        while !gpu_run.is_over() {
            let on_gpu = loop {
                if let Some(report) = gpu_run.advance().await.expect("it runs") {
                    break report;
                }
            };
            let on_cpu = loop {
                if let Some(report) = cpu_run.advance().await.expect("it runs") {
                    break report;
                }
            };
            assert_eq!(on_gpu.epoch, on_cpu.epoch);
            assert_eq!(on_gpu.training.accuracy, on_cpu.training.accuracy);
            assert!((on_gpu.training.loss - on_cpu.training.loss).abs() < 1e-4);
            let (a, b) = (gpu_run.head(), cpu_run.head());
            assert!(relative_distance(&a.weight, &b.weight) < 1e-3);
            assert!(relative_distance(&a.bias, &b.bias) < 1e-3);
        }
        assert!(cpu_run.is_over());
    }
}

#[wasm_bindgen_test]
async fn webgpu_trains_many_classes_and_submissions() {
    let gpu = gpu().await;
    // 90 steps an epoch, so two submissions; 70 classes, so more groups than threads have turns.
    let rows: Vec<Vec<f32>> =
        (0..140).map(|i| (0..130).map(|j| ((i * 31 + j * 17) as f32).sin()).collect()).collect();
    let rows: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
    let labels: Vec<usize> = (0..140).map(|i| i % 70).collect();
    let lesson = Lesson::new(&rows, &labels, 70, 1);
    let settings = TrainingSettings { epochs: 1, batch_size: 2, ..TrainingSettings::default() };
    let mut runs =
        [Run::on_cpu(lesson.clone(), settings.clone()), Run::on_gpu(lesson, settings, &gpu)];
    for run in &mut runs {
        while !run.is_over() {
            run.advance().await.expect("it runs");
        }
    }
    let [cpu, gpu] = runs.map(|run| run.head());
    let distance = relative_distance(&gpu.weight, &cpu.weight);
    assert!(distance < 1e-3, "{distance}");
}
