//! Reads the file by its names and its metadata alone.

mod file;
mod head;
mod network;

use super::{NAME, VERSION};
use crate::again::{Matrix, Taken, taken};
use crate::bundle::{Answer, Sample};
use crate::format::{File, Malformed, Runs};
use crate::notes::Notes;
use crate::reader::{Tensor, ops};
use file::Tensors;
use head::{Head, Known};
use network::Network;

/// Reads `model.safetensors`.
///
/// # Errors
/// [`Malformed`] if it is missing or cut off, or what is in it does not fit itself.
pub fn read(files: &[File]) -> Result<Box<dyn Runs>, Malformed> {
    let mut tensors = tensors(files, NAME)?;
    let labels: Vec<String> = tensors.need("labels")?;
    let network = Network::read(&mut tensors)?;
    let head = Head::read(&mut tensors, network.features(), labels.len())?;
    let known = Known::read(&mut tensors, network.features())?;
    if !tensors.is_empty() {
        return Err(wrong("there are tensors that nothing uses"));
    }
    Ok(Box::new(Classifier { mirrors: tensors.need("mirrors")?, network, head, known }))
}

/// Takes the head out of the file of this name, which may be all there is in it.
///
/// # Errors
/// [`Malformed`] if it is missing or cut off, or none of Headstart's.
pub fn again(files: &[File], name: &str) -> Result<Taken, Malformed> {
    let mut tensors = tensors(files, name)?;
    let notes = Notes::read(tensors.notes())?;
    taken(notes, &mut |name| {
        if !tensors.has(name) {
            return Ok(None);
        }
        let (columns, values) = if name.ends_with("bias") {
            let ([columns], values) = tensors.take(name)?;
            (columns, values)
        } else {
            let ([_, columns], values) = tensors.take(name)?;
            (columns, values)
        };
        Ok(Some(Matrix { columns, values }))
    })
}

fn tensors<'a>(files: &'a [File], name: &str) -> Result<Tensors<'a>, Malformed> {
    let file = files.iter().find(|file| file.name == name);
    let file = file.ok_or_else(|| Malformed(format!("{name} is missing")))?;
    let tensors = Tensors::read(&file.bytes)?;
    let version: u32 = tensors.need("version")?;
    if version != VERSION {
        return Err(Malformed(format!("it is of version {version}")));
    }
    Ok(tensors)
}

/// A classifier that was read.
struct Classifier {
    network: Network,
    mirrors: bool,
    head: Head,
    known: Option<Known>,
}

impl Runs for Classifier {
    fn answer(&self, sample: &Sample) -> Result<Answer, Malformed> {
        let Sample::Pixels(pixels) = sample else { return Err(wrong("it takes pictures")) };
        let side = self.network.side();
        let values = pixels.iter().map(|&value| f32::from(value) / 127.5 - 1.0).collect();
        let picture = Tensor::new([1, side, side, 3], values)?;
        let mut embedding = self.network.embed(&picture)?;
        if self.mirrors {
            let other = self.network.embed(&mirrored(&picture)?)?;
            embedding.iter_mut().zip(other).for_each(|(a, b)| *a = (*a + b) / 2.0);
        }
        let logits = self.head.logits(&embedding);
        let logits = Tensor::new([logits.len()], logits)?;
        let similarity = self.known.as_ref().map(|known| known.similarity(&embedding));
        Ok(Answer { probabilities: ops::softmax(logits).values, similarity })
    }
}

/// The same picture with its columns in the opposite order.
fn mirrored(picture: &Tensor) -> Result<Tensor, Malformed> {
    let [_, _, columns, channels] = picture.sizes()?;
    let rows = picture.values.chunks_exact((columns * channels).max(1));
    let values = rows.flat_map(|row| row.chunks_exact(channels.max(1)).rev().flatten().copied());
    Tensor::new(picture.shape.clone(), values.collect())
}

fn wrong(what: &str) -> Malformed {
    Malformed(what.to_owned())
}
