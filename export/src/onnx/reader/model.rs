//! The file: a graph with its weights and notes. Field numbers are those of `onnx.proto`.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::proto::fields;
use super::value::{MOST, Value};
use crate::format::Malformed;
use crate::reader::Tensor;

/// What was read of a file.
#[derive(Debug, Default)]
pub struct Model {
    /// The operators, in the order to run them.
    pub nodes: Vec<Node>,
    /// Weights by name.
    pub constants: BTreeMap<String, Rc<Value>>,
    /// What the graph is given and is no weight.
    pub inputs: Vec<String>,
    /// What it gives.
    pub outputs: Vec<String>,
    /// What is said beside the graph, by name.
    pub notes: BTreeMap<String, String>,
}

/// An operator.
#[derive(Debug, Default)]
pub struct Node {
    /// What it does.
    pub operator: String,
    /// What it reads; an empty name where an input is left out.
    pub inputs: Vec<String>,
    /// What it gives.
    pub outputs: Vec<String>,
    /// What is set of it.
    pub attributes: BTreeMap<String, Attribute>,
}

/// What is set of an operator.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attribute {
    /// A number with a fraction.
    pub float: Option<f32>,
    /// A whole number.
    pub number: Option<i64>,
    /// Whole numbers.
    pub numbers: Vec<i64>,
}

impl Node {
    /// A whole number that is set of it, or what goes without.
    pub fn number(&self, name: &str, without: i64) -> i64 {
        self.attributes.get(name).and_then(|it| it.number).unwrap_or(without)
    }

    /// Whole numbers that are set of it.
    pub fn numbers(&self, name: &str) -> Option<&[i64]> {
        self.attributes.get(name).map(|it| it.numbers.as_slice())
    }
}

impl Model {
    /// Reads the bytes of a file.
    ///
    /// # Errors
    /// [`Malformed`] if they are no such file.
    pub fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut model = Self::default();
        for (number, field) in fields(bytes)? {
            match number {
                7 => model.graph(field.bytes()?)?,
                14 => {
                    let (name, text) = note(field.bytes()?)?;
                    model.notes.insert(name, text);
                }
                _ => {}
            }
        }
        let constants = &model.constants;
        model.inputs.retain(|name| !constants.contains_key(name));
        if model.nodes.is_empty() {
            return Err(Malformed("there is no graph in it".into()));
        }
        Ok(model)
    }

    fn graph(&mut self, bytes: &[u8]) -> Result<(), Malformed> {
        for (number, field) in fields(bytes)? {
            match number {
                1 => self.nodes.push(node(field.bytes()?)?),
                5 => {
                    let (name, value) = tensor(field.bytes()?)?;
                    self.constants.insert(name, Rc::new(value));
                }
                11 => self.inputs.push(outlet(field.bytes()?)?),
                12 => self.outputs.push(outlet(field.bytes()?)?),
                _ => {}
            }
        }
        Ok(())
    }
}

/// A note, with its name.
fn note(bytes: &[u8]) -> Result<(String, String), Malformed> {
    let (mut name, mut text) = (String::new(), String::new());
    for (number, field) in fields(bytes)? {
        match number {
            1 => name = field.text()?,
            2 => text = field.text()?,
            _ => {}
        }
    }
    Ok((name, text))
}

fn node(bytes: &[u8]) -> Result<Node, Malformed> {
    let mut node = Node::default();
    for (number, field) in fields(bytes)? {
        match number {
            1 => node.inputs.push(field.text()?),
            2 => node.outputs.push(field.text()?),
            4 => node.operator = field.text()?,
            5 => {
                let (name, value) = attribute(field.bytes()?)?;
                node.attributes.insert(name, value);
            }
            _ => {}
        }
    }
    Ok(node)
}

fn attribute(bytes: &[u8]) -> Result<(String, Attribute), Malformed> {
    let (mut name, mut attribute) = (String::new(), Attribute::default());
    for (number, field) in fields(bytes)? {
        match number {
            1 => name = field.text()?,
            2 => attribute.float = Some(field.float()?),
            3 => attribute.number = Some(field.number()?),
            8 => field.numbers(&mut attribute.numbers)?,
            _ => {}
        }
    }
    Ok((name, attribute))
}

/// The name of an input or an output.
fn outlet(bytes: &[u8]) -> Result<String, Malformed> {
    let name = fields(bytes)?.into_iter().find(|(number, _)| *number == 1);
    name.ok_or_else(|| Malformed("an input has no name".into()))?.1.text()
}

/// Weights with their name.
fn tensor(bytes: &[u8]) -> Result<(String, Value), Malformed> {
    const FLOAT: i64 = 1;
    const INT64: i64 = 7;
    let (mut shape, mut kind, mut name, mut raw) = (Vec::new(), 0, String::new(), &[][..]);
    for (number, field) in fields(bytes)? {
        match number {
            1 => field.numbers(&mut shape)?,
            2 => kind = field.number()?,
            8 => name = field.text()?,
            9 => raw = field.bytes()?,
            _ => {}
        }
    }
    let shape: Vec<usize> = shape
        .into_iter()
        .map(|size| usize::try_from(size).ok().filter(|&size| size <= MOST))
        .collect::<Option<_>>()
        .ok_or_else(|| Malformed(format!("the sizes of {name} are strange")))?;
    let value = match kind {
        FLOAT => {
            let values = raw.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
            Value::plain(Tensor::new(shape, values.collect())?)
        }
        INT64 => {
            let values: Vec<i64> =
                raw.as_chunks::<8>().0.iter().map(|bytes| i64::from_le_bytes(*bytes)).collect();
            if shape.iter().try_fold(1usize, |all, &size| all.checked_mul(size))
                != Some(values.len())
            {
                return Err(Malformed(format!("{name} has not as many numbers as it says")));
            }
            Value::Integers { shape, values }
        }
        other => return Err(Malformed(format!("{name} is of type {other}"))),
    };
    Ok((name, value))
}
