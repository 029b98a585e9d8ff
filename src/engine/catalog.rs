//! The models on offer: where their weights are, what they must hash to, how to read them.

use super::labels;
use crate::error::Kind;
use crate::formats::card::Card;
use crate::formats::{self, Files};
use crate::models::Pretrained;
use crate::protocol::{
    DataSet, FigureRow, Figures, ModelInfo, OWN_MODEL, Origin, PreTraining, WeightsFile,
};

/// Cards of the models that ship with the page, in the order to offer them, and how each was
/// pre-trained.
const SHIPPED: &[(PreTraining, &str)] = &[];

/// Where the weights of those are, from the page.
const SHIPPED_FOLDER: &str = "weights";

/// The models on offer; the first is the default.
pub fn entries() -> Vec<ModelInfo> {
    let [default, others @ ..] = public();
    // A card is part of the program, so one that cannot be read is a mistake that the tests show.
    let shipped =
        SHIPPED.iter().filter_map(|(how, json)| Some(shipped(*how, &Card::read(json).ok()?)));
    std::iter::once(default).chain(shipped).chain(others).collect()
}

/// The model of this id.
///
/// # Errors
/// [`Kind::UnknownModel`].
pub fn find(id: &str) -> Result<ModelInfo, Kind> {
    entries().into_iter().find(|entry| entry.id == id).ok_or_else(|| Kind::UnknownModel(id.into()))
}

/// Reads weights and recognises what they are of.
///
/// # Errors
/// Those of [`formats::read`] and [`Pretrained::recognise`].
pub fn read(files: Files) -> Result<Pretrained, Kind> {
    Pretrained::recognise(&formats::read(files)?)
}

/// What is known of a model that the visitor has opened from these files, or from an address.
pub fn own(pretrained: &Pretrained, files: Vec<WeightsFile>, from_address: bool) -> ModelInfo {
    let architecture = &pretrained.architecture;
    let (from, about) = if from_address {
        ("From your address", "Weights from the address that you gave.")
    } else {
        ("Your file", "Weights from your disk.")
    };
    ModelInfo {
        id: OWN_MODEL.into(),
        name: format!("{from}: {architecture}"),
        about: format!(
            "{about} Their names and shapes are those of {architecture}; what it was trained on is \
             not written in them."
        ),
        origin: Origin::Own,
        pre_training: None,
        data: Vec::new(),
        licence: String::new(),
        architecture: architecture.clone(),
        input_size: pretrained.backbone.input_size(),
        embedding_size: pretrained.backbone.embedding_size(),
        multiplications: pretrained.backbone.multiplications() as u64,
        labels: pretrained.classifier.as_ref().map(|head| labels::count(head.classes)),
        figures: None,
        files,
    }
}

/// A model that ships with the page, as its card has it.
fn shipped(how: PreTraining, card: &Card) -> ModelInfo {
    let rows = card.few_shot.rows.iter().map(|row| FigureRow {
        model: row.model.clone(),
        mean: row.mean.clone(),
        deviation: row.deviation.clone(),
    });
    let data = card
        .data
        .iter()
        .map(|source| DataSet { name: source.name.clone(), licence: source.licence.clone() });
    ModelInfo {
        id: card.id.clone(),
        name: card.name.clone(),
        about: card.about.clone(),
        origin: Origin::Shipped,
        pre_training: Some(how),
        data: data.collect(),
        licence: card.licence.clone(),
        architecture: card.architecture.clone(),
        input_size: card.input_size,
        embedding_size: card.embedding_size,
        multiplications: card.multiplications as u64,
        labels: None,
        figures: (!card.few_shot.rows.is_empty()).then(|| Figures {
            task: card.few_shot.task.clone(),
            shots: card.few_shot.shots.clone(),
            draws: card.few_shot.draws,
            rows: rows.collect(),
        }),
        files: vec![WeightsFile {
            address: format!("{SHIPPED_FOLDER}/{}", card.file),
            bytes: card.bytes,
            sha256: card.sha256.clone(),
        }],
    }
}

