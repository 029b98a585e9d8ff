//! What the command line of `pretrain` does for models of language.

use std::path::PathBuf;

use anyhow::{Context, Result, anyhow};
use burn::tensor::Device;
use clap::Args;

use super::corpus::{Book, Corpus, Sentence};
use super::counts::Counts;
use super::initial;
use super::tokens::{Tokens, encode};
use super::training::{self, Schedule, Workshop};
use super::{bert, gpt, vocabulary};
use crate::formats::digest::Digest;
use crate::formats::tokenizer::Tokenizer;
use crate::models::bert::BertConfig;
use crate::models::gpt::GptConfig;
use crate::models::layers::FileTensors;

/// What every kind of pre-training on text takes.
#[derive(Debug, Args)]
pub struct TextArguments {
    /// Books: `.md` and `.txt` files, folders of them, or `.tar.xz` archives.
    #[arg(long, num_args = 1.., required = true)]
    data: Vec<PathBuf>,
    /// Where weights, tokenizer, card and manifest go.
    #[arg(long, default_value = "www/weights")]
    out: PathBuf,
    /// Where checkpoints and the vocabulary are kept.
    #[arg(long, default_value = "target/pretrain")]
    work: PathBuf,
    /// Seeds everything.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Stop after this step, and go on from there when called again.
    #[arg(long)]
    stop_after: Option<usize>,
    /// CLINC150's `data_small.json`, to measure few-shot accuracy with.
    #[arg(long)]
    few_shot: Option<PathBuf>,
    /// Threads; as many as there are cores if not given. They change no result.
    #[arg(long)]
    threads: Option<usize>,
    /// Steps of the optimiser.
    #[arg(long)]
    steps: usize,
    /// Tokens in the vocabulary.
    #[arg(long)]
    vocabulary: usize,
    /// Numbers for each token.
    #[arg(long, default_value_t = 128)]
    width: usize,
    /// Layers.
    #[arg(long, default_value_t = 4)]
    layers: usize,
    /// Tokens of a text in training.
    #[arg(long, default_value_t = 64)]
    length: usize,
    /// The largest step size.
    #[arg(long, default_value_t = 1e-3)]
    learning_rate: f32,
    /// Texts a shard, of which a step has four.
    #[arg(long, default_value_t = 8)]
    shard_size: usize,
}

/// Heads of attention of this width.
const HEAD: usize = 32;

/// Books as the numbers of a vocabulary that was learnt from those to learn from.
struct Prepared {
    tokenizer: Tokenizer,
    training: Vec<Tokens>,
    held_out: Vec<Tokens>,
    counts: Counts,
}

impl TextArguments {
    fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.unwrap_or_else(cores)
    }

    fn schedule(&self) -> Schedule {
        Schedule {
            seed: self.seed,
            steps: self.steps,
            warm_up: 500.min(self.steps / 10 + 1),
            learning_rate: self.learning_rate,
            weight_decay: 0.01,
            shards: 4,
            shard_size: self.shard_size,
        }
    }

    fn workshop(&self, id: &str) -> Workshop {
        Workshop {
            device: Device::flex(),
            threads: self.threads(),
            checkpoint: self.work.join(format!("{id}.checkpoint")),
            checkpoint_every: 200,
            stop_after: self.stop_after,
        }
    }

    /// Reads the books, and learns a vocabulary from them or takes the one that was learnt before.
    fn prepare(
        &self,
        id: &str,
        learn: impl FnOnce(&[Book], usize) -> Result<Tokenizer>,
        text: impl Fn(&Sentence) -> String + Sync,
    ) -> Result<Prepared> {
        std::fs::create_dir_all(&self.work)
            .with_context(|| format!("creating {}", self.work.display()))?;
        let corpus = Corpus::read(&self.data)?;
        let mut digest = Digest::default();
        for sentence in corpus.training.iter().flat_map(|book| &book.sentences) {
            digest.update(sentence.text.as_bytes());
        }
        let hash = digest.finish();
        let file = format!("{id}-{}-{}.tokenizer.json", self.vocabulary, &hash[..8]);
        let path = self.work.join(file);
        let tokenizer = if path.exists() {
            let bytes = std::fs::read(&path)?;
            Tokenizer::read(&bytes).map_err(|kind| anyhow!("{}: {kind}", path.display()))?
        } else {
            let tokenizer = learn(&corpus.training, self.vocabulary)?;
            let bytes = tokenizer.write().map_err(|kind| anyhow!("the vocabulary: {kind}"))?;
            training::replace(&path, &bytes)?;
            tokenizer
        };
        let encode = |books: &[Book]| encode(books, &tokenizer, &text, self.threads());
        let (training, held_out) = (encode(&corpus.training)?, encode(&corpus.held_out)?);
        let sum = |books: &[Tokens]| books.iter().map(|book| book.ids.len()).sum::<usize>();
        eprintln!("{} tokens to learn from, {} held out", sum(&training), sum(&held_out));
        let counts = Counts::of(&training, tokenizer.vocabulary());
        Ok(Prepared { tokenizer, training, held_out, counts })
    }
}

