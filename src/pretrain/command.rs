//! The command line of `pretrain`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, anyhow, ensure};
use clap::{Args, Parser, Subcommand};

use super::autoencoder::{self, Unsupervised};
use super::cnn::{self, Supervised};
use super::dataset::Dataset;
use super::device::Choice;
use super::few_shot::Benchmark;
use super::kmeans;
use super::publish::{self, Comparison, Description, Manifest};
use super::run_arguments::RunArguments;
use super::text_command::{TextArguments, pretrain_bert, pretrain_gpt};
use super::training::{self, Schedule, Task};
use crate::data::picture::Picture;
use crate::engine::{cpu, finetuning};
use crate::formats;
use crate::formats::card::{Card, Curve};
use crate::models::kmeans as bank;
use crate::models::{Backbone, KMeansConfig, Pretrained, Weights};
use crate::protocol::Figures;

/// Pre-trains the backbones that ship with Headstart, and measures them.
#[derive(Debug, Parser)]
#[command(name = "pretrain")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The supervised network: learns labels, and what the public MobileNetV2 says of the pictures.
    Cnn {
        #[command(flatten)]
        common: Common,
        /// Steps of the optimiser.
        #[arg(long, default_value_t = 6000)]
        steps: usize,
    },
    /// The autoencoder: learns to draw pictures again, of which parts were hidden.
    Autoencoder {
        #[command(flatten)]
        common: Common,
        /// Steps of the optimiser.
        #[arg(long, default_value_t = 2500)]
        steps: usize,
        /// Share of each picture that is hidden, 0 to 1.
        #[arg(long, default_value_t = 0.5)]
        hidden: f32,
    },
    /// The filter bank: clusters patches of the pictures.
    Kmeans {
        #[command(flatten)]
        common: Common,
        /// Patches to cluster.
        #[arg(long, default_value_t = 200_000)]
        patches: usize,
        /// Iterations of Lloyd's algorithm.
        #[arg(long, default_value_t = 30)]
        iterations: usize,
    },
    /// BERT: learns to fill in words that were masked, and whether a passage follows another.
    Bert {
        #[command(flatten)]
        arguments: TextArguments,
    },
    /// GPT: learns to predict the next token.
    Gpt {
        #[command(flatten)]
        arguments: TextArguments,
    },
    /// Measures the models that ship again: few-shot accuracy, and time beside MobileNetV2's.
    Evaluate {
        #[command(flatten)]
        measuring: Measuring,
        /// The folder of the models that ship.
        #[arg(long, default_value = "www/weights")]
        weights: PathBuf,
    },
}

/// What measuring takes.
#[derive(Debug, Args)]
struct Measuring {
    /// A folder with `train/` and `test/` of classes that no model has seen.
    #[arg(long)]
    few_shot: Option<PathBuf>,
    /// The public MobileNetV2, as the file its address gives: the teacher, and what is compared with.
    #[arg(long)]
    mobilenet: Option<PathBuf>,
    /// Threads; as many as there are cores if not given. They change no result.
    #[arg(long)]
    threads: Option<usize>,
}

/// What every kind of pre-training takes.
#[derive(Debug, Args)]
struct Common {
    /// Folders or zips of pictures, in a folder for each class.
    #[arg(long, num_args = 1.., required = true)]
    data: Vec<PathBuf>,
    #[command(flatten)]
    run: RunArguments,
    #[command(flatten)]
    measuring: Measuring,
}

/// Runs the program.
pub fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Cnn { common, steps } => pretrain_cnn(&common, steps),
        Command::Autoencoder { common, steps, hidden } => {
            pretrain_autoencoder(&common, steps, hidden)
        }
        Command::Kmeans { common, patches, iterations } => {
            pretrain_kmeans(&common, patches, iterations)
        }
        Command::Bert { arguments } => pretrain_bert(&arguments),
        Command::Gpt { arguments } => pretrain_gpt(&arguments),
        Command::Evaluate { measuring, weights } => evaluate(&measuring, &weights),
    }
}

