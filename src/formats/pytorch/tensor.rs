//! What the values of a pickle mean to PyTorch: tensors, and the storages they are views of.
//!
//! Source: `torch/_utils.py` (`_rebuild_tensor_v2`, `_rebuild_parameter`) and `torch/serialization.py`
//! (`persistent_load`) of <https://github.com/pytorch/pytorch>.

use super::pickle::{Id, Pickle, Value};
use crate::error::{Kind, WeightsError};
use crate::formats::number::{Budget, Number};
use crate::models::Array;

/// The most axes that a tensor may have. Weights of three-dimensional convolutions have five.
const AXES: usize = 8;

/// What a storage's numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type<'a> {
    /// Numbers that are read.
    Read(Number),
    /// Others: the name of the storage's class, and the bytes of one, if that is known.
    Unread(&'a str, Option<usize>),
}

impl<'a> Type<'a> {
    fn of_class(class: &'a str) -> Self {
        match class {
            "HalfStorage" => Self::Read(Number::F16),
            "BFloat16Storage" => Self::Read(Number::Bf16),
            "FloatStorage" => Self::Read(Number::F32),
            "DoubleStorage" => Self::Read(Number::F64),
            other => Self::Unread(
                other,
                match other {
                    "BoolStorage" | "ByteStorage" | "CharStorage" | "QInt8Storage"
                    | "QUInt8Storage" | "UntypedStorage" => Some(1),
                    "ShortStorage" => Some(2),
                    "IntStorage" | "QInt32Storage" => Some(4),
                    "LongStorage" | "ComplexFloatStorage" => Some(8),
                    "ComplexDoubleStorage" => Some(16),
                    _ => None,
                },
            ),
        }
    }

    /// Bytes of one number.
    pub fn size(self) -> Option<usize> {
        match self {
            Self::Read(number) => Some(number.size()),
            Self::Unread(_, size) => size,
        }
    }
}

/// A stretch of numbers that is kept outside of the pickle, and the part of it that is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Storage<'a> {
    /// Its name among the storages.
    pub key: &'a str,
    /// What its numbers are.
    pub kind: Type<'a>,
    /// How many numbers it has in all.
    pub length: usize,
    /// The first of those that are meant, and how many.
    view: (usize, usize),
}

impl<'a> Storage<'a> {
    /// The storage that a persistent value with this key stands for: the tuple `("storage", class,
    /// key, location, length)`, and in the older form a view of it, `(name, offset, length)` or `None`.
    /// `None` if it stands for something else, such as a module's source.
    pub fn of(pickle: &Pickle<'a>, key: Id) -> Option<Self> {
        let Value::Sequence(parts) = pickle.get(key) else { return None };
        let [tag, class, key, _location, length, view @ ..] = parts.as_slice() else { return None };
        let (&Value::Text("storage"), &Value::Global(_, class), &Value::Text(key)) =
            (pickle.get(*tag), pickle.get(*class), pickle.get(*key))
        else {
            return None;
        };
        let length = size(pickle, *length)?;
        let view = match view.first().map(|&view| pickle.get(view)) {
            Some(Value::Sequence(view)) => {
                let [_, offset, length] = *view.as_array()?;
                (size(pickle, offset)?, size(pickle, length)?)
            }
            _ => (0, length),
        };
        Some(Self { key, kind: Type::of_class(class), length, view })
    }

    /// The bytes of the part that is meant, out of those of the whole storage.
    fn part(&self, bytes: &'a [u8], number: Number) -> Option<&'a [u8]> {
        let (start, length) = self.view;
        let whole = self.length.checked_mul(number.size())? == bytes.len();
        let start = start.checked_mul(number.size())?;
        let end = start.checked_add(length.checked_mul(number.size())?)?;
        bytes.get(start..end).filter(|_| whole)
    }
}

/// A view of a storage.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tensor<'a> {
    /// What it is a view of.
    pub storage: Storage<'a>,
    offset: usize,
    shape: Vec<usize>,
    /// How far apart neighbours on each axis are, in numbers.
    strides: Vec<usize>,
}

impl<'a> Tensor<'a> {
    /// The tensor that this value describes, or `None` if it is none.
    ///
    /// # Errors
    /// [`WeightsError::Malformed`] if it is one, but not a possible one.
    pub fn of(pickle: &Pickle<'a>, id: Id) -> Result<Option<Self>, Kind> {
        let Some((function, arguments)) = torch_call(pickle, id) else { return Ok(None) };
        let (function, arguments) = match (function, arguments) {
            // A parameter is a tensor and whether it is trained.
            ("_rebuild_parameter" | "_rebuild_parameter_with_state", [tensor, ..]) => {
                match torch_call(pickle, *tensor) {
                    Some(call) => call,
                    None => return Ok(None),
                }
            }
            call => call,
        };
        match function {
            "_rebuild_tensor" | "_rebuild_tensor_v2" => {
                Self::rebuild(pickle, arguments).map(Some).ok_or_else(|| {
                    Kind::Weights(WeightsError::Malformed(
                        "a tensor's description makes no sense".into(),
                    ))
                })
            }
            _ => Ok(None),
        }
    }

