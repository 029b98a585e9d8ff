//! The backbone of a page that was read: its plan, checked, run by the readers' own convolutions.

use kernels::network::{Layer, Plan};

use crate::format::Malformed;
use crate::reader::{Convolution, Tensor, Window, ops};

/// A backbone whose layers fit each other.
#[derive(Debug)]
pub struct Network {
    side: usize,
    scale: [f32; 3],
    shift: [f32; 3],
    steps: Vec<Step>,
    grid: usize,
    features: usize,
}

/// A convolution, and what it takes and adds: of the picture and every earlier layer's output, which of them.
#[derive(Debug)]
struct Step {
    convolution: Convolution,
    source: usize,
    shortcut: Option<usize>,
    limits: [f32; 2],
}

/// The side of a square map, and its channels.
type Shape = (usize, usize);

impl Network {
    /// Reads a plan, encoded by postcard.
    ///
    /// # Errors
    /// [`Malformed`] if it is none, or a layer does not fit what it takes.
    pub fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let (plan, rest) = postcard::take_from_bytes::<Plan>(bytes)
            .map_err(|error| Malformed(format!("the plan: {error}")))?;
        if !rest.is_empty() {
            return Err(Malformed("bytes are left over after the plan".to_owned()));
        }
        if plan.side == 0 {
            return Err(Malformed("the picture has no pixels".to_owned()));
        }
        let mut shapes: Vec<Shape> = vec![(plan.side, 3)];
        let mut steps = Vec::with_capacity(plan.layers.len());
        for (at, layer) in plan.layers.iter().enumerate() {
            let step = Step::read(layer, &shapes)
                .map_err(|Malformed(why)| Malformed(format!("layer {at}: {why}")))?;
            steps.push(step);
            shapes.push((layer.side, layer.bias.len()));
        }
        let (side, channels) = shapes.last().copied().unwrap_or((plan.side, 3));
        // Every cell has a pixel of its own, so that its mean is a number.
        if plan.grid == 0 || plan.grid > side {
            return Err(Malformed(format!("{} cells along {side} pixels", plan.grid)));
        }
        let Plan { side, scale, shift, grid, .. } = plan;
        let features = grid.checked_mul(grid).and_then(|cells| cells.checked_mul(channels));
        let features = features.ok_or_else(|| Malformed("the grid is too fine".to_owned()))?;
        Ok(Self { side, scale, shift, steps, grid, features })
    }

    /// Side of the square picture that it takes, in pixels.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Numbers in an embedding.
    pub fn features(&self) -> usize {
        self.features
    }

    /// The embedding of the pixels of a picture: red, green and blue of each, row by row.
    ///
    /// # Errors
    /// [`Malformed`] if they are not those of a square of its side.
    pub fn embed(&self, pixels: &[u8]) -> Result<Vec<f32>, Malformed> {
        let (pixels, rest) = pixels.as_chunks::<3>();
        if !rest.is_empty() {
            return Err(Malformed("the last pixel has not all colours".to_owned()));
        }
        let colours = pixels.iter().flat_map(|pixel| {
            [0, 1, 2].map(|at| {
                let value = f32::from(pixel[at]) / 127.5 - 1.0;
                value * self.scale[at] + self.shift[at]
            })
        });
        let mut maps = vec![Tensor::new([1, self.side, self.side, 3], colours.collect())?];
        for step in &self.steps {
            let mut map = step.convolution.apply(&maps[step.source])?;
            if let Some(earlier) = step.shortcut {
                map = ops::zip(&map, &maps[earlier], |a, b| a + b)?;
            }
            let [least, most] = step.limits;
            maps.push(ops::map(map, |x| x.max(least).min(most)));
        }
        let last = maps.pop().ok_or_else(|| Malformed("there is no map".to_owned()))?;
        self.means(&last)
    }

    /// The means over the cells of a map, `[1, side, side, channels]`.
    fn means(&self, map: &Tensor) -> Result<Vec<f32>, Malformed> {
        let [_, side, _, channels] = map.sizes()?;
        let edge = |cell: usize| cell * side / self.grid;
        let mut means = Vec::with_capacity(self.features);
        for (row, column) in
            (0..self.grid).flat_map(|row| (0..self.grid).map(move |column| (row, column)))
        {
            let (rows, columns) = (edge(row)..edge(row + 1), edge(column)..edge(column + 1));
            let pixels = (rows.len() * columns.len()) as f32;
            let mut sums = vec![0.0f32; channels];
            for (y, x) in rows.flat_map(|y| columns.clone().map(move |x| (y, x))) {
                let pixel = &map.values[(y * side + x) * channels..][..channels];
                sums.iter_mut().zip(pixel).for_each(|(sum, x)| *sum += x);
            }
            means.extend(sums.into_iter().map(|sum| sum / pixels));
        }
        Ok(means)
    }
}

impl Step {
    /// A layer among what was there before it.
    fn read(layer: &Layer, before: &[Shape]) -> Result<Self, Malformed> {
        let wrong = |what: &str| Malformed(what.to_owned());
        let place = |at: usize| {
            let at = at.checked_add(1).filter(|&at| at < before.len());
            at.ok_or_else(|| wrong("it takes what comes after it"))
        };
        let source = layer.source.map_or(Ok(0), place)?;
        let shortcut = layer.shortcut.map(place).transpose()?;
        let (side, channels) = before[source];
        let (outputs, kernel) = (layer.bias.len(), layer.kernel);
        if outputs == 0 || layer.inputs == 0 || channels != layer.inputs {
            return Err(wrong("it takes other channels than there are"));
        }
        // As many more would be seen by no pixel of the picture.
        if layer.zeros.iter().any(|&zeros| zeros > kernel) {
            return Err(wrong("there are more zeros around than the kernel is wide"));
        }
        let read = if layer.depthwise { 1 } else { layer.inputs };
        let taps = kernel.checked_mul(kernel).and_then(|taps| taps.checked_mul(read));
        let fits = taps.and_then(|taps| taps.checked_mul(outputs)) == Some(layer.weights.len());
        if !fits || (layer.depthwise && layer.inputs != outputs) {
            return Err(wrong("it has not as many weights as its sizes say"));
        }
        let [first, last] = layer.zeros;
        let window = Window {
            kernel: [kernel; 2],
            strides: [layer.stride; 2],
            pads: [first, first, last, last],
        };
        // Of a side that no memory holds; the sum below cannot overflow then.
        if side > 1 << 20 || window.output([side; 2])? != [layer.side; 2] {
            return Err(wrong("another side comes out than it says"));
        }
        if shortcut.is_some_and(|at| before[at] != (layer.side, outputs)) {
            return Err(wrong("it adds a map of other sizes"));
        }
        let weights = &layer.weights;
        let convolution = if layer.depthwise {
            Convolution::depthwise(window, &layer.bias, |channel, row, column| {
                weights[(channel * kernel + row) * kernel + column]
            })
        } else {
            let inputs = layer.inputs;
            Convolution::full(window, inputs, &layer.bias, |output, row, column, input| {
                weights[((output * inputs + input) * kernel + row) * kernel + column]
            })
        };
        Ok(Self { convolution, source, shortcut, limits: layer.limits })
    }
}
