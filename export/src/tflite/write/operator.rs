//! The operators that are used, each as its first version has it: what all runtimes have.

use super::flatbuffer::Table;

/// Types of tensors: `TensorType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Numbers with fractions, of 32 bits.
    Float = 0,
    /// Whole numbers of 32 bits.
    Integer = 2,
    /// Bytes.
    Byte = 3,
}

/// What an operator does to its numbers at last: `ActivationFunctionType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// Nothing.
    None = 0,
    /// What is below 0 becomes 0.
    Relu = 1,
    /// And what is above 6 becomes 6.
    Relu6 = 3,
}

/// Where a kernel looks: `Padding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Padding {
    /// Beyond the edge too, where zeros are: of two sides the latter has what is left over.
    Same = 0,
    /// Only within the picture.
    Valid = 1,
}

/// An operator, with what is set of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// The sum of two tensors.
    Add(Activation),
    /// From bytes to numbers with fractions.
    Cast,
    /// Tensors one after the other along an axis.
    Concatenation(usize),
    /// A convolution: of a picture, weights `[outputs, rows, columns, inputs]` and a bias.
    Conv {
        /// What the kernel sees at the edge.
        padding: Padding,
        /// Its step along both axes.
        stride: usize,
        /// What becomes of the sums.
        activation: Activation,
    },
    /// A convolution of each channel by itself: weights `[1, rows, columns, channels]`.
    DepthwiseConv {
        /// What the kernel sees at the edge.
        padding: Padding,
        /// Its step along both axes.
        stride: usize,
        /// What becomes of the sums.
        activation: Activation,
    },
    /// One tensor by the other.
    Div,
    /// The exponential.
    Exp,
    /// Rows, weights `[outputs, inputs]`, and a bias.
    FullyConnected(Activation),
    /// The rows of a table that indices name.
    Gather,
    /// The natural logarithm.
    Log,
    /// The larger of two.
    Maximum,
    /// Means over axes, which are there no more or, with `true`, have the size 1.
    Mean(bool),
    /// The smaller of two.
    Minimum,
    /// The product of two tensors.
    Mul,
    /// Zeros around.
    Pad,
    /// The same numbers with other sizes.
    Reshape,
    /// Backwards along an axis.
    Reverse,
    /// A part of a tensor.
    Slice,
    /// Probabilities along the last axis.
    Softmax,
    /// The square root.
    Sqrt,
    /// The difference of two tensors.
    Sub,
    /// Sums over axes, which are there no more or, with `true`, have the size 1.
    Sum(bool),
    /// The largest along the last axis, from largest to least, and where they are.
    TopK,
}

impl Operator {
    /// Its number: `BuiltinOperator`.
    pub fn code(self) -> u8 {
        match self {
            Self::Add(_) => 0,
            Self::Concatenation(_) => 2,
            Self::Conv { .. } => 3,
            Self::DepthwiseConv { .. } => 4,
            Self::FullyConnected(_) => 9,
            Self::Mul => 18,
            Self::Reshape => 22,
            Self::Softmax => 25,
            Self::Pad => 34,
            Self::Gather => 36,
            Self::Mean(_) => 40,
            Self::Sub => 41,
            Self::Div => 42,
            Self::Exp => 47,
            Self::TopK => 48,
            Self::Cast => 53,
            Self::Maximum => 55,
            Self::Minimum => 57,
            Self::Slice => 65,
            Self::Log => 73,
            Self::Sum(_) => 74,
            Self::Sqrt => 75,
            Self::Reverse => 105,
        }
    }

    /// What is set of it, and of which type that is (`BuiltinOptions`); none of what has no such type.
    pub fn options(self) -> Option<(u8, Table)> {
        let none = Table::default();
        let options = match self {
            Self::Conv { padding, stride, activation } => {
                (1, strides(padding, stride).byte(3, activation as u8))
            }
            Self::DepthwiseConv { padding, stride, activation } => {
                // One output of each channel.
                (2, strides(padding, stride).number(3, 1).byte(4, activation as u8))
            }
            Self::FullyConnected(activation) => (8, none.byte(0, activation as u8)),
            Self::Softmax => (9, none.float(0, 1.0)),
            Self::Concatenation(axis) => (10, none.number(0, axis as i32)),
            Self::Add(activation) => (11, none.byte(0, activation as u8)),
            Self::Reshape => (17, none),
            Self::Mul => (21, none),
            Self::Pad => (22, none),
            Self::Gather => (23, none.number(0, 0)),
            Self::Mean(keep) | Self::Sum(keep) => (27, none.byte(0, keep.into())),
            Self::Sub => (28, none),
            Self::Div => (29, none),
            Self::Exp => (33, none),
            Self::TopK => (34, none),
            Self::Cast => (37, none.byte(0, Kind::Byte as u8).byte(1, Kind::Float as u8)),
            Self::Maximum | Self::Minimum => (39, none),
            Self::Slice => (48, none),
            Self::Reverse => (81, none),
            Self::Log | Self::Sqrt => return None,
        };
        Some(options)
    }
}

/// What both kinds of convolution begin with.
fn strides(padding: Padding, stride: usize) -> Table {
    let stride = stride as i32;
    Table::default().byte(0, padding as u8).number(1, stride).number(2, stride)
}