fn pretrain_cnn(common: &Common, steps: usize) -> Result<()> {
    let teacher =
        common.measuring.mobilenet()?.context("the teacher is needed: --mobilenet FILE")?;
    let schedule = schedule(common.run.seed, steps, 0.02);
    let workshop =
        common.run.workshop("small-resnet", common.run.device, common.measuring.threads())?;
    let datasets = common.datasets()?;
    let sources = publish::sources(&datasets);
    let seeded = (common.run.seed, common.measuring.threads());
    let task = Supervised::new(datasets, &teacher, schedule.shard_size, seeded, &common.run.work)?;
    let mut parameters = cnn::parameters(task.classes(), teacher.embedding_size(), common.run.seed);
    let random = cnn::backbone(&parameters);
    let (points, done) = training::train(&task, &mut parameters, &schedule, &workshop)?;
    if !done {
        return Ok(());
    }
    let description = Description {
        id: "small-resnet",
        name: "Headstart ResNet",
        about: "A small residual network that learnt, with labels, to tell 164 kinds of things \
                apart, and to say of a picture what the larger MobileNetV2 says of it.",
        architecture: "residual network of 15 convolutions".into(),
        licence: "MIT OR Apache-2.0; the teacher, MobileNetV2, is Apache-2.0",
        seed: common.run.seed,
        settings: settings(
            &schedule,
            &[("teacher", "MobileNetV2 0.35 at 224 (Apache-2.0)".into())],
        ),
        epochs: epochs(&schedule, task.photos()),
        curve: publish::curve(task.figures(), &points),
    };
    let weights = cnn::to_weights(&parameters);
    common.publish(&weights, description, &sources, random)
}

fn pretrain_autoencoder(common: &Common, steps: usize, hidden: f32) -> Result<()> {
    ensure!((0.0..1.0).contains(&hidden), "--hidden is a share of 0 to less than 1");
    let schedule = schedule(common.run.seed, steps, 0.01);
    let workshop =
        common.run.workshop("autoencoder", common.run.device, common.measuring.threads())?;
    let datasets = common.datasets()?;
    let sources = publish::sources(&datasets);
    let task = Unsupervised::new(datasets, hidden, schedule.shard_size);
    let mut parameters = autoencoder::parameters(common.run.seed);
    let random = autoencoder::backbone(&parameters);
    let (points, done) = training::train(&task, &mut parameters, &schedule, &workshop)?;
    if !done {
        return Ok(());
    }
    let description = Description {
        id: "autoencoder",
        name: "Headstart autoencoder",
        about: "A network that learnt without labels: to squeeze a picture, parts of which were \
                hidden, into a code, and to draw the whole picture again from the code.",
        architecture: "convolutional autoencoder".into(),
        licence: "MIT OR Apache-2.0",
        seed: common.run.seed,
        settings: settings(&schedule, &[("hidden share of a picture", hidden.to_string())]),
        epochs: epochs(&schedule, task.photos()),
        curve: publish::curve(task.figures(), &points),
    };
    common.publish(&autoencoder::to_weights(&parameters), description, &sources, random)
}

fn pretrain_kmeans(common: &Common, patches: usize, iterations: usize) -> Result<()> {
    let settings = kmeans::Settings { seed: common.run.seed, patches, iterations };
    let config = kmeans::CONFIG;
    let workshop = common.run.workshop("kmeans", Choice::Cpu, common.measuring.threads())?;
    let datasets = common.datasets()?;
    let (weights, distances) = kmeans::train(&config, &datasets, &settings, &workshop)?;
    if distances.len() < iterations {
        return Ok(());
    }
    let random = finetuning::random_bank(&config, &weights, common.run.seed);
    let KMeansConfig { patch, stride, centroids, components, .. } = config;
    let points = distances.iter().enumerate();
    let description = Description {
        id: "kmeans",
        name: "Headstart filter bank",
        about: "A bank of filters found without labels: small patches of many pictures, sorted \
                into clusters of patches that look alike.",
        architecture: "k-means filter bank".into(),
        licence: "MIT OR Apache-2.0",
        seed: common.run.seed,
        settings: vec![
            ("patches".into(), patches.to_string()),
            ("iterations".into(), iterations.to_string()),
            ("patch".into(), format!("{patch} x {patch} pixels, every {stride}")),
            ("centroids".into(), centroids.to_string()),
            ("principal components kept".into(), components.to_string()),
        ],
        epochs: iterations as f32,
        curve: Curve {
            columns: vec!["mean squared distance to the nearest centroid".into()],
            points: points.map(|(at, &distance)| (at + 1, vec![distance])).collect(),
        },
    };
    let sources = publish::sources(&datasets);
    common.publish(&bank::to_weights(&config, &weights), description, &sources, random)
}

