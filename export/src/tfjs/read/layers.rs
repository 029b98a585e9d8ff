//! The layers: what each makes of the shapes before it, and of the numbers.

use super::maps::{averaged, cropped, normalised, padded};
use super::model::{Activation, Class, Edges, Order, Padding, Pool, Window as Said};
use super::weights::Weights;
use super::wrong;
use crate::format::Malformed;
use crate::reader::{Convolution, Tensor, Window, ops, tensor};

/// A layer ready to run.
#[derive(Debug)]
pub enum Operation {
    /// The input, which is given.
    Input,
    /// Zeros around a map.
    Pad(Edges),
    /// A map without its edges.
    Crop(Edges),
    /// A convolution, of channels of which each is repeated so often, and what its outputs go through.
    Convolution(Convolution, usize, Activation),
    /// Nothing below 0, and nothing above this.
    Limit(f32),
    /// Sums of maps.
    Add,
    /// Means of windows.
    Means(Window),
    /// The mean of a whole map, for each channel.
    Mean,
    /// Other sizes for the same numbers, without the first axis.
    Shape(Vec<usize>),
    /// Rows one after the other.
    Concatenate,
    /// Mean 0 and deviation 1, with this added to the variance; then times a row, and another added.
    Normalise(f32, [Tensor; 2]),
    /// A fully connected layer, as a convolution of one pixel.
    Dense(Convolution, Activation),
}

/// A layer on outputs of these shapes, with the shape of its own output. All are without the first axis.
///
/// # Errors
/// [`Malformed`] if it does not fit them, or lacks weights.
pub fn read(
    class: Class,
    name: &str,
    shapes: &[&[usize]],
    weights: &mut Weights,
) -> Result<(Operation, Vec<usize>), Malformed> {
    if class.order() != Order::ChannelsLast {
        return Err(wrong("maps whose channels come first are not known"));
    }
    match (class, shapes) {
        (
            Class::InputLayer {
                batch_input_shape: [None, Some(rows), Some(columns), Some(channels)],
            },
            [],
        ) => Ok((Operation::Input, vec![rows, columns, channels])),
        (Class::ZeroPadding2D { padding, .. }, &[&[rows, columns, channels]]) => {
            let size =
                |size: usize, [first, last]: [usize; 2]| size.checked_add(first)?.checked_add(last);
            match (size(rows, padding[0]), size(columns, padding[1])) {
                (Some(rows), Some(columns)) => {
                    Ok((Operation::Pad(padding), vec![rows, columns, channels]))
                }
                _ => Err(wrong("there are too many zeros")),
            }
        }
        (Class::Cropping2D { cropping, .. }, &[&[rows, columns, channels]]) => {
            let size = |size: usize, [first, last]: [usize; 2]| {
                size.checked_sub(first)?.checked_sub(last).filter(|&size| size > 0)
            };
            match (size(rows, cropping[0]), size(columns, cropping[1])) {
                (Some(rows), Some(columns)) => {
                    Ok((Operation::Crop(cropping), vec![rows, columns, channels]))
                }
                _ => Err(wrong("nothing is left of the map")),
            }
        }
        (Class::Conv2D(said), &[&[rows, columns, channels]]) => {
            full(&said, name, [rows, columns, channels], weights)
        }
        (Class::DepthwiseConv2D(said), &[&[rows, columns, channels]]) => {
            depthwise(&said, name, [rows, columns, channels], weights)
        }
        (Class::ReLU { max_value }, [shape]) => {
            Ok((Operation::Limit(max_value.unwrap_or(f32::INFINITY)), shape.to_vec()))
        }
        (Class::Add {}, [first, others @ ..]) if others.iter().all(|other| other == first) => {
            Ok((Operation::Add, first.to_vec()))
        }
        (Class::AveragePooling2D(pool), &[&[rows, columns, channels]]) => {
            means(&pool, [rows, columns, channels])
        }
        (Class::GlobalAveragePooling2D { .. }, &[&[_, _, channels]]) => {
            Ok((Operation::Mean, vec![channels]))
        }
        (Class::Flatten {}, [shape]) => {
            let shape = vec![tensor::count(shape)?];
            Ok((Operation::Shape(shape.clone()), shape))
        }
        (Class::Reshape { target_shape }, [shape]) => {
            if tensor::count(&target_shape)? != tensor::count(shape)? {
                return Err(wrong("the new sizes are of another number of numbers"));
            }
            Ok((Operation::Shape(target_shape.clone()), target_shape))
        }
        (Class::Concatenate { axis: -1 }, rows) if rows.iter().all(|row| row.len() == 1) => {
            let length = rows.iter().try_fold(0usize, |sum, row| sum.checked_add(row[0]));
            let length = length.ok_or_else(|| wrong("the row is too long"))?;
            Ok((Operation::Concatenate, vec![length]))
        }
        (Class::LayerNormalization { axis: -1, epsilon, center, scale }, &[&[length]]) => {
            let gamma = if scale { weights.take(name, "gamma", &[length])? } else { vec![1.0] };
            let beta = if center { weights.take(name, "beta", &[length])? } else { vec![0.0] };
            let rows = [gamma, beta].map(|row| Tensor { shape: vec![row.len()], values: row });
            Ok((Operation::Normalise(epsilon, rows), vec![length]))
        }
        (Class::Dense { units, activation, use_bias }, &[&[inputs]]) => {
            let kernel = weights.take(name, "kernel", &[inputs, units])?;
            let bias = weights.bias(name, use_bias, units)?;
            let weight = |output, _, _, input| kernel[input * units + output];
            let dense = Convolution::full(ONE, inputs, &bias, weight);
            Ok((Operation::Dense(dense, activation), vec![units]))
        }
        (class, _) => Err(Malformed(format!("{class:?} on {shapes:?} is not known"))),
    }
}

