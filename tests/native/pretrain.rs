//! Training reproduces: the same seed gives the same weights to the bit, whatever the number of
//! threads, and a run that was killed and resumed ends where an undisturbed one does.

use std::path::{Path, PathBuf};

use burn::tensor::Device;
use headstart::engine::finetuning::parameters::Parameters;
use headstart::models::bert::BertConfig;
use headstart::models::gpt::GptConfig;
use headstart::models::{Backbone, ConvConfig, ConvNetConfig, ConvWeights};
use headstart::pretrain::corpus::{Book, Corpus, Sentence};
use headstart::pretrain::counts::Counts;
use headstart::pretrain::dataset::{Dataset, Photo};
use headstart::pretrain::tokens::{Tokens, encode};
use headstart::pretrain::training::{Schedule, Task, Workshop, train};
use headstart::pretrain::{autoencoder, bert, cnn, gpt, vocabulary};

/// Stripes of several widths, directions and colours: enough to learn something from.
fn stripes(name: &str, side: usize) -> Dataset {
    let photo = |index: usize| {
        let (label, width) = (index % 2, 2 + index / 2 % 3);
        let mut rgb = Vec::new();
        for y in 0..side {
            for x in 0..side {
                let on = (if label == 0 { x } else { y }) / width % 2 == 0;
                rgb.extend(if on { [200, (index * 20 % 256) as u8, 60] } else { [20, 40, 90] });
            }
        }
        Photo { width: side, height: side, rgb, label }
    };
    let classes = vec!["across".into(), "down".into()];
    Dataset { name: name.into(), classes, photos: (0..12).map(photo).collect() }
}

/// A folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = format!("headstart-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn schedule(steps: usize) -> Schedule {
    let (warm_up, learning_rate, weight_decay) = (2, 5e-3, 0.01);
    Schedule { seed: 3, steps, warm_up, learning_rate, weight_decay, shards: 2, shard_size: 2 }
}

fn workshop(folder: &Path, name: &str, threads: usize, stop_after: Option<usize>) -> Workshop {
    Workshop {
        device: Device::flex(),
        threads,
        checkpoint: folder.join(name),
        checkpoint_every: 1,
        stop_after,
    }
}

/// Trains whole, again on two threads, and killed half way; all three must agree to the bit.
fn reproduces(name: &str, task: &dyn Task, start: &Parameters) -> Parameters {
    let folder = Folder::new(name);
    let run = |file: &str, threads, stop| {
        let mut parameters = start.clone();
        let workshop = workshop(&folder.0, file, threads, stop);
        let (_, done) = train(task, &mut parameters, &schedule(6), &workshop).expect("it trains");
        assert_eq!(done, stop.is_none());
        parameters
    };
    let whole = run("whole", 1, None);
    assert_ne!(whole.values, start.values);
    assert_eq!(whole, run("again", 2, None), "{name}: the same seed, other threads");
    let half = run("killed", 2, Some(3));
    assert_ne!(half.values, whole.values);
    assert_eq!(whole, run("killed", 2, None), "{name}: killed and resumed");
    whole
}

#[test]
fn the_autoencoder_reproduces() {
    let task = autoencoder::Unsupervised::new(vec![stripes("stripes", 40)], 0.5, 2);
    reproduces("autoencoder", &task, &autoencoder::parameters(1));
}

#[test]
fn the_supervised_network_reproduces() {
    let layer = ConvConfig::new("teacher", 3, 6, 3).with_stride(2);
    let count = layer.kernel_shape().iter().product::<usize>();
    let kernel = (0..count).map(|i| (i as f32).sin()).collect();
    let weights = vec![ConvWeights { kernel, bias: vec![0.1; 6] }];
    let teacher = Backbone::ConvNet { config: ConvNetConfig::new(32, vec![layer]), weights };
    let folder = Folder::new("teacher");
    let datasets = vec![stripes("small", 32), stripes("large", 80)];
    let task = cnn::Supervised::new(datasets, &teacher, 2, (1, 2), &folder.0).expect("it answers");
    let start = cnn::parameters(task.classes(), teacher.embedding_size(), 1);
    reproduces("cnn", &task, &start);
}

/// Books of a language that has a few words and simple rules.
fn books() -> Vec<Book> {
    let subjects = ["The fox", "A hen", "My uncle", "The queen", "No child", "Every tailor"];
    let verbs = ["sees", "follows", "forgets", "remembers", "likes"];
    let objects = ["the river", "a candle", "the garden", "her sister", "nothing"];
    let sentence = |book: usize, at: usize| {
        let text = format!(
            "{} {} {}.",
            subjects[(book + at * at) % subjects.len()],
            verbs[(book * 3 + at) % verbs.len()],
            objects[(at * 7 + book) % objects.len()]
        );
        Sentence { text, opens: at.is_multiple_of(3) }
    };
    let book = |book: usize| Book {
        path: format!("{book}.md"),
        sentences: (0..40).map(|at| sentence(book, at)).collect(),
    };
    (0..5).map(book).collect()
}

