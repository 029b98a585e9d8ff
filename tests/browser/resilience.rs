//! The GPU goes away in the middle, and nothing is lost.

use std::num::NonZeroU32;

use headstart::engine::catalog::{self, Checkpoint};
use headstart::engine::device;
use headstart::engine::gpu::{Embedder, Gpu};
use headstart::engine::run::Run;
use headstart::error::{DeviceError, Kind};
use headstart::protocol::{DeviceChoice, DeviceKind, Modality, TrainingSettings};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::common::picture::sine_picture;
use crate::common::relative_distance;
use crate::parity::dataset;
use crate::shared_data;

#[wasm_bindgen_test]
async fn a_run_goes_on_on_the_cpu_when_the_gpu_is_lost() {
    for hidden in [None, NonZeroU32::new(10)] {
        let gpu = Gpu::request().await.expect("the test browser has WebGPU");
        let settings = TrainingSettings { epochs: 6, hidden, ..TrainingSettings::default() };
        let mut run = Run::on_gpu(dataset(60), settings.clone(), &gpu);
        // Into the middle of the fourth epoch: of 48 examples each has 3 steps.
        for _ in 0..2 {
            run.advance(5).await.expect("the GPU is still there");
        }
        assert_eq!(run.epoch(), 3);
        let before = run.head();
        gpu.lose();
        assert_eq!(run.advance(5).await.err(), Some(Kind::Device(DeviceError::Lost)));
        assert_eq!((run.epoch(), run.head()), (3, before), "what was learnt is kept");

        run.continue_on_cpu();
        assert_eq!(run.device(), DeviceKind::Cpu);
        let mut last = Vec::new();
        while !run.is_over() {
            last = run.advance(1).await.expect("the CPU does not go away");
        }
        let mut undisturbed = Run::on_cpu(dataset(60), settings);
        let mut expected = Vec::new();
        while !undisturbed.is_over() {
            expected = undisturbed.advance(1).await.expect("the CPU does not go away");
        }
        assert_eq!((run.epoch(), last[0].epoch), (6, 6));
        let (head, undisturbed) = (run.head(), undisturbed.head());
        for (layer, expected) in head.layers().zip(undisturbed.layers()) {
            let distance = relative_distance(&layer.weight, &expected.weight);
            let what = "it ends where an undisturbed run ends, but for rounding";
            assert!(distance < 1e-3, "{what}: {distance}");
        }
        assert!((last[0].training.loss - expected[0].training.loss).abs() < 1e-4);
    }
}

#[wasm_bindgen_test]
async fn embedding_on_a_lost_gpu_is_an_error_and_no_hang() {
    let Some(file) = shared_data("weights/mobilenet_v2_0.35_224/image-model.zip").await else {
        return;
    };
    let files = [("image-model.zip".to_string(), file)].into();
    let found = catalog::read(files, Modality::Pictures).expect("the public weights fit");
    let Checkpoint::Pictures(pretrained) = found else { panic!("it reads pictures") };
    let backbone = pretrained.backbone;
    let gpu = Gpu::request().await.expect("the test browser has WebGPU");
    let embedder = Embedder::new(&gpu, &backbone);
    gpu.lose();
    assert_eq!(embedder.embed(&[sine_picture(224)]).await, Err(Kind::Device(DeviceError::Lost)));
}

#[wasm_bindgen_test]
async fn the_device_is_chosen_as_the_visitor_wishes() {
    let (device, report, error) = device::choose(DeviceChoice::Cpu).await;
    assert_eq!((device.kind(), report.kind, error), (DeviceKind::Cpu, DeviceKind::Cpu, None));

    let (device, report, error) = device::choose(DeviceChoice::WebGpu).await;
    assert_eq!((device.kind(), report.kind, error), (DeviceKind::WebGpu, DeviceKind::WebGpu, None));
    let adapter = report.adapter.expect("it is named");

    // Auto takes real hardware only: a software adapter is slower than the CPU without it.
    let (device, report, error) = device::choose(DeviceChoice::Auto).await;
    let expected = if adapter.software { DeviceKind::Cpu } else { DeviceKind::WebGpu };
    assert_eq!((device.kind(), error), (expected, None), "{:?}", report.reason);
}
