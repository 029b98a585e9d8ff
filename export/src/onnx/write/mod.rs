//! Writes a classifier as an ONNX graph: from pixels or tokens to calibrated probabilities.
//!
//! Everything is inside: scaling, backbone, head, temperature, and how near an input is to what was taught. Beside the
//! graph stand the labels, the threshold and where it comes from, in `metadata_props`; the head's weights have the names
//! that [`again`](crate::again) asks for.

mod graph;
mod head;
mod pictures;
mod proto;
mod texts;

use crate::bundle::{Backbone, Bundle};
use crate::format::{File, Refusal};
use crate::notes::Notes;
use graph::{Graph, Outlet};

/// What the probabilities are called.
const PROBABILITIES: &str = "probabilities";
/// What the cosine to the nearest example that counts is called.
const SIMILARITY: &str = "similarity";

/// Writes `model.onnx`, and beside it `tokenizer.json` of what reads texts.
///
/// # Errors
/// None: it holds all that there is.
pub fn write(bundle: &Bundle) -> Result<Vec<File>, Refusal> {
    let mut graph = Graph::default();
    let embedding = match &bundle.backbone {
        Backbone::Convolutions(plan) => pictures::convolutions(&mut graph, plan, bundle.mirrors),
        Backbone::Patches(patches) => pictures::patches(&mut graph, patches, bundle.mirrors),
        Backbone::Texts(encoder) => texts::encoder(&mut graph, encoder),
    };
    let features = bundle.features();
    let logits = head::logits(&mut graph, &bundle.head, &embedding, features, bundle.labels.len());
    graph.named_node("Softmax", &[&logits], &[("axis", (-1).into())], PROBABILITIES);
    let mut outputs =
        vec![Outlet::floats(PROBABILITIES, &["n".into(), bundle.labels.len().into()])];
    if let Some(known) = &bundle.known {
        head::similarity(&mut graph, known, &embedding, features, SIMILARITY);
        outputs.push(Outlet::floats(SIMILARITY, &["n".into()]));
    }
    let inputs = match bundle.side() {
        Some(side) => {
            let shape = ["n".into(), side.into(), side.into(), 3.into()];
            vec![Outlet::bytes(pictures::INPUT, &shape)]
        }
        None => {
            let shape = ["n".into(), "tokens".into()];
            [texts::TOKENS, texts::MASK].map(|name| Outlet::integers(name, &shape)).into()
        }
    };
    let producer = ("Headstart", bundle.source.version.as_str());
    let bytes = graph.file(&inputs, &outputs, &Notes::of(bundle).texts(), producer);
    let mut files = vec![File { name: "model.onnx", bytes }];
    if let Backbone::Texts(encoder) = &bundle.backbone {
        let bytes = encoder.tokenizer.clone().into_bytes();
        files.push(File { name: "tokenizer.json", bytes });
    }
    Ok(files)
}
