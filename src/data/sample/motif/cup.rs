//! A cup: a vessel with a handle, and whatever is in and around it.

use super::super::path::{Point, between, curve, ellipse, rectangle};
use super::super::pen::Pen;
use super::super::style::Role;

/// Draws one, its handle on the right.
pub fn draw(pen: &mut Pen) {
    let dice = &mut pen.dice;
    let (left, right) = (-0.75, dice.between(0.3, 0.5));
    let (top, bottom) = (dice.between(-0.5, -0.15), dice.between(0.6, 0.8));
    let taper = dice.between(-0.02, 0.26);
    let round = dice.happens(0.45);
    let foot = [left + taper, right - taper];

    let reach = dice.between(0.3, 0.48);
    let (high, low) = (dice.between(0.12, 0.25), dice.between(0.6, 0.85));
    let thick = dice.between(0.09, 0.15);
    let on_wall = |part: f32| {
        let [x, y] = between([right, top], [foot[1], bottom], part);
        [x - 0.06, y]
    };
    let ([x0, y0], [x1, y1]) = (on_wall(high), on_wall(low));
    let out = x0 + reach;
    pen.band(&curve(&[[x0, y0], [out, y0 - 0.05], [out, y1], [x1, y1]]), thick, Role::Main);
    let wall: Vec<Point> = if round {
        let side = |from: Point, belly: Point, to: Point| curve(&[from, belly, to]);
        let mut wall = side([right, top], [right, bottom], [foot[1] - 0.12, bottom]);
        wall.extend(side([foot[0] + 0.12, bottom], [left, bottom], [left, top]));
        wall
    } else {
        vec![[left, top], [right, top], [foot[1], bottom], [foot[0], bottom]]
    };
    if pen.dice.happens(0.35) {
        let middle = (left + right) / 2.0;
        let wide = (right - left) * pen.dice.between(0.6, 0.8);
        pen.part(&ellipse([middle, bottom + 0.03], [wide, 0.11]), Role::Second);
    }
    pen.part(&wall, Role::Main);
    pattern(pen, left, right, top, bottom, taper);
    let middle = (left + right) / 2.0;
    if pen.dice.happens(0.6) {
        let flat = pen.dice.between(0.06, 0.14);
        pen.part(&ellipse([middle, top], [(right - left) / 2.0, flat]), Role::Second);
    }
    if pen.dice.happens(0.45) {
        for at in 0..2 + pen.dice.below(2) {
            let x = middle - 0.25 + 0.22 * at as f32;
            let y = top - 0.15;
            let steam = [[x, y], [x + 0.12, y - 0.1], [x - 0.1, y - 0.2], [x + 0.02, y - 0.32]];
            pen.line(&curve(&steam), 0.055);
        }
    }
}

/// What the wall is painted with.
fn pattern(pen: &mut Pen, left: f32, right: f32, top: f32, bottom: f32, taper: f32) {
    let middle = (left + right) / 2.0;
    match pen.dice.below(4) {
        0 => {
            let y = top + (bottom - top) * pen.dice.between(0.35, 0.55);
            let inset = 0.02 + taper * 0.6;
            pen.detail(&rectangle([left + inset, y], [right - inset, y + 0.14]), Role::Third);
        }
        1 => {
            for [x, y] in [[-0.25, 0.35], [0.0, 0.55], [0.22, 0.35], [-0.1, 0.8]] {
                let at = [middle + x, top + y * (bottom - top)];
                pen.detail(&ellipse(at, [0.06, 0.06]), Role::Third);
            }
        }
        2 => {
            let y = (top + bottom) / 2.0 + 0.05;
            let half = |side: f32| {
                let corners = [[0.0, -0.1], [0.1, -0.26], [0.36, -0.16], [0.2, 0.06], [0.0, 0.2]];
                curve(&corners.map(|[dx, dy]| [middle + side * dx * 0.85, y + dy * 0.85]))
            };
            let left = half(-1.0).into_iter().rev();
            let heart: Vec<Point> = half(1.0).into_iter().chain(left).collect();
            pen.detail(&heart, Role::Third);
        }
        _ => {}
    }
}