#[test]
fn a_vocabulary_is_learnt_the_same_every_time() {
    let books = books();
    for learn in [vocabulary::word_pieces, vocabulary::byte_pairs] {
        let learnt = learn(&books, 300).expect("it is learnt");
        let written = learnt.write().expect("it is written");
        let again = learn(&books, 300).expect("it is learnt").write();
        assert_eq!(Ok(written), again);
        let text = "the queen follows a candle.";
        let ids = learnt.encode_plain(text).expect("its letters are known");
        assert!(3 * ids.len() < 2 * text.len(), "letters were joined: {ids:?}");
        assert_eq!(learnt.decode(&ids).as_deref(), Ok(text));
    }
}

#[test]
fn bert_reproduces_and_learns() {
    let corpus = Corpus::divide(books()).expect("there are enough");
    let tokenizer = vocabulary::word_pieces(&corpus.training, 120).expect("it is learnt");
    let tokens = encode(&corpus.training, &tokenizer, |one| one.text.clone(), 2).expect("encoded");
    let config = BertConfig::new(tokenizer.vocabulary(), 24, 16, 1).with_heads(2);
    let task = bert::MaskedLanguage::new(config.clone(), tokens, &tokenizer, 24, 2);
    let task = task.expect("the books are long enough");
    let start = bert::parameters(&config, 1);
    reproduces("bert", &task, &start);
    let losses = losses(&task, start, 150);
    assert!(losses[2] < losses[0] * 0.9, "{losses:?}");
}

#[test]
fn gpt_reproduces_and_is_measured_beside_counting() {
    let corpus = Corpus::divide(books()).expect("there are enough");
    let tokenizer = vocabulary::byte_pairs(&corpus.training, 320).expect("it is learnt");
    let encode = |books| encode(books, &tokenizer, Sentence::spaced, 2).expect("encoded");
    let (training, held_out): (Vec<Tokens>, _) =
        (encode(&corpus.training), encode(&corpus.held_out));
    let counts = Counts::of(&training, tokenizer.vocabulary());
    let config = GptConfig::new(tokenizer.vocabulary(), 16, 16, 1).with_heads(2);
    let task = gpt::NextToken::new(config.clone(), training, 16, 2).expect("long enough");
    let start = gpt::parameters(&config, 1);
    let few = reproduces("gpt", &task, &start);
    let measure = |parameters: &Parameters| {
        let weights = parameters.to_weights();
        let network = headstart::models::gpt::read(&config, weights, &Device::flex());
        gpt::measure(&network.expect("it fits"), &counts, &held_out, 16, 10)
    };
    let (before, after) = (measure(&start), measure(&few));
    assert_eq!((before.bigram, before.tokens), (after.bigram, after.tokens));
    assert!(before.bigram < before.unigram, "{before:?}");
    assert!(after.perplexity < before.perplexity, "{before:?} {after:?}");
}

/// The points of the curve of a run of so many steps.
fn losses(task: &dyn Task, mut parameters: Parameters, steps: usize) -> Vec<f32> {
    let folder = Folder::new("losses");
    let (schedule, workshop) = (schedule(steps), workshop(&folder.0, "losses", 2, None));
    let (curve, _) = train(task, &mut parameters, &schedule, &workshop).expect("it trains");
    curve.iter().map(|point| point.loss).collect()
}

#[test]
fn the_loss_falls() {
    let task = autoencoder::Unsupervised::new(vec![stripes("stripes", 40)], 0.0, 2);
    let losses = losses(&task, autoencoder::parameters(1), 100);
    assert_eq!(losses.len(), 2);
    assert!(losses[1] < losses[0] * 0.9, "{losses:?}");
}

#[test]
fn another_run_s_checkpoint_is_not_gone_on_from() {
    let folder = Folder::new("other");
    let task = autoencoder::Unsupervised::new(vec![stripes("stripes", 40)], 0.0, 2);
    let run = |seed, file: &str| {
        let mut parameters = autoencoder::parameters(1);
        let schedule = Schedule { seed, ..schedule(2) };
        let workshop = workshop(&folder.0, file, 2, None);
        train(&task, &mut parameters, &schedule, &workshop).expect("it trains");
        parameters
    };
    run(1, "shared");
    assert_eq!(run(2, "shared"), run(2, "own"));
}
