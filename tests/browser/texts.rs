//! Both devices give the embeddings of PyTorch for all-MiniLM-L6-v2, and of any BERT the same as each
//! other.

use burn::tensor::{Device, Tensor, TensorData};
use headstart::engine::gpu::{Gpu, TextEmbedder};
use headstart::error::{FileError, Kind, WeightsError};
use headstart::formats::tokenizer::Tokenizer;
use headstart::formats::{hf_config, safetensors};
use headstart::models::Tensors;
use headstart::models::bert::{Batch, BertConfig, PretrainedBert};
use headstart::models::language::Language;
use serde_json::Value;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use crate::common::relative_distance;
use crate::{download, shared_data, skip};

/// Gives a network random numbers, seeded.
struct Noise(u32);

impl Tensors for Noise {
    fn tensor<const D: usize>(
        &mut self,
        name: &str,
        shape: [usize; D],
    ) -> Result<Tensor<D>, WeightsError> {
        let gain = if D == 1 && !name.ends_with("bias") { 1.0 } else { 0.0 };
        // Sums over the inputs are about as large as they are, whatever their number.
        let scale = if D == 1 { 0.5 } else { 2.0 / (shape[D - 1] as f32).sqrt() };
        let value = |_| {
            // Numerical Recipes' linear congruential generator.
            self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            gain + scale * (self.0 as f32 / u32::MAX as f32 * 2.0 - 1.0)
        };
        let values: Vec<f32> = (0..shape.iter().product()).map(value).collect();
        Ok(Tensor::from_data(TensorData::new(values, shape), &Device::flex()))
    }
}

/// Texts of these lengths, some with a second segment.
fn texts(lengths: &[usize], vocabulary: usize) -> Batch {
    let text = |(text, &length): (usize, &usize)| {
        let ids = (0..length).map(|at| ((text * 31 + at * 17) % vocabulary) as u32).collect();
        let segments = (0..length).map(|at| u32::from(text % 2 == 1 && at > length / 2)).collect();
        (ids, segments)
    };
    Batch::new(&lengths.iter().enumerate().map(text).collect::<Vec<_>>())
}

/// What the CPU makes of them.
fn on_cpu(model: &Language, batch: &Batch) -> Vec<Vec<f32>> {
    let embeddings = model.embed(batch); // [batch, width]
    let width = embeddings.dims()[1];
    let values: Vec<f32> = embeddings.into_data().try_into_vec().expect("flex computes in f32");
    values.chunks_exact(width).map(<[f32]>::to_vec).collect()
}

async fn on_gpu(model: &Language) -> TextEmbedder {
    let Language::Bert(model) = model else { panic!("it is an encoder") };
    let gpu = Gpu::request().await.expect("the test browser has WebGPU");
    TextEmbedder::new(&gpu, &model.bert).expect("it fits")
}

#[wasm_bindgen_test]
async fn webgpu_embeds_texts_as_the_cpu_does() {
    // Widths and heads that fill neither groups of four nor tiles; heads of more numbers than one
    // workgroup takes; and sizes that fill all of them.
    for (width, heads, inner) in [(21, 3, 50), (134, 2, 33), (64, 2, 128)] {
        let config = BertConfig { inner, ..BertConfig::new(97, 150, width, 3).with_heads(heads) };
        let bert = config.init(&mut Noise(1)).expect("noise is never missing");
        let model = Language::Bert(Box::new(PretrainedBert {
            bert,
            masked: None,
            next: None,
            whitening: None,
        }));
        let embedder = on_gpu(&model).await;
        // One token, more than a tile, just a tile; more than there was room for, then less again.
        for lengths in [&[1][..], &[5, 1, 37], &[16, 32], &[150, 3, 70, 33, 1, 20, 17, 64], &[2, 7]]
        {
            let batch = texts(lengths, config.vocabulary);
            let expected = on_cpu(&model, &batch);
            let actual = embedder.embed(&batch).await.expect("it runs");
            assert_eq!(actual.len(), lengths.len());
            for ((actual, expected), length) in actual.iter().zip(&expected).zip(lengths) {
                let distance = relative_distance(actual, expected);
                console_log!("width {width}, {length} of {lengths:?}: off by {distance:e}");
                assert!(distance < 1e-4, "width {width}, {length} of {lengths:?}: {distance}");
            }
            // Texts differ, or nothing could be told apart.
            if let [first, second, ..] = &actual[..] {
                assert!(relative_distance(first, second) > 0.1, "{lengths:?}");
            }
        }
    }
}

