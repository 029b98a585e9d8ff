//! Writes a classifier as a layers model: <https://www.tensorflow.org/js/guide/models_and_layers>.

mod head;
mod network;
mod topology;

use serde_json::json;

use super::METADATA;
use crate::bundle::{Backbone, Bundle};
use crate::format::{File, Refusal};
use crate::notes::Notes;
use topology::Topology;

/// The versions that Teachable Machine has named in its exports for years: nothing in the files needs a later one.
const TENSORFLOW: &str = "1.3.1";
const TEACHABLE_MACHINE: &str = "2.4.4";
const PACKAGE: &str = "0.8.4-alpha2";

/// Writes `model.json`, `weights.bin` and `metadata.json`.
///
/// # Errors
/// [`Refusal::Texts`] and [`Refusal::Patches`] of what is no network of convolutions; [`Refusal::Mirrors`];
/// [`Refusal::Nearest`]; [`Refusal::Limits`] of layers whose limits no ReLU has.
pub fn write(bundle: &Bundle) -> Result<Vec<File>, Refusal> {
    let plan = match &bundle.backbone {
        Backbone::Convolutions(plan) => plan,
        Backbone::Patches(_) => return Err(Refusal::Patches),
        Backbone::Texts(_) => return Err(Refusal::Texts),
    };
    if bundle.mirrors {
        return Err(Refusal::Mirrors);
    }
    let mut topology = Topology::default();
    let (input, embedding) = network::convolutions(&mut topology, plan)?;
    let classes = bundle.labels.len();
    let output =
        head::probabilities(&mut topology, &bundle.head, &embedding, bundle.features(), classes)?;
    let mut files = topology.files(&input, &output, &bundle.source.version);
    files.push(File { name: METADATA, bytes: metadata(bundle, plan.side) });
    Ok(files)
}

/// The labels and what goes with them, as `@teachablemachine/image` says in its type `Metadata`.
fn metadata(bundle: &Bundle, side: usize) -> Vec<u8> {
    let metadata = json!({
        "tfjsVersion": TENSORFLOW,
        "tmVersion": TEACHABLE_MACHINE,
        "packageVersion": PACKAGE,
        "packageName": "@teachablemachine/image",
        "timeStamp": format!("{}T00:00:00.000Z", bundle.source.date),
        "userMetadata": Notes::of(bundle).values(),
        "modelName": bundle.source.project,
        "labels": bundle.labels,
        "imageSize": side,
    });
    metadata.to_string().into_bytes()
}
