//! What a model that learnt without labels can show of what it has learnt.

use crate::data::contact_sheet::ContactSheet;
use crate::data::picture::Picture;
use crate::error::Kind;
use crate::models::autoencoder::{DecoderNet, INPUT_SIZE, between};
use crate::models::{KMeansConfig, KMeansWeights};
use crate::protocol::{Patches, Pixels};

/// A square picture, to be looked at.
pub fn pixels(picture: &Picture) -> Pixels {
    let side = picture.size as u32;
    Pixels { width: side, height: side, rgba: picture.to_rgba() }
}

/// What an autoencoder draws from the embedding of a picture or, where there is a second, from the
/// one at `share` of the straight way to its.
///
/// # Errors
/// [`WeightsError::WrongShape`](crate::error::WeightsError::WrongShape) if they are not embeddings of this autoencoder's.
pub fn drawing(
    decoder: &DecoderNet,
    first: &[f32],
    second: Option<&[f32]>,
    share: f32,
) -> Result<Pixels, Kind> {
    let values = match second {
        Some(second) => decoder.draw(&between(first, second, share))?,
        None => decoder.draw(first)?,
    };
    Ok(pixels(&Picture { size: INPUT_SIZE, values }))
}

/// The patches that a filter bank compares pictures with, each with its contrast stretched, from grey
/// to colourful: k-means finds them in no order.
pub fn patches(config: &KMeansConfig, weights: &KMeansWeights) -> Patches {
    let side = config.patch;
    let stretched = |values| Picture { size: side, values }.stretched();
    let mut pictures: Vec<Picture> = weights.pictures(config).into_iter().map(stretched).collect();
    pictures.sort_by_cached_key(|picture| (colourfulness(picture) * 1e6) as u32);
    let sheet = ContactSheet::new(&pictures, side);
    Patches {
        shown: sheet.shown,
        sheet: Pixels { width: sheet.width as u32, height: sheet.height as u32, rgba: sheet.rgba },
        total: pictures.len(),
        side,
    }
}

/// How much of a picture's contrast is in its colours, 0 to 1: the share of its variance about middle
/// grey that is gone when every pixel is made grey.
fn colourfulness(picture: &Picture) -> f32 {
    let (red, rest) = picture.values.split_at(picture.size * picture.size);
    let (green, blue) = rest.split_at(red.len());
    let pixels = red.iter().zip(green).zip(blue);
    let (mut grey, mut all) = (0.0, 0.0);
    for ((red, green), blue) in pixels {
        grey += (red + green + blue).powi(2) / 3.0;
        all += red * red + green * green + blue * blue;
    }
    if all > 0.0 { (1.0 - grey / all).max(0.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;
    use crate::error::WeightsError;
    use crate::models::ConvWeights;
    use crate::models::autoencoder::{CODE_CHANNELS, CODE_SIZE, Decoder, decoder};

    /// Draws the first channel of each pixel of the code in red.
    fn red_decoder() -> DecoderNet {
        let weights = decoder().into_iter().map(|layer| {
            let mut kernel = vec![0.0; layer.kernel_shape().iter().product()];
            kernel[4] = 1.0; // the middle of the first output's first input
            ConvWeights { kernel, bias: vec![0.0; layer.outputs] }
        });
        Decoder { weights: weights.collect() }.init(&Device::flex())
    }

    #[test]
    fn draws_what_is_between_two_embeddings() {
        let decoder = red_decoder();
        let (first, second) = (vec![0.0; 512], vec![1.0; 512]);
        assert_eq!(first.len(), CODE_SIZE * CODE_SIZE * CODE_CHANNELS);
        let drawn = |second: Option<&[f32]>, share| {
            drawing(&decoder, &first, second, share).expect("they are codes")
        };
        let alone = drawn(None, 0.5);
        assert_eq!((alone.width, alone.height, alone.rgba.len()), (64, 64, 4 * 64 * 64));
        assert_eq!(drawn(Some(&second), 0.0), alone);
        assert_eq!(drawn(Some(&second), 1.0), drawing(&decoder, &second, None, 0.0).expect("too"));
        // Half the way from 0 to 1, where -1 to 1 are 0 to 255.
        assert_eq!(drawn(Some(&second), 0.5).rgba[..4], [191, 128, 128, 255]);
    }

    #[test]
    fn what_is_no_embedding_of_an_autoencoder_s_is_refused() {
        let refused = drawing(&red_decoder(), &[0.0; 1280], None, 0.0);
        assert!(
            matches!(refused, Err(Kind::Weights(WeightsError::WrongShape { .. }))),
            "{refused:?}"
        );
    }

    #[test]
    fn patches_are_laid_out_from_grey_to_colourful() {
        let config = KMeansConfig {
            input_size: 64,
            patch: 2,
            stride: 2,
            components: 2,
            centroids: 3,
            grid: 2,
        };
        // The first filter sees red against blue, the second light against dark.
        let colour = [1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, -1.0, -1.0, -1.0, -1.0];
        let light = [1.0, 1.0, -1.0, -1.0, 1.0, 1.0, -1.0, -1.0, 1.0, 1.0, -1.0, -1.0];
        let weights = KMeansWeights {
            filters: [colour, light].concat(),
            mean: vec![0.0; 2],
            centroids: vec![5.0, 0.0, 0.1, 5.0, 0.0, -2.0],
        };
        let patches = patches(&config, &weights);
        assert_eq!((patches.shown, patches.total, patches.side), (3, 3, 2));
        assert_eq!((patches.sheet.width, patches.sheet.height), (5, 5));
        let pixel = |x: usize, y: usize| &patches.sheet.rgba[4 * (y * 5 + x)..][..4];
        assert_eq!(pixel(0, 0), [0, 0, 0, 255], "dark above, all grey");
        assert_eq!(pixel(0, 1), [255, 255, 255, 255]);
        assert_eq!(pixel(0, 3), [255, 128, 0, 255], "red against blue, the most colourful");
    }
}