/// Pre-trains BERT.
///
/// # Errors
/// If something cannot be read or written, or the loss is no number any more.
pub fn pretrain_bert(arguments: &TextArguments) -> Result<()> {
    let schedule = arguments.schedule();
    let prepared = arguments.prepare("bert", vocabulary::word_pieces, |one| one.text.clone())?;
    let Prepared { tokenizer, training, held_out, counts } = prepared;
    let TextArguments { width, layers, length, .. } = *arguments;
    let config = BertConfig::new(tokenizer.vocabulary(), length, width, layers)
        .with_heads((width / HEAD).max(1));
    let task = |books| {
        bert::MaskedLanguage::new(config.clone(), books, &tokenizer, length, schedule.shard_size)
    };
    let (task, test) = (task(training)?, task(held_out)?);
    let mut parameters = bert::parameters(&config, arguments.seed);
    eprintln!("{} parameters", parameters.values.len());
    let workshop = arguments.workshop("bert");
    let (_points, done) = training::train(&task, &mut parameters, &schedule, &workshop)?;
    if !done {
        return Ok(());
    }
    let weights = initial::to_weights(&parameters);
    let mut tensors = FileTensors { reader: weights.reader(), device: Device::flex() };
    let network = bert::Network::new(&config, &mut tensors).map_err(|kind| anyhow!("{kind}"))?;
    println!("{:?}", test.measure(&network, 2000, counts.most_frequent()));
    Ok(())
}

/// Pre-trains GPT.
///
/// # Errors
/// If something cannot be read or written, or the loss is no number any more.
pub fn pretrain_gpt(arguments: &TextArguments) -> Result<()> {
    let schedule = arguments.schedule();
    let prepared = arguments.prepare("gpt", vocabulary::byte_pairs, Sentence::spaced)?;
    let Prepared { tokenizer, training, held_out, counts } = prepared;
    let TextArguments { width, layers, length, .. } = *arguments;
    let config = GptConfig::new(tokenizer.vocabulary(), length, width, layers)
        .with_heads((width / HEAD).max(1));
    let task = gpt::NextToken::new(config.clone(), training, length, schedule.shard_size)?;
    let mut parameters = gpt::parameters(&config, arguments.seed);
    eprintln!("{} parameters", parameters.values.len());
    let workshop = arguments.workshop("gpt");
    let (_points, done) = training::train(&task, &mut parameters, &schedule, &workshop)?;
    if !done {
        return Ok(());
    }
    let weights = initial::to_weights(&parameters);
    let mut tensors = FileTensors { reader: weights.reader(), device: Device::flex() };
    let network = config.init(&mut tensors).map_err(|kind| anyhow!("{kind}"))?;
    println!("{:?}", gpt::measure(&network, &counts, &held_out, length, 1000));
    Ok(())
}
