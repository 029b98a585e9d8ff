//! A functional Keras model as it is put together, and as files.

use serde_json::{Value, json};

use crate::format::File;
use crate::tfjs::{MODEL, WEIGHTS};

/// A model: give it layers and their weights, then take its files.
#[derive(Debug, Default)]
pub struct Topology {
    layers: Vec<Value>,
    manifest: Vec<Value>,
    bytes: Vec<u8>,
}

impl Topology {
    /// A layer of this class on the outputs of others; gives its name. `config` is an object, without the name.
    pub fn layer(&mut self, class: &str, mut config: Value, inputs: &[&str]) -> String {
        let name = format!("{}_{}", class.to_lowercase(), self.layers.len());
        config["name"] = json!(name);
        // Each input as a layer's name, which of its uses, which of its outputs, and arguments.
        let calls: Vec<Value> = inputs.iter().map(|input| json!([input, 0, 0, {}])).collect();
        let nodes = if calls.is_empty() { json!([]) } else { json!([calls]) };
        self.layers.push(json!({
            "class_name": class,
            "name": name,
            "config": config,
            "inbound_nodes": nodes,
        }));
        name
    }

    /// Weights of a layer, row-major.
    pub fn weights(
        &mut self,
        layer: &str,
        name: &str,
        shape: &[usize],
        values: impl IntoIterator<Item = f32>,
    ) {
        let name = format!("{layer}/{name}");
        self.manifest.push(json!({ "name": name, "shape": shape, "dtype": "float32" }));
        self.bytes.extend(values.into_iter().flat_map(f32::to_le_bytes));
    }

    /// `model.json` and `weights.bin`, with the layers that take the pixels and give the answer.
    pub fn files(self, input: &str, output: &str, version: &str) -> Vec<File> {
        let model = json!({
            "format": "layers-model",
            "generatedBy": format!("Headstart {version}"),
            "convertedBy": null,
            "modelTopology": {
                "keras_version": "2.4.0",
                "backend": "tensorflow",
                "model_config": {
                    // The name that every version of the library knows.
                    "class_name": "Model",
                    "config": {
                        "name": "classifier",
                        "layers": self.layers,
                        "input_layers": [[input, 0, 0]],
                        "output_layers": [[output, 0, 0]],
                    },
                },
            },
            "weightsManifest": [{ "paths": [WEIGHTS], "weights": self.manifest }],
        });
        let model = model.to_string().into_bytes();
        vec![File { name: MODEL, bytes: model }, File { name: WEIGHTS, bytes: self.bytes }]
    }
}

/// What a layer begins with before its weights are loaded. Said, because the library would draw random numbers, which
/// takes longer than loading.
pub fn zeros() -> Value {
    json!({ "class_name": "Zeros", "config": {} })
}
