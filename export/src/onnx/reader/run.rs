//! A graph that is run, operator after operator.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::model::{Model, Node};
use super::operators;
use super::product::Matrix;
use super::value::{MOST, Value};
use crate::bundle::{Answer, Sample};
use crate::format::{Malformed, Runs};
use crate::reader::{Convolution, Tensor, Window};

/// A graph whose weights are ready to be used.
pub struct Graph {
    steps: Vec<(Node, Ready)>,
    constants: BTreeMap<String, Rc<Value>>,
    inputs: Vec<String>,
    outputs: Vec<String>,
}

/// What of an operator can be made ready once.
enum Ready {
    Convolution(Convolution),
    Matrix(Matrix),
    Nothing,
}

impl Graph {
    /// Makes a graph ready.
    ///
    /// # Errors
    /// [`Malformed`] if weights do not fit their operators.
    pub fn new(model: Model) -> Result<Self, Malformed> {
        let Model { nodes, constants, inputs, outputs, .. } = model;
        let mut steps = Vec::with_capacity(nodes.len());
        for node in nodes {
            let ready = ready(&node, &constants)?;
            steps.push((node, ready));
        }
        Ok(Self { steps, constants, inputs, outputs })
    }

    /// What the graph gives for these inputs.
    fn run(
        &self,
        inputs: BTreeMap<String, Rc<Value>>,
    ) -> Result<BTreeMap<String, Rc<Value>>, Malformed> {
        let mut values = inputs;
        for (node, ready) in &self.steps {
            let mut given = Vec::with_capacity(node.inputs.len());
            for name in &node.inputs {
                let value = values.get(name).or_else(|| self.constants.get(name));
                if value.is_none() && !name.is_empty() {
                    return Err(Malformed(format!(
                        "{} reads {name}, which is not there",
                        node.operator
                    )));
                }
                given.push(value.map(Rc::as_ref));
            }
            let first = || {
                given
                    .first()
                    .copied()
                    .flatten()
                    .ok_or_else(|| Malformed("an operator reads nothing".into()))
            };
            let outputs = match ready {
                Ready::Convolution(convolution) => {
                    vec![Value::pictures(convolution.apply(&first()?.channels_last()?)?)]
                }
                Ready::Matrix(matrix) => vec![Value::plain(matrix.apply(&first()?.floats()?)?)],
                Ready::Nothing => operators::run(node, &given)?,
            };
            for (name, value) in node.outputs.iter().zip(outputs) {
                values.insert(name.clone(), Rc::new(value));
            }
        }
        Ok(values)
    }
}

impl Runs for Graph {
    fn answer(&self, sample: &Sample) -> Result<Answer, Malformed> {
        let mut inputs = BTreeMap::new();
        for name in &self.inputs {
            let value = match (name.as_str(), sample) {
                ("pictures", Sample::Pixels(pixels)) => {
                    let side = (pixels.len() / 3).isqrt();
                    let numbers = pixels.iter().map(|&pixel| f32::from(pixel)).collect();
                    Value::plain(Tensor::new([1, side, side, 3], numbers)?)
                }
                ("input_ids", Sample::Tokens(tokens)) => Value::Integers {
                    shape: vec![1, tokens.len()],
                    values: tokens.iter().map(|&token| i64::from(token)).collect(),
                },
                ("attention_mask", Sample::Tokens(tokens)) => {
                    Value::Integers { shape: vec![1, tokens.len()], values: vec![1; tokens.len()] }
                }
                _ => return Err(Malformed(format!("it wants {name}, which this is not"))),
            };
            inputs.insert(name.clone(), Rc::new(value));
        }
        let values = self.run(inputs)?;
        let output = |name: &str| {
            let is_there = self.outputs.iter().any(|output| output == name);
            is_there.then(|| values.get(name)).flatten().map(|value| value.floats()).transpose()
        };
        let probabilities = output("probabilities")?;
        let probabilities =
            probabilities.ok_or_else(|| Malformed("it gives no probabilities".into()))?;
        let similarity = output("similarity")?.and_then(|tensor| tensor.values.first().copied());
        Ok(Answer { probabilities: probabilities.values, similarity })
    }
}

fn ready(node: &Node, constants: &BTreeMap<String, Rc<Value>>) -> Result<Ready, Malformed> {
    let constant = |at: usize| node.inputs.get(at).and_then(|name| constants.get(name));
    let missing = || Malformed(format!("{} has no weights", node.operator));
    let bias = || constant(2).map(|bias| bias.floats()).transpose();
    Ok(match node.operator.as_str() {
        "Conv" => {
            let weights = constant(1).ok_or_else(missing)?.floats()?;
            Ready::Convolution(convolution(node, &weights, bias()?)?)
        }
        "Gemm" => {
            let is_plain = ["alpha", "beta"]
                .iter()
                .all(|name| node.attributes.get(*name).is_none_or(|it| it.float == Some(1.0)));
            if !is_plain || node.number("transA", 0) != 0 {
                return Err(Malformed("a Gemm scales".into()));
            }
            let weights = constant(1).ok_or_else(missing)?.floats()?;
            let bias = bias()?.map(|bias| bias.values);
            let is_turned = node.number("transB", 0) != 0;
            Ready::Matrix(Matrix::new(&weights, is_turned, bias.as_deref())?)
        }
        "MatMul" => match constant(1) {
            Some(weights) if weights.shape().len() == 2 => {
                Ready::Matrix(Matrix::new(&weights.floats()?, false, None)?)
            }
            _ => Ready::Nothing,
        },
        _ => Ready::Nothing,
    })
}

fn convolution(
    node: &Node,
    weights: &Tensor,
    bias: Option<Tensor>,
) -> Result<Convolution, Malformed> {
    let [outputs, inputs, rows, columns] = weights.sizes()?;
    let wrong = |what: &str| Malformed(format!("a convolution's {what} are strange"));
    let few = |name: &str, without: Vec<i64>| -> Result<Vec<usize>, Malformed> {
        let numbers = node.numbers(name).unwrap_or(&without);
        let small = |&number: &i64| usize::try_from(number).ok().filter(|&it| it <= 4096);
        let numbers: Option<Vec<usize>> = numbers.iter().map(small).collect();
        numbers.filter(|it| it.len() == without.len()).ok_or_else(|| wrong(name))
    };
    let pads = few("pads", vec![0; 4])?;
    let strides = few("strides", vec![1; 2])?;
    if few("dilations", vec![1; 2])? != [1, 1] || node.attributes.contains_key("auto_pad") {
        return Err(wrong("dilations or pads"));
    }
    let window = Window {
        kernel: [rows, columns],
        strides: [strides[0], strides[1]],
        pads: [pads[0], pads[1], pads[2], pads[3]],
    };
    let bias = bias.map_or_else(|| vec![0.0; outputs], |bias| bias.values);
    if bias.len() != outputs || weights.values.len() > MOST || rows * columns == 0 {
        return Err(wrong("weights"));
    }
    let at = |output: usize, input: usize, row: usize, column: usize| {
        weights.values[((output * inputs + input) * rows + row) * columns + column]
    };
    match node.number("group", 1) {
        1 => Ok(Convolution::full(window, inputs, &bias, |output, row, column, input| {
            at(output, input, row, column)
        })),
        groups if usize::try_from(groups) == Ok(outputs) && inputs == 1 => {
            Ok(Convolution::depthwise(window, &bias, |channel, row, column| {
                at(channel, 0, row, column)
            }))
        }
        _ => Err(wrong("groups")),
    }
}
