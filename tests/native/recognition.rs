//! Whole models are recognised, and of those that are not whole it is said what is wrong.

use std::collections::BTreeMap;

use crate::common::models;
use headstart::error::WeightsError;
use headstart::formats;
use headstart::formats::safetensors::{self, Precision};
use headstart::models::{Array, Backbone, Pretrained, Weights, kmeans as bank};
use headstart::pretrain::{autoencoder, cnn, kmeans};

fn all() -> Vec<(&'static str, Weights)> {
    models::own().into_iter().chain(models::public()).collect()
}

/// Tensors without which a model is another one, or none.
const SIGNATURES: [&str; 9] = [
    "Conv1/kernel",
    "expanded_conv_project/kernel",
    "MobilenetV1/Conv2d_0/weights",
    "module.layer3.0.conv1.weight",
    "module.linear.weight",
    "stage_0.down.kernel",
    "encoder.code.kernel",
    "filters",
    "centroids",
];

/// Teachable Machine's own layers, which are passed over.
fn is_ignored(name: &str) -> bool {
    name.starts_with("dense_Dense")
}

/// A weights file in which one tensor is changed, or taken out.
fn with(weights: &Weights, name: &str, change: impl FnOnce(Array) -> Option<Array>) -> Weights {
    let mut arrays: BTreeMap<String, Array> =
        weights.iter().map(|(name, array)| (name.to_string(), array.clone())).collect();
    if let Some(array) = arrays.remove(name).and_then(change) {
        arrays.insert(name.into(), array);
    }
    arrays.into_iter().collect()
}

#[test]
fn whole_models_are_recognised() {
    for (architecture, weights) in all() {
        let pretrained = Pretrained::recognise(&weights).expect(architecture);
        assert_eq!(pretrained.architecture, architecture);
        let classes = pretrained.classifier.map(|head| head.classes());
        let (expected, size) = match architecture {
            "MobileNetV1, width 0.25" => (Some(1001), 128),
            "MobileNetV2, width 0.35" => (None, 224),
            "ResNet-20 for CIFAR-10" => (Some(10), 32),
            "Headstart ResNet" => (None, 128),
            _ => (None, 64),
        };
        assert_eq!(classes, expected, "{architecture}");
        assert_eq!(pretrained.backbone.input_size(), size, "{architecture}");
        assert_eq!(pretrained.decoder.is_some(), architecture == "Headstart autoencoder");
    }
}

#[test]
fn this_project_s_files_are_what_was_written() {
    for (architecture, weights) in models::own() {
        let file = safetensors::write(&weights, &BTreeMap::new(), Precision::Half);
        let bytes: usize = weights.iter().map(|(_, array)| 2 * array.values.len()).sum();
        assert!(file.len() < bytes + (1 << 14), "{architecture}: 16 bits a number");
        let read = formats::read([("weights".to_string(), file)].into()).expect("it is sound");
        assert_eq!(Pretrained::recognise(&read), Pretrained::recognise(&weights));
    }
}

#[test]
fn what_is_pre_trained_is_recognised() {
    let recognise = |weights| Pretrained::recognise(&weights).expect("it is whole");
    let parameters = cnn::parameters(2, 3, 1);
    assert_eq!(recognise(cnn::to_weights(&parameters)).backbone, cnn::backbone(&parameters));
    let parameters = autoencoder::parameters(1);
    let pretrained = recognise(autoencoder::to_weights(&parameters));
    assert_eq!(pretrained.backbone, autoencoder::backbone(&parameters));
    assert!(pretrained.decoder.is_some());
    let Some((_, file)) = models::own().pop() else { panic!("the filter bank is the last") };
    let Backbone::KMeans { config, weights } = recognise(file).backbone else {
        panic!("the filter bank is the last");
    };
    let written = recognise(bank::to_weights(&config, &weights)).backbone;
    assert_eq!(written, Backbone::KMeans { config, weights });
    // What is the same for every file is what training uses.
    let (shipped, read) = (kmeans::CONFIG, config);
    assert_eq!(shipped.input_size, read.input_size);
    assert_eq!((shipped.stride, shipped.grid), (read.stride, read.grid));
}