/// A window of one pixel.
const ONE: Window = Window { kernel: [1, 1], strides: [1, 1], pads: [0; 4] };

/// Rows, columns and channels.
type Map = [usize; 3];

/// Where a convolution looks in a map, and the rows and columns that come out.
fn window(said: &Said, [rows, columns, _]: Map) -> Result<(Window, [usize; 2]), Malformed> {
    if said.dilation_rate.is_some_and(|rate| rate != [1, 1]) {
        return Err(wrong("the kernel has holes"));
    }
    let window = match said.padding {
        Padding::Same => Window::same(said.kernel_size, said.strides, [rows, columns]),
        Padding::Valid => Window { kernel: said.kernel_size, strides: said.strides, pads: [0; 4] },
    };
    Ok((window, window.output([rows, columns])?))
}

/// A convolution over all channels.
fn full(
    said: &Said,
    name: &str,
    map: Map,
    weights: &mut Weights,
) -> Result<(Operation, Vec<usize>), Malformed> {
    let (window, [rows, columns]) = window(said, map)?;
    let (inputs, [height, width]) = (map[2], said.kernel_size);
    let outputs = said.filters.ok_or_else(|| wrong("filters is missing"))?;
    let kernel = weights.take(name, "kernel", &[height, width, inputs, outputs])?;
    let bias = weights.bias(name, said.use_bias, outputs)?;
    let convolution = Convolution::full(window, inputs, &bias, |output, row, column, input| {
        kernel[((row * width + column) * inputs + input) * outputs + output]
    });
    let operation = Operation::Convolution(convolution, 1, said.activation);
    Ok((operation, vec![rows, columns, outputs]))
}

