//! What a file says: tensors, operators and notes. Field numbers are those of `schema.fbs`.

use super::flatbuffer::{Buffer, Table};
use crate::format::Malformed;
use crate::reader::{Tensor, tensor};

/// What every file of the format says after its first four bytes.
const IDENTIFIER: [u8; 4] = *b"TFL3";

/// A model: its first graph, which is the whole of what is written here.
#[derive(Debug)]
pub struct Model<'a> {
    /// All tensors that the operators name.
    pub tensors: Vec<Described<'a>>,
    /// The operators, in the order to run them.
    pub operators: Vec<Operator<'a>>,
    /// The tensors that come from outside.
    pub inputs: Vec<usize>,
    /// The tensors that are asked for.
    pub outputs: Vec<usize>,
    notes: Vec<(&'a str, &'a str)>,
}

/// The types of tensors that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Numbers with fractions, of 32 bits.
    Float,
    /// Whole numbers of 32 bits.
    Integer,
    /// Bytes.
    Byte,
}

/// What is said of a tensor.
#[derive(Debug)]
pub struct Described<'a> {
    buffer: &'a Buffer<'a>,
    /// What it is called.
    pub name: &'a str,
    /// What it consists of.
    pub kind: Kind,
    /// Its sizes, none of which is 0.
    pub shape: Vec<usize>,
    /// Its numbers as they are in the file; none of what is computed.
    data: Option<&'a [u8]>,
}

/// An operator of the graph.
#[derive(Debug)]
pub struct Operator<'a> {
    /// Its number: `BuiltinOperator`.
    pub code: i32,
    /// The tensors that it reads; -1 of what it could read, but does not.
    pub inputs: Vec<i32>,
    /// The tensors that it makes.
    pub outputs: Vec<usize>,
    /// Of which type its options are: `BuiltinOptions`.
    pub options_kind: u8,
    /// What is set of it.
    pub options: Option<Table<'a>>,
}

impl<'a> Model<'a> {
    /// What a file says.
    ///
    /// # Errors
    /// [`Malformed`] if it is no such file, does not fit itself, or is of a version or type that is not known here.
    pub fn read(buffer: &'a Buffer<'a>) -> Result<Self, Malformed> {
        let root = buffer.root(IDENTIFIER)?;
        if root.integer(0, 0)? != 3 {
            return Err(Malformed("it is of another version".into()));
        }
        let codes: Vec<i32> = root.tables(1)?.iter().map(code).collect::<Result<_, _>>()?;
        let data = root.tables(4)?;
        let data: Vec<_> = data.iter().map(|it| it.bytes(0)).collect::<Result<_, _>>()?;
        let graph = root.tables(2)?.into_iter().next();
        let graph = graph.ok_or_else(|| Malformed("there is no graph".into()))?;
        let described = |table: &Table<'a>| Described::read(buffer, table, &data);
        let tensors: Vec<_> = graph.tables(0)?.iter().map(described).collect::<Result<_, _>>()?;
        // All tensors together are no more than one may be: so is what it takes to run them.
        let mut total = 0;
        for described in &tensors {
            total += tensor::count(&described.shape)?;
            tensor::count(&[total])?;
        }
        let operator = |table: &Table<'a>| Operator::read(table, &codes, tensors.len());
        let operators = graph.tables(3)?.iter().map(operator).collect::<Result<_, _>>()?;
        let note = |table: &Table<'a>| {
            let bytes = usize::try_from(table.integer(1, 0)?).ok().and_then(|at| *data.get(at)?);
            let note = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok());
            let name = table.text(0)?;
            note.map(|note| (name, note)).ok_or_else(|| Malformed(format!("{name} says nothing")))
        };
        let notes = root.tables(6)?.iter().map(note).collect::<Result<_, _>>()?;
        let inputs = places(&graph, 1, tensors.len())?;
        let outputs = places(&graph, 2, tensors.len())?;
        Ok(Self { tensors, operators, inputs, outputs, notes })
    }

    /// What the note of this name says.
    pub fn note(&self, name: &str) -> Option<&'a str> {
        self.notes.iter().find(|(it, _)| *it == name).map(|(_, note)| *note)
    }

    /// What is said beside the graph, by name.
    pub fn notes(&self) -> &[(&'a str, &'a str)] {
        &self.notes
    }
}

