//! Operators with weights, which are packed when the file is read.

use super::step::{Call, Step, within};
use crate::format::Malformed;
use crate::reader::{Convolution, Tensor, Window};

/// Weights as they are in the file.
struct Weights<const AXES: usize> {
    sizes: [usize; AXES],
    values: Vec<f32>,
}

impl<const AXES: usize> Weights<AXES> {
    fn read(call: &Call<'_>) -> Result<Self, Malformed> {
        call.shape(1)?;
        let weights = call.input(1)?.constant()?;
        Ok(Self { sizes: weights.sizes()?, values: weights.values })
    }
}

/// One number an output; zeros where there is no bias.
fn bias(call: &Call<'_>, outputs: usize) -> Result<Vec<f32>, Malformed> {
    if call.optional(2)?.is_none() {
        return Ok(vec![0.0; outputs]);
    }
    call.shape(2)?;
    let bias = call.input(2)?.constant()?.values;
    if bias.len() != outputs {
        return Err(Malformed(format!("a bias of {} for {outputs} outputs", bias.len())));
    }
    Ok(bias)
}

/// A convolution over all channels: weights `[outputs, rows, columns, inputs]`.
pub fn full(call: &Call<'_>) -> Result<Step, Malformed> {
    let Weights { sizes: [outputs, rows, columns, inputs], values } = Weights::read(call)?;
    let bias = bias(call, outputs)?;
    let (window, pictures) = window(call, 1, [rows, columns], 4)?;
    channels(&pictures, inputs)?;
    let limits = call.limits(1, 3)?;
    let weight = |output: usize, row: usize, column: usize, input: usize| {
        values[((output * rows + row) * columns + column) * inputs + input]
    };
    let convolution = Convolution::full(window, inputs, &bias, weight);
    convolved(call, convolution, window, pictures, outputs, limits)
}

/// A convolution of each channel by itself: weights `[1, rows, columns, channels]`.
pub fn depthwise(call: &Call<'_>) -> Result<Step, Malformed> {
    let Weights { sizes: [one, rows, columns, outputs], values } = Weights::read(call)?;
    let bias = bias(call, outputs)?;
    let (window, pictures) = window(call, 2, [rows, columns], 5)?;
    channels(&pictures, outputs)?;
    if one != 1 {
        return Err(Malformed("a channel has several kernels".into()));
    }
    let limits = call.limits(2, 4)?;
    let weight = |channel: usize, row: usize, column: usize| {
        values[(row * columns + column) * outputs + channel]
    };
    let convolution = Convolution::depthwise(window, &bias, weight);
    convolved(call, convolution, window, pictures, outputs, limits)
}

/// A fully connected layer, weights `[outputs, inputs]`: a convolution of pictures of one pixel.
pub fn dense(call: &Call<'_>) -> Result<Step, Malformed> {
    const OPTIONS: u8 = 8;
    let Weights { sizes: [outputs, inputs], values } = Weights::read(call)?;
    let bias = bias(call, outputs)?;
    let numbers: usize = call.shape(0)?.iter().product();
    let rows = numbers / inputs;
    if rows * inputs != numbers || call.byte(OPTIONS, 1)? != 0 || call.byte(OPTIONS, 2)? != 0 {
        return Err(Malformed("its rows are laid out otherwise".into()));
    }
    let limits = call.limits(OPTIONS, 0)?;
    let window = Window { kernel: [1, 1], strides: [1, 1], pads: [0; 4] };
    let weight = |output: usize, _: usize, _: usize, input: usize| values[output * inputs + input];
    let layer = Convolution::full(window, inputs, &bias, weight);
    let action = move |given: &[&Tensor]| {
        let pixels = given[0].clone().reshaped([rows, 1, 1, inputs])?;
        within(layer.apply(&pixels)?, limits).reshaped([rows, outputs])
    };
    Ok(Step::one(vec![call.place(0)?], vec![rows, outputs], action))
}

fn convolved(
    call: &Call<'_>,
    convolution: Convolution,
    window: Window,
    [count, height, width, _]: [usize; 4],
    outputs: usize,
    limits: [f32; 2],
) -> Result<Step, Malformed> {
    let [rows, columns] = window.output([height, width])?;
    let action = move |inputs: &[&Tensor]| Ok(within(convolution.apply(inputs[0])?, limits));
    Ok(Step::one(vec![call.place(0)?], vec![count, rows, columns, outputs], action))
}

/// Where a kernel looks, by options of this type, of which the factors of dilation are in these two fields; and the
/// sizes of the pictures.
fn window(
    call: &Call<'_>,
    options: u8,
    kernel: [usize; 2],
    dilation: usize,
) -> Result<(Window, [usize; 4]), Malformed> {
    let shape = call.shape(0)?;
    let pictures: [usize; 4] =
        shape.try_into().map_err(|_| Malformed(format!("pictures have the shape {shape:?}")))?;
    if (call.integer(options, dilation, 1)?, call.integer(options, dilation + 1, 1)?) != (1, 1) {
        return Err(Malformed("a kernel leaves out pixels".into()));
    }
    let step = |field: usize| {
        let step = usize::try_from(call.integer(options, field, 0)?).ok().filter(|&it| it > 0);
        step.ok_or_else(|| Malformed("a kernel steps nowhere".into()))
    };
    // The step to the right comes first.
    let strides = [step(2)?, step(1)?];
    let window = match call.byte(options, 0)? {
        0 => Window::same(kernel, strides, [pictures[1], pictures[2]]),
        1 => Window { kernel, strides, pads: [0; 4] },
        other => return Err(Malformed(format!("the padding {other} is not known"))),
    };
    Ok((window, pictures))
}

fn channels(pictures: &[usize; 4], read: usize) -> Result<(), Malformed> {
    if pictures[3] == read {
        return Ok(());
    }
    Err(Malformed(format!("{read} channels are read of {pictures:?}")))
}
