//! What a network gets to see of a photo: a part of it, resized, and perhaps changed in colour.

use rand::RngExt;
use rand::rngs::ChaCha8Rng;

use super::dataset::Photo;

/// A rectangle of a photo, in its pixels, and whether it is seen in a mirror.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// First column; may lie between two.
    pub left: f32,
    /// First row; may lie between two.
    pub top: f32,
    /// Columns of the photo that it spans.
    pub width: f32,
    /// Rows of the photo that it spans.
    pub height: f32,
    /// Whether left and right are exchanged.
    pub mirrored: bool,
}

impl View {
    /// The largest centred square: what the page shows a network.
    pub fn centre(photo: &Photo) -> Self {
        let side = photo.width.min(photo.height) as f32;
        let left = ((photo.width as f32 - side) / 2.0).floor();
        let top = ((photo.height as f32 - side) / 2.0).floor();
        Self { left, top, width: side, height: side, mirrored: false }
    }

    /// A random part of at least `least` of the area, its sides in a ratio of 3:4 to 4:3 (Szegedy et
    /// al. 2015, section 6), mirrored or not.
    pub fn random(photo: &Photo, least: f32, rng: &mut ChaCha8Rng) -> Self {
        let (width, height) = (photo.width as f32, photo.height as f32);
        let area = width * height * rng.random_range(least..=1.0);
        let ratio = rng.random_range((3.0f32 / 4.0).ln()..=(4.0f32 / 3.0).ln()).exp();
        let view_width = (area * ratio).sqrt().min(width);
        let view_height = (area / ratio).sqrt().min(height);
        Self {
            left: rng.random_range(0.0..=width - view_width),
            top: rng.random_range(0.0..=height - view_height),
            width: view_width,
            height: view_height,
            mirrored: rng.random(),
        }
    }

    /// The same shrunk by up to `share` along each axis and moved about within itself.
    pub fn jittered(self, share: f32, rng: &mut ChaCha8Rng) -> Self {
        let width = self.width * (1.0 - rng.random_range(0.0..=share));
        let height = self.height * (1.0 - rng.random_range(0.0..=share));
        Self {
            left: self.left + rng.random_range(0.0..=self.width - width),
            top: self.top + rng.random_range(0.0..=self.height - height),
            width,
            height,
            mirrored: self.mirrored ^ rng.random::<bool>(),
        }
    }

    /// The view at `size` x `size` pixels: `[3, size, size]` from -1 to 1, as
    /// [`Picture`](crate::data::picture::Picture) has it.
    ///
    /// Bilinear; where it shrinks, over as many pixels as one of the result covers.
    pub fn render(&self, photo: &Photo, size: usize) -> Vec<f32> {
        let columns = Taps::of(self.left, self.width, photo.width, size);
        let rows = Taps::of(self.top, self.height, photo.height, size);
        // Rows first, for only those that are needed: [height, size, 3]
        let mut narrow = vec![0.0f32; photo.height * size * 3];
        let needed = rows.first_needed()..rows.last_needed();
        for y in needed {
            let line = &photo.rgb[y * photo.width * 3..(y + 1) * photo.width * 3];
            for x in 0..size {
                let (first, weights) = columns.at(x);
                let mut sum = [0.0f32; 3];
                for (pixel, weight) in line[first * 3..].chunks_exact(3).zip(weights) {
                    for (sum, value) in sum.iter_mut().zip(pixel) {
                        *sum += f32::from(*value) * weight;
                    }
                }
                narrow[(y * size + x) * 3..][..3].copy_from_slice(&sum);
            }
        }
        let mut values = vec![0.0; 3 * size * size];
        for y in 0..size {
            let (first, weights) = rows.at(y);
            for x in 0..size {
                let column = if self.mirrored { size - 1 - x } else { x };
                let mut sum = [0.0f32; 3];
                for (row, weight) in weights.iter().enumerate() {
                    let pixel = &narrow[((first + row) * size + column) * 3..][..3];
                    for (sum, value) in sum.iter_mut().zip(pixel) {
                        *sum += value * weight;
                    }
                }
                for (channel, value) in sum.iter().enumerate() {
                    values[(channel * size + y) * size + x] = value / 127.5 - 1.0;
                }
            }
        }
        values
    }
}

/// For every pixel of the result, which pixels of the source it is made of and how much of each.
struct Taps {
    firsts: Vec<usize>,
    weights: Vec<Vec<f32>>,
}

