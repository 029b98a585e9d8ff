//! A car from its side: a body, a cabin with windows, wheels.

use super::super::path::{Point, between, curve, ellipse, rectangle};
use super::super::pen::Pen;
use super::super::style::Role;

/// Draws a car; the dice decide its proportions.
pub fn draw(pen: &mut Pen) {
    let dice = &mut pen.dice;
    let floor = dice.between(0.25, 0.4);
    let waist = dice.between(-0.15, 0.05);
    let roof = waist - dice.between(0.28, 0.45);
    let wheel = dice.between(0.17, 0.26);
    let (rear, front) = (dice.between(-0.65, -0.5), dice.between(0.45, 0.65));
    let kind = dice.below(4);
    // Feet and shoulders of the cabin, from the rear to the front.
    let cabin: [f32; 4] = match kind {
        // With a boot.
        0 => [-0.55, -0.3, 0.2, 0.5],
        // Without.
        1 => [-0.9, -0.75, 0.15, 0.5],
        // A van.
        2 => [-0.93, -0.9, 0.45, 0.72],
        // A pickup.
        _ => [-0.1, -0.05, 0.35, 0.6],
    };
    let shift = pen.dice.between(-0.05, 0.05);
    let [a, b, c, d] = cabin.map(|x| x + shift);
    let glass = Glass { low: waist - 0.02, high: roof + 0.07 };
    let shell: Vec<Point> = vec![[a, waist + 0.05], [b, roof], [c, roof], [d, waist + 0.05]];
    let soft = pen.dice.happens(0.4);
    pen.part(&if soft { curve(&shell) } else { shell.clone() }, Role::Main);
    let (nose, tail) = (pen.dice.between(0.88, 0.98), pen.dice.between(-0.98, -0.88));
    let drop = pen.dice.between(0.0, 0.12);
    let body = [
        [tail, floor],
        [tail, waist + 0.06],
        [tail + 0.06, waist],
        [d, waist],
        [nose - 0.06, waist + drop],
        [nose, waist + drop + 0.07],
        [nose, floor],
    ];
    let role = if pen.dice.happens(0.25) { Role::Second } else { Role::Main };
    pen.part(&body, role);
    let inset = if soft { 0.14 } else { 0.08 };
    let middle = (b + c) / 2.0;
    pen.detail(&glass.pane(&shell, 0, middle - 0.04, inset), Role::Third);
    pen.detail(&glass.pane(&shell, 3, middle + 0.04, inset), Role::Third);
    if pen.dice.happens(0.4) {
        pen.line(&[[middle, waist + 0.04], [middle, floor - 0.04]], 0.03);
    }
    if pen.dice.happens(0.5) {
        let y = waist + drop + 0.13;
        pen.detail(&rectangle([nose - 0.14, y - 0.045], [nose - 0.02, y + 0.045]), Role::Third);
    }
    let hub = pen.dice.between(0.3, 0.55) * wheel;
    for x in [rear, front] {
        pen.part(&ellipse([x, floor], [wheel, wheel]), Role::Second);
        pen.detail(&ellipse([x, floor], [hub, hub]), Role::Third);
    }
}

/// How far the windows reach up and down.
#[derive(Debug)]
struct Glass {
    low: f32,
    high: f32,
}

impl Glass {
    /// The window from the slanted side of the cabin that begins at this foot, to a post.
    fn pane(&self, shell: &[Point], foot: usize, post: f32, inset: f32) -> Vec<Point> {
        let shoulder = if foot == 0 { 1 } else { 2 };
        let side = if foot == 0 { inset } else { -inset };
        let rise = shell[foot][1] - shell[shoulder][1];
        let along = |y: f32| {
            let part = (shell[foot][1] - y) / rise;
            [between(shell[foot], shell[shoulder], part)[0] + side, y]
        };
        vec![along(self.low), along(self.high), [post, self.high], [post, self.low]]
    }
}
