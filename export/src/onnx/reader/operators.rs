//! What each operator does: <https://onnx.ai/onnx/operators>.

use super::model::Node;
use super::value::{MOST, Value};
use super::{moves, product, reduce};
use crate::format::Malformed;
use crate::reader::{Tensor, ops};

/// What an operator gives for what it reads.
///
/// # Errors
/// [`Malformed`] if it is unknown, or does not fit what it reads.
pub fn run(node: &Node, given: &[Option<&Value>]) -> Result<Vec<Value>, Malformed> {
    let operator = node.operator.as_str();
    let input = |at: usize| {
        let value = given.get(at).copied().flatten();
        value.ok_or_else(|| Malformed(format!("{operator} lacks an input")))
    };
    let x = input(0)?;
    Ok(vec![match operator {
        "TopK" => return top(&x.floats()?, input(1)?),
        "Cast" => match x {
            Value::Integers { shape, values } => {
                let values = values.iter().map(|&value| value as f32).collect();
                Value::plain(Tensor::new(shape.clone(), values)?)
            }
            floats => floats.clone(),
        },
        "Shape" => {
            let values: Vec<i64> = x.shape().into_iter().map(|size| size as i64).collect();
            Value::Integers { shape: vec![values.len()], values }
        }
        "Transpose" => moves::transpose(node, x)?,
        "Reshape" => moves::reshape(x, input(1)?)?,
        "Unsqueeze" => moves::unsqueeze(x, input(1)?)?,
        "Squeeze" => moves::squeeze(x, input(1)?)?,
        "Concat" => moves::concat(node, &given.iter().copied().flatten().collect::<Vec<_>>())?,
        "Slice" => moves::slice(given)?,
        "Gather" => moves::gather(node, x, input(1)?)?,
        "Add" => zip(x, input(1)?, |a, b| a + b)?,
        "Sub" => zip(x, input(1)?, |a, b| a - b)?,
        "Mul" => zip(x, input(1)?, |a, b| a * b)?,
        "Div" => zip(x, input(1)?, |a, b| a / b)?,
        "Max" => zip(x, input(1)?, f32::max)?,
        "Relu" => map(x, |x| x.max(0.0))?,
        "Sqrt" => map(x, f32::sqrt)?,
        "Exp" => map(x, f32::exp)?,
        "Log" => map(x, f32::ln)?,
        "Erf" => map(x, erf)?,
        "Clip" => {
            let bound = |at: usize, without: f32| match given.get(at).copied().flatten() {
                Some(bound) => Ok(bound.floats()?.values.first().copied().unwrap_or(without)),
                None => Ok(without),
            };
            let (least, most) = (bound(1, f32::NEG_INFINITY)?, bound(2, f32::INFINITY)?);
            map(x, |x| x.max(least).min(most))?
        }
        "MatMul" => Value::plain(product::product(&x.floats()?, &input(1)?.floats()?)?),
        "Softmax" => {
            let axes = x.shape().len() as i64;
            if !matches!(node.number("axis", -1), -1) && node.number("axis", -1) != axes - 1 {
                return Err(Malformed("a Softmax is not along the last axis".into()));
            }
            Value::plain(ops::softmax(x.floats()?))
        }
        "LayerNormalization" => {
            let epsilon = node.attributes.get("epsilon").and_then(|it| it.float).unwrap_or(1e-5);
            let [weight, bias] = [input(1)?.floats()?, input(2)?.floats()?];
            Value::plain(normalised(x.floats()?, &weight.values, &bias.values, epsilon)?)
        }
        "ReduceMean" | "ReduceSum" | "ReduceMax" | "ReduceMin" | "ReduceL2" => {
            reduce::reduce(node, x, given.get(1).copied().flatten())?
        }
        other => return Err(Malformed(format!("there is no operator {other}"))),
    }])
}

fn map(x: &Value, of: impl Fn(f32) -> f32) -> Result<Value, Malformed> {
    match x {
        Value::Floats { tensor, is_last } => {
            Ok(Value::Floats { tensor: ops::map(tensor.clone(), of), is_last: *is_last })
        }
        Value::Integers { .. } => Err(Malformed("whole numbers where others are read".into())),
    }
}

