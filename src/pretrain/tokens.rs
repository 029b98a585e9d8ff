//! Books as the numbers of their tokens, and what is drawn from them.

use anyhow::{Result, anyhow};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Int, Tensor, TensorData};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

use super::corpus::{Book, Sentence};
use crate::formats::tokenizer::Tokenizer;

/// A book as numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    /// All its tokens, one after the other.
    pub ids: Vec<u32>,
    /// Where in `ids` its sentences start.
    pub starts: Vec<usize>,
}

/// Encodes books on so many threads. `text` says what of a sentence is encoded.
///
/// # Errors
/// If the vocabulary has no token for a part of one.
pub fn encode(
    books: &[Book],
    tokenizer: &Tokenizer,
    text: impl Fn(&Sentence) -> String + Sync,
    threads: usize,
) -> Result<Vec<Tokens>> {
    let encode_book = |book: &Book| -> Result<Tokens> {
        let mut tokens = Tokens { ids: Vec::new(), starts: Vec::new() };
        for sentence in &book.sentences {
            tokens.starts.push(tokens.ids.len());
            let ids = tokenizer.encode_plain(&text(sentence));
            tokens.ids.extend(ids.map_err(|kind| anyhow!("{}: {kind}", book.path))?);
        }
        Ok(tokens)
    };
    let share = books.len().div_ceil(threads.max(1)).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = books
            .chunks(share)
            .map(|books| scope.spawn(|| books.iter().map(encode_book).collect::<Vec<_>>()))
            .collect();
        let parts = parts.into_iter().map(|part| part.join().expect("encoding does not panic"));
        parts.flatten().collect()
    })
}

/// Places in books to draw from, each as likely as any other.
#[derive(Debug, Clone)]
pub struct Places {
    places: Vec<(u32, u32)>,
}

impl Places {
    /// Starts of sentences with `before` tokens before them and `after` after them.
    pub fn of_sentences(books: &[Tokens], before: usize, after: usize) -> Self {
        let of_book = |(number, book): (usize, &Tokens)| {
            let fits = move |&&start: &&usize| start >= before && start + after <= book.ids.len();
            let starts: Vec<_> = book.starts.iter().filter(fits).copied().collect();
            starts.into_iter().map(move |start| (number as u32, start as u32))
        };
        Self { places: books.iter().enumerate().flat_map(of_book).collect() }
    }

    /// Starts of all runs of `length` tokens, `every` so many.
    pub fn of_runs(books: &[Tokens], length: usize, every: usize) -> Self {
        let of_book = |(number, book): (usize, &Tokens)| {
            let last = (book.ids.len() + 1).saturating_sub(length);
            (0..last).step_by(every.max(1)).map(move |start| (number as u32, start as u32))
        };
        Self { places: books.iter().enumerate().flat_map(of_book).collect() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// One of them: its book, and where in it.
    pub fn draw(&self, rng: &mut ChaCha8Rng) -> (usize, usize) {
        let (book, start) = self.places[rng.random_range(0..self.places.len())];
        (book as usize, start as usize)
    }

    /// All of them in their order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, usize)> {
        self.places.iter().map(|&(book, start)| (book as usize, start as usize))
    }
}

/// The mean cross-entropy of logits in nats, and the share of targets that have the largest.
///
/// # Shapes
/// - `logits`: `[places, choices]`
pub fn cross_entropy(logits: Tensor<2>, targets: &[u32]) -> (Tensor<1>, f32) {
    let numbers: Vec<i32> = targets.iter().map(|&target| target as i32).collect();
    let data = TensorData::new(numbers, [targets.len(), 1]);
    let targets = Tensor::<2, Int>::from_data(data, &logits.device());
    let best = logits.clone().inner().argmax(1);
    let right = best.equal(targets.clone().inner()).int().sum().into_scalar::<i32>();
    let share = right as f32 / logits.dims()[0] as f32;
    (log_softmax(logits, 1).gather(1, targets).neg().mean(), share)
}
