//! The command line of `pretrain`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use burn::tensor::Device;
use clap::{Args, Parser, Subcommand};

use super::cnn::{self, Supervised};
use super::dataset::Dataset;
use super::few_shot::{Benchmark, SHOTS};
use super::kmeans;
use super::training::{self, Schedule, Workshop};
use crate::engine::catalog;
use crate::models::Backbone;

/// Pre-trains the backbones that ship with Headstart.
#[derive(Debug, Parser)]
#[command(name = "pretrain")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The supervised network: learns labels, and what a teacher says of the pictures.
    Cnn {
        #[command(flatten)]
        common: Common,
        /// The teacher: the public MobileNetV2, as the file its address gives.
        #[arg(long)]
        teacher: PathBuf,
        /// Steps of the optimiser.
        #[arg(long, default_value_t = 9000)]
        steps: usize,
    },
    /// The filter bank: clusters patches of the pictures.
    Kmeans {
        #[command(flatten)]
        common: Common,
        /// Patches to cluster.
        #[arg(long, default_value_t = 200_000)]
        patches: usize,
        /// Lloyd's iterations.
        #[arg(long, default_value_t = 30)]
        iterations: usize,
    },
}

/// What every kind of pre-training takes.
#[derive(Debug, Args)]
struct Common {
    /// Folders or zips of pictures, in a folder for each class.
    #[arg(long, num_args = 1.., required = true)]
    data: Vec<PathBuf>,
    /// A folder with `train/` and `test/`, to measure the result with.
    #[arg(long)]
    few_shot: Option<PathBuf>,
    /// Where checkpoints are kept.
    #[arg(long, default_value = "target/pretrain")]
    work: PathBuf,
    /// Seeds everything.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads; as many as there are cores if not given.
    #[arg(long)]
    threads: Option<usize>,
    /// Stop after this step, and go on from there when called again.
    #[arg(long)]
    stop_after: Option<usize>,
}

impl Common {
    fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.unwrap_or_else(cores)
    }

    fn datasets(&self) -> Result<Vec<Dataset>> {
        self.data.iter().map(|path| Dataset::read(path)).collect()
    }

    fn workshop(&self, name: &str) -> Result<Workshop> {
        std::fs::create_dir_all(&self.work)
            .with_context(|| format!("creating {}", self.work.display()))?;
        Ok(Workshop {
            device: Device::flex(),
            threads: self.threads(),
            checkpoint: self.work.join(format!("{name}.checkpoint")),
            checkpoint_every: 200,
            stop_after: self.stop_after,
        })
    }

    fn measure(&self, name: &str, backbone: &Backbone) -> Result<()> {
        let Some(folder) = &self.few_shot else { return Ok(()) };
        let accuracies = Benchmark::read(folder)?.measure(name, backbone, self.threads());
        for (shots, (mean, deviation)) in
            SHOTS.iter().zip(accuracies.mean.iter().zip(&accuracies.deviation))
        {
            println!("{name}, {shots} shots: {:.1} % +- {:.1}", mean * 100.0, deviation * 100.0);
        }
        Ok(())
    }
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
        Command::Cnn { common, teacher, steps } => pretrain_cnn(&common, &teacher, steps),
        Command::Kmeans { common, patches, iterations } => {
            pretrain_kmeans(&common, patches, iterations)
        }
    }
}

fn pretrain_cnn(common: &Common, teacher: &Path, steps: usize) -> Result<()> {
    let file = std::fs::read(teacher).with_context(|| format!("reading {}", teacher.display()))?;
    let teacher = catalog::find("mobilenet-v2")
        .and_then(|entry| entry.read(&file))
        .map_err(|kind| anyhow::anyhow!("the teacher: {kind}"))?;
    let schedule = Schedule {
        seed: common.seed,
        steps,
        warm_up: 200.min(steps / 10 + 1),
        learning_rate: 2e-3,
        weight_decay: 0.02,
        shards: 4,
        shard_size: 16,
    };
    let workshop = common.workshop("cnn")?;
    let seeded = (common.seed, common.threads());
    let task =
        Supervised::new(common.datasets()?, &teacher, schedule.shard_size, seeded, &common.work)?;
    let mut parameters = cnn::parameters(task.classes(), teacher.embedding_size(), common.seed);
    common.measure("random weights", &cnn::backbone(&parameters))?;
    training::train(&task, &mut parameters, &schedule, &workshop)?;
    common.measure("trained", &cnn::backbone(&parameters))
}

fn pretrain_kmeans(common: &Common, patches: usize, iterations: usize) -> Result<()> {
    let settings = kmeans::Settings { seed: common.seed, patches, iterations };
    let config = kmeans::CONFIG;
    let checkpoint = common.workshop("kmeans")?.checkpoint;
    let (threads, stop) = (common.threads(), common.stop_after);
    let (weights, _) =
        kmeans::train(&config, &common.datasets()?, &settings, threads, &checkpoint, stop)?;
    let random = kmeans::random(&config, &weights, common.seed);
    common.measure("random weights", &random)?;
    common.measure("trained", &Backbone::KMeans { config, weights })
}
