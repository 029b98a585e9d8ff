//! What every kind of pre-training takes on the command line, whatever it learns from.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use super::device::{self, Choice};
use super::training::Workshop;

/// Steps between checkpoints.
const CHECKPOINT_EVERY: usize = 200;

/// Where a run computes, what seeds it, and where it keeps what it makes.
#[derive(Debug, Args)]
pub struct RunArguments {
    /// Where weights, card and manifest go.
    #[arg(long, default_value = "www/weights")]
    pub out: PathBuf,
    /// Where checkpoints and what else serves the next sitting are kept.
    #[arg(long, default_value = "target/pretrain")]
    pub work: PathBuf,
    /// Seeds random weights, the order of the data, and everything else that chance decides.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// What trains the networks; clustering always takes the CPU.
    #[arg(long, value_enum, default_value_t = Choice::Auto)]
    pub device: Choice,
    /// Stop after this step, and go on from there when called again.
    #[arg(long)]
    pub stop_after: Option<usize>,
}

impl RunArguments {
    /// The workshop for the model of this id, on the device of this choice.
    ///
    /// # Errors
    /// If the folder cannot be created, or a graphics card is insisted on and there is none.
    pub fn workshop(&self, id: &str, choice: Choice, threads: usize) -> Result<Workshop> {
        std::fs::create_dir_all(&self.work)
            .with_context(|| format!("creating {}", self.work.display()))?;
        let device::Chosen { device, threads } = device::choose(choice, threads)?;
        Ok(Workshop {
            device,
            threads,
            checkpoint: self.work.join(format!("{id}.checkpoint")),
            checkpoint_every: CHECKPOINT_EVERY,
            stop_after: self.stop_after,
        })
    }
}
