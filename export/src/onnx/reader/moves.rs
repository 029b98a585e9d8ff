//! Operators that move numbers and do not change them.

use super::model::Node;
use super::value::{MOST, Value, axis};
use crate::format::Malformed;
use crate::reader::{Tensor, ops};

/// `Transpose`: of `[count, height, width, channels]` to channels first it is only noted.
///
/// # Errors
/// [`Malformed`] if the order is none of the axes.
pub fn transpose(node: &Node, x: &Value) -> Result<Value, Malformed> {
    let order = node.numbers("perm").unwrap_or_default();
    if let (Value::Floats { tensor, is_last: false }, [0, 3, 1, 2]) = (x, order) {
        tensor.sizes::<4>()?;
        return Ok(Value::pictures(tensor.clone()));
    }
    let order: Vec<usize> =
        order.iter().map(|&it| axis(it, order.len())).collect::<Result<_, _>>()?;
    Ok(Value::plain(ops::transposed(&x.floats()?, &order)?))
}

/// `Reshape`: 0 keeps a size, -1 is what is left.
///
/// # Errors
/// [`Malformed`] if the numbers do not fit.
pub fn reshape(x: &Value, to: &Value) -> Result<Value, Malformed> {
    let x = x.floats()?;
    let to = to.integers()?;
    let mut shape = Vec::with_capacity(to.len());
    for (at, &size) in to.iter().enumerate() {
        shape.push(match size {
            -1 => 1,
            0 => x.shape.get(at).copied().unwrap_or(0),
            size => usize::try_from(size).unwrap_or(usize::MAX),
        });
    }
    if let Some(free) = to.iter().position(|&size| size == -1) {
        let others = shape.iter().try_fold(1usize, |all, &size| all.checked_mul(size));
        shape[free] = x.values.len() / others.unwrap_or(usize::MAX).max(1);
    }
    Ok(Value::plain(x.reshaped(shape)?))
}

/// `Unsqueeze`: axes of size 1 are put where the result has these.
///
/// # Errors
/// [`Malformed`] if it has no such axes.
pub fn unsqueeze(x: &Value, axes: &Value) -> Result<Value, Malformed> {
    let x = x.floats()?;
    let axes = axes.integers()?;
    let count = x.shape.len() + axes.len();
    let new: Vec<usize> = axes.iter().map(|&it| axis(it, count)).collect::<Result<_, _>>()?;
    let mut old = x.shape.iter().copied();
    let shape: Vec<usize> =
        (0..count).map(|at| if new.contains(&at) { 1 } else { old.next().unwrap_or(1) }).collect();
    Ok(Value::plain(x.reshaped(shape)?))
}

/// `Squeeze`: axes of size 1 are taken off.
///
/// # Errors
/// [`Malformed`] if they are of another size.
pub fn squeeze(x: &Value, axes: &Value) -> Result<Value, Malformed> {
    let x = x.floats()?;
    let count = x.shape.len();
    let axes = axes.integers()?.iter().map(|&it| axis(it, count));
    let axes: Vec<usize> = axes.collect::<Result<_, _>>()?;
    let shape: Vec<usize> =
        (0..count).filter(|at| !axes.contains(at)).map(|at| x.shape[at]).collect();
    Ok(Value::plain(x.reshaped(shape)?))
}

/// `Concat`: along an axis.
///
/// # Errors
/// [`Malformed`] if their other sizes differ.
pub fn concat(node: &Node, given: &[&Value]) -> Result<Value, Malformed> {
    let last = |value: &&Value| matches!(value, Value::Floats { is_last: true, .. });
    let is_last = given.iter().all(last);
    let mut parts = Vec::with_capacity(given.len());
    for value in given {
        parts.push(if is_last { value.channels_last()? } else { value.floats()? });
    }
    let Some(first) = parts.first() else {
        return Err(Malformed("nothing is put together".into()));
    };
    let mut along = axis(node.number("axis", 0), first.shape.len())?;
    if is_last {
        along = [0, 3, 1, 2][along];
    }
    let mut shape = first.shape.clone();
    let fits = |part: &Tensor| {
        part.shape.len() == shape.len()
            && (0..shape.len()).all(|axis| axis == along || part.shape[axis] == shape[axis])
    };
    if !parts.iter().all(fits) {
        return Err(Malformed("what is put together does not fit".into()));
    }
    let before: usize = shape[..along].iter().product();
    let after: usize = shape[along + 1..].iter().product();
    shape[along] = parts.iter().map(|part| part.shape[along]).sum();
    let mut values = Vec::with_capacity(parts.iter().map(|part| part.values.len()).sum());
    for row in 0..before {
        for part in &parts {
            let length = part.shape[along] * after;
            values.extend_from_slice(&part.values[row * length..][..length]);
        }
    }
    Ok(Value::Floats { tensor: Tensor::new(shape, values)?, is_last })
}

