//! The formats that are offered, and why one cannot hold something.

use export::Refusal;

use crate::words::say;

/// A format as it is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    /// Its id for the exporter.
    pub id: &'static str,
    /// What it is called everywhere; what it is called here where that is a word.
    name: &'static str,
    /// The key of what it is for.
    pub about: &'static str,
}

/// All of them, those that most people want first.
pub const FORMATS: [Format; 6] = [
    Format { id: "onnx", name: "ONNX", about: "takeaway.onnx" },
    Format { id: "page", name: "takeaway.one-page", about: "takeaway.page" },
    Format { id: "tflite", name: "TensorFlow Lite", about: "takeaway.tflite" },
    Format { id: "tfjs", name: "TensorFlow.js", about: "takeaway.tfjs" },
    Format { id: "safetensors", name: "safetensors", about: "takeaway.safetensors" },
    Format { id: "head", name: "takeaway.head-alone", about: "takeaway.head" },
];

impl Format {
    /// What it is called.
    pub fn name(&self) -> &'static str {
        match self.id {
            "page" | "head" => say(self.name),
            _ => self.name,
        }
    }
}

/// The key of why a format cannot hold something, and what can.
pub fn refused(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Texts => "takeaway.texts",
        Refusal::Patches => "takeaway.patches",
        Refusal::Nearest => "takeaway.nearest",
        Refusal::Mirrors => "takeaway.mirrors",
        Refusal::Limits => "takeaway.limits",
        Refusal::Kernels => "takeaway.kernels",
    }
}
