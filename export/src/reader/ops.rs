//! Operations on tensors whose meaning no format disputes.

use super::tensor::{self, Tensor};
use crate::format::Malformed;

/// Two tensors, number by number, either repeated along axes of size 1 that it lacks or has: NumPy's broadcasting.
///
/// # Errors
/// [`Malformed`] if sizes differ where neither is 1.
pub fn zip(a: &Tensor, b: &Tensor, of: impl Fn(f32, f32) -> f32) -> Result<Tensor, Malformed> {
    if a.shape == b.shape {
        let values = a.values.iter().zip(&b.values).map(|(&a, &b)| of(a, b)).collect();
        return Tensor::new(a.shape.clone(), values);
    }
    // A single number needs no steps to count.
    if let ([number], true) = (b.values.as_slice(), a.shape.len() >= b.shape.len()) {
        return Tensor::new(a.shape.clone(), a.values.iter().map(|&a| of(a, *number)).collect());
    }
    if let ([number], true) = (a.values.as_slice(), b.shape.len() >= a.shape.len()) {
        return Tensor::new(b.shape.clone(), b.values.iter().map(|&b| of(*number, b)).collect());
    }
    let shape = broadcast(&a.shape, &b.shape)?;
    let (left, right) = (strides(&a.shape, shape.len()), strides(&b.shape, shape.len()));
    // A single number without axes has been dealt with.
    let Some((&length, outer)) = shape.split_last() else {
        return Err(Malformed("tensors without axes hold more than a number".into()));
    };
    let mut values = Vec::with_capacity(tensor::count(&shape)?);
    let rows = tensor::count(&shape)?.checked_div(length).unwrap_or(0);
    let mut place = vec![0usize; outer.len()];
    let (mut from, mut to) = (0usize, 0usize);
    for _ in 0..rows {
        let (xs, ys) = (&a.values[from..], &b.values[to..]);
        match (left[outer.len()], right[outer.len()]) {
            (0, 0) => values.push(of(xs[0], ys[0])),
            (0, _) => values.extend(ys[..length].iter().map(|&y| of(xs[0], y))),
            (_, 0) => values.extend(xs[..length].iter().map(|&x| of(x, ys[0]))),
            _ => values.extend(xs[..length].iter().zip(&ys[..length]).map(|(&x, &y)| of(x, y))),
        }
        for axis in (0..outer.len()).rev() {
            place[axis] += 1;
            from += left[axis];
            to += right[axis];
            if place[axis] < shape[axis] {
                break;
            }
            from -= left[axis] * shape[axis];
            to -= right[axis] * shape[axis];
            place[axis] = 0;
        }
    }
    Tensor::new(shape, values)
}

/// The shape of what two shapes make together, by NumPy's broadcasting.
///
/// # Errors
/// [`Malformed`] if sizes differ where neither is 1.
pub fn broadcast(a: &[usize], b: &[usize]) -> Result<Vec<usize>, Malformed> {
    let axes = a.len().max(b.len());
    let size = |shape: &[usize], axis: usize| {
        (axis + shape.len()).checked_sub(axes).map_or(1, |axis| shape[axis])
    };
    let both = |axis: usize| match (size(a, axis), size(b, axis)) {
        (a, b) if a == b => Ok(a),
        (1, other) | (other, 1) => Ok(other),
        _ => Err(Malformed(format!("{a:?} does not go with {b:?}"))),
    };
    (0..axes).map(both).collect()
}

/// How far apart neighbours along each of so many axes stand, the missing first ones of size 1; where a tensor is
/// repeated, nowhere.
fn strides(shape: &[usize], axes: usize) -> Vec<usize> {
    let mut strides = vec![0; axes];
    let mut stride = 1;
    for (to, &size) in strides.iter_mut().rev().zip(shape.iter().rev()) {
        *to = if size == 1 { 0 } else { stride };
        stride *= size;
    }
    strides
}

/// Every number by itself.
pub fn map(x: Tensor, of: impl Fn(f32) -> f32) -> Tensor {
    Tensor { shape: x.shape, values: x.values.into_iter().map(of).collect() }
}

/// Probabilities along the last axis; the largest is subtracted first, or `exp` overflows.
pub fn softmax(mut x: Tensor) -> Tensor {
    let length = x.shape.last().copied().unwrap_or(1).max(1);
    for row in x.values.chunks_exact_mut(length) {
        let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        row.iter_mut().for_each(|value| *value = (*value - largest).exp());
        let sum: f32 = row.iter().sum();
        row.iter_mut().for_each(|value| *value /= sum);
    }
    x
}