#[test]
fn a_missing_tensor_is_named() {
    for (architecture, weights) in all() {
        for (name, _) in weights.iter() {
            let result = Pretrained::recognise(&with(&weights, name, |_| None));
            let tensors = vec!["MobilenetV1/Logits/Conv2d_1c_1x1/biases".to_string()];
            match result {
                Ok(_) => assert!(is_ignored(name), "{architecture}: {name}"),
                Err(WeightsError::UnknownArchitecture(_)) => {
                    assert!(SIGNATURES.contains(&name), "{architecture}: {name}");
                }
                Err(WeightsError::MissingTensor(missing)) => {
                    assert_eq!(missing, name)
                }
                // Half of a classifier that may be missing as a whole.
                Err(kind) => {
                    assert_eq!(kind, WeightsError::LeftOver { tensors, count: 1 }, "{name}")
                }
            }
        }
    }
}

#[test]
fn a_tensor_of_another_shape_is_named() {
    for (architecture, weights) in all() {
        for (name, _) in weights.iter().filter(|(name, _)| !is_ignored(name)) {
            let reshaped = with(&weights, name, |mut array| {
                array.shape.push(1);
                Some(array)
            });
            match Pretrained::recognise(&reshaped) {
                Err(WeightsError::WrongShape { tensor, expected, actual }) => {
                    assert_eq!(tensor, name);
                    assert_eq!(expected.len() + 1, actual.len());
                }
                other => panic!("{architecture}, {name}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_tensor_that_is_damaged_is_named() {
    for (architecture, weights) in all() {
        for (name, _) in weights.iter().filter(|(name, _)| !is_ignored(name)) {
            for value in [f32::NAN, f32::NEG_INFINITY] {
                let damaged = with(&weights, name, |mut array| {
                    *array.values.last_mut()? = value;
                    Some(array)
                });
                let expected = Err(WeightsError::NotFinite(name.into()));
                assert_eq!(Pretrained::recognise(&damaged), expected, "{architecture}");
            }
        }
    }
}

#[test]
fn a_tensor_too_many_is_named_unless_training_left_it() {
    for (architecture, weights) in all() {
        let whole = Pretrained::recognise(&weights);
        let add = |name: &str| {
            let mut weights = weights.clone();
            let array = Array { shape: vec![1], values: vec![f32::NAN] };
            weights.insert(name, array).expect("it is new");
            Pretrained::recognise(&weights)
        };
        let tensors = vec!["layer4.0.conv1.weight".to_string()];
        let left_over = Err(WeightsError::LeftOver { tensors, count: 1 });
        assert_eq!(add("layer4.0.conv1.weight"), left_over, "{architecture}");
        for name in ["bn1.num_batches_tracked", "global_step", "Adam/iter", "x/RMSProp_1"] {
            assert_eq!(add(name), whole, "{architecture}");
        }
    }
}

#[test]
fn two_models_in_one_are_refused() {
    let all = all();
    for ((one, first), (other, second)) in all.iter().zip(all.iter().skip(1)) {
        let mut both = first.clone();
        both.merge(second.clone()).expect("no name is in both");
        let refused = Pretrained::recognise(&both);
        assert!(
            matches!(refused, Err(WeightsError::LeftOver { .. })),
            "{one} and {other}: {refused:?}"
        );
    }
}

#[test]
fn the_public_backbones_keep_their_sizes() {
    for (architecture, weights) in models::public() {
        let Ok(Pretrained { backbone: Backbone::ConvNet { config, .. }, .. }) =
            Pretrained::recognise(&weights)
        else {
            panic!("{architecture} is a list of convolutions");
        };
        let expected = match architecture {
            "MobileNetV1, width 0.25" => 256,
            "MobileNetV2, width 0.35" => 1280,
            _ => 64,
        };
        assert_eq!(config.embedding_size(), expected);
    }
}