#[wasm_bindgen_test]
async fn a_text_without_tokens_has_no_embedding_on_webgpu() {
    let config = BertConfig::new(5, 4, 8, 1);
    let bert = config.init(&mut Noise(1)).expect("noise is never missing");
    let gpu = Gpu::request().await.expect("the test browser has WebGPU");
    let embedder = TextEmbedder::new(&gpu, &bert).expect("it fits");
    assert_eq!(embedder.embed(&texts(&[2, 0], 5)).await, Err(Kind::File(FileError::Empty)));
    assert_eq!(embedder.embed(&Batch::new(&[])).await, Ok(Vec::new()));
    gpu.lose();
    assert!(embedder.embed(&texts(&[2], 5)).await.is_err());
}

/// all-MiniLM-L6-v2, or `None`, said aloud, where the tests are run without it.
async fn minilm() -> Option<Language> {
    let Some(server) = option_env!("HEADSTART_TEST_MINILM") else {
        skip("there is no all-MiniLM-L6-v2");
        return None;
    };
    let config = hf_config::read(&download(&format!("{server}/config.json")).await);
    let weights = safetensors::read(&download(&format!("{server}/model.safetensors")).await);
    let weights = weights.expect("it is sound");
    Some(config.expect("it is sound").read(weights, &Device::flex()).expect("it fits"))
}

#[wasm_bindgen_test]
async fn both_devices_embed_with_minilm_as_pytorch_does() {
    let Some(golden) = shared_data("golden/minilm.json").await else { return };
    let Some(model) = minilm().await else { return };
    let golden: Value = serde_json::from_slice(&golden).expect("it is JSON");
    let cases = golden["cases"].as_array().expect("a list");
    let list = |value: &Value| serde_json::from_value(value.clone()).expect("a list of numbers");
    let texts: Vec<(Vec<u32>, Vec<u32>)> = cases
        .iter()
        .map(|case| serde_json::from_value(case["ids"].clone()).expect("a list of numbers"))
        .map(|ids: Vec<u32>| (ids.clone(), vec![0; ids.len()]))
        .collect();
    let expected: Vec<Vec<f32>> = cases.iter().map(|case| list(&case["mean_pooled_l2"])).collect();
    let embedder = on_gpu(&model).await;
    let together = Batch::new(&texts);
    let first = Batch::new(&texts[..1]);
    for (device, together, alone) in [
        ("CPU", on_cpu(&model, &together), on_cpu(&model, &first)),
        (
            "WebGPU",
            embedder.embed(&together).await.expect("it runs"),
            embedder.embed(&first).await.expect("it runs"),
        ),
    ] {
        assert_eq!(together.len(), expected.len());
        for (actual, expected) in together.iter().zip(&expected).chain(alone.iter().zip(&expected))
        {
            // The length of both is 1, so that this is their distance.
            let distance = relative_distance(actual, expected);
            console_log!("{device}, all-MiniLM-L6-v2: an embedding is off by {distance:e}");
            assert!(distance < 1e-3, "{device}: {distance}");
        }
    }
}

#[wasm_bindgen_test]
async fn minilms_tokenizer_gives_the_numbers_that_pytorchs_does() {
    let Some(golden) = shared_data("golden/minilm.json").await else { return };
    let Some(server) = option_env!("HEADSTART_TEST_MINILM") else {
        skip("there is no all-MiniLM-L6-v2");
        return;
    };
    let tokenizer = Tokenizer::read(&download(&format!("{server}/tokenizer.json")).await);
    let tokenizer = tokenizer.expect("it is sound");
    let golden: Value = serde_json::from_slice(&golden).expect("it is JSON");
    let cases = golden["cases"].as_array().expect("a list");
    assert!(!cases.is_empty());
    for case in cases {
        let text = case["text"].as_str().expect("text");
        let expected: Vec<u32> = case["ids"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|id| id.as_u64().expect("a number") as u32)
            .collect();
        assert_eq!(tokenizer.encode(text, None).expect("it is short").ids, expected, "{text}");
    }
}
