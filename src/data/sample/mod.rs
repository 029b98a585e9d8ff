//! Pictures that the page draws by itself and sentences that come with it, to experiment with: nobody has to
//! bring any.
//!
//! Eight classes of things that a small child names at sight, drawn from shapes: whatever is not the class
//! (colours, place, size, tilt, proportions, background, style) is drawn by lot, without looking at the class,
//! so that only who sees shapes tells them apart.
//!
//! The same bytes on every machine: nothing but sums, products, quotients and square roots is computed, which
//! IEEE 754 rounds the same everywhere; no sines, whose last bits differ.

mod backdrop;
mod canvas;
mod colour;
mod dice;
mod file;
mod motif;
mod path;
mod pen;
mod shop;
mod style;
mod texts;

pub use file::{file, read};
pub use shop::shop;
pub use texts::{TEXT_CLASSES, TEXTS_EACH, texts};

use canvas::Canvas;
use colour::Palette;
use dice::Dice;
use pen::{Pen, Place};
use style::Style;

/// What the classes are called in English; a class is named by its place in this list.
pub const CLASSES: [&str; 8] = ["house", "tree", "fish", "car", "face", "star", "cup", "umbrella"];

/// Pictures there are of each class.
pub const EACH: usize = 60;

/// What colours a background has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// Any colours, warm and cool.
    Any,
    /// From cream to brick.
    Warm,
    /// From mint to navy.
    Cool,
}

/// Draws picture `index` of a class, `size` pixels along a side: red, green, blue and opacity of every pixel,
/// row by row. The same every time, on every machine; in another size, the same picture.
///
/// # Panics
/// If there is no such class.
pub fn draw(class: usize, index: usize, size: usize) -> Vec<u8> {
    draw_on(class, index, Background::Any, size)
}

/// As [`draw`], on a background of such colours: the same thing in the same place, in other colours where it
/// would not stand out.
///
/// # Panics
/// If there is no such class.
pub fn draw_on(class: usize, index: usize, background: Background, size: usize) -> Vec<u8> {
    let seed = (class as u64) << 32 | index as u64;
    let [mut of_thing, mut of_colours, mut of_backdrop] =
        [0, 1, 2].map(|stream| Dice::new(seed, stream));
    let palette = match background {
        Background::Any => Palette::ALL,
        Background::Warm => Palette::WARM,
        Background::Cool => Palette::COOL,
    };
    let mut canvas = Canvas::new(size);
    let ground = backdrop::draw(&mut canvas, palette, &mut of_backdrop);
    backdrop::scribble(&mut canvas, palette, &mut of_backdrop);
    let style = Style::by_lot(ground, &mut of_colours);
    let place = Place::by_lot(&mut of_thing);
    motif::DRAW[class](&mut Pen { canvas: &mut canvas, place, style, dice: of_thing });
    canvas.grain(of_backdrop.between(0.0, 0.022), &mut of_backdrop);
    canvas.to_rgba()
}

#[cfg(test)]
mod tests;
