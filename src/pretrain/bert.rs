//! Self-supervised pre-training of BERT: words that were masked are predicted, and whether one passage
//! follows another (Devlin et al. 2018, <https://arxiv.org/abs/1810.04805>).

use anyhow::{Context, Result, ensure};
use burn::tensor::{Device, Tensor};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use super::tokens::{Places, Tokens, cross_entropy};
use super::training::Task;
use crate::engine::finetuning::initial::Initial;
use crate::engine::finetuning::parameters::{Leaves, Parameters};
use crate::engine::masking;
use crate::error::WeightsError;
use crate::formats::tokenizer::{SPECIAL, Tokenizer};
use crate::models::Tensors;
use crate::models::bert::{Batch, Bert, BertConfig, MaskedHead, NextSentenceHead, PretrainedBert};
use crate::models::layers::rows;
use crate::protocol::Skill;

/// So many times shorter than the longest are most pairs. What words have to do with their neighbours
/// is found sooner among few, and for the same time there are more pairs to tell apart; the paper too
/// trains on short texts first.
const SHORTER: usize = 3;

/// Share of the shards whose pairs are short.
const SHORT: f32 = 0.75;

/// The fewest tokens of a passage, as a share of both.
const SHORTEST: f32 = 0.2;

/// Tokens beside those of the two passages: the start, and the end of each.
const MARKS: usize = 3;

/// The encoder with both heads.
#[derive(Debug, Clone)]
pub struct Network {
    /// The encoder, whose last states both heads read.
    pub bert: Bert,
    /// Predicts masked words.
    pub masked: MaskedHead,
    /// Says whether a passage follows another.
    pub next: NextSentenceHead,
}

impl Network {
    /// With these tensors.
    ///
    /// # Errors
    /// Those of [`Tensors::tensor`].
    pub fn new(config: &BertConfig, tensors: &mut impl Tensors) -> Result<Self, WeightsError> {
        Ok(Self {
            bert: config.init(tensors)?,
            masked: MaskedHead::new(config, tensors)?,
            next: NextSentenceHead::new(config, tensors)?,
        })
    }

    /// That of a file with both heads.
    pub fn of(model: &PretrainedBert) -> Option<Self> {
        let PretrainedBert { bert, masked, next, .. } = model.clone();
        Some(Self { bert, masked: masked?, next: next? })
    }
}

/// Random weights for the encoder and both heads: the same for the same seed.
pub fn parameters(config: &BertConfig, seed: u64) -> Parameters {
    let mut initial = Initial::new(seed, config.width);
    Network::new(config, &mut initial).expect("random weights have every shape");
    initial.parameters
}

/// Numbers of the tokens that stand for no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Special {
    start: u32,
    end: u32,
    mask: u32,
    /// All tokens from here on stand for text.
    first_word: u32,
}

impl Special {
    fn of(tokenizer: &Tokenizer) -> Result<Self> {
        let [_, _, start, end, mask] = SPECIAL.map(|token| tokenizer.id(token));
        let missing = "the vocabulary has no [CLS], [SEP] or [MASK]";
        Ok(Self {
            start: start.context(missing)?,
            end: end.context(missing)?,
            mask: mask.context(missing)?,
            first_word: SPECIAL.len() as u32,
        })
    }
}

/// Two passages with some words masked, and what is asked of them.
#[derive(Debug, Default)]
struct Examples {
    ids: Vec<u32>,
    segments: Vec<u32>,
    lengths: Vec<usize>,
    /// Places in `ids` to predict, and what stood there.
    places: Vec<u32>,
    targets: Vec<u32>,
    /// For each example, [`NextSentenceHead::FOLLOWS`] or the other.
    follows: Vec<u32>,
}

/// Learning to fill in blanks and to tell what follows.
#[derive(Debug)]
pub struct MaskedLanguage {
    config: BertConfig,
    books: Vec<Tokens>,
    places: Places,
    special: Special,
    length: usize,
    shard_size: usize,
}

impl MaskedLanguage {
    /// On these books, in pairs of passages of `length` tokens together.
    ///
    /// # Errors
    /// If no two books are long enough, or the vocabulary lacks a special token.
    pub fn new(
        config: BertConfig,
        books: Vec<Tokens>,
        tokenizer: &Tokenizer,
        length: usize,
        shard_size: usize,
    ) -> Result<Self> {
        ensure!((16..=config.positions).contains(&length), "a pair has 16 tokens or more");
        let longest = length - MARKS;
        let places = Places::of_sentences(&books, longest, longest);
        let first = places.iter().next().context("no book is long enough")?.0;
        ensure!(places.iter().any(|(book, _)| book != first), "only one book is long enough");
        let special = Special::of(tokenizer)?;
        Ok(Self { config, books, places, special, length, shard_size })
    }

    /// Draws pairs of `length` tokens together: half of them of passages that follow each other, half
    /// of two books.
    fn draw(&self, count: usize, length: usize, rng: &mut ChaCha8Rng) -> Examples {
        let mut examples = Examples::default();
        for _ in 0..count {
            self.add_pair(&mut examples, length, rng);
        }
        examples
    }

