//! The models on offer: where their weights are, what they must hash to, how to read them.

use std::sync::LazyLock;

use super::labels;
use crate::error::{AbilityError, Kind, WeightsError};
use crate::formats::card::Card;
use crate::formats::language::{self, LanguageFiles};
use crate::formats::{self, Files, archive};
use crate::models::language::LanguageConfig;
use crate::models::{Backbone, Pretrained};
use crate::protocol::{
    Exhibit, Modality, ModelInfo, OWN_MODEL, Origin, PreTraining, Reads, WeightsFile,
};

mod public;

/// A model that ships with the page: how it was pre-trained, what it can show, and its card.
type Shipped = (PreTraining, &'static [Exhibit], &'static str);

/// Those that read pictures, in the order to offer them.
const PICTURE_MODELS: [Shipped; 3] = [
    (PreTraining::Supervised, &[], include_str!("../../../www/weights/small-resnet.json")),
    (
        PreTraining::Autoencoder,
        &[Exhibit::Drawing],
        include_str!("../../../www/weights/autoencoder.json"),
    ),
    (
        PreTraining::Clustering,
        &[Exhibit::Patches],
        include_str!("../../../www/weights/kmeans.json"),
    ),
];

/// Those that read texts.
const TEXT_MODELS: [Shipped; 2] = [
    (
        PreTraining::MaskedWords,
        &[Exhibit::Blanks, Exhibit::Follows],
        include_str!("../../../www/weights/bert.json"),
    ),
    (PreTraining::NextWords, &[Exhibit::Writing], include_str!("../../../www/weights/gpt.json")),
];

/// Where the weights of those are, from the page.
const SHIPPED_FOLDER: &str = "weights";

/// A model as its files hold it.
#[derive(Debug, Clone)]
pub enum Checkpoint {
    /// One that reads pictures.
    Pictures(Box<Pretrained>),
    /// One that reads texts.
    Texts(Box<LanguageFiles>),
}

impl Checkpoint {
    /// The model, if it reads pictures.
    ///
    /// # Errors
    /// [`AbilityError::Reads`].
    pub fn pictures(self) -> Result<Pretrained, AbilityError> {
        match self {
            Self::Pictures(pretrained) => Ok(*pretrained),
            Self::Texts(_) => Err(AbilityError::Reads(Modality::Texts)),
        }
    }

    /// The model, if it reads texts.
    ///
    /// # Errors
    /// [`AbilityError::Reads`].
    pub fn texts(self) -> Result<LanguageFiles, AbilityError> {
        match self {
            Self::Texts(files) => Ok(*files),
            Self::Pictures(_) => Err(AbilityError::Reads(Modality::Pictures)),
        }
    }
}

/// The models on offer; the first of each modality is the default.
pub fn entries() -> &'static [ModelInfo] {
    static ENTRIES: LazyLock<Vec<ModelInfo>> = LazyLock::new(offered);
    &ENTRIES
}

/// The models on offer, of which the cards of those that ship are read.
fn offered() -> Vec<ModelInfo> {
    let [default, others @ ..] = public::picture_models();
    // A card is part of the program, so one that cannot be read is a mistake that the tests show.
    let shipped = |modality| {
        move |(how, exhibits, json): &Shipped| {
            Some(shipped(modality, *how, exhibits, Card::read(json).ok()?))
        }
    };
    std::iter::once(default)
        .chain(PICTURE_MODELS.iter().filter_map(shipped(Modality::Pictures)))
        .chain(others)
        .chain(TEXT_MODELS.iter().filter_map(shipped(Modality::Texts)))
        .chain(public::text_models())
        .collect()
}

/// The model of this id.
///
/// # Errors
/// [`WeightsError::UnknownModel`].
pub fn find(id: &str) -> Result<&'static ModelInfo, WeightsError> {
    entries()
        .iter()
        .find(|entry| entry.id == id)
        .ok_or_else(|| WeightsError::UnknownModel(id.into()))
}

