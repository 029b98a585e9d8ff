//! A face: a head, two eyes, a mouth, and whatever else.

use super::super::path::{Point, curve, ellipse, rectangle, smooth};
use super::super::pen::Pen;
use super::super::style::Role;

/// Draws a face; the dice decide its proportions, and whether there are ears and the like.
pub fn draw(pen: &mut Pen) {
    let (wide, high) = (pen.dice.between(0.6, 0.85), pen.dice.between(0.65, 0.88));
    if pen.dice.happens(0.4) {
        let ear = pen.dice.between(0.1, 0.18);
        let y = pen.dice.between(-0.15, 0.1);
        for side in [-1.0, 1.0] {
            pen.part(&ellipse([side * wide, y], [ear, ear * 1.2]), Role::Main);
        }
    }
    let head = if pen.dice.happens(0.25) {
        let (w, h) = (wide * 0.97, high * 0.97);
        let (x, y) = (w * 0.5, h * 0.5);
        let corners = [
            [-x, -h],
            [x, -h],
            [w, -h],
            [w, -y],
            [w, y],
            [w, h],
            [x, h],
            [-x, h],
            [-w, h],
            [-w, y],
            [-w, -y],
            [-w, -h],
        ];
        smooth(&corners)
    } else {
        ellipse([0.0, 0.0], [wide, high])
    };
    pen.part(&head, Role::Main);
    top(pen, wide, high);
    eyes(pen, wide);
    nose(pen);
    mouth(pen, wide, high);
}

/// Hair, a hat, or neither.
fn top(pen: &mut Pen, wide: f32, high: f32) {
    match pen.dice.below(5) {
        0 => {
            let fringe = pen.dice.between(0.25, 0.5) * high;
            let hair: Vec<Point> = [
                &curve(&[
                    [-wide, -0.05],
                    [-wide * 1.12, -high * 1.12],
                    [wide * 1.12, -high * 1.12],
                    [wide, -0.05],
                ])[..],
                &curve(&[[wide * 0.8, -fringe * 1.1], [0.0, -high * 0.75], [-wide * 0.8, -fringe]])
                    [..],
            ]
            .concat();
            pen.part(&hair, Role::Second);
        }
        1 => {
            let brim = -high * pen.dice.between(0.55, 0.7);
            let crown = wide * pen.dice.between(0.5, 0.75);
            pen.part(&rectangle([-crown, -0.99], [crown, brim]), Role::Second);
            pen.part(&rectangle([-wide, brim - 0.05], [wide, brim + 0.07]), Role::Second);
        }
        2 => {
            for at in 0..3 + pen.dice.below(4) {
                let x = at as f32 * 0.12 - 0.25;
                pen.line(
                    &curve(&[[x, -high * 0.95], [x + 0.02, -high], [x + 0.08, -high - 0.15]]),
                    0.05,
                );
            }
        }
        _ => {}
    }
}

fn eyes(pen: &mut Pen, wide: f32) {
    let apart = wide * pen.dice.between(0.3, 0.48);
    let y = pen.dice.between(-0.25, -0.08);
    let size = pen.dice.between(0.07, 0.12);
    let kind = pen.dice.below(4);
    let brows = pen.dice.happens(0.35);
    let glasses = pen.dice.happens(0.2);
    for side in [-1.0, 1.0] {
        let x = side * apart;
        match kind {
            0 => {
                pen.line(&curve(&[[x - size, y + 0.02], [x, y - size], [x + size, y + 0.02]]), 0.06)
            }
            1 => {
                pen.detail(&ellipse([x, y], [size * 1.6, size * 1.7]), Role::Third);
                pen.dot(&ellipse([x + 0.02, y + 0.02], [size * 0.8, size * 0.8]));
            }
            _ => pen.dot(&ellipse([x, y], [size, size * 1.2])),
        }
        if brows {
            let rise = y - size * 2.1;
            pen.line(&[[x - size * 1.3, rise], [x + size * 1.3, rise - 0.03 * side]], 0.05);
        }
        if glasses {
            let rim: Vec<Point> = ellipse([x, y], [apart * 0.8, apart * 0.8]);
            pen.line(&[&rim[..], &rim[..1]].concat(), 0.04);
        }
    }
    if glasses {
        pen.line(&[[-apart * 0.2, y], [apart * 0.2, y]], 0.04);
    }
}

fn nose(pen: &mut Pen) {
    match pen.dice.below(4) {
        0 => pen.detail(&ellipse([0.0, 0.14], [0.1, 0.1]), Role::Third),
        1 => pen.line(&curve(&[[0.0, -0.05], [0.12, 0.2], [-0.03, 0.2]]), 0.05),
        2 => pen.detail(&[[0.0, -0.02], [0.1, 0.2], [-0.1, 0.2]], Role::Second),
        _ => {}
    }
}

fn mouth(pen: &mut Pen, wide: f32, high: f32) {
    let half = wide * pen.dice.between(0.28, 0.55);
    let y = high * pen.dice.between(0.42, 0.55);
    let smile = pen.dice.between(-0.12, 0.3);
    let width = pen.dice.between(0.05, 0.08);
    match pen.dice.below(4) {
        0 => {
            let open = curve(&[[half, y], [half, y + 0.38], [-half, y + 0.38], [-half, y]]);
            pen.detail(&open, Role::Third);
        }
        1 => pen.dot(&ellipse([0.0, y + 0.05], [half * 0.5, half * 0.45])),
        _ => pen.line(
            &curve(&[[-half, y], [-half * 0.5, y + smile], [half * 0.5, y + smile], [half, y]]),
            width,
        ),
    }
}