impl Taps {
    /// Resizes `length` pixels of a line of `pixels`, from `start`, to `size`.
    fn of(start: f32, length: f32, pixels: usize, size: usize) -> Self {
        let step = length / size as f32;
        // A triangle as wide as two pixels, of the source or of the result, whichever are larger.
        let reach = step.max(1.0);
        // Nothing outside the view counts, as where a canvas draws a part of a picture.
        let least = (start.floor().max(0.0) as usize).min(pixels - 1);
        let most = ((start + length).ceil() as usize).clamp(least + 1, pixels);
        let mut taps = Self { firsts: Vec::with_capacity(size), weights: Vec::with_capacity(size) };
        for index in 0..size {
            let centre = start + (index as f32 + 0.5) * step;
            let first = ((centre - reach).floor().max(0.0) as usize).clamp(least, most - 1);
            let end = ((centre + reach).ceil() as usize).clamp(first + 1, most);
            let weight =
                |pixel: usize| (1.0 - ((pixel as f32 + 0.5 - centre) / reach).abs()).max(0.0);
            let mut weights: Vec<f32> = (first..end).map(weight).collect();
            let sum: f32 = weights.iter().sum();
            if sum > 0.0 {
                weights.iter_mut().for_each(|weight| *weight /= sum);
            } else {
                weights[0] = 1.0;
            }
            taps.firsts.push(first);
            taps.weights.push(weights);
        }
        taps
    }

    fn at(&self, index: usize) -> (usize, &[f32]) {
        (self.firsts[index], &self.weights[index])
    }

    fn first_needed(&self) -> usize {
        self.firsts.iter().copied().min().unwrap_or(0)
    }

    fn last_needed(&self) -> usize {
        let ends = self.firsts.iter().zip(&self.weights);
        ends.map(|(first, weights)| first + weights.len()).max().unwrap_or(0)
    }
}

/// Changes brightness, contrast and saturation by up to `strength`, each with its own dice
/// (Krizhevsky, Sutskever and Hinton 2012 did the first of the kind).
///
/// `values`: `[3, size, size]` from -1 to 1.
pub fn jitter_colours(values: &mut [f32], strength: f32, rng: &mut ChaCha8Rng) {
    let mut factor = || 1.0 + rng.random_range(-strength..=strength);
    let (brightness, contrast, saturation) = (factor(), factor(), factor());
    let pixels = values.len() / 3;
    let mean = values.iter().sum::<f32>() / values.len().max(1) as f32;
    let (red, rest) = values.split_at_mut(pixels);
    let (green, blue) = rest.split_at_mut(pixels);
    for ((red, green), blue) in red.iter_mut().zip(green).zip(blue) {
        // Luma of ITU-R BT.601.
        let grey = 0.299 * *red + 0.587 * *green + 0.114 * *blue;
        for value in [red, green, blue] {
            let saturated = grey + (*value - grey) * saturation;
            let contrasted = mean + (saturated - mean) * contrast;
            *value = (contrasted + brightness - 1.0).clamp(-1.0, 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    fn photo(width: usize, height: usize) -> Photo {
        let rgb = (0..width * height * 3).map(|i| (i * 37 % 251) as u8).collect();
        Photo { width, height, rgb, label: 0 }
    }

    #[test]
    fn the_whole_photo_at_its_own_size_is_itself() {
        let photo = photo(5, 5);
        let values = View::centre(&photo).render(&photo, 5);
        for (at, pixel) in photo.rgb.chunks(3).enumerate() {
            for channel in 0..3 {
                let expected = f32::from(pixel[channel]) / 127.5 - 1.0;
                assert!((values[channel * 25 + at] - expected).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn resizes_as_the_image_crate_does() {
        let photo = photo(40, 30);
        let image = image::RgbImage::from_raw(40, 30, photo.rgb.clone()).expect("it fits");
        let image = image::imageops::crop_imm(&image, 5, 0, 30, 30).to_image();
        for size in [12, 64] {
            let expected =
                image::imageops::resize(&image, size, size, image::imageops::FilterType::Triangle);
            let values = View::centre(&photo).render(&photo, size as usize);
            let pixels = (size * size) as usize;
            for (at, pixel) in expected.pixels().enumerate() {
                for channel in 0..3 {
                    let actual = (values[channel * pixels + at] + 1.0) * 127.5;
                    let difference = (actual - f32::from(pixel.0[channel])).abs();
                    assert!(difference < 1.5, "{size}: {actual} and {pixel:?}");
                }
            }
        }
    }

    #[test]
    fn random_views_stay_within_the_photo() {
        let photo = photo(9, 4);
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        for _ in 0..500 {
            let view = View::random(&photo, 0.1, &mut rng).jittered(0.3, &mut rng);
            assert!(view.left >= 0.0 && view.left + view.width <= 9.001, "{view:?}");
            assert!(view.top >= 0.0 && view.top + view.height <= 4.001, "{view:?}");
            let mut values = view.render(&photo, 3);
            jitter_colours(&mut values, 0.4, &mut rng);
            assert!(values.iter().all(|value| (-1.0..=1.0).contains(value)));
        }
    }
}
