//! What the command line of `pretrain` does for models of language.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use clap::Args;

use super::bert::{self, MaskedLanguage, Network};
use super::corpus::{Book, Corpus, Sentence};
use super::counts::Counts;
use super::few_shot::{DRAWS, SHOTS};
use super::publish::{self, Description};
use super::release::Release;
use super::run_arguments::RunArguments;
use super::sentences::Benchmark;
use super::tokens::{Tokens, encode};
use super::training::{self, Schedule, Task};
use super::{gpt, vocabulary, whitening};
use crate::engine::cpu::TextEmbedder;
use crate::engine::finetuning::parameters::Parameters;
use crate::formats::card::Source;
use crate::formats::digest::Digest;
use crate::formats::tokenizer::Tokenizer;
use crate::formats::{Files, language};
use crate::models::bert::BertConfig;
use crate::models::gpt::GptConfig;
use crate::models::language::{Language, LanguageConfig};
use crate::protocol::{DataSet, Figures};

/// Collections of books that are known: file name, title, licence.
const KNOWN: [(&str, &str, &str); 1] =
    [("classic-books-36mb.tar.xz", "Classic books in Markdown", "public domain")];

/// What every kind of pre-training on text takes.
#[derive(Debug, Args)]
pub struct TextArguments {
    /// Books: `.md` and `.txt` files, folders of them, or `.tar.xz` archives.
    #[arg(long, num_args = 1.., required = true)]
    data: Vec<PathBuf>,
    #[command(flatten)]
    run: RunArguments,
    /// CLINC150's `data_small.json`, to measure few-shot accuracy with.
    #[arg(long)]
    few_shot: Option<PathBuf>,
    /// The folder of the public all-MiniLM-L6-v2, to compare with.
    #[arg(long)]
    minilm: Option<PathBuf>,
    /// Threads; as many as there are cores if not given. They change no result.
    #[arg(long)]
    threads: Option<usize>,
    /// Steps of the optimiser.
    #[arg(long)]
    steps: Option<usize>,
    /// Tokens in the vocabulary.
    #[arg(long)]
    vocabulary: Option<usize>,
    /// Numbers for each token.
    #[arg(long)]
    width: Option<usize>,
    /// Layers of the network.
    #[arg(long)]
    layers: Option<usize>,
    /// Tokens of a text, in training and at most.
    #[arg(long)]
    length: Option<usize>,
    /// The largest step size.
    #[arg(long)]
    learning_rate: Option<f32>,
}

/// How large a model is and how long it is trained.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Plan {
    steps: usize,
    vocabulary: usize,
    width: usize,
    layers: usize,
    length: usize,
    learning_rate: f32,
}

/// BERT: 23 minutes of two idle cores, by the time that a step takes (`docs/pretraining.md`).
const BERT: Plan =
    Plan { steps: 8000, vocabulary: 8000, width: 128, layers: 4, length: 96, learning_rate: 1e-3 };

/// GPT: 14 minutes, likewise.
const GPT: Plan =
    Plan { steps: 6000, vocabulary: 4096, width: 128, layers: 4, length: 96, learning_rate: 2e-3 };

/// Heads of attention are of this width.
const HEAD: usize = 32;

/// Pairs of passages of held-out books that BERT is measured with.
const PAIRS: usize = 4000;

/// Runs of tokens of held-out books that GPT is measured with.
const RUNS: usize = 2000;

/// Texts that are embedded at once.
const BATCH: usize = 32;

/// Books as the numbers of a vocabulary that was learnt from those to learn from.
struct Prepared {
    tokenizer: Tokenizer,
    training: Vec<Tokens>,
    held_out: Vec<Tokens>,
    counts: Counts,
    /// The books to learn from, as they are.
    books: Vec<Book>,
}

impl Plan {
    fn schedule(&self, seed: u64) -> Schedule {
        Schedule {
            seed,
            steps: self.steps,
            warm_up: 500.min(self.steps / 10 + 1),
            learning_rate: self.learning_rate,
            weight_decay: 0.01,
            shards: 4,
            shard_size: 6,
        }
    }

