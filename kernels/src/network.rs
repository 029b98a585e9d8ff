//! A backbone: convolutions in order, then means over the cells of a grid.

pub mod backward;

use serde::{Deserialize, Serialize};

use crate::map::{BLOCK, Map, blocks};
use crate::{depthwise, product};

/// The limits of a layer that has none.
pub const UNLIMITED: [f32; 2] = [f32::NEG_INFINITY, f32::INFINITY];

/// A backbone as plain data, on its way from one program to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Side of the square picture, in pixels.
    pub side: usize,
    /// What the red, green and blue of a picture are multiplied by.
    pub scale: [f32; 3],
    /// What is added to them then.
    pub shift: [f32; 3],
    /// The convolutions. The first takes the picture.
    pub layers: Vec<Layer>,
    /// Cells of the grid along each axis.
    pub grid: usize,
}

/// A convolution with its bias and what follows it, as plain data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// Channels of the input.
    pub inputs: usize,
    /// Side of the kernel.
    pub kernel: usize,
    /// Step of the kernel along both axes.
    pub stride: usize,
    /// Zeros before the first and after the last pixel along both axes.
    pub zeros: [usize; 2],
    /// Pixels of the output along each axis.
    pub side: usize,
    /// Whether every channel is convolved by itself.
    pub depthwise: bool,
    /// The least and the most that comes out.
    pub limits: [f32; 2],
    /// The earlier layer whose output it takes; the picture where there is none.
    pub source: Option<usize>,
    /// The earlier layer whose output is added.
    pub shortcut: Option<usize>,
    /// `[outputs, inputs, kernel, kernel]`, or `[outputs, kernel, kernel]` where `depthwise`.
    pub weights: Vec<f32>,
    /// `[outputs]`
    pub bias: Vec<f32>,
}

/// A backbone ready to embed pictures.
#[derive(Debug, Clone)]
pub struct Network {
    scale: [f32; 3],
    shift: [f32; 3],
    layers: Vec<Step>,
    grid: usize,
    channels: usize,
    /// Of the picture, then of every layer's output: side, zeros around it, numbers a pixel.
    shapes: Vec<(usize, [usize; 2], usize)>,
}

/// What a network makes of one picture.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The picture, then every layer's output.
    maps: Vec<Map>,
    /// What the pixels of a row look at, side by side.
    patches: Vec<f32>,
}

/// A layer ready to run.
#[derive(Debug, Clone)]
struct Step {
    /// Which of the maps it reads.
    source: usize,
    /// Which of the maps it adds.
    shortcut: Option<usize>,
    zeros: usize,
    kernel: usize,
    stride: usize,
    limits: [f32; 2],
    weights: Weights,
}

#[derive(Debug, Clone)]
enum Weights {
    Depthwise(depthwise::Weights),
    Product(product::Weights),
}

impl Network {
    /// Gets a backbone ready.
    pub fn new(plan: &Plan) -> Self {
        Self::above(plan, 0, 3)
    }

    /// Gets the part of a backbone ready that stands on its first `below` layers: the plan's layers are those above,
    /// which name the others as they do in the whole, and its side is that of what they take, of so many `channels`.
    pub fn above(plan: &Plan, below: usize, channels: usize) -> Self {
        let map_of = |layer: usize| layer + 1 - below;
        let read_by = |map: usize| {
            plan.layers.iter().filter(move |layer| layer.source.map_or(0, map_of) == map)
        };
        // As many zeros around as any reader wants.
        let zeros = |map| {
            read_by(map).fold([0, 0], |most: [usize; 2], layer| {
                [most[0].max(layer.zeros[0]), most[1].max(layer.zeros[1])]
            })
        };
        // A picture's pixels stand close.
        let first = if below == 0 { channels } else { blocks(channels) * BLOCK };
        let mut shapes = vec![(plan.side, zeros(0), first)];
        for (index, layer) in plan.layers.iter().enumerate() {
            let stride = blocks(layer.bias.len()) * BLOCK;
            shapes.push((layer.side, zeros(index + 1), stride));
        }
        let layers = plan.layers.iter().map(|layer| {
            let source = layer.source.map_or(0, map_of);
            Step {
                source,
                shortcut: layer.shortcut.map(map_of),
                zeros: layer.zeros[0],
                kernel: layer.kernel,
                stride: layer.stride,
                limits: layer.limits,
                weights: layer.pack(shapes[source].2),
            }
        });
        Self {
            scale: plan.scale,
            shift: plan.shift,
            layers: layers.collect(),
            grid: plan.grid,
            channels: plan.layers.last().map_or(channels, |layer| layer.bias.len()),
            shapes,
        }
    }

