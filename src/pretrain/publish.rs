//! What leaves the program: weights, their card, and the list of what ships.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use serde::{Deserialize, Serialize};

use super::dataset::Dataset;
use super::few_shot::{Benchmark, DRAWS, SHOTS};
use super::training::{Point, replace};
use crate::formats::card::{Card, Curve, Source, TokenizerFile};
use crate::formats::digest::Digest;
use crate::formats::safetensors::{self, Precision};
use crate::models::{Backbone, Pretrained, Weights};
use crate::protocol::{DataSet, Figures, Skill};

/// Data sets that are known: file name, title, licence.
const KNOWN: [(&str, &str, &str); 2] = [
    (
        "caltech-pretrain-160.zip",
        "Caltech-101, colour photos of 64 of its classes",
        "CC BY 4.0 (CaltechDATA)",
    ),
    ("cifar100-train.zip", "CIFAR-100, training pictures", "none stated"),
];

/// Points that a card's curve is thinned out to.
const CURVE_POINTS: usize = 60;

/// `manifest.json`: what ships.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// One entry a model, in alphabetical order of the ids.
    pub models: Vec<Shipped>,
}

/// One model that ships.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shipped {
    /// The model's id.
    pub id: String,
    /// Its card's file name, in the same folder.
    pub card: String,
    /// Its weights' file name, in the same folder.
    pub file: String,
    /// The weights' size in bytes.
    pub bytes: u64,
    /// The weights' SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// Its tokenizer's file name, in the same folder, where it takes texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokenizer: Option<String>,
}

/// What a kind of pre-training knows about its model.
#[derive(Debug)]
pub struct Description {
    /// Short, stable, fit for an address and a file name.
    pub id: &'static str,
    /// The name to show.
    pub name: &'static str,
    /// What it was trained on and how, in a plain sentence.
    pub about: &'static str,
    /// The network, in a few words.
    pub architecture: String,
    /// The licence of the weights, with what they owe to others.
    pub licence: &'static str,
    /// What seeded everything.
    pub seed: u64,
    /// Settings by name.
    pub settings: Vec<(String, String)>,
    /// Passes over the data.
    pub epochs: f32,
    /// How training went.
    pub curve: Curve,
}

/// Everything that accuracies are measured and compared with.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// The photos that few-shot accuracy is measured on.
    pub benchmark: &'a Benchmark,
    /// The same architecture with random weights.
    pub random: Backbone,
    /// The public MobileNetV2.
    pub mobilenet: &'a Backbone,
    /// Threads to measure with.
    pub threads: usize,
}

/// What a model takes, costs and reaches.
#[derive(Debug)]
pub struct Abilities {
    /// As on the card.
    pub input_size: usize,
    /// Numbers in an embedding.
    pub embedding_size: usize,
    /// Multiplications to embed one picture or text.
    pub multiplications: u64,
    /// How well it does what it was trained to do.
    pub figures: Vec<Skill>,
    /// How well it transfers.
    pub few_shot: Figures,
}

/// Writes an image model's weights, card and manifest into a folder, and prints the accuracies.
///
/// Without a comparison nothing is measured. What is measured are the weights as they are read back,
/// rounded as they ship.
///
/// # Errors
/// If a file cannot be written, or the weights are not recognised when they are read back.
pub fn publish(
    folder: &Path,
    weights: &Weights,
    description: Description,
    datasets: &[Source],
    comparison: Option<&Comparison>,
) -> Result<Card> {
    let bytes = safetensors::write(weights, &metadata(description.id), Precision::Half);
    let shipped = safetensors::read(&bytes)
        .and_then(|weights| Ok(Pretrained::recognise(&weights)?))
        .map_err(|kind| anyhow!("reading the weights back: {kind}"))?;
    let few_shot = comparison
        .map(|comparison| measure(description.name, &shipped.backbone, comparison))
        .unwrap_or_default();
    let abilities = Abilities {
        input_size: shipped.backbone.input_size(),
        embedding_size: shipped.backbone.embedding_size(),
        multiplications: shipped.backbone.multiplications() as u64,
        figures: Vec::new(),
        few_shot,
    };
    let files = Files { weights: &bytes, tokenizer: None };
    let parameters = weights.iter().map(|(_, array)| array.values.len()).sum();
    write(folder, &files, parameters, description, datasets, abilities)
}

/// What a weights file says about itself.
pub fn metadata(id: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("model".into(), id.into())])
}

/// What ships of a model beside its card.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    /// A safetensors file.
    pub weights: &'a [u8],
    /// A `tokenizer.json`, where it takes texts.
    pub tokenizer: Option<&'a [u8]>,
}