    fn heads(&self) -> usize {
        (self.width / HEAD).max(1)
    }

    /// What a card says of how it was trained.
    fn settings(&self, schedule: &Schedule, texts: &str) -> Vec<(String, String)> {
        let batch = schedule.shards * schedule.shard_size;
        let settings = [
            ("optimiser", "AdamW, gradients clipped to length 1".to_string()),
            ("steps", schedule.steps.to_string()),
            (texts, format!("{batch}, each of {} tokens", self.length)),
            ("largest step size", schedule.learning_rate.to_string()),
            ("weight decay", schedule.weight_decay.to_string()),
            ("tokens in the vocabulary", self.vocabulary.to_string()),
        ];
        settings.map(|(name, value)| (name.into(), value)).to_vec()
    }
}

impl TextArguments {
    /// The plan with what was asked for in place of what is usual.
    fn plan(&self, usual: Plan) -> Plan {
        Plan {
            steps: self.steps.unwrap_or(usual.steps),
            vocabulary: self.vocabulary.unwrap_or(usual.vocabulary),
            width: self.width.unwrap_or(usual.width),
            layers: self.layers.unwrap_or(usual.layers),
            length: self.length.unwrap_or(usual.length),
            learning_rate: self.learning_rate.unwrap_or(usual.learning_rate),
        }
    }

    fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.unwrap_or_else(cores)
    }

    fn sources(&self, prepared: &Prepared) -> Vec<Source> {
        let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into();
        let known = |path: &PathBuf| KNOWN.iter().find(|(file, ..)| path.ends_with(file));
        let source = |path: &PathBuf| match known(path) {
            Some((_, name, licence)) => (name.to_string(), licence.to_string()),
            None => (name(path), "none stated".to_string()),
        };
        let sources = self.data.iter().map(source);
        let books = prepared.training.len();
        sources
            .map(|(name, licence)| Source { data: DataSet { name, licence }, pictures: 0, books })
            .collect()
    }

    /// The few-shot accuracies of a model, of the same network with random weights and of MiniLM, as
    /// far as there is something to measure and compare with.
    fn measure(
        &self,
        name: &str,
        trained: &TextEmbedder,
        others: &[(&str, &TextEmbedder)],
    ) -> Result<Figures> {
        let Some(path) = &self.few_shot else {
            eprintln!("not measured: that takes --few-shot");
            return Ok(Figures::default());
        };
        let benchmark = Benchmark::read(path)?;
        let row = |name: &str, embedder: &TextEmbedder| {
            benchmark.measure(name, |texts| embed(embedder, texts))
        };
        let mut rows = vec![row(name, trained)?];
        for (name, other) in others {
            rows.push(row(name, other)?);
        }
        if let Some(folder) = &self.minilm {
            rows.push(row("the public all-MiniLM-L6-v2", &read_folder(folder)?)?);
        }
        let few_shot =
            Figures { task: benchmark.task(), shots: SHOTS.to_vec(), draws: DRAWS, rows };
        publish::print(&few_shot);
        Ok(few_shot)
    }

    /// Reads the books, and learns a vocabulary from them or takes the one that was learnt before.
    fn prepare(
        &self,
        id: &str,
        vocabulary: usize,
        learn: impl FnOnce(&[Book], usize) -> Result<Tokenizer>,
        text: impl Fn(&Sentence) -> String + Sync,
    ) -> Result<Prepared> {
        std::fs::create_dir_all(&self.run.work)
            .with_context(|| format!("creating {}", self.run.work.display()))?;
        let corpus = Corpus::read(&self.data)?;
        let mut digest = Digest::default();
        for sentence in corpus.training.iter().flat_map(|book| &book.sentences) {
            digest.update(sentence.text.as_bytes());
        }
        let hash = digest.finish();
        let file = format!("{id}-{vocabulary}-{}.tokenizer.json", &hash[..8]);
        let path = self.run.work.join(file);
        let tokenizer = if path.exists() {
            let bytes = std::fs::read(&path)?;
            Tokenizer::read(&bytes).map_err(|kind| anyhow!("{}: {kind}", path.display()))?
        } else {
            let tokenizer = learn(&corpus.training, vocabulary)?;
            let bytes = tokenizer.write().map_err(|kind| anyhow!("the vocabulary: {kind}"))?;
            training::replace(&path, &bytes)?;
            tokenizer
        };
        let encode = |books: &[Book]| encode(books, &tokenizer, &text, self.threads());
        let (training, held_out) = (encode(&corpus.training)?, encode(&corpus.held_out)?);
        let sum = |books: &[Tokens]| books.iter().map(|book| book.ids.len()).sum::<usize>();
        eprintln!("{} tokens to learn from, {} held out", sum(&training), sum(&held_out));
        let counts = Counts::of(&training, tokenizer.vocabulary());
        Ok(Prepared { tokenizer, training, held_out, counts, books: corpus.training })
    }
}

