//! Operations that move numbers, or sum them. Shapes have been compared when they run: none has a size of 0, and all
//! that is named is within them.

use crate::format::Malformed;
use crate::reader::{Tensor, tensor};

/// The part of a tensor that starts there and has these sizes.
pub fn slice(x: &Tensor, start: &[usize], sizes: &[usize]) -> Result<Tensor, Malformed> {
    let steps = strides(&x.shape);
    let start = start.iter().zip(&steps).map(|(start, step)| start * step).sum();
    let length = sizes.last().copied().unwrap_or(1);
    let mut values = Vec::with_capacity(tensor::count(sizes)?);
    for at in row_starts(sizes, &steps, start) {
        values.extend_from_slice(&x.values[at..at + length]);
    }
    Tensor::new(sizes, values)
}

/// A tensor of this shape, all zeros but for the part that starts there, which is `x`.
pub fn pad(x: &Tensor, start: &[usize], shape: &[usize]) -> Result<Tensor, Malformed> {
    let mut values = vec![0.0; tensor::count(shape)?];
    let steps = strides(shape);
    let start = start.iter().zip(&steps).map(|(start, step)| start * step).sum();
    let length = x.shape.last().copied().unwrap_or(1);
    for (row, at) in x.values.chunks_exact(length).zip(row_starts(&x.shape, &steps, start)) {
        values[at..at + length].copy_from_slice(row);
    }
    Tensor::new(shape, values)
}

/// The sums over axes, which have the size 1 then.
pub fn sum(x: &Tensor, axes: &[usize]) -> Result<Tensor, Malformed> {
    let mut shape = x.shape.clone();
    axes.iter().for_each(|&axis| shape[axis] = 1);
    // Whatever is along a summed axis goes to the same place.
    let mut steps = strides(&shape);
    axes.iter().for_each(|&axis| steps[axis] = 0);
    let mut values = vec![0.0; tensor::count(&shape)?];
    let length = x.shape.last().copied().unwrap_or(1);
    let across = axes.iter().any(|axis| axis + 1 == shape.len());
    for (row, at) in x.values.chunks_exact(length).zip(row_starts(&x.shape, &steps, 0)) {
        if across {
            values[at] += row.iter().sum::<f32>();
        } else {
            values[at..].iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        }
    }
    Tensor::new(shape, values)
}

/// A tensor with one of its axes backwards.
pub fn reverse(x: &Tensor, axis: usize) -> Result<Tensor, Malformed> {
    let apart: usize = x.shape[axis + 1..].iter().product();
    let lines = x.values.chunks_exact(apart * x.shape[axis]);
    let values = lines.flat_map(|line| line.chunks_exact(apart).rev().flatten().copied());
    Tensor::new(x.shape.clone(), values.collect())
}

/// Tensors one after the other along an axis.
pub fn concatenated(parts: &[&Tensor], axis: usize, shape: &[usize]) -> Result<Tensor, Malformed> {
    let mut values = Vec::with_capacity(tensor::count(shape)?);
    let mut lines: Vec<_> = parts
        .iter()
        .map(|part| part.values.chunks_exact(part.shape[axis..].iter().product()))
        .collect();
    for _ in 0..shape[..axis].iter().product() {
        lines.iter_mut().filter_map(Iterator::next).for_each(|line| values.extend(line));
    }
    Tensor::new(shape, values)
}

/// The rows of a table that indices name, of this shape together.
///
/// # Errors
/// [`Malformed`] if an index names none.
pub fn gathered(table: &Tensor, indices: &Tensor, shape: &[usize]) -> Result<Tensor, Malformed> {
    let length: usize = table.shape[1..].iter().product();
    let mut values = Vec::with_capacity(tensor::count(shape)?);
    for &index in &indices.values {
        // A negative index becomes 0 as a whole number, and is none that is meant.
        let row = table.values.chunks_exact(length).nth(index as usize).filter(|_| index >= 0.0);
        values.extend(row.ok_or_else(|| Malformed(format!("there is no row {index}")))?);
    }
    Tensor::new(shape, values)
}

