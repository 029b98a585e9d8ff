//! What the layers of a network see in a picture.

use std::cmp::Reverse;

use burn::tensor::{Device, Tensor, TensorData};

use super::supplies::picture_size;
use super::{Needs, Piece, Procedure, Supplies};
use crate::data::contact_sheet::{ContactSheet, LARGEST};
use crate::data::picture::Picture;
use crate::data::sample;
use crate::engine::exhibits::pixels;
use crate::error::{FileError, Kind, WeightsError};
use crate::models::{Activation, Backbone, ConvConfig, ConvNet};
use crate::protocol::Pixels;
use crate::protocol::lab::{Finding, PictureChoice};

/// Layers that are shown, spread over the network.
const LAYERS: usize = 6;

/// Maps that are shown of each along a side of the sheet, if they fit.
const ROWS: usize = 4;

/// A picture on its way through a network, layer by layer.
#[derive(Debug)]
pub struct FeatureMaps {
    picture: Picture,
    layers: Vec<ConvConfig>,
    net: ConvNet,
    /// Places of the layers that are shown.
    shown: Vec<usize>,
    /// The picture, `[1, 3, size, size]`, normalised.
    input: Tensor<4>,
    /// `[1, channels, side, side]` of each layer that was computed.
    outputs: Vec<Tensor<4>>,
}

/// What the experiment must be given. Pictures of the sample it draws by itself.
///
/// # Errors
/// [`WeightsError::UnknownModel`]; [`AbilityError::Reads`](crate::error::AbilityError::Reads).
pub fn needs(model: &str, picture: &PictureChoice) -> Result<Needs, Kind> {
    let size = picture_size(model)?;
    let sizes = match picture {
        PictureChoice::Sample { .. } => Vec::new(),
        PictureChoice::Own(_) => vec![size],
    };
    Ok(Needs { models: vec![model.into()], sizes, ..Needs::default() })
}

impl FeatureMaps {
    /// Starts with nothing computed yet. A picture of the visitor's is the first of the set.
    ///
    /// # Errors
    /// [`ClassesError::NoModel`](crate::error::ClassesError::NoModel); [`AbilityError::Reads`](crate::error::AbilityError::Reads); [`WeightsError::UnknownModel`] if the model has no layers of
    /// convolutions; [`FileError::Undecodable`] if there is no picture.
    pub fn new(model: &str, choice: &PictureChoice, mut supplies: Supplies) -> Result<Self, Kind> {
        let backbone = supplies.take(model)?.pictures()?.backbone;
        let Backbone::ConvNet { config, weights } = backbone else {
            return Err(Kind::Weights(WeightsError::UnknownModel(model.into())));
        };
        let size = config.input_size;
        let rgba = match *choice {
            PictureChoice::Sample { class, index } => {
                let class = (class as usize).min(sample::CLASSES.len() - 1);
                Some(sample::draw(class, (index as usize).min(sample::EACH - 1), size))
            }
            PictureChoice::Own(_) => supplies.pictures.rgba(size).first().cloned(),
        };
        let rgba = rgba
            .filter(|rgba| rgba.len() == 4 * size * size)
            .ok_or(Kind::File(FileError::Undecodable))?;
        let picture = Picture::from_rgba(size, &rgba);
        let mut values = picture.values.clone();
        config.normalisation.apply(&mut values);
        let device = Device::flex();
        Ok(Self {
            picture,
            net: config.load(&weights, &device),
            shown: spread(&config.layers),
            layers: config.layers,
            input: Tensor::from_data(TensorData::new(values, [1, 3, size, size]), &device),
            outputs: Vec::new(),
        })
    }

    /// What the last layer that was computed sees.
    fn finding(&self, layer: &ConvConfig, output: &Tensor<4>) -> Finding {
        let [_, channels, side, _] = output.dims();
        let values: Vec<f32> =
            output.to_data().try_into_vec().expect("flex computes in f32, the type asked for");
        let sheet = sheet(strongest(&values, channels, side), side);
        Finding::FeatureMaps {
            layer: layer.name.clone(),
            side: side as u32,
            channels: channels as u32,
            shown: sheet.shown as u32,
            maps: Pixels {
                width: sheet.width as u32,
                height: sheet.height as u32,
                rgba: sheet.rgba,
            },
        }
    }
}

impl Procedure for FeatureMaps {
    fn advance(&mut self) -> Result<Piece, Kind> {
        let mut findings = Vec::new();
        let at = self.outputs.len();
        if at == 0 {
            findings.push(Finding::Seen(pixels(&self.picture)));
        }
        if let Some(output) = self.net.next(&self.input, &self.outputs) {
            if self.shown.contains(&at) {
                findings.push(self.finding(&self.layers[at], &output));
            }
            self.outputs.push(output);
        }
        Ok(Piece { findings, ends_step: self.is_over() })
    }

    fn done(&self) -> f32 {
        self.outputs.len() as f32 / self.layers.len().max(1) as f32
    }

    fn is_over(&self) -> bool {
        self.outputs.len() == self.layers.len()
    }
}

