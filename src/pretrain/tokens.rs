//! Books as the numbers of their tokens, and what is drawn from them.

use anyhow::{Result, anyhow};
use burn::tensor::activation::softmax;
use burn::tensor::{IndexingUpdateOp, Int, Tensor, TensorData};
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
/// The gradient is written down instead of being derived, since it is as plain as the loss: the
/// probabilities, less 1 where the target is. Of a vocabulary's worth of logits for every token,
/// deriving it step by step would take most of the time of training.
///
/// # Shapes
/// - `logits`: `[places, choices]`
pub fn cross_entropy(logits: Tensor<2>, targets: &[u32]) -> (Tensor<1>, f32) {
    let count = targets.len();
    let numbers: Vec<i32> = targets.iter().map(|&target| target as i32).collect();
    let plain = logits.clone().inner();
    let targets = TensorData::new(numbers, [count, 1]);
    let targets = Tensor::<2, Int>::from_data(targets, &plain.device());
    let best = plain.clone().argmax(1);
    let right = best.equal(targets.clone()).int().sum().into_scalar::<i32>() as f32 / count as f32;
    let probabilities = softmax(plain, 1); // [places, choices]
    // What is too small for a probability is as good as this.
    let likely = probabilities.clone().gather(1, targets.clone()).clamp_min(f32::MIN_POSITIVE);
    let loss = likely.log().neg().mean().autodiff();
    let less = Tensor::full([count, 1], -1.0, &probabilities.device());
    let gradient = probabilities.scatter(1, targets, less, IndexingUpdateOp::Add) / count as f32;
    let slope = (logits * gradient.autodiff()).sum();
    // The loss's value with the slope's gradient.
    (loss + slope.clone() - slope.detach(), right)
}

#[cfg(test)]
mod tests {
    use burn::tensor::activation::log_softmax;
    use burn::tensor::{Device, Distribution};

    use super::*;

    #[test]
    fn the_written_gradient_is_the_derived_one() {
        let device = Device::flex();
        let logits = Tensor::<2>::random([5, 7], Distribution::Normal(0.0, 3.0), &device);
        let targets = [3u32, 0, 6, 6, 1];
        let leaf = || logits.clone().autodiff().require_grad();
        let (written, derived) = (leaf(), leaf());
        let (loss, _) = cross_entropy(written.clone(), &targets);
        let numbers = TensorData::new(targets.map(|target| target as i32).to_vec(), [5, 1]);
        let numbers = Tensor::<2, Int>::from_data(numbers, &derived.device());
        let expected = log_softmax(derived.clone(), 1).gather(1, numbers).neg().mean();
        let value = |loss: &Tensor<1>| loss.clone().into_scalar::<f32>();
        assert!((value(&loss) - value(&expected)).abs() < 1e-5);
        let gradient = |leaf: Tensor<2>, loss: Tensor<1>| {
            leaf.grad(&loss.backward()).expect("the loss depends on it").into_data()
        };
        let (written, derived) = (gradient(written, loss), gradient(derived, expected));
        written.assert_approx_eq::<f32>(&derived, Default::default());
    }
}