/// `Slice`: from starts to ends along axes, by steps.
///
/// # Errors
/// [`Malformed`] if there are no such axes, or a step is 0.
pub fn slice(given: &[Option<&Value>]) -> Result<Value, Malformed> {
    let missing = || Malformed("a Slice lacks its bounds".into());
    let numbers = |at: usize| given.get(at).copied().flatten().map(Value::integers).transpose();
    let x = given.first().copied().flatten().ok_or_else(missing)?;
    let (starts, ends) = (numbers(1)?.ok_or_else(missing)?, numbers(2)?.ok_or_else(missing)?);
    let axes = numbers(3)?.map_or_else(|| (0..starts.len() as i64).collect(), <[i64]>::to_vec);
    let steps = numbers(4)?.map_or_else(|| vec![1; starts.len()], <[i64]>::to_vec);
    if [ends.len(), axes.len(), steps.len()].iter().any(|&length| length != starts.len()) {
        return Err(missing());
    }
    let shape = x.shape();
    let mut kept: Vec<Vec<usize>> = shape.iter().map(|&size| (0..size).collect()).collect();
    for at in 0..starts.len() {
        let axis = axis(axes[at], shape.len())?;
        kept[axis] = places(starts[at], ends[at], steps[at], shape[axis])?;
    }
    match x {
        Value::Integers { values, shape } if shape.len() == 1 => {
            let values: Vec<i64> = kept[0].iter().map(|&at| values[at]).collect();
            Ok(Value::Integers { shape: vec![values.len()], values })
        }
        Value::Floats { tensor, is_last } => {
            if *is_last {
                let channels = kept.remove(1);
                kept.push(channels);
            }
            Ok(Value::Floats { tensor: picked(tensor, &kept)?, is_last: *is_last })
        }
        Value::Integers { .. } => Err(Malformed("whole numbers of several axes are cut".into())),
    }
}

/// Which places of an axis a slice keeps, in their order.
fn places(start: i64, end: i64, step: i64, size: usize) -> Result<Vec<usize>, Malformed> {
    let size = size as i64;
    let from_end = |at: i64| if at < 0 { at.saturating_add(size) } else { at };
    let (start, end) = (from_end(start), from_end(end));
    let mut places = Vec::new();
    let (mut at, last) = match step {
        0 => return Err(Malformed("a Slice takes no steps".into())),
        1.. => (start.clamp(0, size), end.clamp(0, size)),
        _ => (start.clamp(-1, size - 1), end.clamp(-1, size - 1)),
    };
    while if step > 0 { at < last } else { at > last } {
        places.push(at as usize);
        at = at.saturating_add(step);
    }
    Ok(places)
}

/// The numbers at these places along each axis.
fn picked(x: &Tensor, kept: &[Vec<usize>]) -> Result<Tensor, Malformed> {
    let shape: Vec<usize> = kept.iter().map(Vec::len).collect();
    let mut offsets = vec![0usize];
    for (axis, kept) in kept.iter().enumerate() {
        let stride: usize = x.shape[axis + 1..].iter().product();
        offsets = offsets
            .iter()
            .flat_map(|&offset| kept.iter().map(move |&at| offset + at * stride))
            .collect();
    }
    Tensor::new(shape, offsets.into_iter().map(|at| x.values[at]).collect())
}

/// `Gather`: rows of a table by their numbers.
///
/// # Errors
/// [`Malformed`] if there is no such row.
pub fn gather(node: &Node, table: &Value, which: &Value) -> Result<Value, Malformed> {
    let Value::Floats { tensor, is_last: false } = table else {
        return Err(Malformed("a Gather reads no table".into()));
    };
    let rows = tensor.shape.first().copied().unwrap_or(0);
    if node.number("axis", 0) != 0 || rows == 0 {
        return Err(Malformed("a Gather is not of rows".into()));
    }
    let length = tensor.values.len() / rows;
    let which_shape = which.shape();
    let numbers = which.integers()?;
    if numbers.len().checked_mul(length).is_none_or(|all| all > MOST) {
        return Err(Malformed("a Gather is too large".into()));
    }
    let mut values = Vec::with_capacity(numbers.len() * length);
    for &number in numbers {
        let row = axis(number, rows)?;
        values.extend_from_slice(&tensor.values[row * length..][..length]);
    }
    let shape: Vec<usize> = which_shape.into_iter().chain(tensor.shape[1..].to_vec()).collect();
    Ok(Value::plain(Tensor::new(shape, values)?))
}
