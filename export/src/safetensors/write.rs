//! Writes a classifier as tensors with names.

use kernels::network::{Layer, Plan};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{NAME, PICTURE, VERSION};
use crate::bundle::{Backbone, Bundle, Dense, Head};
use crate::format::{File, Refusal};
use crate::notes::Notes;

/// The bytes at the start of which numbers begin, as the format asks.
const ALIGNMENT: usize = 8;

/// Writes `model.safetensors`.
///
/// # Errors
/// [`Refusal::Texts`] and [`Refusal::Patches`] of what is no network of convolutions.
pub fn write(bundle: &Bundle) -> Result<Vec<File>, Refusal> {
    let plan = match &bundle.backbone {
        Backbone::Convolutions(plan) => plan,
        Backbone::Patches(_) => return Err(Refusal::Patches),
        Backbone::Texts(_) => return Err(Refusal::Texts),
    };
    let mut tensors = Tensors::default();
    for (at, layer) in plan.layers.iter().enumerate() {
        tensors.layer(at, layer);
    }
    let mut notes = of_head(bundle, &mut tensors);
    notes.extend(of_plan(plan));
    Ok(vec![File { name: NAME, bytes: tensors.file(notes) }])
}

/// The head alone: its tensors and notes, without those of a backbone.
pub fn head(bundle: &Bundle, name: &'static str) -> File {
    let mut tensors = Tensors::default();
    let notes = of_head(bundle, &mut tensors);
    File { name, bytes: tensors.file(notes) }
}

/// What the metadata says of the head and of what is known, whose tensors are added.
fn of_head(bundle: &Bundle, tensors: &mut Tensors) -> Map<String, Value> {
    tensors.head(&bundle.head, bundle.features());
    if let Some(known) = &bundle.known {
        tensors.rows("known.directions", &known.directions, bundle.features());
    }
    let mut notes = Notes::of(bundle).values();
    notes.insert("version".into(), json!(VERSION));
    notes
}

/// What the metadata says of the backbone.
fn of_plan(plan: &Plan) -> [(String, Value); 5] {
    let layers: Vec<Value> = plan.layers.iter().map(described).collect();
    [
        ("side", json!(plan.side)),
        ("scale", plain(&plan.scale)),
        ("shift", plain(&plan.shift)),
        ("layers", Value::Array(layers)),
        ("grid", json!(plan.grid)),
    ]
    .map(|(key, value)| (key.to_owned(), value))
}

/// A convolution without its weights.
fn described(layer: &Layer) -> Value {
    // JSON knows no infinity; and no number of float32 is beyond the largest.
    let limits = layer.limits.map(|limit| limit.clamp(f32::MIN, f32::MAX));
    json!({
        "kernel": layer.kernel,
        "stride": layer.stride,
        "zeros": layer.zeros,
        "depthwise": layer.depthwise,
        "source": layer.source.map_or(json!(PICTURE), Value::from),
        "shortcut": layer.shortcut,
        "limits": limits,
    })
}

/// Numbers as short as float32 can be said: 0.1, and not what that is in float64.
fn plain(numbers: &impl Serialize) -> Value {
    let text = serde_json::to_string(numbers).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// Tensors as they are put together.
#[derive(Debug, Default)]
struct Tensors {
    header: Map<String, Value>,
    bytes: Vec<u8>,
}

impl Tensors {
    fn add(&mut self, name: &str, shape: &[usize], values: impl IntoIterator<Item = f32>) {
        let start = self.bytes.len();
        self.bytes.extend(values.into_iter().flat_map(f32::to_le_bytes));
        let entry =
            json!({ "dtype": "F32", "shape": shape, "data_offsets": [start, self.bytes.len()] });
        self.header.insert(name.to_owned(), entry);
    }

    /// Rows of so many numbers.
    fn rows(&mut self, name: &str, values: &[f32], length: usize) {
        self.add(name, &[values.len() / length.max(1), length], values.iter().copied());
    }

    /// A convolution. Its weights are turned: the outputs come last, and one place of the kernel is one matrix.
    fn layer(&mut self, at: usize, layer: &Layer) {
        let Layer { kernel, inputs, depthwise, weights, bias, .. } = layer;
        let (kernel, outputs, taps) = (*kernel, bias.len(), kernel * kernel);
        let inputs = if *depthwise { 1 } else { *inputs };
        let values = (0..taps * inputs).flat_map(|place| {
            let (tap, input) = (place / inputs, place % inputs);
            (0..outputs).map(move |output| weights[(output * inputs + input) * taps + tap])
        });
        let shape = [kernel, kernel, inputs, outputs];
        let own = [kernel, kernel, outputs];
        let shape = if *depthwise { &own[..] } else { &shape };
        self.add(&format!("layers.{at}.weight"), shape, values);
        self.add(&format!("layers.{at}.bias"), &[outputs], bias.iter().copied());
    }

    fn head(&mut self, head: &Head, features: usize) {
        match head {
            Head::Layers { hidden, output } => {
                if let Some(hidden) = hidden {
                    self.dense("head.hidden", hidden);
                }
                self.dense("head.output", output);
            }
            Head::Means { directions, .. } | Head::Nearest { directions, .. } => {
                self.rows("head.directions", directions, features);
            }
        }
    }

    fn dense(&mut self, name: &str, layer: &Dense) {
        self.rows(&format!("{name}.weight"), &layer.weight, layer.bias.len());
        self.add(&format!("{name}.bias"), &[layer.bias.len()], layer.bias.iter().copied());
    }

    /// The file, with the metadata, of which every value becomes a text.
    fn file(mut self, notes: Map<String, Value>) -> Vec<u8> {
        let notes = notes.into_iter().map(|(key, value)| (key, Value::from(value.to_string())));
        self.header.insert("__metadata__".into(), Value::Object(notes.collect()));
        let mut header = Value::Object(self.header).to_string();
        let length = header.len().next_multiple_of(ALIGNMENT);
        header.extend(std::iter::repeat_n(' ', length - header.len()));
        [&(length as u64).to_le_bytes(), header.as_bytes(), &self.bytes].concat()
    }
}
