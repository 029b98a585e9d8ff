//! What things stand before.

use super::canvas::Canvas;
use super::colour::{Colour, Palette, mix};
use super::dice::Dice;
use super::path::{self, Point, ellipse};

/// Fills the picture with a background. Returns its main colour.
pub fn draw(canvas: &mut Canvas, palette: Palette, dice: &mut Dice) -> Colour {
    let ground = palette.pick(dice);
    // Calm: the second colour is never far from the first.
    let part = dice.between(0.12, 0.34);
    let second = mix(ground, palette.pick(dice), part);
    canvas.paint(|_, _| ground);
    match dice.below(7) {
        0 => {}
        1 => gradient(canvas, ground, second, dice),
        2 => stripes(canvas, second, dice),
        3 => spots(canvas, second, dice),
        4 => clouds(canvas, palette, dice),
        5 => hills(canvas, second, dice),
        _ => patches(canvas, ground, palette, dice),
    }
    ground
}

/// From one colour to another, in any direction.
fn gradient(canvas: &mut Canvas, from: Colour, to: Colour, dice: &mut Dice) {
    let [across, down] = direction(dice);
    canvas.paint(|[x, y], _| mix(from, to, ((x * across + y * down) * 0.5 + 0.5).clamp(0.0, 1.0)));
}

/// A direction, of length 1.
fn direction(dice: &mut Dice) -> Point {
    let t = dice.between(-1.0, 1.0);
    let sign = dice.sign();
    [sign * (1.0 - t * t) / (1.0 + t * t), sign * 2.0 * t / (1.0 + t * t)]
}

fn stripes(canvas: &mut Canvas, colour: Colour, dice: &mut Dice) {
    let [dx, dy] = direction(dice);
    let (period, share) = (dice.between(0.16, 0.6), dice.between(0.15, 0.4));
    let start = dice.between(0.0, period) - 1.5;
    for stripe in 0..(3.2 / period) as u32 {
        let at = start + period * stripe as f32;
        let to = at + period * share;
        let corner = |along: f32, across: f32| [dx * along - dy * across, dy * along + dx * across];
        let band = vec![corner(at, -1.5), corner(to, -1.5), corner(to, 1.5), corner(at, 1.5)];
        canvas.cover(&[band], colour, 1.0);
    }
}

fn spots(canvas: &mut Canvas, colour: Colour, dice: &mut Dice) {
    let period = dice.between(0.22, 0.6);
    let (radius, jitter) = (period * dice.between(0.12, 0.36), period * dice.between(0.0, 0.3));
    let count = (2.4 / period) as u32 + 1;
    for spot in 0..count * count {
        let (row, column) = (spot / count, spot % count);
        let shift = if row % 2 == 0 { 0.0 } else { 0.5 };
        let x = (column as f32 + shift) * period - 1.2 + dice.between(-jitter, jitter);
        let y = row as f32 * period - 1.2 + dice.between(-jitter, jitter);
        canvas.cover(&[ellipse([x, y], [radius, radius])], colour, 1.0);
    }
}

/// Blurred blobs, as of what is far out of focus.
fn clouds(canvas: &mut Canvas, palette: Palette, dice: &mut Dice) {
    for _ in 0..3 + dice.below(4) {
        let (x, y) = (dice.between(-1.0, 1.0), dice.between(-1.0, 1.0));
        let (radius, strength) = (dice.between(0.4, 1.1), dice.between(0.15, 0.4));
        let colour = palette.pick(dice);
        canvas.paint(|point, under| {
            let (dx, dy) = ((point[0] - x) / radius, (point[1] - y) / radius);
            let inside = (1.0 - dx * dx - dy * dy).max(0.0);
            mix(under, colour, strength * inside * inside)
        });
    }
}

/// One or two lines of hills.
fn hills(canvas: &mut Canvas, colour: Colour, dice: &mut Dice) {
    for _ in 0..1 + dice.below(2) {
        let level = dice.between(-0.3, 0.8);
        let mut line = vec![[-1.6, 2.0]];
        line.extend((0..6).map(|at| [at as f32 * 0.6 - 1.5, level + dice.between(-0.25, 0.25)]));
        line.push([1.6, 2.0]);
        canvas.cover(&[path::curve(&line)], colour, 0.8);
    }
}

/// Large pieces of other sheets.
fn patches(canvas: &mut Canvas, ground: Colour, palette: Palette, dice: &mut Dice) {
    for _ in 0..2 + dice.below(3) {
        let corners: Vec<Point> = (0..3 + dice.below(3))
            .map(|_| [dice.between(-1.4, 1.4), dice.between(-1.4, 1.4)])
            .collect();
        let colour = mix(ground, palette.pick(dice), dice.between(0.1, 0.35));
        canvas.cover(&[corners], colour, 1.0);
    }
}

/// A few strokes and shapes that mean nothing.
pub fn scribble(canvas: &mut Canvas, palette: Palette, dice: &mut Dice) {
    for _ in 0..dice.below(3) {
        let colour = palette.pick(dice);
        let at = [dice.between(-1.0, 1.0), dice.between(-1.0, 1.0)];
        let length = dice.between(0.1, 0.35);
        let mut near = || [0, 1].map(|axis| at[axis] + dice.between(-length, length));
        let corners = [at, near(), near(), near()];
        let opacity = dice.between(0.5, 1.0);
        match dice.below(3) {
            0 => canvas.cover(&[corners[..3].to_vec()], colour, opacity),
            1 => canvas.cover(&[ellipse(at, [length * 0.4, length * 0.4])], colour, opacity),
            _ => {
                let width = dice.between(0.03, 0.08);
                canvas.cover(&path::stroke(&path::curve(&corners), width), colour, opacity);
            }
        }
    }
}
