//! Damaged and hostile files of models of language, thousands of them: what reads them says what is
//! wrong and does not panic.
//!
//! `PROPTEST_CASES` sets how many files each reader gets, `PROPTEST_RNG_SEED` which.

use headstart::error::{FileError, Kind, WeightsError};
use headstart::formats::hf_config;
use headstart::formats::tokenizer::Tokenizer;
use headstart::models::bert::BertConfig;
use headstart::models::language::LanguageConfig;
use headstart::pretrain::corpus::{Book, Sentence};
use headstart::pretrain::vocabulary;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;

fn tokenizers() -> Vec<Vec<u8>> {
    let sentence = |text: &str| Sentence { text: text.into(), opens: true };
    let sentences = ["The fox sees the hen.", "The hen sees the river."].map(sentence).to_vec();
    let books = [Book { path: "a.md".into(), sentences }];
    let learn = [vocabulary::word_pieces, vocabulary::byte_pairs];
    let mut files = learn
        .map(|learn| learn(&books, 280).expect("it is learnt").write().expect("it is written"))
        .to_vec();
    files.push(b"[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\nfox\n##es\n".to_vec());
    files
}

/// One change: a byte replaced, a stretch cut out or doubled, the end cut off.
fn changed(files: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let file = proptest::sample::select(files);
    (file, proptest::collection::vec((0..4, any::<Index>(), any::<u8>()), 1..4)).prop_map(
        |(mut bytes, changes)| {
            for (change, at, byte) in changes {
                if bytes.is_empty() {
                    break;
                }
                let at = at.index(bytes.len());
                let end = (at + usize::from(byte)).min(bytes.len());
                match change {
                    0 => bytes[at] = byte,
                    1 => drop(bytes.drain(at..end)),
                    2 => {
                        let stretch = bytes[at..end].to_vec();
                        bytes.splice(at..at, stretch);
                    }
                    _ => bytes.truncate(at),
                }
            }
            bytes
        },
    )
}

#[test]
fn what_is_whole_is_read() {
    assert!(tokenizers().iter().all(|file| Tokenizer::read(file).is_ok()));
}

#[test]
fn vocabularies_without_what_is_needed_say_so() {
    for (file, expected) in [
        ("", "empty"),
        ("the\nfox\n", "it has no line [SEP]"),
        ("[CLS]\n[SEP]\n", "it has no line [UNK]"),
        ("{\"version\": 7}", "as a tokenizer"),
        ("{", "as a tokenizer"),
    ] {
        let error = Tokenizer::read(file.as_bytes()).map(|_| ()).map_err(|kind| kind.to_string());
        assert!(error.as_ref().is_err_and(|text| text.contains(expected)), "{file}: {error:?}");
    }
    let latin = Tokenizer::read(b"[CLS]\n[SEP]\n[UNK]\ncaf\xe9\n").map(|_| ());
    assert!(
        matches!(latin, Err(Kind::Weights(WeightsError::Malformed(how))) if how.contains("UTF-8"))
    );
}

#[test]
fn any_text_is_encoded_or_refused() {
    let long = "a".repeat(2 << 20);
    let enormous_word = "a".repeat(100_000);
    let texts = ["", " ", "\0\u{fffd}", "🦊🦊 \u{202e}שלום", "[MASK] [SEP]", &enormous_word, &long];
    for file in tokenizers() {
        let tokenizer = Tokenizer::read(&file).expect("it is whole");
        for text in texts {
            match tokenizer.encode(text, None) {
                Ok(encoded) => {
                    let known = tokenizer.vocabulary() as u32;
                    assert!(encoded.ids.iter().all(|&id| id < known));
                    assert_eq!(encoded.ids.len(), encoded.segments.len());
                }
                Err(kind) => {
                    assert!(matches!(kind, Kind::File(FileError::TooManyBytes { .. })), "{kind:?}")
                }
            }
        }
    }
}

/// How many files each reader gets, unless the environment says otherwise.
const CASES: u32 = 2000;

fn config() -> ProptestConfig {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = CASES;
    }
    // The same files every time, unless asked otherwise: a test that fails at times is no test.
    if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(0);
    }
    config
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_damaged_tokenizer_does_not_panic(bytes in changed(tokenizers())) {
        if let Ok(tokenizer) = Tokenizer::read(&bytes) {
            let _ = tokenizer.encode("The fox sees 3 hens, é!", Some("So?"));
            let _ = tokenizer.decode(&[0, 5, u32::MAX]);
        }
    }

    #[test]
    fn a_damaged_configuration_does_not_panic(
        bytes in changed(vec![hf_config::write(&LanguageConfig::Bert(BertConfig::new(9, 8, 64, 2))).into_bytes()])
    ) {
        if let Ok(LanguageConfig::Bert(config)) = hf_config::read(&bytes) {
            prop_assert!(config.width % config.heads == 0);
        }
    }
}
