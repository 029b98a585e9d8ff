//! Reads the page as any program could: by its elements alone, without a browser.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::backbone::Network;
use super::{FORM, NAME, ONE};
use crate::again::{Matrix, Taken, taken};
use crate::bundle::{Answer, Sample, Source};
use crate::format::{File, Malformed, Runs};
use crate::notes::{HeadNote, Notes};
use crate::reader::{Tensor, ops};

/// What every wasm begins with.
const WASM: &[u8] = b"\0asm";

/// Reads `page.html`.
///
/// # Errors
/// [`Malformed`] if an element is missing, or what it holds does not fit the others.
pub fn read(files: &[File]) -> Result<Box<dyn Runs>, Malformed> {
    let text = text(files)?;
    let said = Said::read(text)?;
    if std::str::from_utf8(&bytes(element(text, "helper")?)?).is_err() {
        return Err(wrong("the helper is no JavaScript"));
    }
    if !bytes(element(text, "code")?)?.starts_with(WASM) {
        return Err(wrong("the code is no wasm"));
    }
    let network = Network::read(&bytes(element(text, "plan")?)?)?;
    Ok(Box::new(Page { classifier: said.checked(&network)?, network }))
}

/// Takes the head out of `page.html`.
///
/// # Errors
/// [`Malformed`] if it is none, or what it holds does not fit itself.
pub fn again(files: &[File]) -> Result<Taken, Malformed> {
    let Said { labels, source, mirrors, features, head, known, .. } = Said::read(text(files)?)?;
    let (nth, threshold) = known.as_ref().map(|known| (known.nth, known.threshold)).unzip();
    let known = known.map(|known| known.directions(&head)).transpose()?;
    let mut matrices = BTreeMap::new();
    let mut put = |name: &str, columns: usize, Floats(values): Floats| {
        matrices.insert(name.to_owned(), Matrix { columns, values });
    };
    let head = match head {
        SaidHead::Layers { hidden, output } => {
            for (name, layer) in [("hidden", hidden), ("output", Some(output))] {
                let Some(SaidLayer { weight, bias }) = layer else { continue };
                let outputs = bias.0.len();
                put(&format!("head.{name}.weight"), outputs, weight);
                put(&format!("head.{name}.bias"), outputs, bias);
            }
            HeadNote::Layers
        }
        SaidHead::Means { directions, factor } => {
            put("head.directions", features, directions);
            HeadNote::Means { factor }
        }
        SaidHead::Nearest { directions, labels, voters, temperature, least, factor } => {
            put("head.directions", features, directions);
            HeadNote::Nearest { labels, voters, temperature, least, factor }
        }
    };
    if let Some(known) = known {
        put("known.directions", features, known);
    }
    let notes = Notes { labels, source, head, mirrors, nth, threshold };
    taken(notes, &mut |name| Ok(matrices.remove(name)))
}

/// What is written in the page.
fn text(files: &[File]) -> Result<&str, Malformed> {
    let file = files.iter().find(|file| file.name == NAME);
    let file = file.ok_or_else(|| Malformed(format!("{NAME} is missing")))?;
    std::str::from_utf8(&file.bytes).map_err(|_| wrong("it is no text"))
}

/// A page that was read.
struct Page {
    network: Network,
    classifier: Classifier,
}

impl Runs for Page {
    fn answer(&self, sample: &Sample) -> Result<Answer, Malformed> {
        let Sample::Pixels(pixels) = sample else { return Err(wrong("it takes pictures")) };
        let mut embedding = self.network.embed(pixels)?;
        if self.classifier.mirrors {
            let mirrored = pixels
                .chunks_exact(self.network.side() * 3)
                .flat_map(|row| row.chunks_exact(3).rev().flatten().copied());
            let other = self.network.embed(&mirrored.collect::<Vec<_>>())?;
            embedding.iter_mut().zip(other).for_each(|(a, b)| *a = (*a + b) / 2.0);
        }
        Ok(self.classifier.answer(&embedding))
    }
}

/// The text of the script element of this id.
fn element<'a>(page: &'a str, id: &str) -> Result<&'a str, Malformed> {
    let missing = || Malformed(format!("the element {id} is missing"));
    let mark = format!("id=\"{id}\">");
    let (_, after) = page.split_once(&mark).ok_or_else(missing)?;
    let (inside, _) = after.split_once("</script>").ok_or_else(missing)?;
    Ok(inside.trim())
}