impl<'a> Described<'a> {
    fn read(
        buffer: &'a Buffer<'a>,
        table: &Table<'a>,
        data: &[Option<&'a [u8]>],
    ) -> Result<Self, Malformed> {
        let kind = match table.byte(1)? {
            0 => Kind::Float,
            2 => Kind::Integer,
            3 => Kind::Byte,
            other => return Err(Malformed(format!("a tensor is of the type {other}"))),
        };
        if table.table(6)?.is_some() {
            return Err(Malformed("a tensor leaves out zeros".into()));
        }
        let sizes = table.integers(0)?;
        let size = |&size: &i32| usize::try_from(size).ok().filter(|&size| size > 0);
        let shape: Option<Vec<usize>> = sizes.iter().map(size).collect();
        let shape = shape.ok_or_else(|| Malformed(format!("a tensor has the shape {sizes:?}")))?;
        let at = usize::try_from(table.integer(2, 0)?).ok();
        let data = at.and_then(|at| data.get(at));
        let data = *data.ok_or_else(|| Malformed("a tensor is in no buffer".into()))?;
        let data = data.filter(|data| !data.is_empty());
        let width = if kind == Kind::Byte { 1 } else { 4 };
        if data.is_some_and(|data| Ok(data.len()) != tensor::count(&shape).map(|it| it * width)) {
            return Err(Malformed(format!("a tensor {shape:?} has more numbers or less")));
        }
        Ok(Self { buffer, name: table.text(3)?, kind, shape, data })
    }

    /// Whether its numbers are in the file.
    pub fn is_constant(&self) -> bool {
        self.data.is_some()
    }

    /// Its numbers, as they are in the file.
    ///
    /// # Errors
    /// [`Malformed`] if it is computed, or read too often.
    pub fn constant(&self) -> Result<Tensor, Malformed> {
        let data = self.data()?;
        let words = data.as_chunks().0.iter();
        let values = match self.kind {
            Kind::Float => words.map(|&word| f32::from_le_bytes(word)).collect(),
            Kind::Integer => words.map(|&word| i32::from_le_bytes(word) as f32).collect(),
            Kind::Byte => data.iter().map(|&byte| byte.into()).collect(),
        };
        Tensor::new(self.shape.clone(), values)
    }

    /// Its whole numbers, such as axes.
    ///
    /// # Errors
    /// [`Malformed`] if it is computed, of another type, or read too often.
    pub fn integers(&self) -> Result<Vec<i32>, Malformed> {
        if self.kind != Kind::Integer {
            return Err(Malformed("fractions stand where whole numbers must".into()));
        }
        let words = self.data()?.as_chunks().0.iter();
        Ok(words.map(|&word| i32::from_le_bytes(word)).collect())
    }

    fn data(&self) -> Result<&'a [u8], Malformed> {
        let missing = || Malformed("something is computed that must be known before".into());
        let data = self.data.ok_or_else(missing)?;
        self.buffer.spend(data.len())?;
        Ok(data)
    }
}

impl<'a> Operator<'a> {
    fn read(table: &Table<'a>, codes: &[i32], tensors: usize) -> Result<Self, Malformed> {
        let code = usize::try_from(table.integer(0, 0)?).ok().and_then(|at| codes.get(at));
        Ok(Self {
            code: *code.ok_or_else(|| Malformed("an operator has no number".into()))?,
            inputs: table.integers(1)?,
            outputs: places(table, 2, tensors)?,
            options_kind: table.byte(3)?,
            options: table.table(4)?,
        })
    }
}

/// The number of an operator. What has a small one may say it in the older of two fields alone.
fn code(table: &Table<'_>) -> Result<i32, Malformed> {
    if table.integer(2, 1)? != 1 {
        return Err(Malformed("an operator is of a later version".into()));
    }
    Ok(table.integer(3, 0)?.max(table.byte(0)?.cast_signed().into()))
}

/// Tensors by their places in the table of all.
fn places(table: &Table<'_>, field: usize, tensors: usize) -> Result<Vec<usize>, Malformed> {
    let place = |&at: &i32| usize::try_from(at).ok().filter(|&at| at < tensors);
    let places: Option<Vec<usize>> = table.integers(field)?.iter().map(place).collect();
    places.ok_or_else(|| Malformed("a tensor is named that is not there".into()))
}