    fn rebuild(pickle: &Pickle<'a>, arguments: &[Id]) -> Option<Self> {
        let [storage, offset, shape, strides, ..] = *arguments else { return None };
        let &Value::Persistent(key) = pickle.get(storage) else { return None };
        let (shape, strides) = (sizes(pickle, shape)?, sizes(pickle, strides)?);
        (shape.len() == strides.len()).then_some(())?;
        let storage = Storage::of(pickle, key)?;
        Some(Self { storage, offset: size(pickle, offset)?, shape, strides })
    }

    /// Reads the values, which are of this kind, from the bytes of the whole storage.
    ///
    /// # Errors
    /// [`WeightsError::TooManyValues`]; [`WeightsError::Malformed`] if it reaches beyond its storage, or the storage
    /// has another size than the pickle says.
    pub fn read(
        &self,
        name: &str,
        number: Number,
        bytes: &'a [u8],
        budget: &mut Budget,
    ) -> Result<Array, Kind> {
        let malformed =
            |how: &str| Kind::Weights(WeightsError::Malformed(format!("the tensor {name} {how}")));
        let bytes = self
            .storage
            .part(bytes, number)
            .ok_or_else(|| malformed("has a storage of another size than it should"))?;
        let values = budget.spend(&self.shape)?;
        let end = self.end().ok_or_else(|| malformed("reaches beyond any storage"))?;
        if end > bytes.len() / number.size() {
            return Err(malformed("reaches beyond its storage"));
        }
        let values = if values > 0 && self.is_contiguous() {
            number.read(&bytes[self.offset * number.size()..end * number.size()])
        } else {
            self.gather(number, bytes, values)
        };
        Ok(Array { shape: self.shape.clone(), values })
    }

    /// The number in the storage after the last of the tensor's, or `None` if that overflows.
    fn end(&self) -> Option<usize> {
        if self.shape.contains(&0) {
            return Some(0);
        }
        let last = self
            .shape
            .iter()
            .zip(&self.strides)
            .try_fold(self.offset, |last, (&length, stride)| {
                last.checked_add((length - 1).checked_mul(*stride)?)
            });
        last?.checked_add(1)
    }

    /// Whether the values stand in the storage in their own order.
    fn is_contiguous(&self) -> bool {
        let mut expected = 1;
        self.shape.iter().zip(&self.strides).rev().all(|(&length, &stride)| {
            let fits = length == 1 || stride == expected;
            expected *= length;
            fits
        })
    }

    /// The values one by one, in row-major order. None reaches beyond [`end`](Self::end).
    fn gather(&self, number: Number, bytes: &[u8], count: usize) -> Vec<f32> {
        let mut values = Vec::with_capacity(count);
        let mut index = vec![0; self.shape.len()];
        let mut place = self.offset;
        for _ in 0..count {
            values.push(number.at(bytes, place).unwrap_or(f32::NAN));
            // Like an odometer: the last axis that is not at its end goes on, those after it restart.
            // An axis of length one may have any stride, which is added and taken away again.
            for (axis, position) in index.iter_mut().enumerate().rev() {
                *position += 1;
                place = place.wrapping_add(self.strides[axis]);
                if *position < self.shape[axis] {
                    break;
                }
                place = place.wrapping_sub(self.strides[axis].wrapping_mul(self.shape[axis]));
                *position = 0;
            }
        }
        values
    }
}

/// The function of `torch._utils` that would have been called, and its arguments.
fn torch_call<'p, 'a>(pickle: &'p Pickle<'a>, id: Id) -> Option<(&'a str, &'p [Id])> {
    let &Value::Call(function, arguments) = pickle.get(id) else { return None };
    match (pickle.get(function), pickle.get(arguments)) {
        (&Value::Global("torch._utils", name), Value::Sequence(arguments)) => {
            Some((name, arguments))
        }
        _ => None,
    }
}

fn size(pickle: &Pickle<'_>, id: Id) -> Option<usize> {
    match *pickle.get(id) {
        Value::Int(number) => usize::try_from(number).ok(),
        _ => None,
    }
}

/// The lengths of axes, or the strides.
fn sizes(pickle: &Pickle<'_>, id: Id) -> Option<Vec<usize>> {
    match pickle.get(id) {
        Value::Sequence(parts) if parts.len() <= AXES => {
            parts.iter().map(|&part| size(pickle, part)).collect()
        }
        _ => None,
    }
}
