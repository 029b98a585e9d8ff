//! The models of others, each at an address that is pinned to a commit.

use super::{blank, of_language};
use crate::models::ConvNetConfig;
use crate::models::bert::BertConfig;
use crate::models::language::LanguageConfig;
use crate::models::mobilenet_v1::MobileNetV1Config;
use crate::models::mobilenet_v2::MobileNetV2Config;
use crate::models::resnet_cifar::ResNetCifarConfig;
use crate::protocol::{DataSet, ModelInfo, PreTraining, Reads, WeightsFile};

/// The public models that read pictures, the default first.
pub fn picture_models() -> [ModelInfo; 3] {
    let imagenet = || {
        vec![DataSet {
            name: "ImageNet, 1.3 million photos of 1,000 kinds of things".into(),
            licence: "non-commercial research; the photos belong to their owners".into(),
        }]
    };
    let mobilenet_v2 = ModelInfo {
        id: "mobilenet-v2".into(),
        name: "MobileNetV2".into(),
        about: "A small convolutional network by Google that learnt to tell 1,000 kinds of things \
                apart from the 1.3 million labelled photos of ImageNet."
            .into(),
        pre_training: Some(PreTraining::Supervised),
        data: imagenet(),
        licence: "Apache-2.0".into(),
        architecture: "MobileNetV2, width 0.35".into(),
        files: vec![WeightsFile {
            address: github(
                "googlecreativelab/teachablemachine-community",
                "55aa0bb84acaa9efcbb9a2068eaefbb72cddae2c",
                "snippets/converter/image/test/image-model.zip",
            ),
            bytes: 2_246_262,
            sha256: "13ee9aae89d61ced74ce89d4cd0f1b3b1591d75d0eb1758fb83952afdbb7f39a".into(),
        }],
        ..of_layers(&MobileNetV2Config::new(224).with_width(0.35).layers())
    };
    let v1 = |path, bytes, sha256: &str| WeightsFile {
        address: github(
            "shivangidas/image-classifier",
            "964d5727ed1738b73581ac9c1e491eed816515e2",
            path,
        ),
        bytes,
        sha256: sha256.into(),
    };
    let mobilenet_v1 = ModelInfo {
        id: "mobilenet-v1".into(),
        name: "MobileNetV1".into(),
        about: "The smallest of Google's first MobileNets. It learnt from the same photos of \
                ImageNet, and still has the 1,000 labels that it learnt."
            .into(),
        pre_training: Some(PreTraining::Supervised),
        data: imagenet(),
        licence: "Apache-2.0".into(),
        architecture: "MobileNetV1, width 0.25".into(),
        labels: Some(1000),
        files: vec![
            v1(
                "model/weights_manifest.json",
                13_699,
                "eb0c332141deab95517b8b9e241b4f86a43612f2cd2cd174690d0b68b73d30a7",
            ),
            v1(
                "model/group1-shard1of1",
                1_903_204,
                "ff03725b0db888501b3ca76aa31c6c4b015c6afc944f08fea8a4ec0d4c043670",
            ),
        ],
        ..of_layers(&MobileNetV1Config::new(128).with_width(0.25).layers())
    };
    let resnet_20 = ModelInfo {
        id: "resnet-20".into(),
        name: "ResNet-20".into(),
        about: "A small residual network by Yerlan Idelbayev that learnt to tell ten kinds of \
                animals and vehicles apart in the 50,000 tiny labelled photos of CIFAR-10."
            .into(),
        pre_training: Some(PreTraining::Supervised),
        data: vec![DataSet {
            name: "CIFAR-10, 50,000 photos of 32 × 32 pixels".into(),
            licence: "none stated".into(),
        }],
        licence: "BSD-2-Clause".into(),
        architecture: "ResNet-20 for CIFAR-10".into(),
        labels: Some(10),
        files: vec![WeightsFile {
            address: github(
                "akamaster/pytorch_resnet_cifar10",
                "d5489e8995e81e91ce6b1d69dcc98ad579b0b153",
                "pretrained_models/resnet20-12fca82f.th",
            ),
            bytes: 1_099_231,
            sha256: "12fca82f0bebc4135bf1f32f6e3710e61d5108578464b84fd6d7f5c1b04036c8".into(),
        }],
        ..of_layers(&ResNetCifarConfig::new(3).layers())
    };
    [mobilenet_v2, mobilenet_v1, resnet_20]
}

/// The public models that read texts.
pub fn text_models() -> [ModelInfo; 1] {
    let file = |name: &str, bytes, sha256: &str| WeightsFile {
        address: format!(
            "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/\
             1110a243fdf4706b3f48f1d95db1a4f5529b4d41/{name}"
        ),
        bytes,
        sha256: sha256.into(),
    };
    let config = BertConfig { inner: 1536, ..BertConfig::new(30_522, 512, 384, 6) }.with_heads(12);
    [ModelInfo {
        id: "minilm".into(),
        name: "MiniLM".into(),
        about:
            "A sentence encoder of the sentence-transformers project. It learnt to fill in hidden \
                words first, then from a billion pairs of sentences which belong together."
                .into(),
        pre_training: Some(PreTraining::SentencePairs),
        data: vec![DataSet {
            name: "1.17 billion pairs of sentences, from Reddit, scientific papers, questions and \
                   answers, and others"
                .into(),
            licence: "various, as its model card says".into(),
        }],
        licence: "Apache-2.0".into(),
        architecture: "BERT of 6 layers, 384 wide".into(),
        files: vec![
            file(
                "config.json",
                612,
                "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
            ),
            file(
                "tokenizer.json",
                466_247,
                "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
            ),
            file(
                "model.safetensors",
                90_868_376,
                "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            ),
        ],
        ..of_language(&LanguageConfig::Bert(config))
    }]
}

/// A model of these layers of which nothing else is known yet.
fn of_layers(net: &ConvNetConfig) -> ModelInfo {
    ModelInfo {
        embedding_size: net.embedding_size(),
        multiplications: net.multiplications() as u64,
        ..blank(Reads::Pictures { side: net.input_size })
    }
}

/// The address of a file in a repository, as it was at a commit.
fn github(repository: &str, commit: &str, path: &str) -> String {
    format!("https://raw.githubusercontent.com/{repository}/{commit}/{path}")
}
