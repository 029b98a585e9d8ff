//! `config.json`, in which Hugging Face's models keep their sizes.
//!
//! Fields that change nothing about what is computed are passed over; one that would change it and is
//! not supported is an error, since the model would silently compute something else.

use serde_json::{Map, Value, json};

use crate::error::{Kind, WeightsError};
use crate::models::bert::BertConfig;
use crate::models::gpt::GptConfig;
use crate::models::language::LanguageConfig;

/// The field of this project's own that says that embeddings are whitened.
const WHITENED: &str = "whitened_embeddings";

/// The largest size that is believed: beyond it, nothing fits a tab.
const LARGEST: u64 = 1 << 20;

/// Reads a `config.json`.
///
/// # Errors
/// [`WeightsError::Malformed`] if it is no JSON object, or a field is missing or out of range;
/// [`WeightsError::UnsupportedModel`] if it is of another kind of model, or of a variant.
pub fn read(bytes: &[u8]) -> Result<LanguageConfig, Kind> {
    let fields: Map<String, Value> =
        serde_json::from_slice(bytes).map_err(|error| malformed(&error.to_string()))?;
    let fields = Fields(fields);
    match fields.text("model_type") {
        Some("bert") => bert(&fields).map(LanguageConfig::Bert),
        Some("gpt2") => gpt(&fields).map(LanguageConfig::Gpt),
        Some(other) => Err(Kind::Weights(WeightsError::UnsupportedModel(format!(
            "a model of the type “{other}”"
        )))),
        None => Err(malformed("model_type is missing")),
    }
}

fn bert(fields: &Fields) -> Result<BertConfig, Kind> {
    fields.expect("hidden_act", &["gelu"])?;
    fields.expect("position_embedding_type", &["absolute"])?;
    fields.expect_flag("is_decoder", false)?;
    fields.expect_flag("tie_word_embeddings", true)?;
    fields.expect_flag("add_cross_attention", false)?;
    let config = BertConfig {
        vocabulary: fields.size("vocab_size")?,
        positions: fields.size("max_position_embeddings")?,
        segments: fields.size("type_vocab_size")?,
        width: fields.size("hidden_size")?,
        layers: fields.size("num_hidden_layers")?,
        heads: fields.size("num_attention_heads")?,
        inner: fields.size("intermediate_size")?,
        epsilon: fields.epsilon("layer_norm_eps")?,
        whitened: matches!(fields.0.get(WHITENED), Some(Value::Bool(true))),
    };
    divides(config.heads, config.width)?;
    Ok(config)
}

fn gpt(fields: &Fields) -> Result<GptConfig, Kind> {
    fields.expect("activation_function", &["gelu_new", "gelu_pytorch_tanh"])?;
    fields.expect_flag("scale_attn_by_inverse_layer_idx", false)?;
    fields.expect_flag("scale_attn_weights", true)?;
    fields.expect_flag("tie_word_embeddings", true)?;
    fields.expect_flag("add_cross_attention", false)?;
    let width = fields.size("n_embd")?;
    let config = GptConfig {
        vocabulary: fields.size("vocab_size")?,
        positions: fields.size("n_positions")?,
        width,
        layers: fields.size("n_layer")?,
        heads: fields.size("n_head")?,
        // Null, or not there, where it has the usual proportion.
        inner: match fields.0.get("n_inner") {
            None | Some(Value::Null) => 4 * width,
            Some(_) => fields.size("n_inner")?,
        },
        epsilon: fields.epsilon("layer_norm_epsilon")?,
    };
    divides(config.heads, config.width)?;
    Ok(config)
}

