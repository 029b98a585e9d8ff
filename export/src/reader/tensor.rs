//! Numbers in rows, columns and more.

use crate::format::Malformed;

/// The most numbers that a tensor may have: half a gigabyte of them. A file that asks for more is not run.
pub const MOST: usize = 1 << 27;

/// The most axes that a tensor may have.
const AXES: usize = 16;

/// An array of numbers, row-major. Pictures are `[count, height, width, channels]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Tensor {
    /// Its sizes, the slowest first; none of a single number.
    pub shape: Vec<usize>,
    /// As many numbers as the product of the sizes.
    pub values: Vec<f32>,
}

impl Tensor {
    /// Of these sizes.
    ///
    /// # Errors
    /// [`Malformed`] if the numbers are not as many as the sizes say, or [too many](count).
    pub fn new(shape: impl Into<Vec<usize>>, values: Vec<f32>) -> Result<Self, Malformed> {
        let shape = shape.into();
        if count(&shape)? != values.len() {
            return Err(Malformed(format!(
                "{} numbers do not have the shape {shape:?}",
                values.len()
            )));
        }
        Ok(Self { shape, values })
    }

    /// Its sizes, if they are so many.
    ///
    /// # Errors
    /// [`Malformed`] of another number of axes.
    pub fn sizes<const N: usize>(&self) -> Result<[usize; N], Malformed> {
        let wrong = || Malformed(format!("a tensor has the shape {:?}, not {N} axes", self.shape));
        <[usize; N]>::try_from(self.shape.as_slice()).map_err(|_| wrong())
    }

    /// The same numbers with other sizes.
    ///
    /// # Errors
    /// [`Malformed`] if these are of another number of numbers.
    pub fn reshaped(self, shape: impl Into<Vec<usize>>) -> Result<Self, Malformed> {
        Self::new(shape, self.values)
    }
}

/// How many numbers a tensor of these sizes has: to be asked before there is room for them.
///
/// # Errors
/// [`Malformed`] of more than [`MOST`], even where a size of 0 takes all of them away: what counts steps along other
/// axes would overflow; and of very many axes.
pub fn count(shape: &[usize]) -> Result<usize, Malformed> {
    let product = shape.iter().try_fold(1usize, |product, &size| product.checked_mul(size.max(1)));
    match product {
        Some(product) if product <= MOST && shape.len() <= AXES => {
            Ok(if shape.contains(&0) { 0 } else { product })
        }
        _ => Err(Malformed(format!("a tensor of the shape {shape:?} is too large"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_is_refused_before_there_is_room_for_it() {
        assert_eq!((count(&[]), count(&[3, 4]), count(&[0, 4])), (Ok(1), Ok(12), Ok(0)));
        assert!(count(&[1 << 14, 1 << 14]).is_err());
        assert!(count(&[0, usize::MAX, 2]).is_err());
        assert!(count(&[1; AXES + 1]).is_err());
    }
}
