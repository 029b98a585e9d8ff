//! What goes along the edges of a graph.

use crate::format::Malformed;
use crate::reader::{Tensor, ops};

/// The most numbers of a tensor: no classifier has more.
pub const MOST: usize = 1 << 28;

/// A tensor of a graph.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Numbers. Pictures, `[count, channels, height, width]` for the graph, may be held with their channels last.
    Floats {
        /// The numbers as they are held.
        tensor: Tensor,
        /// Whether they are of pictures and held as `[count, height, width, channels]`.
        is_last: bool,
    },
    /// Whole numbers: a shape, or tokens.
    Integers {
        /// Its sizes.
        shape: Vec<usize>,
        /// The numbers.
        values: Vec<i64>,
    },
}

impl Value {
    /// Numbers as the graph has them.
    pub fn plain(tensor: Tensor) -> Self {
        Self::Floats { tensor, is_last: false }
    }

    /// Pictures with their channels last.
    pub fn pictures(tensor: Tensor) -> Self {
        Self::Floats { tensor, is_last: true }
    }

    /// The numbers in the order that the graph has them in.
    ///
    /// # Errors
    /// [`Malformed`] of whole numbers.
    pub fn floats(&self) -> Result<Tensor, Malformed> {
        match self {
            Self::Floats { tensor, is_last: false } => Ok(tensor.clone()),
            Self::Floats { tensor, is_last: true } => ops::transposed(tensor, &[0, 3, 1, 2]),
            Self::Integers { .. } => Err(Malformed("whole numbers where others are read".into())),
        }
    }

    /// The numbers of pictures, with their channels last.
    ///
    /// # Errors
    /// [`Malformed`] of whole numbers, and of other tensors than of four axes.
    pub fn channels_last(&self) -> Result<Tensor, Malformed> {
        match self {
            Self::Floats { tensor, is_last: true } => Ok(tensor.clone()),
            other => ops::transposed(&other.floats()?, &[0, 2, 3, 1]),
        }
    }

    /// Whole numbers.
    ///
    /// # Errors
    /// [`Malformed`] of others.
    pub fn integers(&self) -> Result<&[i64], Malformed> {
        match self {
            Self::Integers { values, .. } => Ok(values),
            Self::Floats { .. } => Err(Malformed("numbers where whole ones are read".into())),
        }
    }

    /// The sizes that the graph knows of it.
    pub fn shape(&self) -> Vec<usize> {
        match self {
            Self::Floats { tensor, is_last: true } => match tensor.shape[..] {
                [count, height, width, channels] => vec![count, channels, height, width],
                _ => tensor.shape.clone(),
            },
            Self::Floats { tensor, .. } => tensor.shape.clone(),
            Self::Integers { shape, .. } => shape.clone(),
        }
    }
}

/// An axis, counted from 0 or from -1 back, of so many.
///
/// # Errors
/// [`Malformed`] if there is no such axis.
pub fn axis(axis: i64, axes: usize) -> Result<usize, Malformed> {
    let found = if axis < 0 { axis.checked_add(axes as i64) } else { Some(axis) };
    let found = found.and_then(|axis| usize::try_from(axis).ok()).filter(|&axis| axis < axes);
    found.ok_or_else(|| Malformed(format!("there is no axis {axis} of {axes}")))
}