/// Embeds many texts, those of like lengths together.
fn embed(embedder: &TextEmbedder, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|&text| texts[text].len());
    let mut embeddings = vec![Vec::new(); texts.len()];
    for some in order.chunks(BATCH) {
        let batch: Vec<&str> = some.iter().map(|&text| texts[text]).collect();
        let batch = embedder.embed(&batch).map_err(|kind| anyhow!("embedding a text: {kind}"))?;
        some.iter().zip(batch).for_each(|(&text, embedding)| embeddings[text] = embedding);
    }
    Ok(embeddings)
}

/// Reads the model in a folder, as Hugging Face lays it out.
fn read_folder(folder: &Path) -> Result<TextEmbedder> {
    let mut files = Files::new();
    for name in ["config.json", "model.safetensors", "tokenizer.json"] {
        let path = folder.join(name);
        let bytes = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
        files.insert(name.into(), bytes);
    }
    let model = language::read(files).and_then(TextEmbedder::new);
    model.map_err(|kind| anyhow!("{}: {kind}", folder.display()))
}

/// Pre-trains BERT from its checkpoint on, and publishes it once its schedule has come to its end.
///
/// # Errors
/// If something cannot be read or written, or the loss is no number any more.
pub fn pretrain_bert(arguments: &TextArguments) -> Result<()> {
    let plan = arguments.plan(BERT);
    let schedule = plan.schedule(arguments.run.seed);
    let Plan { vocabulary: size, width, layers, length, .. } = plan;
    let prepared =
        arguments.prepare("bert", size, vocabulary::word_pieces, |one| one.text.clone())?;
    let config = BertConfig::new(prepared.tokenizer.vocabulary(), length, width, layers)
        .with_heads(plan.heads());
    let task = |books: &[Tokens]| {
        let (books, tokenizer) = (books.to_vec(), &prepared.tokenizer);
        MaskedLanguage::new(config.clone(), books, tokenizer, length, schedule.shard_size)
    };
    let (task, test) = (task(&prepared.training)?, task(&prepared.held_out)?);
    let random = bert::parameters(&config, arguments.run.seed);
    let mut parameters = random.clone();
    let workshop = arguments.run.workshop("bert", arguments.run.device, arguments.threads())?;
    let (points, done) = training::train(&task, &mut parameters, &schedule, &workshop)?;
    if !done {
        return Ok(());
    }
    // What turns means into embeddings is fitted last, to the network as it is by then.
    let plain = LanguageConfig::Bert(config.clone());
    let whitened = LanguageConfig::Bert(BertConfig { whitened: true, ..config.clone() });
    let untouched = Release::new("bert", plain, &random, &prepared.tokenizer)?;
    let fitted = |network: &Parameters| -> Result<Release> {
        let mut parameters = network.clone();
        whitening::fit(&untouched.with(network).read()?, &prepared.books, &mut parameters)?;
        Release::new("bert", whitened.clone(), &parameters, &prepared.tokenizer)
    };
    let release = fitted(&parameters)?;
    let trained = release.read()?;
    let Language::Bert(model) = &trained.model else { unreachable!("a BERT was written") };
    let network = Network::of(model).context("both heads were written")?;
    let figures = test.measure(&network, PAIRS, prepared.counts.most_frequent());
    let description = Description {
        id: "bert",
        name: "Headstart BERT",
        about: "A small encoder that learnt from books without labels: to fill in words that were \
                hidden, and to tell whether one passage follows another.",
        architecture: format!("BERT of {layers} layers, {width} wide"),
        licence: "MIT OR Apache-2.0",
        seed: arguments.run.seed,
        settings: plan.settings(&schedule, "pairs of passages a step"),
        epochs: prepared.epochs(&schedule, length),
        curve: publish::curve(task.figures(), &points),
    };
    let random_fitted = fitted(&random)?.read()?;
    let others = [
        ("the same network with random weights", &untouched.read()?),
        ("random weights, embeddings spread evenly like this model's", &random_fitted),
    ];
    let few_shot = arguments.measure(description.name, &trained, &others)?;
    let sources = arguments.sources(&prepared);
    release.publish(&arguments.run.out, description, &sources, figures.on_card(), few_shot)
}

