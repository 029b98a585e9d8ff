//! A written file run on the probes: what it says beside what the page said.

use crate::bundle::{Answer, Bundle};
use crate::format::{File, Format, Malformed};
use crate::onnx;

/// The largest difference of a probability or a cosine with which a file is handed over.
pub const MOST: f32 = 1e-4;

/// What came out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proof {
    /// The largest difference of a probability or a cosine.
    pub largest: f32,
    /// Inputs that were run.
    pub samples: usize,
}

impl Proof {
    /// Whether the file says what the page says.
    pub fn holds(&self) -> bool {
        self.largest <= MOST
    }
}

/// A head alone on the bundle's backbone again, as ONNX.
fn rejoined(format: &Format, files: &[File], bundle: &Bundle) -> Result<Vec<File>, Malformed> {
    let taken = (format.again)(files)?;
    let rejoined = Bundle {
        backbone: bundle.backbone.clone(),
        head: taken.head,
        labels: taken.notes.labels,
        known: taken.known,
        mirrors: taken.notes.mirrors,
        source: taken.notes.source,
        kernels: None,
        probes: Vec::new(),
    };
    onnx::write(&rejoined).map_err(|refusal| Malformed(format!("{refusal:?}")))
}

/// Reads files of a format as anybody would, a head alone with the bundle's backbone, and runs them on the bundle's probes. `seen` is told how many were run.
///
/// # Errors
/// [`Malformed`] if they cannot be read, or do not say what the bundle says anything about.
pub fn check(
    format: &Format,
    files: &[File],
    bundle: &Bundle,
    mut seen: impl FnMut(usize),
) -> Result<Proof, Malformed> {
    let reader = match format.read {
        Some(read) => read(files)?,
        None => {
            let on_its_own = rejoined(format, files, bundle)?;
            onnx::read(&on_its_own)?
        }
    };
    let mut largest = 0.0f32;
    for (at, probe) in bundle.probes.iter().enumerate() {
        let answer = reader.answer(&probe.sample)?;
        // What is no number differs from everything.
        let difference = difference(&answer, &probe.answer)?;
        largest = if difference.is_nan() { f32::INFINITY } else { largest.max(difference) };
        seen(at + 1);
    }
    Ok(Proof { largest, samples: bundle.probes.len() })
}

/// The largest difference of two answers. A format that cannot tell unknowns is not blamed for that here.
fn difference(actual: &Answer, expected: &Answer) -> Result<f32, Malformed> {
    if actual.probabilities.len() != expected.probabilities.len() {
        return Err(Malformed(format!(
            "it tells {} classes apart, not {}",
            actual.probabilities.len(),
            expected.probabilities.len()
        )));
    }
    let pairs = actual.probabilities.iter().zip(&expected.probabilities);
    let largest = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, worse);
    let similarity = match (actual.similarity, expected.similarity) {
        (Some(actual), Some(expected)) => (actual - expected).abs(),
        _ => 0.0,
    };
    Ok(worse(largest, similarity))
}

/// The larger of two differences; what is no number is the worst.
fn worse(a: f32, b: f32) -> f32 {
    if a.is_nan() || b.is_nan() { f32::NAN } else { a.max(b) }
}
