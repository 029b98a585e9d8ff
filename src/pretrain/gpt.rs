//! Self-supervised pre-training of GPT: every next token is predicted from those before it.

use anyhow::{Result, ensure};
use burn::tensor::{Device, Tensor};
use rand::rngs::ChaCha8Rng;

use super::counts::Counts;
use super::tokens::{Places, Tokens, cross_entropy};
use super::training::Task;
use crate::engine::finetuning::initial::Initial;
use crate::engine::finetuning::parameters::{Leaves, Parameters};
use crate::models::gpt::{Gpt, GptConfig};
use crate::protocol::Skill;

/// Random weights for the decoder: the same for the same seed.
pub fn parameters(config: &GptConfig, seed: u64) -> Parameters {
    let mut initial = Initial::new(seed, config.width);
    config.init(&mut initial).expect("random weights have every shape");
    initial.parameters
}

/// Learning to go on with a text.
#[derive(Debug)]
pub struct NextToken {
    config: GptConfig,
    books: Vec<Tokens>,
    places: Places,
    length: usize,
    shard_size: usize,
}

impl NextToken {
    /// On these books, in runs of `length` tokens and the one after them.
    ///
    /// # Errors
    /// If no book is long enough.
    pub fn new(
        config: GptConfig,
        books: Vec<Tokens>,
        length: usize,
        shard_size: usize,
    ) -> Result<Self> {
        ensure!((1..=config.positions).contains(&length), "a run has a position for each token");
        let places = Places::of_runs(&books, length + 1, 1);
        ensure!(!places.is_empty(), "no book is long enough");
        Ok(Self { config, books, places, length, shard_size })
    }
}

impl Task for NextToken {
    fn figures(&self) -> &'static [&'static str] {
        &["next tokens right"]
    }

    fn loss(
        &self,
        leaves: &Leaves,
        _shard: usize,
        rng: &mut ChaCha8Rng,
        _device: &Device,
    ) -> (Tensor<1>, Vec<f32>) {
        let mut leaves = leaves;
        let network = self.config.init(&mut leaves).expect("every parameter is there");
        let (mut ids, mut targets) = (Vec::new(), Vec::new());
        for _ in 0..self.shard_size {
            let (book, start) = self.places.draw(rng);
            let run = &self.books[book].ids[start..=start + self.length];
            ids.extend(&run[..self.length]);
            targets.extend(&run[1..]);
        }
        let logits = network.logits(network.forward(&ids, self.shard_size));
        let (loss, right) = cross_entropy(logits, &targets);
        (loss, vec![right])
    }
}

/// How well the next tokens of held-out books are predicted. Perplexity is `exp` of the mean
/// cross-entropy: among how many equally likely tokens one would be as unsure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// The network's perplexity.
    pub perplexity: f32,
    /// Share of tokens that were its first guess.
    pub right: f32,
    /// That of knowing only how frequent each token is.
    pub unigram: f32,
    /// That of knowing also how often each token follows each.
    pub bigram: f32,
    /// Tokens that were predicted.
    pub tokens: usize,
}

impl Figures {
    /// As the card has them.
    pub fn on_card(&self) -> Vec<Skill> {
        let beside = [
            ("only how frequent each token is", self.unigram),
            ("how often each token follows each", self.bigram),
        ];
        vec![
            Skill {
                name: "next tokens of held-out books: perplexity".into(),
                value: self.perplexity,
                beside: beside.map(|(name, value)| (name.into(), value)).to_vec(),
            },
            Skill {
                name: "next tokens of held-out books: share guessed right at once".into(),
                value: self.right,
                beside: Vec::new(),
            },
        ]
    }
}

/// Measures a network on runs of `length` tokens of held-out books, at most `runs` of them, spread
/// evenly; and what counting in the training books would do on the same tokens, each of which has at
/// least the token before it to go by.
pub fn measure(
    network: &Gpt,
    counts: &Counts,
    held_out: &[Tokens],
    length: usize,
    runs: usize,
) -> Figures {
    let all = Places::of_runs(held_out, length + 1, length);
    let every = all.len().div_ceil(runs.max(1)).max(1);
    let mut figures = Figures { perplexity: 0.0, right: 0.0, unigram: 0.0, bigram: 0.0, tokens: 0 };
    let [mut loss, mut right, mut unigram, mut bigram] = [0.0f64; 4];
    for (book, start) in all.iter().step_by(every) {
        let run = &held_out[book].ids[start..=start + length];
        let (ids, targets) = (&run[..length], &run[1..]);
        let (mean, share) = cross_entropy(network.logits(network.forward(ids, 1)), targets);
        loss += f64::from(mean.into_scalar::<f32>()) * length as f64;
        right += f64::from(share) * length as f64;
        for (&before, &token) in ids.iter().zip(targets) {
            unigram -= counts.unigram(token).ln();
            bigram -= counts.bigram(before, token).ln();
        }
        figures.tokens += length;
    }
    let tokens = figures.tokens.max(1) as f64;
    let perplexity = |sum: f64| (sum / tokens).exp() as f32;
    figures.perplexity = perplexity(loss);
    figures.unigram = perplexity(unigram);
    figures.bigram = perplexity(bigram);
    figures.right = (right / tokens) as f32;
    figures
}
