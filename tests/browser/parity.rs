//! Both devices give the numbers of TensorFlow.js, and the same as each other.

use headstart::data::picture::Picture;
use headstart::engine::catalog::{self, Backbone};
use headstart::engine::gpu::{self, Gpu};
use headstart::engine::training::{Lesson, Run};
use headstart::engine::{cpu, self_test};
use headstart::protocol::{DeviceKind, TrainingSettings};
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use crate::common::{relative_distance, sine_picture};
use crate::shared_data;

/// The public weights, and the features that TensorFlow.js gives for the golden input.
async fn mobilenet_v2() -> Option<(Backbone, Vec<f32>)> {
    let file = shared_data("weights/mobilenet_v2_0.35_224/image-model.zip").await?;
    let golden = shared_data("weights/mobilenet_v2_0.35_224/golden_sin_input.json").await?;
    let golden: serde_json::Value = serde_json::from_slice(&golden).expect("it is JSON");
    let golden = serde_json::from_value(golden["features_1280"].clone()).expect("numbers");
    let entry = catalog::find("mobilenet-v2").expect("it is on offer");
    Some((entry.read(&file).expect("the public weights fit"), golden))
}

async fn gpu() -> Gpu {
    Gpu::request().await.expect("the test browser has WebGPU")
}

#[wasm_bindgen_test]
async fn the_cpu_gives_the_features_of_tensorflow_js() {
    let Some((backbone, golden)) = mobilenet_v2().await else { return };
    let features = cpu::Embedder::new(&backbone).embed(&sine_picture(224));
    let distance = relative_distance(&features, &golden);
    console_log!("CPU: distance from TensorFlow.js {distance:e}");
    assert!(distance < 1e-3, "{distance}");
}

#[wasm_bindgen_test]
async fn webgpu_gives_the_features_of_tensorflow_js() {
    let Some((backbone, golden)) = mobilenet_v2().await else { return };
    let embedder = gpu::Embedder::new(&gpu().await, &backbone);
    // A second, different picture beside it shows that pictures of a batch do not mix.
    let other = Picture { size: 224, values: vec![0.5; 3 * 224 * 224] };
    let features = embedder.embed(&[other.clone(), sine_picture(224)]).await.expect("it runs");
    let distance = relative_distance(&features[1], &golden);
    console_log!("WebGPU: distance from TensorFlow.js {distance:e}");
    assert!(distance < 1e-3, "{distance}");
    let plain = cpu::Embedder::new(&backbone).embed(&other);
    let distance = relative_distance(&features[0], &plain);
    assert!(distance < 1e-3, "{distance}");
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
