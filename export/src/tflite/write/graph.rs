//! A graph of operators as it is put together, and as a file. Field numbers are those of `schema.fbs`.

use super::flatbuffer::Table;
use super::operator::{Kind, Operator};

/// The version of the schema, and what every file of it says after its first four bytes.
const VERSION: i32 = 3;
const IDENTIFIER: [u8; 4] = *b"TFL3";

/// The version of every operator.
const FIRST: i32 = 1;

/// What the way through the graph is called where a file may have several.
const SIGNATURE: &str = "serving_default";

/// A tensor of a graph.
#[derive(Debug, Clone)]
pub struct Tensor {
    index: usize,
    /// Its sizes, the slowest first. Pictures are `[count, height, width, channels]`.
    pub shape: Vec<usize>,
}

/// A graph: give it weights and operators, then take its bytes.
#[derive(Debug)]
pub struct Graph {
    tensors: Vec<Described>,
    /// What weights and notes consist of.
    buffers: Vec<Vec<u8>>,
    operators: Vec<Table>,
    /// The numbers of the operators that are used.
    codes: Vec<u8>,
    inputs: Vec<usize>,
    outputs: Vec<usize>,
}

#[derive(Debug)]
struct Described {
    kind: Kind,
    shape: Vec<usize>,
    /// Of an input or an output.
    name: Option<&'static str>,
    /// The first one is of what is computed.
    buffer: usize,
}

impl Default for Graph {
    fn default() -> Self {
        Self {
            tensors: Vec::new(),
            // The first one is always empty.
            buffers: vec![Vec::new()],
            operators: Vec::new(),
            codes: Vec::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
        }
    }
}

impl Graph {
    /// An input of bytes.
    pub fn input(&mut self, name: &'static str, shape: &[usize]) -> Tensor {
        let tensor = self.tensor(Kind::Byte, shape, 0);
        self.inputs.push(tensor.index);
        self.tensors[tensor.index].name = Some(name);
        tensor
    }

    /// Makes a tensor an output, called so.
    pub fn output(&mut self, name: &'static str, tensor: &Tensor) {
        self.outputs.push(tensor.index);
        self.tensors[tensor.index].name = Some(name);
    }

    /// Weights, row-major.
    pub fn weights(&mut self, shape: &[usize], values: &[f32]) -> Tensor {
        let raw = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.constant(Kind::Float, shape, raw)
    }

    /// Weights that are called so. Bytes that are there already are not kept twice: the examples that vote may be
    /// those that tell what is known.
    pub fn named_weights(&mut self, name: &'static str, shape: &[usize], values: &[f32]) -> Tensor {
        let raw: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        let buffer = self.buffers.iter().position(|buffer| *buffer == raw);
        let buffer = buffer.unwrap_or_else(|| {
            self.buffers.push(raw);
            self.buffers.len() - 1
        });
        let tensor = self.tensor(Kind::Float, shape, buffer);
        self.tensors[tensor.index].name = Some(name);
        tensor
    }

    /// One number, which goes with tensors of any shape.
    pub fn number(&mut self, value: f32) -> Tensor {
        self.weights(&[1], &[value])
    }

    /// Whole numbers, such as axes.
    pub fn integers(&mut self, shape: &[usize], values: &[usize]) -> Tensor {
        let raw = values.iter().flat_map(|&value| (value as i32).to_le_bytes()).collect();
        self.constant(Kind::Integer, shape, raw)
    }

    /// An operator; gives what comes out, numbers of this shape.
    pub fn node(&mut self, operator: Operator, inputs: &[&Tensor], shape: &[usize]) -> Tensor {
        let output = self.tensor(Kind::Float, shape, 0);
        self.operator(operator, inputs, &[&output]);
        output
    }

    /// The largest so many along the last axis, from largest to least, and where they are.
    pub fn top(&mut self, x: &Tensor, count: usize) -> (Tensor, Tensor) {
        let mut shape = x.shape.clone();
        if let Some(last) = shape.last_mut() {
            *last = count;
        }
        let values = self.tensor(Kind::Float, &shape, 0);
        let places = self.tensor(Kind::Integer, &shape, 0);
        let count = self.integers(&[], &[count]);
        self.operator(Operator::TopK, &[x, &count], &[&values, &places]);
        (values, places)
    }

