//! An open umbrella: a canopy with a scalloped rim, a shaft, a crook.

use super::super::path::{Point, between, curve};
use super::super::pen::Pen;
use super::super::style::Role;

/// Draws one.
pub fn draw(pen: &mut Pen) {
    let dice = &mut pen.dice;
    let wide = dice.between(0.75, 0.97);
    let rim = dice.between(-0.15, 0.1);
    let top = rim - dice.between(0.55, 0.8);
    let gores = 3 + dice.below(4) as usize;
    let scallop = dice.between(0.06, 0.16);
    let full = dice.between(0.75, 1.15);
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

    let dome = curve(&[[-wide, rim], [-wide * full, top], [wide * full, top], [wide, rim]]);
    // Where the seams meet the rim.
    let seam = |at: usize| [wide * (2.0 * at as f32 / gores as f32 - 1.0), rim];
    let edge = |at: usize| -> Vec<Point> {
        let (from, to) = (seam(at), seam(at + 1));
        let [x, y] = between(from, to, 0.5);
        curve(&[to, [x, y - 2.0 * scallop], from])
    };
    let mut canopy = dome;
    (0..gores).rev().for_each(|at| canopy.extend(edge(at)));
    pen.part(&canopy, Role::Main);

    let crown = [0.0, top + 0.25 * (rim - top) * (1.0 - full).max(0.0)];
    let crown = [crown[0], crown[1].max(top * 0.75 + rim * 0.25)];
    match pen.dice.below(3) {
        // Every other gore in another colour.
        0 => {
            for at in (gores % 2..gores).step_by(2) {
                let gore = [&seam_line(crown, seam(at))[..], &edge(at).into_iter().rev().collect::<Vec<_>>(), &reversed(seam_line(crown, seam(at + 1)))].concat();
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
    curve(&[crown, [foot[0] * 0.85, (crown[1] * 0.7) + foot[1] * 0.3], foot])
}

fn reversed(mut line: Vec<Point>) -> Vec<Point> {
    line.reverse();
    line
}
