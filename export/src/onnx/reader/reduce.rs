//! Axes of a tensor made one number each.

use super::model::Node;
use super::value::{Value, axis};
use crate::format::Malformed;
use crate::reader::{Tensor, ops};

/// `ReduceMean`, `ReduceSum`, `ReduceMax`, `ReduceMin` and `ReduceL2`: along the axes that are set or given, or all.
///
/// # Errors
/// [`Malformed`] if there are no such axes.
pub fn reduce(node: &Node, x: &Value, given: Option<&Value>) -> Result<Value, Malformed> {
    let shape = x.shape();
    let set = match (node.numbers("axes"), given) {
        (Some(axes), _) => axes.to_vec(),
        (None, Some(axes)) => axes.integers()?.to_vec(),
        (None, None) => (0..shape.len() as i64).collect(),
    };
    let axes: Vec<usize> =
        set.into_iter().map(|it| axis(it, shape.len())).collect::<Result<_, _>>()?;
    let keeps = node.number("keepdims", 1) != 0;
    // The means of pictures over height and width are taken as they are held.
    let (x, axes, is_last) = match x {
        Value::Floats { tensor, is_last: true } if keeps || axes == [2, 3] => {
            (tensor.clone(), axes.iter().map(|&axis| [0, 3, 1, 2][axis]).collect(), keeps)
        }
        other => (other.floats()?, axes, false),
    };
    let tensor = reduced(&node.operator, &x, &axes, keeps)?;
    Ok(Value::Floats { tensor, is_last })
}

fn reduced(operator: &str, x: &Tensor, axes: &[usize], keeps: bool) -> Result<Tensor, Malformed> {
    type Step = (f32, fn(f32, f32) -> f32);
    let (start, step): Step = match operator {
        "ReduceMean" | "ReduceSum" => (0.0, |sum, x| sum + x),
        "ReduceL2" => (0.0, |sum, x| sum + x * x),
        "ReduceMax" => (f32::NEG_INFINITY, f32::max),
        "ReduceMin" => (f32::INFINITY, f32::min),
        other => return Err(Malformed(format!("there is no operator {other}"))),
    };
    // What stays goes first, what is made one last.
    let stay: Vec<usize> = (0..x.shape.len()).filter(|axis| !axes.contains(axis)).collect();
    let go: Vec<usize> = (0..x.shape.len()).filter(|axis| axes.contains(axis)).collect();
    let order: Vec<usize> = stay.iter().chain(&go).copied().collect();
    let turned = ops::transposed(x, &order)?;
    let length: usize = go.iter().map(|&axis| x.shape[axis]).product();
    let mut values: Vec<f32> = turned
        .values
        .chunks_exact(length.max(1))
        .map(|row| row.iter().fold(start, |so_far, &x| step(so_far, x)))
        .collect();
    match operator {
        "ReduceMean" => values.iter_mut().for_each(|value| *value /= length as f32),
        "ReduceL2" => values.iter_mut().for_each(|value| *value = value.sqrt()),
        _ => {}
    }
    let shape: Vec<usize> = (0..x.shape.len())
        .filter(|axis| keeps || !axes.contains(axis))
        .map(|axis| if axes.contains(&axis) { 1 } else { x.shape[axis] })
        .collect();
    Tensor::new(shape, values)
}