/// The models of others, each at an address that is pinned to a commit.
fn public() -> [ModelInfo; 3] {
    let imagenet = || {
        vec![DataSet {
            name: "ImageNet, 1.3 million photos of 1,000 kinds of things".into(),
            licence: "for research; its photos belong to their owners".into(),
        }]
    };
    let mobilenet_v2 = ModelInfo {
        id: "mobilenet-v2".into(),
        name: "MobileNetV2".into(),
        about: "A small convolutional network by Google that learnt to tell 1,000 kinds of things \
                apart from the 1.3 million labelled photos of ImageNet."
            .into(),
        origin: Origin::Public,
        pre_training: Some(PreTraining::Supervised),
        data: imagenet(),
        licence: "Apache-2.0".into(),
        architecture: "MobileNetV2, width 0.35".into(),
        input_size: 224,
        embedding_size: 1280,
        multiplications: 58_777_264,
        labels: None,
        figures: None,
        files: vec![WeightsFile {
            address: github(
                "googlecreativelab/teachablemachine-community",
                "55aa0bb84acaa9efcbb9a2068eaefbb72cddae2c",
                "snippets/converter/image/test/image-model.zip",
            ),
            bytes: 2_246_262,
            sha256: "13ee9aae89d61ced74ce89d4cd0f1b3b1591d75d0eb1758fb83952afdbb7f39a".into(),
        }],
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
        origin: Origin::Public,
        pre_training: Some(PreTraining::Supervised),
        data: imagenet(),
        licence: "Apache-2.0".into(),
        architecture: "MobileNetV1, width 0.25".into(),
        input_size: 128,
        embedding_size: 256,
        multiplications: 13_500_416,
        labels: Some(1000),
        figures: None,
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
    };
    let resnet_20 = ModelInfo {
        id: "resnet-20".into(),
        name: "ResNet-20".into(),
        about: "A small residual network by Yerlan Idelbayev that learnt to tell ten kinds of \
                animals and vehicles apart in the 50,000 tiny labelled photos of CIFAR-10."
            .into(),
        origin: Origin::Public,
        pre_training: Some(PreTraining::Supervised),
        data: vec![DataSet {
            name: "CIFAR-10, 50,000 photos of 32 × 32 pixels".into(),
            licence: "none stated".into(),
        }],
        licence: "BSD-2-Clause".into(),
        architecture: "ResNet-20 for CIFAR-10".into(),
        input_size: 32,
        embedding_size: 64,
        multiplications: 40_813_568,
        labels: Some(10),
        figures: None,
        files: vec![WeightsFile {
            address: github(
                "akamaster/pytorch_resnet_cifar10",
                "d5489e8995e81e91ce6b1d69dcc98ad579b0b153",
                "pretrained_models/resnet20-12fca82f.th",
            ),
            bytes: 1_099_231,
            sha256: "12fca82f0bebc4135bf1f32f6e3710e61d5108578464b84fd6d7f5c1b04036c8".into(),
        }],
    };
    [mobilenet_v2, mobilenet_v1, resnet_20]
}

/// The address of a file in a repository, as it was at a commit.
fn github(repository: &str, commit: &str, path: &str) -> String {
    format!("https://raw.githubusercontent.com/{repository}/{commit}/{path}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::card::{Accuracies, Curve, FewShot, Source};

    fn card() -> Card {
        let row = |model: &str| Accuracies {
            model: model.into(),
            mean: vec![0.4, 0.6],
            deviation: vec![0.03, 0.02],
        };
        Card {
            id: "made-up".into(),
            name: "Made up".into(),
            about: "It learnt nothing.".into(),
            architecture: "one layer".into(),
            data: vec![Source { name: "Noise".into(), licence: "CC0".into(), pictures: 7 }],
            licence: "MIT".into(),
            seed: 1,
            settings: Vec::new(),
            epochs: 1.0,
            input_size: 64,
            embedding_size: 32,
            parameters: 9,
            multiplications: 1000,
            few_shot: FewShot {
                task: "Twenty classes".into(),
                shots: vec![1, 5],
                draws: 5,
                rows: vec![row("Made up"), row("random")],
            },
            curve: Curve::default(),
            file: "made-up.safetensors".into(),
            bytes: 1234,
            sha256: "ab".repeat(32),
        }
    }

    #[test]
    fn every_card_can_be_read_and_every_id_is_there_once() {
        let entries = entries();
        assert_eq!(entries.len(), public().len() + SHIPPED.len());
        for entry in &entries {
            assert_eq!(entries.iter().filter(|other| other.id == entry.id).count(), 1);
            assert!(entry.id != OWN_MODEL && !entry.files.is_empty());
            for file in &entry.files {
                assert_eq!(file.sha256.len(), 64, "{}", file.address);
                assert!(file.bytes > 0 && !file.name().is_empty());
            }
        }
        assert_eq!(entries[0].id, "mobilenet-v2");
        assert_eq!(find("mobilenet-v1").map(|entry| entry.bytes()), Ok(13_699 + 1_903_204));
        assert_eq!(find("zebra"), Err(Kind::UnknownModel("zebra".into())));
    }

    #[test]
    fn a_card_becomes_an_entry() {
        let info = shipped(PreTraining::Clustering, &card());
        assert_eq!(info.files[0].address, "weights/made-up.safetensors");
        assert_eq!((info.bytes(), info.origin), (1234, Origin::Shipped));
        assert_eq!(info.data[0].licence, "CC0");
        let figures = info.figures.expect("they were measured");
        assert_eq!((figures.shots, figures.rows.len()), (vec![1, 5], 2));
        assert_eq!(figures.rows[0].mean, [0.4, 0.6]);

        let unmeasured = Card { few_shot: FewShot::default(), ..card() };
        assert_eq!(shipped(PreTraining::Clustering, &unmeasured).figures, None);
    }
}
