//! A house: walls, a roof, a door, windows.

use super::super::path::{curve, ellipse, rectangle};
use super::super::pen::Pen;
use super::super::style::Role;

/// Draws a house; the dice decide its proportions.
pub fn draw(pen: &mut Pen) {
    let dice = &mut pen.dice;
    let half = dice.between(0.42, 0.82);
    let eaves = dice.between(-0.4, 0.15);
    let ground = dice.between(0.6, 0.9);
    let ridge = eaves - dice.between(0.3, 0.7);
    let over = dice.between(0.03, 0.2);
    let chimney = dice.happens(0.55).then(|| dice.between(0.1, half - 0.12));
    let (door, door_half) = (dice.between(-0.5, 0.5) * half, dice.between(0.09, 0.16));
    let door_top = ground - dice.between(0.32, 0.5).min(ground - eaves - 0.1);
    let roof = dice.below(4);

    if let Some(x) = chimney {
        pen.part(&rectangle([x, ridge - 0.05], [x + 0.16, eaves]), Role::Second);
    }
    pen.part(&rectangle([-half, eaves], [half, ground]), Role::Main);
    let (left, right) = (-half - over, half + over);
    match roof {
        0 => {
            let flat = half * pen.dice.between(0.3, 0.7);
            pen.part(&[[left, eaves], [-flat, ridge], [flat, ridge], [right, eaves]], Role::Second);
        }
        1 => {
            let apex = pen.dice.between(-0.6, 0.6) * half;
            pen.part(&[[left, eaves], [apex, ridge], [right, eaves]], Role::Second);
        }
        _ => pen.part(&[[left, eaves], [0.0, ridge], [right, eaves]], Role::Second),
    }
    if pen.dice.happens(0.3) {
        let (x, y) = (door - door_half, door + door_half);
        let rise = door_top - door_half;
        let mut arch = curve(&[[x, door_top + 0.04], [x, rise], [y, rise], [y, door_top + 0.04]]);
        arch.extend([[y, ground], [x, ground]]);
        pen.detail(&arch, Role::Third);
    } else {
        pen.detail(
            &rectangle([door - door_half, door_top], [door + door_half, ground]),
            Role::Third,
        );
    }
    windows(pen, half, eaves, ground, door, door_half);
    if pen.dice.happens(0.3) && roof > 1 {
        let radius = pen.dice.between(0.07, 0.11);
        pen.detail(&ellipse([0.0, eaves + (ridge - eaves) * 0.4], [radius, radius]), Role::Third);
    }
}

/// Windows in rows, where the door leaves room.
fn windows(pen: &mut Pen, half: f32, eaves: f32, ground: f32, door: f32, door_half: f32) {
    let columns = 2 + pen.dice.below(2);
    let rows = if ground - eaves > 0.85 { 2 } else { 1 };
    let side = pen.dice.between(0.08, 0.13).min(half / columns as f32 * 0.55);
    let tall = side * pen.dice.between(0.8, 1.5);
    let bars = pen.dice.happens(0.5);
    for row in 0..rows {
        let y = eaves + 0.1 + tall + row as f32 * (ground - eaves) * 0.45;
        for column in 0..columns {
            let x = half * ((2 * column + 1) as f32 / columns as f32 - 1.0);
            let beside = (x - door).abs() > side + door_half + 0.05;
            if !beside && (row + 1 == rows) {
                continue;
            }
            pen.detail(&rectangle([x - side, y - tall], [x + side, y + tall]), Role::Third);
            if bars {
                pen.line(&[[x, y - tall], [x, y + tall]], 0.03);
                pen.line(&[[x - side, y], [x + side, y]], 0.03);
            }
        }
    }
}
