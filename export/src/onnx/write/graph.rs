//! A graph of operators as it is put together, and as a file: <https://onnx.ai/onnx/intro/concepts.html>.
//!
//! Field numbers are those of `onnx.proto`.

use super::proto::Message;

/// The version of the operators: the first with `LayerNormalization`, which every runtime of the last years has.
const OPSET: i64 = 17;
/// The version of the format that goes with it.
const IR_VERSION: i64 = 8;

/// The types of tensors that are used.
const FLOAT: i64 = 1;
const UINT8: i64 = 2;
const INT64: i64 = 7;

/// A graph: give it weights and nodes, then take its bytes.
#[derive(Debug, Default)]
pub struct Graph {
    nodes: Vec<Message>,
    initializers: Vec<Message>,
    names: usize,
}

/// What is set of an operator.
#[derive(Debug, Clone, Copy)]
pub enum Attribute<'a> {
    /// A whole number.
    Number(i64),
    /// Several.
    Numbers(&'a [i64]),
    /// A number with a fraction.
    Float(f32),
}

impl From<i64> for Attribute<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl<'a> From<&'a [i64]> for Attribute<'a> {
    fn from(numbers: &'a [i64]) -> Self {
        Self::Numbers(numbers)
    }
}

/// A size of a tensor.
#[derive(Debug, Clone, Copy)]
pub enum Size {
    /// It is always so.
    Is(usize),
    /// It is free, and called so.
    Free(&'static str),
}

impl From<usize> for Size {
    fn from(size: usize) -> Self {
        Self::Is(size)
    }
}

impl From<&'static str> for Size {
    fn from(name: &'static str) -> Self {
        Self::Free(name)
    }
}

/// An input or an output of the graph.
#[derive(Debug)]
pub struct Outlet {
    name: &'static str,
    of: i64,
    shape: Vec<Size>,
}

impl Outlet {
    /// Of numbers of 32 bits.
    pub fn floats(name: &'static str, shape: &[Size]) -> Self {
        Self { name, of: FLOAT, shape: shape.to_vec() }
    }

    /// Of whole numbers of 64 bits.
    pub fn integers(name: &'static str, shape: &[Size]) -> Self {
        Self { name, of: INT64, shape: shape.to_vec() }
    }

    /// Of bytes.
    pub fn bytes(name: &'static str, shape: &[Size]) -> Self {
        Self { name, of: UINT8, shape: shape.to_vec() }
    }

    /// `ValueInfoProto`
    fn message(&self) -> Message {
        let dimension = |size: &Size| match size {
            Size::Is(size) => Message::default().number(1, *size as i64),
            Size::Free(name) => Message::default().text(2, name),
        };
        let shape =
            Message::default().all(&self.shape, |shape, size| shape.message(1, &dimension(size)));
        let tensor = Message::default().number(1, self.of).message(2, &shape);
        let kind = Message::default().message(1, &tensor);
        Message::default().text(1, self.name).message(2, &kind)
    }
}

impl Graph {
    /// Weights, row-major; gives their name.
    pub fn weights(&mut self, shape: &[usize], values: &[f32]) -> String {
        let raw: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.tensor(FLOAT, shape, &raw)
    }

    /// Weights of this name, which is given back.
    pub fn named_weights(&mut self, name: String, shape: &[usize], values: &[f32]) -> String {
        let raw: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.named_tensor(&name, FLOAT, shape, &raw);
        name
    }

    /// One number, which goes with tensors of any shape; gives its name.
    pub fn number(&mut self, value: f32) -> String {
        self.weights(&[], &[value])
    }

    /// Whole numbers, such as a shape; gives their name.
    pub fn integers(&mut self, values: &[i64]) -> String {
        let raw: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.tensor(INT64, &[values.len()], &raw)
    }

    /// An operator; gives its output's name.
    pub fn node(
        &mut self,
        operator: &str,
        inputs: &[&str],
        attributes: &[(&str, Attribute<'_>)],
    ) -> String {
        let output = self.fresh();
        self.named_node(operator, inputs, attributes, &output);
        output
    }

    /// An operator whose output is called so.
    pub fn named_node(
        &mut self,
        operator: &str,
        inputs: &[&str],
        attributes: &[(&str, Attribute<'_>)],
        output: &str,
    ) {
        self.add_node(operator, inputs, attributes, &[output]);
    }

    /// An operator with several outputs; gives the name of the one at `place`, counted from 0.
    pub fn node_of_several<const N: usize>(
        &mut self,
        operator: &str,
        inputs: &[&str],
        attributes: &[(&str, Attribute<'_>)],
    ) -> [String; N] {
        let outputs: [String; N] = std::array::from_fn(|_| self.fresh());
        let names: Vec<&str> = outputs.iter().map(String::as_str).collect();
        self.add_node(operator, inputs, attributes, &names);
        outputs
    }

    /// The file, with notes beside the graph, and who has made it.
    pub fn file(
        self,
        inputs: &[Outlet],
        outputs: &[Outlet],
        notes: &[(String, String)],
        (producer, version): (&str, &str),
    ) -> Vec<u8> {
        let graph = Message::default()
            .all(&self.nodes, |graph, node| graph.message(1, node))
            .text(2, "classifier")
            .all(&self.initializers, |graph, tensor| graph.message(5, tensor))
            .all(inputs, |graph, outlet| graph.message(11, &outlet.message()))
            .all(outputs, |graph, outlet| graph.message(12, &outlet.message()));
        let opset = Message::default().text(1, "").number(2, OPSET);
        Message::default()
            .number(1, IR_VERSION)
            .text(2, producer)
            .text(3, version)
            .message(7, &graph)
            .message(8, &opset)
            .all(notes, |file, (key, value)| {
                file.message(14, &Message::default().text(1, key).text(2, value))
            })
            .0
    }

    /// `NodeProto`
    fn add_node(
        &mut self,
        operator: &str,
        inputs: &[&str],
        attributes: &[(&str, Attribute<'_>)],
        outputs: &[&str],
    ) {
        let node = Message::default()
            .all(inputs, |node, input| node.text(1, input))
            .all(outputs, |node, output| node.text(2, output))
            .text(4, operator)
            .all(attributes, |node, (name, value)| node.message(5, &attribute(name, *value)));
        self.nodes.push(node);
    }

    /// `TensorProto`
    fn tensor(&mut self, of: i64, shape: &[usize], raw: &[u8]) -> String {
        let name = self.fresh();
        self.named_tensor(&name, of, shape, raw);
        name
    }

    fn named_tensor(&mut self, name: &str, of: i64, shape: &[usize], raw: &[u8]) {
        let tensor = Message::default()
            .all(shape, |tensor, size| tensor.number(1, *size as i64))
            .number(2, of)
            .text(8, name)
            .bytes(9, raw);
        self.initializers.push(tensor);
    }

    fn fresh(&mut self) -> String {
        self.names += 1;
        format!("t{}", self.names)
    }
}

/// `AttributeProto`
fn attribute(name: &str, value: Attribute<'_>) -> Message {
    const FLOAT: i64 = 1;
    const INT: i64 = 2;
    const INTS: i64 = 7;
    let attribute = Message::default().text(1, name);
    match value {
        Attribute::Float(value) => attribute.float(2, value).number(20, FLOAT),
        Attribute::Number(value) => attribute.number(3, value).number(20, INT),
        Attribute::Numbers(values) => {
            attribute.all(values, |all, value| all.number(8, *value)).number(20, INTS)
        }
    }
}