/// Writes what [`read`] reads.
pub fn write(config: &LanguageConfig) -> String {
    let fields = match config {
        LanguageConfig::Bert(config) => json!({
            "architectures": ["BertForPreTraining"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "vocab_size": config.vocabulary,
            "max_position_embeddings": config.positions,
            "type_vocab_size": config.segments,
            "hidden_size": config.width,
            "num_hidden_layers": config.layers,
            "num_attention_heads": config.heads,
            "intermediate_size": config.inner,
            "layer_norm_eps": config.epsilon,
            WHITENED: config.whitened,
        }),
        LanguageConfig::Gpt(config) => json!({
            "architectures": ["GPT2LMHeadModel"],
            "model_type": "gpt2",
            "activation_function": "gelu_new",
            "vocab_size": config.vocabulary,
            "n_positions": config.positions,
            "n_embd": config.width,
            "n_layer": config.layers,
            "n_head": config.heads,
            "n_inner": config.inner,
            "layer_norm_epsilon": config.epsilon,
        }),
    };
    fields.to_string()
}

fn malformed(why: &str) -> Kind {
    Kind::Weights(WeightsError::Malformed(format!("as a configuration (config.json): {why}")))
}

fn divides(heads: usize, width: usize) -> Result<(), Kind> {
    if width.is_multiple_of(heads) {
        return Ok(());
    }
    Err(malformed(&format!("{heads} heads of attention cannot share {width} numbers")))
}

/// The fields of the file.
struct Fields(Map<String, Value>);

impl Fields {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    fn size(&self, name: &str) -> Result<usize, Kind> {
        let value = self.0.get(name).ok_or_else(|| malformed(&format!("{name} is missing")))?;
        let size = value.as_u64().filter(|size| (1..=LARGEST).contains(size));
        size.map(|size| size as usize).ok_or_else(|| {
            malformed(&format!("{name} is {value}, and must be a whole number of 1 to {LARGEST}"))
        })
    }

    fn epsilon(&self, name: &str) -> Result<f64, Kind> {
        let value = self.0.get(name).ok_or_else(|| malformed(&format!("{name} is missing")))?;
        let epsilon = value.as_f64().filter(|epsilon| (0.0..=1.0).contains(epsilon));
        epsilon.ok_or_else(|| malformed(&format!("{name} is {value}, and must be from 0 to 1")))
    }

    /// A field of text that is not there has the usual value.
    fn expect(&self, name: &str, supported: &[&str]) -> Result<(), Kind> {
        match self.0.get(name) {
            None => Ok(()),
            Some(value) if value.as_str().is_some_and(|text| supported.contains(&text)) => Ok(()),
            Some(value) => {
                Err(Kind::Weights(WeightsError::UnsupportedModel(format!("{name} = {value}"))))
            }
        }
    }

    fn expect_flag(&self, name: &str, usual: bool) -> Result<(), Kind> {
        match self.0.get(name) {
            None => Ok(()),
            Some(Value::Bool(flag)) if *flag == usual => Ok(()),
            Some(value) => {
                Err(Kind::Weights(WeightsError::UnsupportedModel(format!("{name} = {value}"))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configs() -> [LanguageConfig; 2] {
        [
            LanguageConfig::Bert(BertConfig::new(100, 32, 64, 2).with_heads(4)),
            LanguageConfig::Gpt(GptConfig::new(100, 32, 64, 2).with_heads(4)),
        ]
    }

    #[test]
    fn what_is_written_is_read() {
        let whitened = BertConfig { whitened: true, ..BertConfig::new(100, 32, 64, 2) };
        for config in configs().into_iter().chain([LanguageConfig::Bert(whitened)]) {
            assert_eq!(read(write(&config).as_bytes()), Ok(config));
        }
    }

    #[test]
    fn every_missing_field_is_named() {
        for config in configs() {
            let fields: Map<String, Value> =
                serde_json::from_str(&write(&config)).expect("it is JSON");
            let optional =
                ["architectures", "hidden_act", "activation_function", "n_inner", WHITENED];
            for name in fields.keys() {
                let mut fields = fields.clone();
                fields.remove(name);
                let result = read(Value::Object(fields).to_string().as_bytes());
                if optional.contains(&name.as_str()) {
                    assert_eq!(result.as_ref(), Ok(&config), "{name}");
                } else {
                    let message = result.map_err(|kind| kind.to_string());
                    let named = format!("{name} is missing");
                    assert!(matches!(&message, Err(text) if text.contains(&named)), "{message:?}");
                }
            }
        }
    }

    #[test]
    fn what_would_compute_something_else_is_refused() {
        for (field, value) in [
            ("model_type", json!("roberta")),
            ("hidden_act", json!("relu")),
            ("is_decoder", json!(true)),
            ("position_embedding_type", json!("relative_key")),
        ] {
            let mut fields: Map<String, Value> =
                serde_json::from_str(&write(&configs()[0])).expect("it is JSON");
            fields.insert(field.into(), value);
            let result = read(Value::Object(fields).to_string().as_bytes());
            assert!(
                matches!(result, Err(Kind::Weights(WeightsError::UnsupportedModel(_)))),
                "{field}: {result:?}"
            );
        }
    }

    #[test]
    fn sizes_are_bounded_and_unknown_fields_passed_over() {
        let with = |field: &str, value: Value| {
            let mut fields: Map<String, Value> =
                serde_json::from_str(&write(&configs()[0])).expect("it is JSON");
            fields.insert(field.into(), value);
            read(Value::Object(fields).to_string().as_bytes())
        };
        assert!(with("transformers_version", json!("4.8.2")).is_ok());
        for value in [json!(0), json!(-1), json!(1e30), json!("12"), json!(u64::MAX), json!(5)] {
            let result = with("num_attention_heads", value);
            assert!(matches!(result, Err(Kind::Weights(WeightsError::Malformed(_)))), "{result:?}");
        }
        for bytes in [&b""[..], b"[]", b"{", b"\xff"] {
            assert!(matches!(read(bytes), Err(Kind::Weights(WeightsError::Malformed(_)))));
        }
    }
}
