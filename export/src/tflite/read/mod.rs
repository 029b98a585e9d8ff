//! Reads a graph of TensorFlow Lite and runs it. Of the operators it knows those that are written here, in their first
//! version.

mod flatbuffer;
mod layers;
mod model;
mod moves;
mod step;
#[cfg(test)]
mod tests;

use crate::again::{Matrix, Taken, taken};
use crate::bundle::{Answer, Sample};
use crate::format::{File, Malformed, Runs};
use crate::notes::{HeadNote, Notes};
use crate::reader::Tensor;
use flatbuffer::Buffer;
use model::{Kind, Model};
use step::{Action, Step};

/// Reads `model.tflite`.
///
/// # Errors
/// [`Malformed`] if it is none, does not fit itself, or uses what is not known here.
pub fn read(files: &[File]) -> Result<Box<dyn Runs>, Malformed> {
    Ok(Box::new(Graph::read(bytes(files)?)?))
}

/// Takes the head out of `model.tflite`.
///
/// # Errors
/// [`Malformed`] if it is none, does not fit itself, or is none of Headstart's.
pub fn again(files: &[File]) -> Result<Taken, Malformed> {
    let buffer = Buffer::new(bytes(files)?);
    let model = Model::read(&buffer)?;
    let notes = Notes::read(model.notes().iter().copied())?;
    let factor = match notes.head {
        HeadNote::Means { factor } => factor,
        HeadNote::Layers | HeadNote::Nearest { .. } => 1.0,
    };
    taken(notes, &mut |name| {
        let found = model.tensors.iter().find(|tensor| tensor.name == name);
        let Some(tensor) = found.filter(|tensor| tensor.is_constant()) else { return Ok(None) };
        let Tensor { shape, mut values } = tensor.constant()?;
        if name == "head.directions" {
            // Those of means were made longer by the factor.
            values.iter_mut().for_each(|value| *value /= factor);
        }
        let matrix = Matrix { columns: shape.last().copied().unwrap_or(1), values };
        // Layers have their outputs first there.
        Ok(Some(if name.ends_with("weight") { matrix.turned() } else { matrix }))
    })
}

fn bytes(files: &[File]) -> Result<&[u8], Malformed> {
    let file = files.iter().find(|file| file.name == "model.tflite");
    Ok(&file.ok_or_else(|| wrong("model.tflite is missing"))?.bytes)
}

/// A graph ready to run.
struct Graph {
    steps: Vec<Ready>,
    /// Tensors whose numbers are in the file, if they are read as they are; by their places.
    constants: Vec<Option<Tensor>>,
    /// The place of the picture, and its shape.
    picture: (usize, Vec<usize>),
    /// The places of what is asked for.
    probabilities: usize,
    similarity: Option<usize>,
}

/// A step among others.
struct Ready {
    action: Action,
    reads: Vec<usize>,
    makes: Vec<usize>,
    /// What nothing reads afterwards.
    done: Vec<usize>,
}

impl Graph {
    fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let buffer = Buffer::new(bytes);
        let model = Model::read(&buffer)?;
        let &[picture] = model.inputs.as_slice() else {
            return Err(wrong("it takes other than one picture"));
        };
        if model.tensors[picture].kind != Kind::Byte || model.tensors[picture].is_constant() {
            return Err(wrong("it takes no bytes"));
        }
        let mut made = vec![false; model.tensors.len()];
        made[picture] = true;
        let mut constants: Vec<Option<Tensor>> = model.tensors.iter().map(|_| None).collect();
        let mut steps = Vec::with_capacity(model.operators.len());
        for operator in &model.operators {
            let Step { reads, action, .. } = Step::new(&model, operator)?;
            for &at in &reads {
                if !made[at] && constants[at].is_none() {
                    constants[at] = Some(model.tensors[at].constant()?);
                }
            }
            for &at in &operator.outputs {
                if made[at] || model.tensors[at].is_constant() {
                    return Err(wrong("a tensor is made that is there"));
                }
                made[at] = true;
            }
            let makes = operator.outputs.clone();
            steps.push(Ready { action, reads, makes, done: Vec::new() });
        }
        let output = |name: &str| {
            let mut outputs = model.outputs.iter().copied();
            outputs.find(|&at| model.tensors[at].name == name && made[at])
        };
        let probabilities = output("probabilities");
        let probabilities = probabilities.ok_or_else(|| wrong("it gives no probabilities"))?;
        let similarity = output("similarity");
        check_notes(&model, probabilities, similarity)?;
        let asked: Vec<usize> = [Some(probabilities), similarity].into_iter().flatten().collect();
        forget(&mut steps, asked, model.tensors.len());
        let picture = (picture, model.tensors[picture].shape.clone());
        Ok(Self { steps, constants, picture, probabilities, similarity })
    }
}