/// Reads a model of this modality and recognises what it is of.
///
/// # Errors
/// Those of [`read_pictures`] or of [`read_texts`].
pub fn read(files: Files, modality: Modality) -> Result<Checkpoint, Kind> {
    match modality {
        Modality::Pictures => read_pictures(files),
        Modality::Texts => read_texts(files),
    }
}

/// Reads a model that reads pictures. Needs no tokenizer, which is why the worker for pictures calls it.
///
/// # Errors
/// Those of [`formats::read`] and [`Pretrained::recognise`]; [`AbilityError::Reads`].
pub fn read_pictures(files: Files) -> Result<Checkpoint, Kind> {
    if language::has_tokenizer(&files) || single_zip(&files) {
        return Err(Kind::Ability(AbilityError::Reads(Modality::Texts)));
    }
    let weights = formats::read(files)?;
    if language::is_of(&weights) {
        return Err(Kind::Ability(AbilityError::Reads(Modality::Texts)));
    }
    Ok(Checkpoint::Pictures(Box::new(Pretrained::recognise(&weights)?)))
}

/// Reads a model that reads texts, with its tokenizer.
///
/// # Errors
/// Those of [`language::read`], [`archive::unzip`] and [`formats::read`]; [`AbilityError::Reads`].
pub fn read_texts(files: Files) -> Result<Checkpoint, Kind> {
    // What is in a zip is looked at by name; weights alone may stay in theirs.
    let files = match files.values().next() {
        Some(zip) if single_zip(&files) => archive::unzip(zip)?,
        _ => files,
    };
    if language::is_here(&files) {
        return Ok(Checkpoint::Texts(Box::new(language::read(files)?)));
    }
    let weights = formats::read(files)?;
    if language::is_of(&weights) {
        return Err(Kind::Weights(WeightsError::MissingCompanion("tokenizer.json".into())));
    }
    Pretrained::recognise(&weights)?;
    Err(Kind::Ability(AbilityError::Reads(Modality::Pictures)))
}

/// Whether this is one zip with a model of language in it.
fn single_zip(files: &Files) -> bool {
    files.len() == 1 && files.values().all(|zip| language::is_zipped(zip))
}

/// What is known of a model that the visitor has opened from these files, or from an address.
pub fn own(found: &Checkpoint, files: Vec<WeightsFile>, from_address: bool) -> ModelInfo {
    let info = match found {
        Checkpoint::Pictures(pretrained) => ModelInfo {
            architecture: pretrained.architecture.clone(),
            embedding_size: pretrained.backbone.embedding_size(),
            multiplications: pretrained.backbone.multiplications() as u64,
            labels: pretrained.classifier.as_ref().map(|head| labels::count(head.classes())),
            ..blank(Reads::Pictures { side: pretrained.backbone.input_size() })
        },
        Checkpoint::Texts(files) => of_language(&files.config),
    };
    let architecture = info.architecture.clone();
    let [name, about] = if from_address {
        ["own.address", "own.address-about"]
    } else {
        ["own.file", "own.file-about"]
    };
    ModelInfo {
        id: OWN_MODEL.into(),
        // Keys of what the page says, with what stands in it.
        name: format!("{name}: {architecture}"),
        about: format!("{about}: {architecture}"),
        origin: Origin::Own,
        exhibits: exhibits(found),
        files,
        ..info
    }
}

fn exhibits(found: &Checkpoint) -> Vec<Exhibit> {
    match found {
        Checkpoint::Pictures(pretrained) => match &**pretrained {
            Pretrained { decoder: Some(_), .. } => vec![Exhibit::Drawing],
            Pretrained { backbone: Backbone::KMeans { .. }, .. } => vec![Exhibit::Patches],
            _ => Vec::new(),
        },
        Checkpoint::Texts(files) => match files.config {
            LanguageConfig::Gpt(_) => vec![Exhibit::Writing],
            LanguageConfig::Bert(_) => {
                let of = |exhibit, has| Some(exhibit).filter(|_| has);
                let (blanks, follows) = files.heads();
                [of(Exhibit::Blanks, blanks), of(Exhibit::Follows, follows)]
                    .into_iter()
                    .flatten()
                    .collect()
            }
        },
    }
}