/// Two tensors, number by number. Pictures stay as they are held where that is possible.
fn zip(a: &Value, b: &Value, of: impl Fn(f32, f32) -> f32) -> Result<Value, Malformed> {
    let sizes = [a.shape(), b.shape()];
    let axes = sizes.iter().map(Vec::len).max().unwrap_or(0);
    let size = |shape: &Vec<usize>, axis: usize| {
        (axis + shape.len()).checked_sub(axes).map_or(1, |axis| shape[axis])
    };
    let largest = (0..axes).map(|axis| size(&sizes[0], axis).max(size(&sizes[1], axis)));
    if largest.into_iter().try_fold(1usize, usize::checked_mul).is_none_or(|all| all > MOST) {
        return Err(Malformed("a result is too large".into()));
    }
    let is_last = |value: &Value| matches!(value, Value::Floats { is_last: true, .. });
    if axes == 4 && (is_last(a) || is_last(b)) {
        // A number, or sizes of four axes, which can be held with their channels last.
        let held = |value: &Value| match value.shape().len() {
            0 => value.floats(),
            _ => value.channels_last(),
        };
        if sizes.iter().all(|shape| matches!(shape.len(), 0 | 4)) {
            return Ok(Value::pictures(ops::zip(&held(a)?, &held(b)?, of)?));
        }
    }
    Ok(Value::plain(ops::zip(&a.floats()?, &b.floats()?, of)?))
}

/// The largest numbers of each row, from largest to least, and where they are.
fn top(x: &Tensor, count: &Value) -> Result<Vec<Value>, Malformed> {
    let length = x.shape.last().copied().unwrap_or(0);
    let count = count.integers()?.first().and_then(|&count| usize::try_from(count).ok());
    let count = count.filter(|&count| count <= length && length > 0);
    let count = count.ok_or_else(|| Malformed("a TopK wants more than there are".into()))?;
    let (mut values, mut places) = (Vec::new(), Vec::new());
    for row in x.values.chunks_exact(length) {
        let mut order: Vec<usize> = (0..length).collect();
        order.sort_by(|&a, &b| row[b].total_cmp(&row[a]));
        values.extend(order.iter().take(count).map(|&at| row[at]));
        places.extend(order.iter().take(count).map(|&at| at as i64));
    }
    let mut shape = x.shape.clone();
    shape.pop();
    shape.push(count);
    let places = Value::Integers { shape: shape.clone(), values: places };
    Ok(vec![Value::plain(Tensor::new(shape, values)?), places])
}

fn normalised(
    mut x: Tensor,
    weight: &[f32],
    bias: &[f32],
    epsilon: f32,
) -> Result<Tensor, Malformed> {
    let length = x.shape.last().copied().unwrap_or(0);
    if weight.len() != length || bias.len() != length || length == 0 {
        return Err(Malformed("a LayerNormalization does not fit".into()));
    }
    for row in x.values.chunks_exact_mut(length) {
        let mean = row.iter().sum::<f32>() / length as f32;
        let variance = row.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / length as f32;
        let scale = 1.0 / (variance + epsilon).sqrt();
        for ((x, weight), bias) in row.iter_mut().zip(weight).zip(bias) {
            *x = (*x - mean) * scale * weight + bias;
        }
    }
    Ok(x)
}

/// The error function, to 1.2e-7: Numerical Recipes' `erfcc`, section 6.2.
fn erf(x: f32) -> f32 {
    const TERMS: [f64; 10] = [
        -1.265_512_23,
        1.000_023_68,
        0.374_091_96,
        0.096_784_18,
        -0.186_288_06,
        0.278_868_07,
        -1.135_203_98,
        1.488_515_87,
        -0.822_152_23,
        0.170_872_77,
    ];
    let z = f64::from(x.abs());
    let t = 1.0 / (1.0 + 0.5 * z);
    let sum = TERMS.iter().rev().fold(0.0, |sum, term| sum * t + term);
    let rest = t * (-z * z + sum).exp();
    (if x < 0.0 { rest - 1.0 } else { 1.0 - rest }) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_function_is_as_tables_have_it() {
        for (x, expected) in
            [(0.0, 0.0), (0.5, 0.520_499_9), (1.0, 0.842_700_8), (-2.0, -0.995_322_3)]
        {
            assert!((erf(x) - expected).abs() < 1e-6, "{x}");
        }
    }
}