impl Runs for Graph {
    fn answer(&self, sample: &Sample) -> Result<Answer, Malformed> {
        let Sample::Pixels(pixels) = sample else { return Err(wrong("it takes pictures")) };
        let pixels = pixels.iter().map(|&byte| byte.into()).collect();
        let (place, shape) = &self.picture;
        let mut values: Vec<Option<Tensor>> = self.constants.iter().map(|_| None).collect();
        values[*place] = Some(Tensor::new(shape.clone(), pixels)?);
        for step in &self.steps {
            let read = |&at: &usize| values[at].as_ref().or(self.constants[at].as_ref());
            let read: Option<Vec<&Tensor>> = step.reads.iter().map(read).collect();
            let made = (step.action)(&read.ok_or_else(|| wrong("what it reads is not there"))?)?;
            for (&at, tensor) in step.makes.iter().zip(made) {
                values[at] = Some(tensor);
            }
            for &at in &step.done {
                values[at] = None;
            }
        }
        let numbers = |place: usize| values[place].as_ref().map(|tensor| tensor.values.as_slice());
        let similarity = self.similarity.and_then(numbers).and_then(|numbers| numbers.first());
        Ok(Answer {
            probabilities: numbers(self.probabilities).unwrap_or_default().to_vec(),
            similarity: similarity.copied(),
        })
    }
}

/// Whether the notes go with what comes out: as many labels as probabilities, and a threshold for a cosine.
fn check_notes(
    model: &Model<'_>,
    probabilities: usize,
    similarity: Option<usize>,
) -> Result<(), Malformed> {
    let count = |place: usize| {
        let tensor = &model.tensors[place];
        if tensor.kind == Kind::Float { tensor.shape.iter().product() } else { 0usize }
    };
    let labels: Option<Vec<String>> =
        model.note("labels").and_then(|labels| serde_json::from_str(labels).ok());
    if labels.is_none_or(|labels| labels.len() != count(probabilities)) {
        return Err(wrong("there are not as many labels as probabilities"));
    }
    let threshold = model.note("threshold").and_then(|number| number.parse::<f32>().ok());
    if threshold.is_some_and(f32::is_finite) != similarity.is_some() {
        return Err(wrong("a threshold and a cosine do not come together"));
    }
    if similarity.is_some_and(|place| count(place) != 1) {
        return Err(wrong("there is more than one cosine"));
    }
    Ok(())
}

/// Notes of each step what nothing reads after it, but what is asked for: its room is free for what comes next.
fn forget(steps: &mut [Ready], asked: Vec<usize>, tensors: usize) {
    let mut needed = vec![false; tensors];
    asked.into_iter().for_each(|at| needed[at] = true);
    for Ready { reads, makes, done, .. } in steps.iter_mut().rev() {
        for &at in reads.iter().chain(&*makes) {
            if !needed[at] {
                needed[at] = true;
                done.push(at);
            }
        }
    }
}

fn wrong(what: &str) -> Malformed {
    Malformed(what.to_owned())
}