/// A public model of which nothing else is known yet.
fn blank(reads: Reads) -> ModelInfo {
    ModelInfo {
        id: String::new(),
        name: String::new(),
        about: String::new(),
        origin: Origin::Public,
        pre_training: None,
        data: Vec::new(),
        licence: String::new(),
        architecture: String::new(),
        reads,
        embedding_size: 0,
        multiplications: 0,
        labels: None,
        exhibits: Vec::new(),
        skills: Vec::new(),
        figures: None,
        files: Vec::new(),
    }
}

/// A model of language of these sizes of which nothing else is known yet.
fn of_language(config: &LanguageConfig) -> ModelInfo {
    ModelInfo {
        architecture: config.to_string(),
        embedding_size: config.embedding_size(),
        multiplications: config.multiplications(),
        ..blank(Reads::Texts { tokens: config.positions() })
    }
}

/// A model that ships with the page, as its card has it.
fn shipped(modality: Modality, how: PreTraining, exhibits: &[Exhibit], card: Card) -> ModelInfo {
    let file = |file: &str, bytes, sha256: String| WeightsFile {
        address: format!("{SHIPPED_FOLDER}/{file}"),
        bytes,
        sha256,
    };
    let tokenizer = card.tokenizer.map(|it| file(&it.file, it.bytes, it.sha256));
    ModelInfo {
        id: card.id,
        name: card.name,
        about: card.about,
        origin: Origin::Shipped,
        pre_training: Some(how),
        data: card.data.into_iter().map(|source| source.data).collect(),
        licence: card.licence,
        architecture: card.architecture,
        embedding_size: card.embedding_size,
        multiplications: card.multiplications,
        exhibits: exhibits.to_vec(),
        skills: card.figures,
        figures: Some(card.few_shot).filter(|figures| !figures.rows.is_empty()),
        files: std::iter::once(file(&card.file, card.bytes, card.sha256))
            .chain(tokenizer)
            .collect(),
        ..blank(Reads::of(modality, card.input_size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::card::{Curve, Source};
    use crate::protocol::{DataSet, FigureRow, Figures};

    fn card() -> Card {
        let row = |model: &str| FigureRow {
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
                data: DataSet { name: "Noise".into(), licence: "CC0".into() },
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
            few_shot: Figures {
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
        assert_eq!(
            entries.len(),
            public::picture_models().len()
                + PICTURE_MODELS.len()
                + TEXT_MODELS.len()
                + public::text_models().len()
        );
        for entry in entries {
            assert_eq!(entries.iter().filter(|other| other.id == entry.id).count(), 1);
            assert!(entry.id != OWN_MODEL && !entry.files.is_empty());
            for file in &entry.files {
                assert_eq!(file.sha256.len(), 64, "{}", file.address);
                assert!(file.bytes > 0 && !file.name().is_empty());
            }
        }
        assert_eq!(entries[0].id, "mobilenet-v2");
        assert_eq!(find("mobilenet-v1").map(|entry| entry.bytes()), Ok(13_699 + 1_903_204));
        assert_eq!(find("zebra"), Err(WeightsError::UnknownModel("zebra".into())));
    }

    #[test]
    fn a_card_becomes_an_entry() {
        let info =
            shipped(Modality::Pictures, PreTraining::Clustering, &[Exhibit::Patches], card());
        assert_eq!(info.files[0].address, "weights/made-up.safetensors");
        assert_eq!((info.bytes(), info.origin), (1234, Origin::Shipped));
        assert_eq!(info.exhibits, [Exhibit::Patches]);
        assert_eq!(info.data[0].licence, "CC0");
        let figures = info.figures.expect("they were measured");
        assert_eq!((figures.shots, figures.rows.len()), (vec![1, 5], 2));
        assert_eq!(figures.rows[0].mean, [0.4, 0.6]);

        let unmeasured = Card { few_shot: Figures::default(), ..card() };
        assert_eq!(
            shipped(Modality::Pictures, PreTraining::Clustering, &[], unmeasured).figures,
            None
        );
    }
}