    /// The file, with notes beside the graph, of which each is JSON. The description says what people look for.
    pub fn file(mut self, notes: &[(String, String)]) -> Vec<u8> {
        let metadata = notes.iter().map(|(name, note)| {
            self.buffers.push(note.as_bytes().to_vec());
            let buffer = self.buffers.len() - 1;
            Table::default().text(0, name).number(1, buffer as i32)
        });
        let metadata = metadata.collect();
        let short = |name: &str| matches!(name, "labels" | "threshold");
        let said: Vec<String> = notes
            .iter()
            .filter(|(name, _)| short(name))
            .map(|(name, note)| format!("\"{name}\": {note}"))
            .collect();
        let subgraph = Table::default()
            .tables(0, self.tensors.iter().map(Described::table).collect())
            .numbers(1, &numbers(&self.inputs))
            .numbers(2, &numbers(&self.outputs))
            .tables(3, std::mem::take(&mut self.operators))
            .text(4, "main");
        let signature = Table::default()
            .tables(0, self.names(&self.inputs))
            .tables(1, self.names(&self.outputs))
            .text(2, SIGNATURE)
            .number(4, 0);
        let codes = self.codes.iter().map(|&code| {
            // The number stands in two fields: the older has one byte alone.
            Table::default().byte(0, code).number(2, FIRST).number(3, code.into())
        });
        let buffers = self.buffers.into_iter().map(|bytes| {
            if bytes.is_empty() { Table::default() } else { Table::default().bytes(0, bytes) }
        });
        Table::default()
            .number(0, VERSION)
            .tables(1, codes.collect())
            .tables(2, vec![subgraph])
            .text(3, &format!("{{{}}}", said.join(", ")))
            .tables(4, buffers.collect())
            .tables(6, metadata)
            .tables(7, vec![signature])
            .file(IDENTIFIER)
    }

    /// A tensor of these numbers. What is there already is not kept twice: axes are named often.
    fn constant(&mut self, kind: Kind, shape: &[usize], raw: Vec<u8>) -> Tensor {
        let alike = |tensor: &Described| {
            tensor.buffer > 0
                && (tensor.kind, tensor.shape.as_slice()) == (kind, shape)
                && self.buffers[tensor.buffer] == raw
        };
        if let Some(index) = self.tensors.iter().position(alike) {
            return Tensor { index, shape: shape.to_vec() };
        }
        self.buffers.push(raw);
        self.tensor(kind, shape, self.buffers.len() - 1)
    }

    fn tensor(&mut self, kind: Kind, shape: &[usize], buffer: usize) -> Tensor {
        self.tensors.push(Described { kind, shape: shape.to_vec(), name: None, buffer });
        Tensor { index: self.tensors.len() - 1, shape: shape.to_vec() }
    }

    fn operator(&mut self, operator: Operator, inputs: &[&Tensor], outputs: &[&Tensor]) {
        let code = operator.code();
        let known = self.codes.iter().position(|&used| used == code);
        let index = known.unwrap_or_else(|| {
            self.codes.push(code);
            self.codes.len() - 1
        });
        let of = |tensors: &[&Tensor]| -> Vec<i32> {
            tensors.iter().map(|tensor| tensor.index as i32).collect()
        };
        let table = Table::default()
            .number(0, index as i32)
            .numbers(1, &of(inputs))
            .numbers(2, &of(outputs));
        self.operators.push(match operator.options() {
            Some((kind, options)) => table.byte(3, kind).table(4, options),
            None => table,
        });
    }

    /// `TensorMap`s of inputs or outputs.
    fn names(&self, tensors: &[usize]) -> Vec<Table> {
        let named = |&index: &usize| {
            let name = self.tensors[index].name.unwrap_or_default();
            Table::default().text(0, name).number(1, index as i32)
        };
        tensors.iter().map(named).collect()
    }
}

impl Described {
    /// `Tensor`
    fn table(&self) -> Table {
        let table = Table::default()
            .numbers(0, &numbers(&self.shape))
            .byte(1, self.kind as u8)
            .number(2, self.buffer as i32)
            // That a single number has no axes is known of it.
            .byte(8, 1);
        match self.name {
            Some(name) => table.text(3, name),
            None => table,
        }
    }
}

fn numbers(values: &[usize]) -> Vec<i32> {
    values.iter().map(|&value| value as i32).collect()
}
