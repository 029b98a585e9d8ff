//! Writes a classifier as a graph for TensorFlow Lite: from the bytes of a picture to calibrated probabilities.
//!
//! Everything is inside: scaling, backbone, head, temperature, and how near an input is to what was taught. Beside the
//! graph stand the labels, the threshold and where it comes from, as metadata and in the description; the head's weights have
//! the names that [`again`](crate::again) asks for.

mod flatbuffer;
mod graph;
mod head;
mod operator;
mod pictures;

use crate::bundle::{Backbone, Bundle};
use crate::format::{File, Refusal};
use crate::notes::Notes;
use graph::Graph;
use operator::Operator;

/// Writes `model.tflite`: it takes `pictures`, bytes `[1, side, side, 3]`, and gives `probabilities` `[1, classes]` and,
/// where unknowns are told, `similarity` `[1, 1]`.
///
/// # Errors
/// [`Refusal::Texts`] and [`Refusal::Patches`] of backbones that are no convolutions.
pub fn write(bundle: &Bundle) -> Result<Vec<File>, Refusal> {
    let plan = match &bundle.backbone {
        Backbone::Convolutions(plan) => plan,
        Backbone::Patches(_) => return Err(Refusal::Patches),
        Backbone::Texts(_) => return Err(Refusal::Texts),
    };
    let mut graph = Graph::default();
    let embedding = pictures::convolutions(&mut graph, plan, bundle.mirrors);
    let logits = head::logits(&mut graph, &bundle.head, &embedding, bundle.labels.len());
    let probabilities = graph.node(Operator::Softmax, &[&logits], &logits.shape);
    graph.output("probabilities", &probabilities);
    if let Some(known) = &bundle.known {
        let similarity = head::similarity(&mut graph, known, &embedding);
        graph.output("similarity", &similarity);
    }
    Ok(vec![File { name: "model.tflite", bytes: graph.file(&Notes::of(bundle).texts()) }])
}
