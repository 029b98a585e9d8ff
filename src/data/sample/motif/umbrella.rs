//! An open umbrella: a canopy with a scalloped rim, a shaft, a crook.

use super::super::path::{Point, between, curve, ellipse};
use super::super::pen::Pen;
use super::super::style::Role;

/// Draws an umbrella of 3 to 6 gores; the dice decide its proportions.
pub fn draw(pen: &mut Pen) {
    let dice = &mut pen.dice;
    let wide = dice.between(0.75, 0.97);
    let rim = dice.between(-0.15, 0.1);
    let top = rim - dice.between(0.55, 0.8);
    let gores = 3 + dice.below(4) as usize;
    let scallop = dice.between(0.06, 0.16);
    let pointed = dice.happens(0.35);
    let end = dice.between(0.75, 0.92);
    let thick = dice.between(0.05, 0.09);

    let crook = dice.between(0.12, 0.22);
    let shaft = if dice.happens(0.8) {
        let hook = curve(&[
            [0.0, end - 0.2],
            [0.0, end + 0.05],
            [crook * 2.0, end + 0.05],
            [crook * 2.0, end - 0.15],
        ]);
        [&[[0.0, top]][..], &hook].concat()
    } else {
        vec![[0.0, top], [0.0, end]]
    };
    pen.line(&shaft, thick);
    pen.line(&[[0.0, top - 0.12], [0.0, top]], thick * 0.8);

    let mut canopy = if pointed {
        let (x, y) = (wide * 0.6, top * 0.75 + rim * 0.25);
        let half = |side: f32| curve(&[[side * wide, rim], [side * x, y], [0.0, top]]);
        [half(-1.0), reversed(half(1.0))].concat()
    } else {
        // The upper half, from the left over the top to the right.
        let whole = ellipse([0.0, rim], [wide, rim - top]);
        [&whole[whole.len() / 2..], &[[wide, rim]]].concat()
    };
    // Where the seams meet the rim.
    let seam = |at: usize| [wide * (2.0 * at as f32 / gores as f32 - 1.0), rim];
    let edge = |at: usize| -> Vec<Point> {
        let (from, to) = (seam(at), seam(at + 1));
        let [x, y] = between(from, to, 0.5);
        curve(&[to, [x, y - 2.0 * scallop], from])
    };
    (0..gores).rev().for_each(|at| canopy.extend(edge(at)));
    pen.part(&canopy, Role::Main);

    let crown = [0.0, top];
    match pen.dice.below(3) {
        // Every other gore in another colour.
        0 => {
            for at in (gores % 2..gores).step_by(2) {
                let gore = [
                    &seam_line(crown, seam(at))[..],
                    &edge(at).into_iter().rev().collect::<Vec<_>>(),
                    &reversed(seam_line(crown, seam(at + 1))),
                ]
                .concat();
                pen.detail(&gore, Role::Second);
            }
        }
        1 => {
            for at in 1..gores {
                pen.line(&seam_line(crown, seam(at)), 0.035);
            }
        }
        _ => {}
    }
}

/// A seam from the crown to the rim, bulging outwards.
fn seam_line(crown: Point, foot: Point) -> Vec<Point> {
    curve(&[crown, [foot[0] * 0.75, crown[1] * 0.75 + foot[1] * 0.25], foot])
}

fn reversed(mut line: Vec<Point>) -> Vec<Point> {
    line.reverse();
    line
}
