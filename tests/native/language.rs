//! Models of language compute what other programs compute: BERT and GPT-2 beside numpy,
//! all-MiniLM-L6-v2 beside PyTorch.

use std::path::PathBuf;

use crate::common;
use burn::tensor::{Device, Tensor};
use headstart::engine::cpu::TextEmbedder;
use headstart::engine::finetuning::initial::Initial;
use headstart::error::{Kind, WeightsError};
use headstart::formats::tokenizer::Tokenizer;
use headstart::formats::{Files, language};
use headstart::models::attention::Cache;
use headstart::models::bert::{Batch, BertConfig, PretrainedBert};
use headstart::models::gpt::{self, GptConfig};
use headstart::models::language::Language;
use headstart::models::{Array, Weights};
use serde_json::Value;

fn fixture(name: &str) -> Value {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let text = std::fs::read_to_string(folder.join(name)).expect("it is in the repository");
    serde_json::from_str(&text).expect("it is JSON")
}

fn floats(value: &Value) -> Vec<f32> {
    serde_json::from_value(value.clone()).expect("a list of numbers")
}

fn numbers(value: &Value) -> Vec<u32> {
    serde_json::from_value(value.clone()).expect("a list of numbers")
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("flex computes in f32")
}

fn assert_close(actual: &[f32], expected: &[f32], what: &str) {
    let distance = common::relative_distance(actual, expected);
    assert!(distance < 1e-5, "{what}: {distance}");
}

/// The weights that a network asks for, with the values that `transformers.py` gives them.
fn made_up(ask: impl FnOnce(&mut Initial)) -> Weights {
    let mut initial = Initial::new(0, 768);
    ask(&mut initial);
    let asked = initial.parameters.to_weights();
    let made = asked.iter().enumerate().map(|(place, (name, array))| {
        let gain = array.shape.len() == 1 && !name.ends_with("bias");
        let value = |index: usize| {
            let value = 0.4 * (0.7 * index as f64 + place as f64).sin();
            (if gain { value + 1.0 } else { value }) as f32
        };
        let values = (0..array.values.len()).map(value).collect();
        (name.to_string(), Array { shape: array.shape.clone(), values })
    });
    made.collect()
}

/// The same weights under the names that `rename` gives.
fn renamed(weights: &Weights, rename: impl Fn(&str) -> String) -> Weights {
    weights.iter().map(|(name, array)| (rename(name), array.clone())).collect()
}

fn bert() -> (BertConfig, Weights) {
    let config = BertConfig::new(11, 7, 8, 2).with_heads(2);
    let weights = made_up(|initial| {
        headstart::pretrain::bert::Network::new(&config, initial).expect("it is random");
    });
    (config, weights)
}

#[test]
fn bert_computes_what_numpy_computes() {
    let (config, weights) = bert();
    let old = renamed(&weights, |name| {
        name.replace("LayerNorm.weight", "LayerNorm.gamma")
            .replace("LayerNorm.bias", "LayerNorm.beta")
    });
    for weights in [weights, old] {
        let model = PretrainedBert::read(&config, weights, &Device::flex()).expect("it fits");
        let (masked, next) = (model.masked.expect("it is there"), model.next.expect("it is there"));
        let fixture = fixture("transformers.json");
        let cases = fixture["bert"].as_array().expect("a list");
        let texts: Vec<_> =
            cases.iter().map(|case| (numbers(&case["ids"]), numbers(&case["segments"]))).collect();
        // The second is filled up to the length of the first.
        let batch = Batch::new(&texts);
        let x = model.bert.forward(&batch);
        let words = masked.forward(x.clone(), model.bert.words());
        let follows = values(next.forward(x.clone(), batch.len()));
        let means = values(batch.mean(x));
        for (at, case) in cases.iter().enumerate() {
            let (start, length) = (at * batch.time(), batch.lengths[at]);
            let words = values(words.clone().slice([start..start + length, 0..11]));
            assert_close(&words, &floats(&case["words"]), "words");
            assert_close(&follows[at * 2..][..2], &floats(&case["follows"]), "what follows");
            assert_close(&means[at * 8..][..8], &floats(&case["mean"]), "mean");
        }
    }
}

#[test]
fn a_bert_without_heads_or_prefix_is_read_and_another_model_is_not() {
    let (config, weights) = bert();
    let names: Vec<String> = weights.iter().map(|(name, _)| name.to_string()).collect();
    let mut bare = weights.clone();
    bare.retain(|name| !name.starts_with("cls."));
    let bare = renamed(&bare, |name| name.replace("bert.", ""));
    let model = PretrainedBert::read(&config, bare, &Device::flex()).expect("it fits");
    assert!(model.masked.is_none() && model.next.is_none());
    for name in names.iter().filter(|name| name.starts_with("bert.encoder")) {
        let mut without = weights.clone();
        without.retain(|other| other != name);
        let error = PretrainedBert::read(&config, without, &Device::flex()).err();
        assert_eq!(error, Some(WeightsError::MissingTensor(name.clone())));
    }
    let wider = BertConfig { layers: 1, ..config.clone() };
    let error = PretrainedBert::read(&wider, weights.clone(), &Device::flex()).err();
    assert!(matches!(error, Some(WeightsError::LeftOver { count: 16, .. })), "{error:?}");
    let wider = BertConfig { width: 16, ..config };
    let error = PretrainedBert::read(&wider, weights, &Device::flex()).err();
    assert!(matches!(error, Some(WeightsError::WrongShape { .. })), "{error:?}");
}

