//! Convolutions, and means over the cells of a grid, as the metadata lists them.

use serde::Deserialize;

use super::file::Tensors;
use super::wrong;
use crate::format::Malformed;
use crate::reader::{Convolution, Tensor, Window, ops, tensor};
use crate::safetensors::PICTURE;

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

/// A convolution, and which of the maps it takes and adds: the picture is the first, then come the layers' outputs.
#[derive(Debug)]
struct Step {
    convolution: Convolution,
    source: usize,
    shortcut: Option<usize>,
    limits: [f32; 2],
}

/// What the metadata says of a layer.
#[derive(Debug, Deserialize)]
struct Said {
    kernel: usize,
    stride: usize,
    zeros: [usize; 2],
    depthwise: bool,
    source: i64,
    shortcut: Option<usize>,
    limits: [f32; 2],
}

/// Rows, columns and channels.
type Map = [usize; 3];

impl Network {
    /// Takes the layers out of a file.
    ///
    /// # Errors
    /// [`Malformed`] if something is missing, or a layer does not fit what it takes.
    pub fn read(tensors: &mut Tensors<'_>) -> Result<Self, Malformed> {
        let side: usize = tensors.need("side")?;
        let grid: usize = tensors.need("grid")?;
        let layers: Vec<Said> = tensors.need("layers")?;
        let mut maps: Vec<Map> = vec![[side, side, 3]];
        let mut numbers = tensor::count(&maps[0])?;
        let mut steps = Vec::with_capacity(layers.len());
        for (at, said) in layers.iter().enumerate() {
            let within = |Malformed(why)| Malformed(format!("layer {at}: {why}"));
            let (step, map) = Step::read(said, at, &maps, tensors).map_err(within)?;
            numbers += tensor::count(&map).map_err(within)?;
            if numbers > tensor::MOST {
                return Err(wrong("there is no room for all maps"));
            }
            steps.push(step);
            maps.push(map);
        }
        let [rows, columns, channels] = maps[maps.len() - 1];
        // Every cell has a pixel of its own, so that its mean is a number.
        if grid == 0 || grid > rows.min(columns) {
            return Err(Malformed(format!("{grid} cells along {rows} by {columns} pixels")));
        }
        let features = tensor::count(&[grid, grid, channels])?;
        let [scale, shift] = [tensors.need("scale")?, tensors.need("shift")?];
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

    /// The embedding of a picture, `[1, side, side, 3]`, whose colours are from -1 to 1.
    ///
    /// # Errors
    /// [`Malformed`] if it has another side.
    pub fn embed(&self, picture: &Tensor) -> Result<Vec<f32>, Malformed> {
        let scale = Tensor::new([3], self.scale.to_vec())?;
        let shift = Tensor::new([3], self.shift.to_vec())?;
        let scaled = ops::zip(picture, &scale, |a, b| a * b)?;
        let mut maps = vec![ops::zip(&scaled, &shift, |a, b| a + b)?];
        for step in &self.steps {
            let mut map = step.convolution.apply(&maps[step.source])?;
            if let Some(at) = step.shortcut {
                map = ops::zip(&map, &maps[at], |a, b| a + b)?;
            }
            let [least, most] = step.limits;
            maps.push(ops::map(map, |x| x.max(least).min(most)));
        }
        self.means(&maps[maps.len() - 1])
    }

    /// The means over the cells of a map, cell after cell, row by row.
    fn means(&self, map: &Tensor) -> Result<Vec<f32>, Malformed> {
        let [_, rows, columns, channels] = map.sizes()?;
        let cell = |at: usize, size: usize| at * size / self.grid..(at + 1) * size / self.grid;
        let mut means = Vec::with_capacity(self.features);
        for at in 0..self.grid * self.grid {
            let (down, across) = (cell(at / self.grid, rows), cell(at % self.grid, columns));
            let share = 1.0 / (down.len() * across.len()) as f32;
            let mut sums = vec![0.0f32; channels];
            for row in down {
                let pixels = (row * columns + across.start) * channels;
                let pixels = &map.values[pixels..pixels + across.len() * channels];
                for pixel in pixels.chunks_exact(channels.max(1)) {
                    sums.iter_mut().zip(pixel).for_each(|(sum, x)| *sum += x);
                }
            }
            means.extend(sums.into_iter().map(|sum| sum * share));
        }
        Ok(means)
    }
}

impl Step {
    /// Takes the N-th layer out of a file; gives the map that comes out as well.
    fn read(
        said: &Said,
        at: usize,
        maps: &[Map],
        tensors: &mut Tensors<'_>,
    ) -> Result<(Self, Map), Malformed> {
        let place = |layer: usize| {
            let place = layer.checked_add(1).filter(|&place| place < maps.len());
            place.ok_or_else(|| wrong("it takes what comes after it"))
        };
        let source = match said.source {
            PICTURE => 0,
            layer => place(usize::try_from(layer).map_err(|_| wrong("it takes no layer"))?)?,
        };
        let shortcut = said.shortcut.map(place).transpose()?;
        let [rows, columns, channels] = maps[source];
        let Said { kernel, stride, zeros: [first, last], .. } = *said;
        let window =
            Window { kernel: [kernel; 2], strides: [stride; 2], pads: [first, first, last, last] };
        let [rows, columns] = window.output([rows, columns])?;
        let ([outputs], bias) = tensors.take(&format!("layers.{at}.bias"))?;
        let name = format!("layers.{at}.weight");
        let unfit = || wrong("its weights do not fit what it takes");
        let convolution = if said.depthwise {
            let (shape, weight) = tensors.take(&name)?;
            if shape != [kernel, kernel, channels] || outputs != channels {
                return Err(unfit());
            }
            Convolution::depthwise(window, &bias, |channel, row, column| {
                weight[(row * kernel + column) * channels + channel]
            })
        } else {
            let (shape, weight) = tensors.take(&name)?;
            if shape != [kernel, kernel, channels, outputs] {
                return Err(unfit());
            }
            Convolution::full(window, channels, &bias, |output, row, column, input| {
                weight[((row * kernel + column) * channels + input) * outputs + output]
            })
        };
        let map = [rows, columns, outputs];
        if shortcut.is_some_and(|at| maps[at] != map) {
            return Err(wrong("it adds a map of other sizes"));
        }
        Ok((Self { convolution, source, shortcut, limits: said.limits }, map))
    }
}
