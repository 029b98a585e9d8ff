//! The kinds of number that weights are made of, and how many of them are read.

use half::{bf16, f16};

use crate::error::{Kind, WeightsError};

/// A floating-point number, stored little-endian, that is read as `f32`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    /// IEEE 754 half precision.
    F16,
    /// The upper half of an `f32`.
    Bf16,
    /// IEEE 754 single precision.
    F32,
    /// IEEE 754 double precision.
    F64,
}

impl Number {
    /// Bytes that one takes.
    pub fn size(self) -> usize {
        match self {
            Self::F16 | Self::Bf16 => 2,
            Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// All the whole numbers that the bytes hold.
    pub fn read(self, bytes: &[u8]) -> Vec<f32> {
        match self {
            Self::F16 => each(bytes, |value| f16::from_le_bytes(value).to_f32()),
            Self::Bf16 => each(bytes, |value| bf16::from_le_bytes(value).to_f32()),
            Self::F32 => each(bytes, f32::from_le_bytes),
            Self::F64 => each(bytes, |value| f64::from_le_bytes(value) as f32),
        }
    }

    /// The number at this index, counted in numbers, or `None` beyond the end.
    pub fn at(self, bytes: &[u8], index: usize) -> Option<f32> {
        let start = index.checked_mul(self.size())?;
        self.read_first(bytes.get(start..start.checked_add(self.size())?)?)
    }

    fn read_first(self, bytes: &[u8]) -> Option<f32> {
        Some(match self {
            Self::F16 => f16::from_le_bytes(*bytes.first_chunk()?).to_f32(),
            Self::Bf16 => bf16::from_le_bytes(*bytes.first_chunk()?).to_f32(),
            Self::F32 => f32::from_le_bytes(*bytes.first_chunk()?),
            Self::F64 => f64::from_le_bytes(*bytes.first_chunk()?) as f32,
        })
    }
}

/// Each whole chunk of the bytes as a number.
pub(super) fn each<const N: usize>(bytes: &[u8], number: impl Fn([u8; N]) -> f32) -> Vec<f32> {
    bytes.as_chunks().0.iter().map(|&chunk| number(chunk)).collect()
}

/// What may still be read of one file. Quantised and repeated values make tensors far larger than
/// the file they come from, so their number is limited whatever the file's size is.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Budget {
    /// The most values that all tensors of a file may have: 256 MiB of `f32`.
    const LIMIT: usize = 64 << 20;

    pub fn new() -> Self {
        Self(Self::LIMIT)
    }

    /// For a file of so many bytes in which every value has bytes of its own, two at least: it can hold no
    /// more than its size allows, and models of language have more values than others.
    pub fn of_plain(bytes: usize) -> Self {
        Self(Self::LIMIT.max(bytes / 2))
    }

    /// Takes the values of a tensor of this shape out of the budget; gives their number.
    ///
    /// # Errors
    /// [`WeightsError::TooManyValues`].
    pub fn spend(&mut self, shape: &[usize]) -> Result<usize, Kind> {
        let too_many = Kind::Weights(WeightsError::TooManyValues { limit: Self::LIMIT });
        let values = count(shape).ok_or_else(|| too_many.clone())?;
        self.0 = self.0.checked_sub(values).ok_or(too_many)?;
        Ok(values)
    }
}

/// How many values a tensor of this shape has, or `None` if that overflows.
pub(super) fn count(shape: &[usize]) -> Option<usize> {
    shape.iter().try_fold(1usize, |values, &length| values.checked_mul(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_read_as_f32() {
        let f16 = f16::from_f32(-1.5).to_le_bytes();
        let bf16 = bf16::from_f32(-1.5).to_le_bytes();
        let (f32, f64) = ((-1.5f32).to_le_bytes(), (-1.5f64).to_le_bytes());
        for (number, bytes) in [
            (Number::F16, f16.as_slice()),
            (Number::Bf16, &bf16),
            (Number::F32, &f32),
            (Number::F64, &f64),
        ] {
            let three = bytes.repeat(3);
            assert_eq!(number.read(&three), [-1.5; 3]);
            assert_eq!(number.at(&three, 2), Some(-1.5));
            assert_eq!(number.at(&three, 3), None);
            assert_eq!(number.at(&three, usize::MAX), None);
        }
    }

    #[test]
    fn the_budget_is_for_all_tensors_together() {
        let mut budget = Budget::new();
        assert_eq!(budget.spend(&[1 << 20, 63]), Ok(63 << 20));
        assert!(matches!(
            budget.spend(&[1 << 20, 2]),
            Err(Kind::Weights(WeightsError::TooManyValues { .. }))
        ));
        assert!(matches!(
            budget.spend(&[usize::MAX, 2]),
            Err(Kind::Weights(WeightsError::TooManyValues { .. }))
        ));
        // BERT as it was published, in 16 bits.
        assert_eq!(Budget::of_plain(220 << 20).spend(&[110 << 20]), Ok(110 << 20));
        assert!(Budget::of_plain(220 << 20).spend(&[111 << 20]).is_err());
        assert!(Budget::of_plain(8).spend(&[1 << 20]).is_ok());
        assert_eq!(budget.spend(&[]), Ok(1));
    }
}