/// The largest of each row, so many, from largest to least, the earlier of two alike first; and where they are.
pub fn top(x: &Tensor, count: usize, shape: &[usize]) -> Result<[Tensor; 2], Malformed> {
    let length = x.shape.last().copied().unwrap_or(1);
    let (mut values, mut places) = (Vec::new(), Vec::new());
    for row in x.values.chunks_exact(length) {
        let mut order: Vec<usize> = (0..length).collect();
        order.sort_by(|&a, &b| row[b].total_cmp(&row[a]));
        order.truncate(count);
        values.extend(order.iter().map(|&at| row[at]));
        places.extend(order.iter().map(|&at| at as f32));
    }
    Ok([Tensor::new(shape, values)?, Tensor::new(shape, places)?])
}

/// How far apart neighbours along each axis stand.
fn strides(shape: &[usize]) -> Vec<usize> {
    let mut stride = 1;
    let mut strides: Vec<usize> = shape
        .iter()
        .rev()
        .map(|size| {
            let own = stride;
            stride *= size;
            own
        })
        .collect();
    strides.reverse();
    strides
}

/// Where each row of a part of these sizes starts, the first at `start`, neighbours along each axis so far apart.
fn row_starts(sizes: &[usize], steps: &[usize], start: usize) -> impl Iterator<Item = usize> {
    let outer: Vec<(usize, usize)> =
        sizes.iter().copied().zip(steps.iter().copied()).take(sizes.len().max(1) - 1).collect();
    let mut place = vec![0; outer.len()];
    let mut next = Some(start);
    std::iter::from_fn(move || {
        let current = next?;
        let mut at = current;
        next = outer.iter().zip(&mut place).rev().find_map(|(&(size, step), place)| {
            *place += 1;
            at += step;
            if *place < size {
                return Some(at);
            }
            at -= step * size;
            *place = 0;
            None
        });
        Some(current)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `[2, 3, 2]`: 0, 1, 2, …
    fn numbers() -> Tensor {
        Tensor::new([2, 3, 2], (0..12).map(|it| it as f32).collect()).expect("it fits")
    }

    #[test]
    fn parts_are_cut_out_and_put_among_zeros() {
        let part = slice(&numbers(), &[1, 1, 0], &[1, 2, 1]).expect("it is within");
        assert_eq!(part.values, [8.0, 10.0]);
        let padded = pad(&part, &[0, 1, 1], &[1, 3, 2]).expect("it fits");
        assert_eq!(padded.values, [0.0, 0.0, 0.0, 8.0, 0.0, 10.0]);
    }

    #[test]
    fn sums_are_over_any_axes() {
        let of = |axes: &[usize]| sum(&numbers(), axes).expect("they are there").values;
        assert_eq!(of(&[0, 1]), [30.0, 36.0]);
        assert_eq!(of(&[1, 2]), [15.0, 51.0]);
        assert_eq!(of(&[2, 0]), [14.0, 22.0, 30.0]);
    }

    #[test]
    fn axes_are_turned_and_joined() {
        let turned = reverse(&numbers(), 1).expect("it is there");
        assert_eq!(turned.values[..6], [4.0, 5.0, 2.0, 3.0, 0.0, 1.0]);
        let both = concatenated(&[&numbers(), &turned], 2, &[2, 3, 4]).expect("they fit");
        assert_eq!(both.values[..8], [0.0, 1.0, 4.0, 5.0, 2.0, 3.0, 2.0, 3.0]);
    }

    #[test]
    fn the_largest_come_first_and_name_their_rows() {
        let x = Tensor::new([1, 4], vec![2.0, 7.0, -1.0, 7.0]).expect("it fits");
        let [values, places] = top(&x, 3, &[1, 3]).expect("there are as many");
        assert_eq!((values.values, &places.values), (vec![7.0, 7.0, 2.0], &vec![1.0, 3.0, 0.0]));
        let table = Tensor::new([4, 1], vec![5.0, 6.0, 7.0, 8.0]).expect("it fits");
        let rows = gathered(&table, &places, &[1, 3, 1]).expect("they are there");
        assert_eq!(rows.values, [6.0, 8.0, 5.0]);
        let other = Tensor::new([1], vec![4.0]).expect("it fits");
        assert!(gathered(&table, &other, &[1, 1]).is_err());
    }
}