/// Pre-trains GPT from its checkpoint on, and publishes it once its schedule has come to its end.
///
/// # Errors
/// If something cannot be read or written, or the loss is no number any more.
pub fn pretrain_gpt(arguments: &TextArguments) -> Result<()> {
    let plan = arguments.plan(GPT);
    let schedule = plan.schedule(arguments.run.seed);
    let Plan { vocabulary: size, width, layers, length, .. } = plan;
    let prepared = arguments.prepare("gpt", size, vocabulary::byte_pairs, Sentence::spaced)?;
    let config = GptConfig::new(prepared.tokenizer.vocabulary(), length, width, layers)
        .with_heads(plan.heads());
    let books = prepared.training.clone();
    let task = gpt::NextToken::new(config.clone(), books, length, schedule.shard_size)?;
    let random = gpt::parameters(&config, arguments.run.seed);
    let mut parameters = random.clone();
    let workshop = arguments.run.workshop("gpt", arguments.run.device, arguments.threads())?;
    let (points, done) = training::train(&task, &mut parameters, &schedule, &workshop)?;
    if !done {
        return Ok(());
    }
    let release =
        Release::new("gpt", LanguageConfig::Gpt(config), &parameters, &prepared.tokenizer)?;
    let trained = release.read()?;
    let Language::Gpt(model) = &trained.model else { unreachable!("a GPT was written") };
    let figures = gpt::measure(model, &prepared.counts, &prepared.held_out, length, RUNS);
    let description = Description {
        id: "gpt",
        name: "Headstart GPT",
        about: "A small decoder that learnt from books without labels: to predict, word piece by \
                word piece, how a text goes on.",
        architecture: format!("GPT-2 of {layers} layers, {width} wide"),
        licence: "MIT OR Apache-2.0",
        seed: arguments.run.seed,
        settings: plan.settings(&schedule, "texts a step"),
        epochs: prepared.epochs(&schedule, length),
        curve: publish::curve(task.figures(), &points),
    };
    let random = release.with(&random).read()?;
    let others = [("the same network with random weights", &random)];
    let few_shot = arguments.measure(description.name, &trained, &others)?;
    let sources = arguments.sources(&prepared);
    release.publish(&arguments.run.out, description, &sources, figures.on_card(), few_shot)
}

impl Prepared {
    /// How often as many tokens as there are to learn from were seen.
    fn epochs(&self, schedule: &Schedule, length: usize) -> f32 {
        let seen = schedule.steps * schedule.shards * schedule.shard_size * length;
        let all: usize = self.training.iter().map(|book| book.ids.len()).sum();
        (seen as f32 / all as f32 * 10.0).round() / 10.0
    }
}