/// The numbers with their axes in another order: axis `order[i]` of `x` becomes axis `i`.
///
/// # Errors
/// [`Malformed`] if it is no order of the axes.
pub fn transposed(x: &Tensor, order: &[usize]) -> Result<Tensor, Malformed> {
    let axes = x.shape.len();
    let mut sorted = order.to_vec();
    sorted.sort_unstable();
    if !sorted.into_iter().eq(0..axes) {
        return Err(Malformed(format!("{order:?} is no order of {axes} axes")));
    }
    let mut strides = vec![1; axes];
    for axis in (1..axes).rev() {
        strides[axis - 1] = strides[axis] * x.shape[axis];
    }
    let shape: Vec<usize> = order.iter().map(|&axis| x.shape[axis]).collect();
    let strides: Vec<usize> = order.iter().map(|&axis| strides[axis]).collect();
    let (Some((&length, outer)), Some(&step)) = (shape.split_last(), strides.last()) else {
        return Ok(x.clone());
    };
    let mut values = Vec::with_capacity(x.values.len());
    let mut place = vec![0usize; outer.len()];
    let mut from = 0usize;
    for _ in 0..x.values.len().checked_div(length).unwrap_or(0) {
        values.extend((0..length).map(|at| x.values[from + at * step]));
        for axis in (0..outer.len()).rev() {
            place[axis] += 1;
            from += strides[axis];
            if place[axis] < shape[axis] {
                break;
            }
            from -= strides[axis] * shape[axis];
            place[axis] = 0;
        }
    }
    Tensor::new(shape, values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tensor(shape: &[usize], values: &[f32]) -> Tensor {
        Tensor::new(shape, values.to_vec()).expect("it fits")
    }

    #[test]
    fn what_has_one_is_repeated() {
        let a = tensor(&[2, 1, 2], &[1.0, 2.0, 3.0, 4.0]);
        let b = tensor(&[3, 1], &[10.0, 20.0, 30.0]);
        let sum = zip(&a, &b, |a, b| a + b).expect("they go together");
        assert_eq!(sum.shape, [2, 3, 2]);
        let expected = [11.0, 12.0, 21.0, 22.0, 31.0, 32.0, 13.0, 14.0, 23.0, 24.0, 33.0, 34.0];
        assert_eq!(sum.values, expected);
        let number = tensor(&[], &[5.0]);
        assert_eq!(
            zip(&number, &b, |a, b| a * b).expect("it is repeated").values,
            [50.0, 100.0, 150.0]
        );
        assert!(zip(&b, &tensor(&[2, 1], &[1.0, 2.0]), |a, _| a).is_err());
    }

    #[test]
    fn nothing_goes_with_anything() {
        let none = tensor(&[2, 0], &[]);
        let row = tensor(&[2, 1], &[1.0, 2.0]);
        assert_eq!(zip(&none, &row, |a, _| a).expect("they go together"), none);
        assert_eq!(zip(&row, &none, |a, _| a).expect("they go together"), none);
        assert_eq!(zip(&none, &tensor(&[], &[1.0]), |a, _| a).expect("it is repeated"), none);
        assert_eq!(transposed(&none, &[1, 0]).expect("it is an order").shape, [0, 2]);
        assert_eq!(transposed(&tensor(&[], &[5.0]), &[]).expect("it is one").values, [5.0]);
    }

    #[test]
    fn axes_change_places() {
        let x = tensor(&[2, 3, 1], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let turned = transposed(&x, &[1, 2, 0]).expect("it is an order");
        assert_eq!(
            (turned.shape.as_slice(), turned.values.as_slice()),
            (&[3, 1, 2][..], &[1.0, 4.0, 2.0, 5.0, 3.0, 6.0][..])
        );
        assert!(transposed(&x, &[0, 0, 1]).is_err() && transposed(&x, &[0, 1]).is_err());
    }

    #[test]
    fn probabilities_sum_to_one_in_each_row() {
        let x = softmax(tensor(&[2, 2], &[1e30, 0.0, 0.0, 0.0]));
        assert_eq!(x.values, [1.0, 0.0, 0.5, 0.5]);
    }
}