/// A convolution of each channel by itself, with several outputs for each, side by side.
fn depthwise(
    said: &Said,
    name: &str,
    map: Map,
    weights: &mut Weights,
) -> Result<(Operation, Vec<usize>), Malformed> {
    let (window, [rows, columns]) = window(said, map)?;
    let (inputs, [height, width]) = (map[2], said.kernel_size);
    let several = said.depth_multiplier.unwrap_or(1);
    let kernel = weights.take(name, "depthwise_kernel", &[height, width, inputs, several])?;
    // As many as the kernel has of a tap: it cannot overflow.
    let outputs = inputs * several;
    let bias = weights.bias(name, said.use_bias, outputs)?;
    let convolution = Convolution::depthwise(window, &bias, |channel, row, column| {
        kernel[(row * width + column) * outputs + channel]
    });
    let operation = Operation::Convolution(convolution, several, said.activation);
    Ok((operation, vec![rows, columns, outputs]))
}

/// Means of windows.
fn means(
    pool: &Pool,
    [rows, columns, channels]: Map,
) -> Result<(Operation, Vec<usize>), Malformed> {
    if pool.padding != Padding::Valid {
        return Err(wrong("means beyond the edge are not known"));
    }
    let window = Window { kernel: pool.pool_size, strides: pool.strides, pads: [0; 4] };
    let [rows, columns] = window.output([rows, columns])?;
    Ok((Operation::Means(window), vec![rows, columns, channels]))
}

impl Operation {
    /// What comes out for these inputs.
    ///
    /// # Errors
    /// [`Malformed`] if they have other sizes than it was read for.
    pub fn apply(&self, inputs: &[&Tensor]) -> Result<Tensor, Malformed> {
        let first = *inputs.first().ok_or_else(|| wrong("a layer without inputs"))?;
        match self {
            Self::Input => Err(wrong("the input is given")),
            Self::Pad(edges) => padded(first, edges),
            Self::Crop(edges) => cropped(first, edges),
            Self::Convolution(convolution, 1, activation) => {
                Ok(activation.apply(convolution.apply(first)?))
            }
            Self::Convolution(convolution, several, activation) => {
                let shape = match first.shape.split_last() {
                    Some((channels, others)) => [others, &[channels * several]].concat(),
                    None => return Err(wrong("a map without axes")),
                };
                // Strides may make little of much.
                tensor::count(&shape)?;
                let repeated =
                    first.values.iter().flat_map(|&value| std::iter::repeat_n(value, *several));
                let repeated = Tensor::new(shape, repeated.collect())?;
                Ok(activation.apply(convolution.apply(&repeated)?))
            }
            Self::Limit(most) => Ok(ops::map(first.clone(), |x| x.max(0.0).min(*most))),
            Self::Add => inputs[1..]
                .iter()
                .try_fold(first.clone(), |sum, other| ops::zip(&sum, other, |a, b| a + b)),
            Self::Means(window) => averaged(first, window),
            Self::Mean => {
                let [count, rows, columns, channels] = first.sizes()?;
                let whole = Window { kernel: [rows, columns], ..ONE };
                averaged(first, &whole)?.reshaped([count, channels])
            }
            Self::Shape(shape) => first.clone().reshaped([&[1], shape.as_slice()].concat()),
            Self::Concatenate => {
                let values: Vec<f32> =
                    inputs.iter().flat_map(|row| row.values.iter().copied()).collect();
                Tensor::new([1, values.len()], values)
            }
            Self::Normalise(epsilon, [gamma, beta]) => {
                let scaled = ops::zip(&normalised(first, *epsilon), gamma, |x, gamma| x * gamma)?;
                ops::zip(&scaled, beta, |x, beta| x + beta)
            }
            Self::Dense(dense, activation) => {
                let length = first.values.len();
                let row = dense.apply(&first.clone().reshaped([1, 1, 1, length])?)?;
                let length = row.values.len();
                Ok(activation.apply(row.reshaped([1, length])?))
            }
        }
    }
}

impl Activation {
    fn apply(self, x: Tensor) -> Tensor {
        match self {
            Self::Linear => x,
            Self::Relu => ops::map(x, |x| x.max(0.0)),
            Self::Softmax => ops::softmax(x),
        }
    }
}