/// Writes files, card and manifest into a folder.
///
/// # Errors
/// If a file cannot be written.
pub fn write(
    folder: &Path,
    files: &Files,
    parameters: usize,
    description: Description,
    datasets: &[Source],
    abilities: Abilities,
) -> Result<Card> {
    std::fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    let tokenizer = files.tokenizer.map(|bytes| TokenizerFile {
        file: format!("{}.tokenizer.json", description.id),
        bytes: bytes.len() as u64,
        sha256: sha256(bytes),
    });
    let card = Card {
        id: description.id.into(),
        name: description.name.into(),
        about: description.about.into(),
        architecture: description.architecture,
        data: datasets.to_vec(),
        licence: description.licence.into(),
        seed: description.seed,
        settings: description.settings,
        epochs: description.epochs,
        input_size: abilities.input_size,
        embedding_size: abilities.embedding_size,
        parameters,
        multiplications: abilities.multiplications,
        figures: abilities.figures,
        few_shot: abilities.few_shot,
        curve: description.curve,
        file: format!("{}.safetensors", description.id),
        bytes: files.weights.len() as u64,
        sha256: sha256(files.weights),
        tokenizer,
    };
    replace(&folder.join(&card.file), files.weights)?;
    if let (Some(bytes), Some(tokenizer)) = (files.tokenizer, &card.tokenizer) {
        replace(&folder.join(&tokenizer.file), bytes)?;
    }
    write_json(&folder.join(card_file(&card.id)), &card)?;
    list(folder, &card)?;
    Ok(card)
}

fn sha256(bytes: &[u8]) -> String {
    let mut digest = Digest::default();
    digest.update(bytes);
    digest.finish()
}

fn card_file(id: &str) -> String {
    format!("{id}.json")
}

/// The accuracies of a model, of the same network with random weights, and of MobileNetV2.
fn measure(name: &str, trained: &Backbone, with: &Comparison) -> Figures {
    let row = |name: &str, backbone| with.benchmark.measure(name, backbone, with.threads);
    let few_shot = Figures {
        task: with.benchmark.task(),
        shots: SHOTS.to_vec(),
        draws: DRAWS,
        rows: vec![
            row(name, trained),
            row("the same network with random weights", &with.random),
            row("the public MobileNetV2", with.mobilenet),
        ],
    };
    print(&few_shot);
    few_shot
}

/// Prints accuracies as a table.
pub fn print(few_shot: &Figures) {
    println!("{}, mean of {} draws, in %:", few_shot.task, few_shot.draws);
    let columns = few_shot.shots.iter().map(|shots| format!("{shots:>12}"));
    println!("{:40}{}", "examples a class", columns.collect::<String>());
    for row in &few_shot.rows {
        let cells =
            row.mean.iter().zip(&row.deviation).map(|(mean, deviation)| {
                format!("{:>6.1} ± {:<3.1}", mean * 100.0, deviation * 100.0)
            });
        println!("{:40}{}", row.model, cells.collect::<String>());
    }
}

/// What a card says of data sets.
pub fn sources(datasets: &[Dataset]) -> Vec<Source> {
    datasets
        .iter()
        .map(|dataset| {
            let known = KNOWN.iter().find(|(file, ..)| *file == dataset.name);
            let (name, licence) = known
                .map_or((dataset.name.as_str(), "none stated"), |(_, name, licence)| {
                    (*name, *licence)
                });
            Source {
                data: DataSet { name: name.into(), licence: licence.into() },
                pictures: dataset.photos.len(),
                books: 0,
            }
        })
        .collect()
}

/// The curve as a card shows it.
pub fn curve(figures: &[&str], points: &[Point]) -> Curve {
    let columns = std::iter::once("loss").chain(figures.iter().copied()).map(String::from);
    let every = points.len().div_ceil(CURVE_POINTS).max(1);
    // Counted from the end, so that the last point is there.
    let points = points.iter().rev().step_by(every).map(|point| {
        let values = std::iter::once(point.loss).chain(point.figures.iter().copied());
        (point.step, values.map(|value| (value * 1e4).round() / 1e4).collect())
    });
    let mut points: Vec<_> = points.collect();
    points.reverse();
    Curve { columns: columns.collect(), points }
}

/// Puts a model on the list of what ships, or in the place it has there.
fn list(folder: &Path, card: &Card) -> Result<()> {
    let path = folder.join("manifest.json");
    let mut manifest: Manifest = match std::fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text)
            .with_context(|| format!("{} is no manifest", path.display()))?,
        Err(_) => Manifest::default(),
    };
    manifest.models.retain(|shipped| shipped.id != card.id);
    manifest.models.push(Shipped {
        id: card.id.clone(),
        card: card_file(&card.id),
        file: card.file.clone(),
        bytes: card.bytes,
        sha256: card.sha256.clone(),
        tokenizer: card.tokenizer.as_ref().map(|tokenizer| tokenizer.file.clone()),
    });
    manifest.models.sort_by(|a, b| a.id.cmp(&b.id));
    write_json(&path, &manifest)
}

fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let mut text = serde_json::to_string_pretty(value).context("cards are plain data")?;
    text.push('\n');
    replace(path, text.as_bytes())
}