    /// Room for one picture at a time.
    pub fn workspace(&self) -> Workspace {
        let maps = self.shapes.iter().map(|&(side, zeros, stride)| Map::new(side, zeros, stride));
        Workspace { maps: maps.collect(), patches: Vec::new() }
    }

    /// The embedding of a picture: `[3, side, side]`, all of red, then green, then blue. The workspace must be of
    /// this network.
    pub fn embed(&self, picture: &[f32], workspace: &mut Workspace) -> Vec<f32> {
        let map = &mut workspace.maps[0];
        let mut planes = picture.chunks_exact(map.side * map.side);
        let planes: [&[f32]; 3] = std::array::from_fn(|_| planes.next().unwrap_or_default());
        Self::read(map, |pixel| planes.map(|plane| plane[pixel]), self.scale, self.shift);
        self.run(workspace)
    }

    /// The same of pixels of red, green, blue and opacity, of which 0 stands for -1 and 255 for 1.
    pub fn embed_rgba(&self, rgba: &[u8], workspace: &mut Workspace) -> Vec<f32> {
        let pixels = rgba.as_chunks::<4>().0;
        let scale = self.scale.map(|scale| scale / 127.5);
        let shift = std::array::from_fn(|channel| self.shift[channel] - self.scale[channel]);
        let map = &mut workspace.maps[0];
        Self::read(map, |pixel| [0, 1, 2].map(|at| f32::from(pixels[pixel][at])), scale, shift);
        self.run(workspace)
    }

    /// The embedding of the picture in the first map.
    fn run(&self, workspace: &mut Workspace) -> Vec<f32> {
        self.fill(workspace);
        self.pool(&workspace.maps[workspace.maps.len() - 1])
    }

    /// What every layer makes of what is in the first map.
    fn fill(&self, workspace: &mut Workspace) {
        let Workspace { maps, patches } = workspace;
        for (index, step) in self.layers.iter().enumerate() {
            let (before, after) = maps.split_at_mut(index + 1);
            let shortcut = step.shortcut.map(|at| &before[at]);
            step.run(&before[step.source], shortcut, &mut after[0], patches);
        }
    }

    /// Puts a picture where the first layer reads it, each pixel scaled and shifted.
    fn read(map: &mut Map, pixel: impl Fn(usize) -> [f32; 3], scale: [f32; 3], shift: [f32; 3]) {
        for y in 0..map.side {
            let first = y * map.side;
            for (x, put) in map.row_mut(y).as_chunks_mut::<3>().0.iter_mut().enumerate() {
                let colours = pixel(first + x);
                *put = std::array::from_fn(|at| colours[at] * scale[at] + shift[at]);
            }
        }
    }

