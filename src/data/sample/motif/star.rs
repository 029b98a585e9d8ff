//! A star: rays around a middle.

use super::super::path::{Point, ellipse, smooth};
use super::super::pen::Pen;
use super::super::style::Role;

/// Draws a star of 4 to 7 rays, mostly 5; the dice decide.
pub fn draw(pen: &mut Pen) {
    let rays = pen.dice.pick(&[4, 5, 5, 5, 5, 5, 6, 6, 7]);
    let depth = pen.dice.between(0.36, 0.5);
    let soft = pen.dice.happens(0.25);
    let uneven = pen.dice.between(0.0, 0.12);
    let outline = |pen: &mut Pen, size: f32| {
        let corners = corners(pen, rays, size, depth, uneven);
        if soft { smooth(&corners) } else { corners }
    };
    let whole = outline(pen, 0.98);
    pen.part(&whole, Role::Main);
    match pen.dice.below(5) {
        0 => {
            let inner: Vec<Point> = whole.iter().map(|&[x, y]| [x * 0.55, y * 0.55]).collect();
            pen.detail(&inner, Role::Third);
        }
        1 => {
            let radius = pen.dice.between(0.1, 0.22);
            pen.detail(&ellipse([0.0, 0.0], [radius, radius]), Role::Third);
        }
        2 => {
            let step = whole.len() / rays;
            for at in 0..rays {
                let [x, y] = whole[at * step];
                pen.line(&[[0.0, 0.0], [x * 0.7, y * 0.7]], 0.035);
            }
        }
        _ => {}
    }
}

/// Tips and notches in turn, the first tip upwards.
fn corners(pen: &mut Pen, rays: usize, size: f32, depth: f32, uneven: f32) -> Vec<Point> {
    let mut corners = circle(rays);
    for (at, [x, y]) in corners.iter_mut().enumerate() {
        let reach = if at % 2 == 0 { size - pen.dice.between(0.0, uneven) } else { size * depth };
        (*x, *y) = (*x * reach, *y * reach);
    }
    corners
}

/// Twice so many points spread evenly on a circle of radius 1, the first at its top.
fn circle(half: usize) -> Vec<Point> {
    let [cos, sin] = TURNS[half];
    let mut point = [0.0, -1.0];
    let turned = |_| {
        let [x, y] = point;
        point = [x * cos - y * sin, y * cos + x * sin];
        [x, y]
    };
    (0..2 * half).map(turned).collect()
}

/// Cosine and sine of half a turn divided by 0 to 8: written down, as their last bits differ from machine to
/// machine where they are computed. The first is never asked for.
const TURNS: [[f32; 2]; 9] = [
    [1.0, 0.0],
    [-1.0, 0.0],
    [0.0, 1.0],
    [0.5, 0.866_025_4],
    [0.707_106_77, 0.707_106_77],
    [0.809_017, 0.587_785_25],
    [0.866_025_4, 0.5],
    [0.900_968_85, 0.433_883_73],
    [0.923_879_5, 0.382_683_43],
];