/// Places of some layers from the first to the last, about as far from each other. Only those that end in an
/// activation: what others give is no answer yet, but a sum for the layers after them.
fn spread(layers: &[ConvConfig]) -> Vec<usize> {
    let ends = |&at: &usize| layers[at].activation != Activation::Linear;
    let ends: Vec<usize> = (0..layers.len()).filter(ends).collect();
    let last = ends.len().saturating_sub(1);
    let mut places: Vec<usize> =
        (0..LAYERS).filter_map(|i| ends.get(i * last / (LAYERS - 1)).copied()).collect();
    places.dedup();
    places
}

/// The maps of the channels that respond most on average, that of the strongest first.
///
/// # Shapes
/// - `values`: `[channels, side, side]`
fn strongest(values: &[f32], channels: usize, side: usize) -> Vec<&[f32]> {
    let map = |channel: usize| &values[channel * side * side..][..side * side];
    // Numbers that are not negative are in the order of their bits.
    let mean = |&channel: &usize| Reverse(map(channel).iter().sum::<f32>().max(0.0).to_bits());
    let mut order: Vec<usize> = (0..channels).collect();
    order.sort_by_cached_key(mean);
    order.into_iter().take(ROWS * ROWS).map(map).collect()
}

/// Maps in rows, from black for the least of each to white for its most, as much larger as fits.
fn sheet(maps: Vec<&[f32]>, side: usize) -> ContactSheet {
    // A pixel between each two is left free.
    let factor = (((LARGEST + 1) / ROWS - 1) / side.max(1)).max(1);
    let pictures: Vec<Picture> = maps.into_iter().map(|map| grey(map, side, factor)).collect();
    ContactSheet::new(&pictures, side * factor)
}

/// A map as a picture, its contrast stretched, each number a square of `factor` x `factor` pixels.
fn grey(map: &[f32], side: usize, factor: usize) -> Picture {
    let least = map.iter().copied().fold(f32::INFINITY, f32::min);
    let most = map.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let range = most - least;
    let value = |x: f32| if range > 0.0 { 2.0 * (x - least) / range - 1.0 } else { -1.0 };
    let size = side * factor;
    let plane: Vec<f32> = (0..size * size)
        .map(|pixel| value(map[pixel / size / factor * side + pixel % size / factor]))
        .collect();
    Picture { size, values: plane.repeat(3) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{mobilenet_v1, mobilenet_v2, small_resnet};

    #[test]
    fn layers_are_spread_from_the_first_to_the_last() {
        let networks = [
            small_resnet::config(),
            mobilenet_v1::MobileNetV1Config::new(128).layers(),
            mobilenet_v2::MobileNetV2Config::new(224).layers(),
        ];
        for config in networks {
            let places = spread(&config.layers);
            assert_eq!((places.len(), places[0]), (LAYERS, 0));
            assert_eq!(places[LAYERS - 1], config.layers.len() - 1);
            assert!(places.iter().all(|&at| config.layers[at].activation != Activation::Linear));
            let mut sides: Vec<usize> =
                places.iter().map(|&at| config.output_sizes()[at]).collect();
            sides.dedup();
            assert!(sides.len() >= 4, "{sides:?}");
        }
        assert!(spread(&[]).is_empty());
        assert_eq!(spread(&small_resnet::config().layers[..1]), [0]);
    }

    #[test]
    fn the_strongest_come_first() {
        let values = [0.0, 1.0, 5.0, 3.0, 2.0, 2.0];
        let maps = strongest(&values, 6, 1);
        assert_eq!(maps, [&[5.0][..], &[3.0], &[2.0], &[2.0], &[1.0], &[0.0]]);
        assert_eq!(strongest(&[1.0; 100], 100, 1).len(), 16);
    }

    #[test]
    fn a_sheet_is_as_large_as_fits() {
        for (side, size, shown) in
            [(1, 99, 16), (4, 96, 16), (7, 98, 16), (64, 64, 16), (112, 112, 9)]
        {
            let map: Vec<f32> = (0..side * side).map(|i| i as f32).collect();
            let sheet = sheet(vec![&map; 16], side);
            let columns = if shown == 16 { 4 } else { 3 };
            assert_eq!((sheet.shown, sheet.width), (shown, columns * (size + 1) - 1), "{side}");
            assert!(sheet.width <= LARGEST && sheet.height == sheet.width);
        }
    }

    #[test]
    fn maps_are_stretched_from_black_to_white() {
        let picture = grey(&[2.0, 3.0, 4.0, 2.0], 2, 2);
        assert_eq!(picture.size, 4);
        let rgba = picture.to_rgba();
        let pixel = |x: usize, y: usize| rgba[4 * (4 * y + x)];
        assert_eq!([pixel(0, 0), pixel(1, 1), pixel(2, 0), pixel(0, 3)], [0, 0, 128, 255]);
        assert_eq!(grey(&[5.0; 4], 2, 1).to_rgba()[..4], [0, 0, 0, 255], "nothing stands out");
    }
}
