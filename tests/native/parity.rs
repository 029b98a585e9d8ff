//! The public weights, read by this crate, give the numbers that other programs give; and can be trained on.

use std::path::Path;

use crate::common;
use crate::common::golden::Golden;
use crate::common::public::{MOBILENET_V1, MOBILENET_V2, PublicModel, RESNET_20};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Int, Tensor, TensorData};
use headstart::data::picture::Picture;
use headstart::data::sample;
use headstart::engine::finetuning::folded;
use headstart::engine::finetuning::learner::Learner;
use headstart::engine::finetuning::optimiser::StepSizes;
use headstart::engine::finetuning::parameters::Leaves;
use headstart::engine::now::now;
use headstart::engine::{cpu, plain};
use headstart::error::Kind;
use headstart::models::{Backbone, ConvNetConfig};

fn golden(model: PublicModel, data: &Path) -> Golden {
    let read = |name: &str| {
        std::fs::read(data.join(model.folder).join(name)).expect("shared data is whole")
    };
    let files = model.files.iter().map(|name| (name.to_string(), read(name))).collect();
    Golden::read(model, files, &read("golden_sin_input.json"))
}

fn compare(model: PublicModel) {
    let Some(data) = common::shared_data() else { return };
    let golden = golden(model, &data);
    let embedder = cpu::Embedder::new(&golden.pretrained.backbone);
    for (what, distance) in golden.distances(&embedder.embed(&golden.picture())) {
        println!("{}: {what} is off by {distance:e}", model.architecture);
        assert!(distance < 1e-3, "{what}: {distance}");
    }
}

#[test]
fn mobilenet_v1_gives_the_features_and_logits_of_tensorflow() {
    compare(MOBILENET_V1);
}

#[test]
fn mobilenet_v2_gives_the_features_of_tensorflow_js() {
    compare(MOBILENET_V2);
}

#[test]
fn resnet_20_gives_the_features_and_logits_of_pytorch() {
    compare(RESNET_20);
}

/// Pictures one after the other: `[pictures, 3, size, size]`.
fn tensor(pictures: &[Picture], device: &Device) -> Tensor<4> {
    let size = pictures[0].size;
    let values = pictures.iter().flat_map(|picture| picture.values.iter().copied()).collect();
    Tensor::from_data(TensorData::new::<f32, _>(values, [pictures.len(), 3, size, size]), device)
}

#[test]
fn mobilenet_v2_computes_the_same_where_it_is_trained() {
    let Some(data) = common::shared_data() else { return };
    let golden = golden(MOBILENET_V2, &data);
    let backbone = &golden.pretrained.backbone;
    let Backbone::ConvNet { config, weights } = backbone else { panic!("it is one") };
    let parameters = folded(&config.layers, weights);
    let leaves = parameters.leaves(&Device::flex());
    let net = config.init(&mut &leaves).expect("every layer has its parameters");
    let pictures = tensor(&[golden.picture()], &Device::flex()).autodiff();
    let features: Vec<f32> =
        net.forward(pictures).inner().into_data().try_into_vec().expect("everything is in f32");
    assert_eq!(features, plain::Embedder::new(backbone).embed(&golden.picture()));
    assert_eq!(now(net.weights()).as_ref(), Ok(weights), "what was trained is used as it is");
}

/// The mean loss of a network with a linear head, which is told too.
fn loss(
    net: &ConvNetConfig,
    leaves: &Leaves,
    pictures: Tensor<4>,
    labels: Tensor<2, Int>,
) -> Result<(Tensor<1>, [Tensor<1>; 1]), Kind> {
    let weight = leaves.tensor("head.weight", [net.embedding_size(), 2])?;
    let bias = leaves.tensor("head.bias", [2])?.unsqueeze();
    let mut tensors = leaves;
    let logits = net.init(&mut tensors)?.forward(pictures.autodiff()).matmul(weight) + bias;
    let loss = log_softmax(logits, 1).gather(1, labels.autodiff()).neg().mean();
    Ok((loss.clone(), [loss]))
}

#[test]
fn mobilenet_v2_can_be_trained() {
    const SIZE: usize = 96;
    const STEPS: usize = 3;
    let Some(data) = common::shared_data() else { return };
    let Backbone::ConvNet { config, weights } = golden(MOBILENET_V2, &data).pretrained.backbone
    else {
        panic!("it is one")
    };
    let net = ConvNetConfig { input_size: SIZE, ..config };
    let mut parameters = folded(&net.layers, &weights);
    let features = net.embedding_size();
    parameters.push("head.weight", &[features, 2], true, vec![0.0; features * 2]);
    parameters.push("head.bias", &[2], false, vec![0.0; 2]);
    let before = parameters.clone();
    let sizes = StepSizes { steps: 100, warm_up: 0, largest: 0.0005 };
    let mut learner = Learner::new(parameters, Device::flex(), sizes, 0.0);
    // Two houses and two trees.
    let drawn = [(0, 0), (0, 1), (1, 0), (1, 1)];
    let pictures =
        drawn.map(|(class, index)| Picture::from_rgba(SIZE, &sample::draw(class, index, SIZE)));
    let mut losses = Vec::new();
    for _ in 0..STEPS {
        let told = now(learner.add(|leaves, device| {
            let labels = Tensor::<2, Int>::from_data([[0], [0], [1], [1]], device);
            loss(&net, leaves, tensor(&pictures, device), labels)
        }));
        let [loss] = told.expect("every parameter is there");
        losses.push(loss);
        learner.step();
    }
    println!("losses: {losses:?}");
    assert!((losses[0] - 2.0f32.ln()).abs() < 1e-6, "a head of zeros guesses");
    assert!(losses.is_sorted_by(|a, b| a > b), "{losses:?}");
    // All of it learns, not only the head.
    for ((name, _, before), (_, _, after)) in before.iter().zip(learner.parameters().iter()) {
        assert!(before != after, "{name} has learnt nothing");
    }
}