    fn add_pair(&self, examples: &mut Examples, length: usize, rng: &mut ChaCha8Rng) {
        let text = length - MARKS;
        let shortest = (text as f32 * SHORTEST) as usize;
        let first = rng.random_range(shortest..=text - shortest);
        let (book, start) = self.places.draw(rng);
        let follows = rng.random::<bool>();
        let (other, other_start) = if follows {
            (book, start)
        } else {
            loop {
                let place = self.places.draw(rng);
                if place.0 != book {
                    break place;
                }
            }
        };
        let offset = examples.ids.len();
        examples.ids.push(self.special.start);
        examples.ids.extend(&self.books[book].ids[start - first..start]);
        examples.ids.push(self.special.end);
        examples.ids.extend(&self.books[other].ids[other_start..other_start + text - first]);
        examples.ids.push(self.special.end);
        examples.segments.extend((0..length).map(|at| u32::from(at > first + 1)));
        examples.lengths.push(length);
        let no = 1 - NextSentenceHead::FOLLOWS as u32;
        examples.follows.push(if follows { NextSentenceHead::FOLLOWS as u32 } else { no });
        self.mask(examples, offset, [first, text - first], rng);
    }

    /// Of the tokens to predict, 8 of 10 are masked, 1 is replaced by a random word, 1 stays.
    fn mask(
        &self,
        examples: &mut Examples,
        offset: usize,
        [first, second]: [usize; 2],
        rng: &mut ChaCha8Rng,
    ) {
        let text = first + second;
        for at in masking::choose(text, rng) {
            // The start stands before the first passage, an end before the second.
            let place = offset + at + if at < first { 1 } else { 2 };
            examples.places.push(place as u32);
            let words = self.special.first_word..self.config.vocabulary as u32;
            let id = examples.ids[place];
            examples.targets.push(id);
            examples.ids[place] = masking::shown(id, self.special.mask, words, rng);
        }
    }

    /// Logits of the masked words and of what follows.
    fn forward(network: &Network, examples: &Examples) -> (Tensor<2>, Tensor<2>) {
        let batch = Batch {
            ids: examples.ids.clone(),
            segments: examples.segments.clone(),
            lengths: examples.lengths.clone(),
        };
        let x = network.bert.forward(&batch); // [batch * time, width]
        let asked = rows(&x, &examples.places); // [places, width]
        let masked = network.masked.forward(asked, network.bert.words());
        (masked, network.next.forward(x, batch.len()))
    }
}

impl Task for MaskedLanguage {
    fn figures(&self) -> &'static [&'static str] {
        &["masked words' loss", "masked words right", "next sentence right"]
    }

    fn loss(
        &self,
        leaves: &Leaves,
        _shard: usize,
        rng: &mut ChaCha8Rng,
        _device: &Device,
    ) -> (Tensor<1>, Vec<f32>) {
        let mut leaves = leaves;
        let network = Network::new(&self.config, &mut leaves).expect("every parameter is there");
        let short = self.length / SHORTER;
        let examples = if rng.random::<f32>() < SHORT && short > 2 * MARKS {
            self.draw(self.shard_size * SHORTER, short, rng)
        } else {
            self.draw(self.shard_size, self.length, rng)
        };
        let (masked, next) = Self::forward(&network, &examples);
        let (masked_loss, masked_right) = cross_entropy(masked, &examples.targets);
        let (next_loss, next_right) = cross_entropy(next, &examples.follows);
        let figures = vec![masked_loss.clone().into_scalar::<f32>(), masked_right, next_right];
        (masked_loss + next_loss, figures)
    }
}

/// What a trained BERT does on books it has not seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Mean cross-entropy of masked words, in nats.
    pub masked_loss: f32,
    /// Share of masked words that were its first guess.
    pub masked_right: f32,
    /// Share that would be right if every guess were the word that is most frequent where it learnt.
    pub most_frequent_right: f32,
    /// Share of pairs of passages of which it was right whether they follow each other.
    pub next_right: f32,
    /// Pairs that were asked about.
    pub pairs: usize,
}

impl Figures {
    /// As the card has them.
    pub fn on_card(&self) -> Vec<Skill> {
        let figure = |name: &str, value, beside: &[(&str, f32)]| Skill {
            name: name.into(),
            value,
            beside: beside.iter().map(|&(name, value)| (name.into(), value)).collect(),
        };
        vec![
            figure("masked words of held-out books: loss in nats", self.masked_loss, &[]),
            figure(
                "masked words of held-out books: share guessed right at once",
                self.masked_right,
                &[("always the most frequent word", self.most_frequent_right)],
            ),
            figure(
                "does a passage follow another, in held-out books: share right",
                self.next_right,
                &[("chance", 0.5)],
            ),
        ]
    }
}

impl MaskedLanguage {
    /// Measures a network on `pairs` pairs, drawn from the books of this task by this seed.
    /// `most_frequent` is the most frequent token of the books that were learnt from.
    pub fn measure(&self, network: &Network, pairs: usize, most_frequent: u32) -> Figures {
        let mut rng = ChaCha8Rng::seed_from_u64(0);
        let rounds = pairs.div_ceil(self.shard_size).max(1);
        let mut sum = Figures {
            masked_loss: 0.0,
            masked_right: 0.0,
            most_frequent_right: 0.0,
            next_right: 0.0,
            pairs: rounds * self.shard_size,
        };
        for _ in 0..rounds {
            let examples = self.draw(self.shard_size, self.length, &mut rng);
            let (masked, next) = Self::forward(network, &examples);
            let (loss, right) = cross_entropy(masked, &examples.targets);
            let (_, next_right) = cross_entropy(next, &examples.follows);
            let hits = examples.targets.iter().filter(|&&target| target == most_frequent).count();
            let share = 1.0 / rounds as f32;
            sum.masked_loss += loss.into_scalar::<f32>() * share;
            sum.masked_right += right * share;
            sum.most_frequent_right += hits as f32 / examples.targets.len() as f32 * share;
            sum.next_right += next_right * share;
        }
        sum
    }
}
