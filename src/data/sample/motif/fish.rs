//! A fish: a body, a tail, fins, an eye.

use super::super::path::{curve, ellipse, smooth};
use super::super::pen::Pen;
use super::super::style::Role;

/// Draws one, its head to the right.
pub fn draw(pen: &mut Pen) {
    let dice = &mut pen.dice;
    let high = dice.between(0.28, 0.46);
    let (nose, root) = (dice.between(0.75, 0.95), dice.between(-0.5, -0.38));
    let (tail, fork) = (dice.between(0.36, 0.52), dice.between(0.05, 0.28));
    let top_fin = dice.happens(0.75).then(|| dice.between(0.15, 0.4));
    let low_fin = dice.happens(0.5).then(|| dice.between(0.12, 0.3));
    let pointed = dice.happens(0.5);

    if let Some(fin) = top_fin {
        pen.part(&[[0.35, -high * 0.7], [-0.05, -high - fin], [-0.3, -high * 0.5]], Role::Second);
    }
    if let Some(fin) = low_fin {
        pen.part(&[[0.2, high * 0.7], [-0.1, high + fin], [-0.25, high * 0.6]], Role::Second);
    }
    let end = -0.97;
    pen.part(&[[root + 0.12, 0.0], [end, -tail], [end + fork, 0.0], [end, tail]], Role::Second);
    let middle = (nose + root) / 2.0;
    if pointed {
        let mut body = curve(&[
            [root, 0.0],
            [middle - 0.2, -high * 1.4],
            [middle + 0.3, -high * 1.2],
            [nose, 0.0],
        ]);
        body.extend(curve(&[
            [nose, 0.0],
            [middle + 0.3, high * 1.2],
            [middle - 0.2, high * 1.4],
            [root, 0.0],
        ]));
        pen.part(&body, Role::Main);
    } else {
        pen.part(&ellipse([middle, 0.0], [(nose - root) / 2.0, high]), Role::Main);
    }
    match pen.dice.below(4) {
        0 => {
            for at in 0..2 + pen.dice.below(2) {
                let x = middle + 0.1 - 0.2 * at as f32;
                let reach = high * (0.75 - 0.1 * at as f32);
                pen.line(&curve(&[[x, -reach], [x + 0.12, 0.0], [x, reach]]), 0.06);
            }
        }
        1 => {
            for [x, y] in [[0.05, -0.3], [-0.15, 0.1], [0.1, 0.4], [-0.1, -0.5]] {
                pen.detail(&ellipse([middle + x, y * high], [0.055, 0.055]), Role::Third);
            }
        }
        2 => {
            let fin = [[middle, 0.0], [middle - 0.28, -0.08], [middle - 0.25, 0.2]];
            pen.detail(&smooth(&fin), Role::Third);
        }
        _ => {}
    }
    if pen.dice.happens(0.6) {
        let x = nose - 0.42;
        pen.line(&curve(&[[x, -high * 0.55], [x - 0.12, 0.0], [x, high * 0.55]]), 0.045);
    }
    let eye = pen.dice.between(0.055, 0.1);
    let at = [nose - 0.25, -high * pen.dice.between(0.15, 0.35)];
    if pen.dice.happens(0.5) {
        pen.detail(&ellipse(at, [eye * 1.5, eye * 1.5]), Role::Third);
    }
    pen.dot(&ellipse(at, [eye, eye]));
}