fn bytes(text: &str) -> Result<Vec<u8>, Malformed> {
    STANDARD.decode(text).map_err(|error| Malformed(format!("base64: {error}")))
}

fn wrong(what: &str) -> Malformed {
    Malformed(what.to_owned())
}

/// What the element `classifier` says.
#[derive(Deserialize)]
struct Said {
    form: String,
    source: Source,
    labels: Vec<String>,
    colours: Vec<String>,
    side: usize,
    features: usize,
    mirrors: bool,
    head: SaidHead,
    known: Option<SaidKnown>,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum SaidHead {
    Layers {
        hidden: Option<SaidLayer>,
        output: SaidLayer,
    },
    Means {
        directions: Floats,
        factor: f32,
    },
    Nearest {
        directions: Floats,
        labels: Vec<usize>,
        voters: usize,
        temperature: f32,
        least: f32,
        factor: f32,
    },
}

#[derive(Deserialize)]
struct SaidLayer {
    weight: Floats,
    bias: Floats,
}

#[derive(Deserialize)]
struct SaidKnown {
    directions: Option<Shorts>,
    nth: usize,
    threshold: f32,
}

impl SaidKnown {
    /// What is known; where it is the head that knows it, that.
    fn directions(self, head: &SaidHead) -> Result<Floats, Malformed> {
        match (self.directions, head) {
            (Some(Shorts(values)), _) => Ok(Floats(values)),
            (None, SaidHead::Nearest { directions, .. }) => Ok(directions.clone()),
            (None, _) => Err(wrong("nothing says what is known")),
        }
    }
}

/// Numbers that base64 says as float32.
#[derive(Clone, Deserialize)]
#[serde(try_from = "String")]
struct Floats(Vec<f32>);

/// Numbers from -1 to 1 that base64 says as int16.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Shorts(Vec<f32>);

impl TryFrom<String> for Floats {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        numbers(&text, f32::from_le_bytes).map(Self)
    }
}

impl TryFrom<String> for Shorts {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        numbers(&text, |bytes| f32::from(i16::from_le_bytes(bytes)) / ONE).map(Self)
    }
}

/// Numbers of so many bytes each that base64 says.
fn numbers<const BYTES: usize>(
    text: &str,
    number: impl Fn([u8; BYTES]) -> f32,
) -> Result<Vec<f32>, String> {
    let bytes = bytes(text).map_err(|Malformed(why)| why)?;
    let (numbers, rest) = bytes.as_chunks::<BYTES>();
    if !rest.is_empty() {
        return Err("bytes are left over after the last number".to_owned());
    }
    Ok(numbers.iter().map(|&bytes| number(bytes)).collect())
}

impl Floats {
    /// As rows of so many numbers.
    fn rows(self, length: usize) -> Result<Tensor, Malformed> {
        let rows = self.0.len().checked_div(length).unwrap_or(0);
        Tensor::new([rows, length], self.0)
    }
}

impl Said {
    fn read(page: &str) -> Result<Self, Malformed> {
        serde_json::from_str(element(page, "classifier")?)
            .map_err(|error| Malformed(format!("classifier: {error}")))
    }

    /// What it says, if that fits itself and the network.
    fn checked(self, network: &Network) -> Result<Classifier, Malformed> {
        if self.form != FORM {
            return Err(Malformed(format!("it is of the form “{}”", self.form)));
        }
        let features = self.features;
        if (self.side, features) != (network.side(), network.features()) {
            return Err(wrong(
                "the network takes or makes something else than the classifier says",
            ));
        }
        let classes = self.labels.len();
        if classes == 0 || self.colours.len() != classes {
            return Err(wrong("there are not as many colours as labels"));
        }
        let known = match self.known {
            None => None,
            Some(SaidKnown { threshold, .. }) if !threshold.is_finite() => {
                return Err(wrong("the threshold is no number"));
            }
            Some(known) => {
                let nth = known.nth;
                Some((known.directions(&self.head)?.rows(features)?, nth))
            }
        };
        let head = self.head.checked(features, classes)?;
        Ok(Classifier { mirrors: self.mirrors, head, known })
    }
}