    /// The means over the cells of the last map: `[grid * grid, channels]`.
    fn pool(&self, map: &Map) -> Vec<f32> {
        let edge = |cell: usize| cell * map.side / self.grid;
        let mut means = Vec::with_capacity(self.grid * self.grid * self.channels);
        for row in 0..self.grid {
            for column in 0..self.grid {
                let first = means.len();
                means.resize(first + self.channels, 0.0);
                let columns = edge(column)..edge(column + 1);
                let share = 1.0 / ((edge(row + 1) - edge(row)) * columns.len()) as f32;
                let mean = &mut means[first..];
                for y in edge(row)..edge(row + 1) {
                    let pixels = map.row(y).chunks_exact(map.stride);
                    for pixel in pixels.take(columns.end).skip(columns.start) {
                        mean.iter_mut().zip(pixel).for_each(|(mean, x)| *mean += x);
                    }
                }
                mean.iter_mut().for_each(|mean| *mean *= share);
            }
        }
        means
    }
}

impl Layer {
    /// Packs the weights for pixels whose channels stand `stride` apart.
    fn pack(&self, stride: usize) -> Weights {
        if self.depthwise {
            // What is added comes before the limits.
            let limits = if self.shortcut.is_some() { UNLIMITED } else { self.limits };
            let Self { weights, kernel, stride, bias, .. } = self;
            let packed = depthwise::Weights::pack(weights, *kernel, *stride, bias, limits);
            return Weights::Depthwise(packed);
        }
        let taps = self.kernel * self.kernel;
        // Of a patch: kernel rows, kernel columns, channels. Of a kernel of one pixel: channels.
        let apart = if taps == 1 { self.inputs } else { stride };
        let weight = |output: usize, input: usize| {
            let (tap, channel) = (input / apart, input % apart);
            if channel >= self.inputs {
                return 0.0;
            }
            self.weights[(output * self.inputs + channel) * taps + tap]
        };
        Weights::Product(product::Weights::pack(taps * apart, &self.bias, self.limits, weight))
    }
}

impl Step {
    fn run(&self, from: &Map, shortcut: Option<&Map>, to: &mut Map, patches: &mut Vec<f32>) {
        match &self.weights {
            Weights::Depthwise(weights) => {
                let mut rows = Vec::with_capacity(self.kernel);
                for y in 0..to.side {
                    rows.clear();
                    let seen = y * self.stride..y * self.stride + self.kernel;
                    rows.extend(seen.map(|y| from.window_row(y, self.zeros)));
                    weights.row(&rows, to.row_mut(y));
                    if let Some(earlier) = shortcut {
                        add(earlier.row(y), to.row_mut(y), self.limits);
                    }
                }
            }
            Weights::Product(weights) if self.kernel == 1 && self.stride == 1 => {
                let stride = from.stride;
                let dense = shortcut.is_none_or(Map::is_dense);
                if from.is_dense() && to.is_dense() && dense {
                    let (pixels, shortcut) = (from.pixels(), shortcut.map(Map::pixels));
                    let output = to.pixels_mut();
                    weights.apply(product::Operands { pixels, stride, shortcut, output });
                    return;
                }
                for y in 0..to.side {
                    let (pixels, shortcut) = (from.row(y), shortcut.map(|map| map.row(y)));
                    let output = to.row_mut(y);
                    weights.apply(product::Operands { pixels, stride, shortcut, output });
                }
            }
            Weights::Product(weights) => {
                let run = self.kernel * from.stride; // what one row of a patch holds
                for y in 0..to.side {
                    patches.clear();
                    for x in 0..to.side {
                        for row in y * self.stride..y * self.stride + self.kernel {
                            let left = x * self.stride * from.stride;
                            let row = from.window_row(row, self.zeros);
                            patches.extend_from_slice(&row[left..left + run]);
                        }
                    }
                    let (pixels, stride) = (&patches[..], self.kernel * run);
                    let shortcut = shortcut.map(|map| map.row(y));
                    let output = to.row_mut(y);
                    weights.apply(product::Operands { pixels, stride, shortcut, output });
                }
            }
        }
    }
}

/// Adds a row to another, within the limits.
fn add(earlier: &[f32], row: &mut [f32], [least, most]: [f32; 2]) {
    row.iter_mut().zip(earlier).for_each(|(x, earlier)| *x = (*x + earlier).max(least).min(most));
}