fn evaluate(measuring: &Measuring, folder: &Path) -> Result<()> {
    let manifest = folder.join("manifest.json");
    let manifest: Manifest = serde_json::from_str(
        &std::fs::read_to_string(&manifest)
            .with_context(|| format!("reading {}", manifest.display()))?,
    )?;
    let mobilenet = measuring.mobilenet()?;
    let benchmark = measuring.benchmark()?;
    let reference = mobilenet.as_ref().map(|mobilenet| {
        let seconds = seconds_a_picture(mobilenet);
        println!("MobileNetV2: {:.1} ms a picture", seconds * 1e3);
        seconds
    });
    for shipped in &manifest.models {
        let model = read_model(&folder.join(&shipped.file))?.backbone;
        let seconds = seconds_a_picture(&model);
        print!("{}: {:.1} ms a picture", shipped.id, seconds * 1e3);
        match reference {
            Some(reference) => println!(", {:.2} of MobileNetV2's time", seconds / reference),
            None => println!(),
        }
        if let Some(benchmark) = &benchmark {
            let card = Card::read(&std::fs::read_to_string(folder.join(&shipped.card))?)
                .map_err(|kind| anyhow!("{}: {kind}", shipped.card))?;
            let measured = benchmark.measure("measured now", &model, measuring.threads());
            let rows = std::iter::once(measured).chain(card.few_shot.rows).collect();
            publish::print(&Figures { rows, ..card.few_shot });
        }
    }
    Ok(())
}

/// The median of some embeddings of one picture, on one thread.
fn seconds_a_picture(backbone: &Backbone) -> f64 {
    let embedder = cpu::Embedder::new(backbone);
    let size = backbone.input_size();
    let values = (0..3 * size * size).map(|i| (0.01 * i as f32).sin()).collect();
    let picture = Picture { size, values };
    let mut seconds: Vec<f64> = (0..21)
        .map(|_| {
            let start = Instant::now();
            embedder.embed(&picture);
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// Reads a model in any format that the page reads.
fn read_model(path: &Path) -> Result<Pretrained> {
    let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    formats::read([(name, bytes)].into())
        .and_then(|weights| Ok(Pretrained::recognise(&weights)?))
        .map_err(|kind| anyhow!("{}: {kind}", path.display()))
}

fn schedule(seed: u64, steps: usize, weight_decay: f32) -> Schedule {
    Schedule {
        seed,
        steps,
        warm_up: 200.min(steps / 10 + 1),
        learning_rate: 1.5e-3,
        weight_decay,
        shards: 4,
        shard_size: 16,
    }
}

/// What a card says of a schedule, and what else.
fn settings(schedule: &Schedule, more: &[(&str, String)]) -> Vec<(String, String)> {
    let batch = schedule.shards * schedule.shard_size;
    let common = [
        ("optimiser", "AdamW, gradients clipped to length 1".to_string()),
        ("steps", schedule.steps.to_string()),
        ("pictures a step", batch.to_string()),
        ("largest step size", schedule.learning_rate.to_string()),
        ("weight decay", schedule.weight_decay.to_string()),
    ];
    let all = common.iter().chain(more);
    all.map(|(name, value)| (name.to_string(), value.clone())).collect()
}

fn epochs(schedule: &Schedule, photos: usize) -> f32 {
    let seen = schedule.steps * schedule.shards * schedule.shard_size;
    (seen as f32 / photos as f32 * 10.0).round() / 10.0
}

impl Measuring {
    fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.unwrap_or_else(cores)
    }

    fn mobilenet(&self) -> Result<Option<Backbone>> {
        self.mobilenet.as_deref().map(|path| Ok(read_model(path)?.backbone)).transpose()
    }

    fn benchmark(&self) -> Result<Option<Benchmark>> {
        self.few_shot.as_deref().map(Benchmark::read).transpose()
    }
}

impl Common {
    fn datasets(&self) -> Result<Vec<Dataset>> {
        self.data.iter().map(|path| Dataset::read(path)).collect()
    }

    /// Writes what ships, with its accuracies where there is something to measure and compare with.
    fn publish(
        &self,
        weights: &Weights,
        description: Description,
        sources: &[formats::card::Source],
        random: Backbone,
    ) -> Result<()> {
        let (benchmark, mobilenet) = (self.measuring.benchmark()?, self.measuring.mobilenet()?);
        let comparison = match (&benchmark, &mobilenet) {
            (Some(benchmark), Some(mobilenet)) => {
                let threads = self.measuring.threads();
                Some(Comparison { benchmark, random, mobilenet, threads })
            }
            _ => {
                eprintln!("not measured: that takes --few-shot and --mobilenet");
                None
            }
        };
        let card =
            publish::publish(&self.run.out, weights, description, sources, comparison.as_ref())?;
        println!("{}: {} bytes, SHA-256 {}", card.file, card.bytes, card.sha256);
        Ok(())
    }
}
