//! The models on offer: where their weights are, what they must hash to, how to read them.

use super::labels;
use crate::error::Kind;
use crate::formats::card::Card;
use crate::formats::{self, Files};
use crate::models::{Backbone, Pretrained};
use crate::protocol::{
    DataSet, Exhibit, FigureRow, Figures, ModelInfo, OWN_MODEL, Origin, PreTraining, WeightsFile,
};

mod public;

/// Cards of the models that ship with the page, in the order to offer them, and how each was
/// pre-trained.
const SHIPPED: [(PreTraining, &str); 3] = [
    (PreTraining::Supervised, include_str!("../../../www/weights/small-resnet.json")),
    (PreTraining::Autoencoder, include_str!("../../../www/weights/autoencoder.json")),
    (PreTraining::Clustering, include_str!("../../../www/weights/kmeans.json")),
];

/// Where the weights of those are, from the page.
const SHIPPED_FOLDER: &str = "weights";

/// The models on offer; the first is the default.
pub fn entries() -> Vec<ModelInfo> {
    let [default, others @ ..] = public::models();
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
        exhibit: exhibit(pretrained),
        figures: None,
        files,
    }
}

fn exhibit(pretrained: &Pretrained) -> Option<Exhibit> {
    match pretrained {
        Pretrained { decoder: Some(_), .. } => Some(Exhibit::Drawings),
        Pretrained { backbone: Backbone::KMeans { .. }, .. } => Some(Exhibit::Patches),
        _ => None,
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
        exhibit: match how {
            PreTraining::Supervised => None,
            PreTraining::Autoencoder => Some(Exhibit::Drawings),
            PreTraining::Clustering => Some(Exhibit::Patches),
        },
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
            data: vec![Source {
                name: "Noise".into(),
                licence: "CC0".into(),
                pictures: 7,
                books: 0,
            }],
            licence: "MIT".into(),
            seed: 1,
            settings: Vec::new(),
            epochs: 1.0,
            input_size: 64,
            embedding_size: 32,
            parameters: 9,
            multiplications: 1000,
            figures: Vec::new(),
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
            tokenizer: None,
        }
    }

    #[test]
    fn every_card_can_be_read_and_every_id_is_there_once() {
        let entries = entries();
        assert_eq!(entries.len(), public::models().len() + SHIPPED.len());
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
        assert_eq!(info.exhibit, Some(Exhibit::Patches));
        assert_eq!(info.data[0].licence, "CC0");
        let figures = info.figures.expect("they were measured");
        assert_eq!((figures.shots, figures.rows.len()), (vec![1, 5], 2));
        assert_eq!(figures.rows[0].mean, [0.4, 0.6]);

        let unmeasured = Card { few_shot: FewShot::default(), ..card() };
        assert_eq!(shipped(PreTraining::Clustering, &unmeasured).figures, None);
    }
}