#[test]
fn gpt_computes_what_numpy_computes_at_once_and_token_by_token() {
    let config = GptConfig::new(11, 7, 8, 2).with_heads(2);
    let weights = made_up(|initial| {
        config.init(initial).expect("it is random");
    });
    // As the public files are: no prefix, and the triangle stored with every layer.
    let mut public = renamed(&weights, |name| name.replace("transformer.", ""));
    for layer in 0..2 {
        let triangle = Array { shape: vec![1, 1, 1, 1], values: vec![1.0] };
        public.insert(&format!("h.{layer}.attn.bias"), triangle).expect("it is new");
    }
    for weights in [weights, public] {
        let gpt = gpt::read(&config, weights, &Device::flex()).expect("it fits");
        let fixture = &fixture("transformers.json")["gpt"];
        let (ids, expected) = (numbers(&fixture["ids"]), floats(&fixture["logits"]));
        assert_close(&values(gpt.logits(gpt.forward(&ids, 1))), &expected, "at once");
        let twice = [ids.clone(), ids.clone()].concat();
        let both = values(gpt.logits(gpt.forward(&twice, 2)));
        assert_close(&both[expected.len()..], &expected, "the second of two");
        for steps in [vec![6], vec![1; 6], vec![3, 1, 2]] {
            let (mut cache, mut logits) = (Cache::default(), Vec::new());
            for step in steps {
                let next = &ids[cache.seen()..cache.seen() + step];
                logits.extend(values(gpt.logits(gpt.go_on(next, &mut cache))));
            }
            assert_close(&logits, &expected, "with a cache");
        }
    }
}

fn golden() -> Option<Value> {
    let text = std::fs::read_to_string(common::shared_data()?.join("golden/minilm.json"));
    Some(serde_json::from_str(&text.expect("shared data is whole")).expect("it is JSON"))
}

#[test]
fn minilm_embeds_as_pytorch_does() {
    let (Some(folder), Some(golden)) = (common::minilm(), golden()) else { return };
    let files = ["config.json", "model.safetensors", "tokenizer.json"].map(|name| {
        (name.to_string(), std::fs::read(folder.join(name)).expect("the folder is whole"))
    });
    let files = language::read(Files::from(files)).expect("it is read");
    let embedder = TextEmbedder::new(files).expect("it fits");
    assert!(matches!(&embedder.model, Language::Bert(_)));
    let cases = golden["cases"].as_array().expect("a list");
    let texts: Vec<&str> = cases.iter().map(|case| case["text"].as_str().expect("text")).collect();
    let together = embedder.embed(&texts).expect("they are short");
    for ((case, text), together) in cases.iter().zip(&texts).zip(together) {
        let ids = embedder.tokenizer.encode(text, None).expect("it is short").ids;
        assert_eq!(ids, numbers(&case["ids"]), "{text}");
        let expected = floats(&case["mean_pooled_l2"]);
        let alone = embedder.embed(&[text]).expect("it is short").remove(0);
        for embedding in [alone, together] {
            let distance = common::relative_distance(&embedding, &expected);
            println!("{text}: {distance:e}");
            assert!(distance < 1e-4, "{text}: {distance}");
        }
    }
}

#[test]
fn both_kinds_of_vocabulary_file_give_the_golden_tokens() {
    let (Some(data), Some(golden)) = (common::shared_data(), golden()) else { return };
    for name in ["tokenizer.json", "vocab.txt"] {
        let file = std::fs::read(data.join("tokenizers/bert-base-uncased").join(name));
        let tokenizer = Tokenizer::read(&file.expect("shared data is whole")).expect("it is sound");
        assert_eq!(tokenizer.vocabulary(), 30522, "{name}");
        assert_eq!(tokenizer.fits(30522), Ok(()));
        let too_large =
            Kind::Weights(WeightsError::VocabularyTooLarge { tokens: 30522, embeddings: 30521 });
        assert_eq!(tokenizer.fits(30521), Err(too_large));
        for case in golden["cases"].as_array().expect("a list") {
            let text = case["text"].as_str().expect("text");
            let encoded = tokenizer.encode(text, None).expect("it is short");
            assert_eq!(encoded.ids, numbers(&case["ids"]), "{name}: {text}");
        }
        let pair = tokenizer.encode("Fill [MASK].", Some("Yes")).expect("it is short");
        assert_eq!(pair.ids, [101, 6039, 103, 1012, 102, 2748, 102], "{name}");
        assert_eq!(pair.segments, [0, 0, 0, 0, 0, 1, 1], "{name}");
        let decoded = tokenizer.decode(&pair.ids).expect("it is decoded");
        assert_eq!(decoded, "fill. yes", "{name}");
    }
}