impl SaidHead {
    fn checked(self, features: usize, classes: usize) -> Result<Head, Malformed> {
        Ok(match self {
            Self::Layers { hidden, output } => {
                let hidden = hidden.map(|layer| layer.checked(features)).transpose()?;
                let before = hidden.as_ref().map_or(features, |layer| layer.bias.values.len());
                let output = output.checked(before)?;
                if output.bias.values.len() != classes {
                    return Err(wrong("there are not as many logits as labels"));
                }
                Head::Layers { hidden, output }
            }
            Self::Means { directions, factor } => {
                let directions = directions.rows(features)?;
                if directions.shape[0] != classes {
                    return Err(wrong("there are not as many means as labels"));
                }
                Head::Means { directions, factor }
            }
            Self::Nearest { directions, labels, voters, temperature, least, factor } => {
                let directions = directions.rows(features)?;
                let fits = directions.shape[0] == labels.len() && !labels.is_empty();
                if !fits || labels.iter().any(|&label| label >= classes) {
                    return Err(wrong("the labels do not fit the examples"));
                }
                let votes = Votes { voters, temperature, least };
                Head::Nearest { directions, labels, classes, votes, factor }
            }
        })
    }
}

impl SaidLayer {
    fn checked(self, inputs: usize) -> Result<Layer, Malformed> {
        let outputs = self.bias.0.len();
        let weight = Tensor::new([inputs, outputs], self.weight.0)?;
        Ok(Layer { weight, bias: Tensor::new([outputs], self.bias.0)? })
    }
}

/// What is said of embeddings, ready to run.
struct Classifier {
    mirrors: bool,
    head: Head,
    /// What is known, and which of the nearest counts.
    known: Option<(Tensor, usize)>,
}

enum Head {
    Layers { hidden: Option<Layer>, output: Layer },
    Means { directions: Tensor, factor: f32 },
    Nearest { directions: Tensor, labels: Vec<usize>, classes: usize, votes: Votes, factor: f32 },
}

/// How the nearest vote.
struct Votes {
    voters: usize,
    temperature: f32,
    least: f32,
}

/// `[inputs, outputs]` and `[outputs]`.
struct Layer {
    weight: Tensor,
    bias: Tensor,
}

impl Classifier {
    fn answer(&self, embedding: &[f32]) -> Answer {
        let logits = match &self.head {
            Head::Layers { hidden: None, output } => output.apply(embedding),
            Head::Layers { hidden: Some(hidden), output } => {
                let units: Vec<f32> =
                    hidden.apply(embedding).into_iter().map(|x| x.max(0.0)).collect();
                output.apply(&units)
            }
            Head::Means { directions, factor } => {
                cosines(directions, embedding).into_iter().map(|x| x * factor).collect()
            }
            Head::Nearest { directions, labels, classes, votes, factor } => {
                let votes = votes.of(&cosines(directions, embedding), labels, *classes);
                votes.into_iter().map(|votes| votes.ln() * factor).collect()
            }
        };
        let similarity = self.known.as_ref().map(|(directions, nth)| {
            let mut cosines = cosines(directions, embedding);
            cosines.sort_by(|a, b| b.total_cmp(a));
            // Where there is nothing to be like, nothing is unknown.
            cosines.get(nth.saturating_sub(1)).or(cosines.last()).copied().unwrap_or(1.0)
        });
        let logits = Tensor { shape: vec![logits.len()], values: logits };
        Answer { probabilities: ops::softmax(logits).values, similarity }
    }
}

impl Layer {
    fn apply(&self, x: &[f32]) -> Vec<f32> {
        let mut sums = self.bias.values.clone();
        let rows = self.weight.values.chunks_exact(sums.len().max(1));
        for (row, x) in rows.zip(x) {
            sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += x * weight);
        }
        sums
    }
}

impl Votes {
    /// The votes for each class: those it has anyway, and those of the nearest examples.
    fn of(&self, cosines: &[f32], labels: &[usize], classes: usize) -> Vec<f32> {
        let mut nearest: Vec<(f32, usize)> =
            cosines.iter().copied().zip(labels.iter().copied()).collect();
        nearest.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let mut votes = vec![self.least; classes];
        let best = nearest.first().map_or(0.0, |(cosine, _)| *cosine);
        for (cosine, label) in nearest.into_iter().take(self.voters) {
            votes[label] += ((cosine - best) / self.temperature).exp();
        }
        votes
    }
}

/// The cosine of an embedding to each of some directions; 0 of what has no direction.
fn cosines(directions: &Tensor, embedding: &[f32]) -> Vec<f32> {
    let length = embedding.iter().map(|x| x * x).sum::<f32>().sqrt();
    let length = if length > 0.0 { length } else { f32::INFINITY };
    let rows = directions.values.chunks_exact(embedding.len().max(1));
    rows.map(|row| row.iter().zip(embedding).map(|(a, b)| a * (b / length)).sum()).collect()
}
