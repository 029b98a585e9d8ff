//! Reads a layers model as TensorFlow.js does: by the topology, the manifest and the labels alone.

mod layers;
mod maps;
mod model;
mod network;
mod weights;

use super::{METADATA, MODEL};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::again::{Matrix, Taken, taken};
use crate::bundle::{Answer, Sample};
use crate::format::{File, Malformed, Runs};
use crate::notes::{HeadNote, Notes};
use crate::reader::Tensor;
use network::Network;
use weights::Weights;

/// Reads `model.json`, the files of weights that it names, and `metadata.json`.
///
/// # Errors
/// [`Malformed`] if a file is missing, one does not fit the others, or a layer is none that the reader knows.
pub fn read(files: &[File]) -> Result<Box<dyn Runs>, Malformed> {
    let model: model::Model = json(files, MODEL)?;
    let metadata: Metadata = json(files, METADATA)?;
    let mut weights = Weights::read(&model.manifest, files)?;
    let network = Network::read(model.topology.model_config.config, &mut weights)?;
    if !weights.is_empty() {
        return Err(wrong("there are weights of no layer"));
    }
    let side = metadata.image_size;
    if network.input() != [side, side, 3] || network.output() != [metadata.labels.len()] {
        return Err(wrong("the model takes or gives something else than the labels say"));
    }
    Ok(Box::new(Classifier { network, side }))
}

/// Takes the head out of the files.
///
/// # Errors
/// [`Malformed`] if a file is missing, one does not fit the others, or they are none of Headstart's.
pub fn again(files: &[File]) -> Result<Taken, Malformed> {
    let model: model::Model = json(files, MODEL)?;
    let metadata: Metadata = json(files, METADATA)?;
    let notes = Notes::of_values(metadata.user_metadata)?;
    let mut weights = Weights::read(&model.manifest, files)?;
    // Fully connected layers are of the head alone, and the last gives the answer.
    let layers = model.topology.model_config.config.layers;
    let names = layers.into_iter().map(|layer| layer.name);
    let mut dense: Vec<String> = names.filter(|name| name.starts_with("dense_")).collect();
    let output = dense.pop().unwrap_or_default();
    let hidden = dense.pop().unwrap_or_default();
    let factor = match notes.head {
        HeadNote::Means { factor } => factor,
        HeadNote::Layers | HeadNote::Nearest { .. } => 1.0,
    };
    taken(notes, &mut |name| {
        let tensor = match name {
            "head.hidden.weight" => weights.pick(&hidden, "kernel"),
            "head.hidden.bias" => weights.pick(&hidden, "bias"),
            "head.output.weight" | "head.directions" => weights.pick(&output, "kernel"),
            "head.output.bias" => weights.pick(&output, "bias"),
            _ => None,
        };
        let Some(Tensor { shape, values }) = tensor else { return Ok(None) };
        let matrix = Matrix { columns: shape.last().copied().unwrap_or(1), values };
        if name != "head.directions" {
            return Ok(Some(matrix));
        }
        // A row for each number of an embedding and one, of zeros, for its negative.
        let Matrix { columns, values } = matrix;
        let rows = values.chunks_exact(columns.max(1)).step_by(2);
        let values = rows.flatten().map(|value| value / factor).collect();
        Ok(Some(Matrix { columns, values }.turned()))
    })
}

/// What is read of `metadata.json`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    labels: Vec<String>,
    image_size: usize,
    /// [`Notes`], where Headstart has written them.
    #[serde(default)]
    user_metadata: Value,
}

/// A classifier that was read.
struct Classifier {
    network: Network,
    side: usize,
}

impl Runs for Classifier {
    fn answer(&self, sample: &Sample) -> Result<Answer, Malformed> {
        let Sample::Pixels(pixels) = sample else { return Err(wrong("it takes pictures")) };
        let values = pixels.iter().map(|&value| f32::from(value) / 127.5 - 1.0).collect();
        let picture = Tensor::new([1, self.side, self.side, 3], values)?;
        let probabilities = self.network.run(picture)?;
        Ok(Answer { probabilities: probabilities.values, similarity: None })
    }
}

/// The bytes of the file of this name.
fn bytes<'a>(files: &'a [File], name: &str) -> Result<&'a [u8], Malformed> {
    let file = files.iter().find(|file| file.name == name);
    file.map(|file| file.bytes.as_slice()).ok_or_else(|| Malformed(format!("{name} is missing")))
}

fn json<T: DeserializeOwned>(files: &[File], name: &str) -> Result<T, Malformed> {
    serde_json::from_slice(bytes(files, name)?)
        .map_err(|error| Malformed(format!("{name}: {error}")))
}

fn wrong(what: &str) -> Malformed {
    Malformed(what.to_owned())
}
