//! A tree: a trunk, and a crown of one of several kinds.

use super::super::path::{Point, curve, ellipse};
use super::super::pen::Pen;
use super::super::style::Role;

/// Draws a tree; the dice decide its proportions, and which of four kinds of crown it has.
pub fn draw(pen: &mut Pen) {
    let foot = pen.dice.between(0.06, 0.15);
    let top = pen.dice.between(0.5, 1.0) * foot;
    let fork = pen.dice.between(0.1, 0.45);
    let trunk = [[-top, fork - 0.5], [top, fork - 0.5], [foot, 0.95], [-foot, 0.95]];
    match pen.dice.below(5) {
        0 | 1 => {
            pen.part(&trunk, Role::Second);
            fir(pen, fork);
        }
        2 => {
            pen.part(&trunk, Role::Second);
            let wide = pen.dice.between(0.32, 0.62);
            let high = (fork + 0.95) / 2.0;
            pen.part(&ellipse([0.0, fork - high], [wide, high]), Role::Main);
            fruit(pen, wide * 0.6, fork - high, high * 0.6);
        }
        3 => {
            pen.part(&trunk, Role::Second);
            crown(pen, fork);
        }
        _ => branches(pen, fork, foot),
    }
}

/// Triangles upon each other.
fn fir(pen: &mut Pen, fork: f32) {
    let tiers = 1 + pen.dice.below(4);
    let wide = pen.dice.between(0.45, 0.75);
    let taper = pen.dice.between(0.15, 0.25);
    let tier = (fork + 0.95) / tiers as f32;
    for at in 0..tiers {
        let base = fork - tier * at as f32;
        let half = wide * (1.0 - taper * at as f32);
        let peak = (base - tier * 1.45).max(-0.98);
        pen.part(&[[-half, base], [0.0, peak], [half, base]], Role::Main);
    }
}

/// One cloud of leaves.
fn crown(pen: &mut Pen, fork: f32) {
    let (wide, high) = (pen.dice.between(0.55, 0.85), (fork + 0.95) / 2.0);
    let middle = fork - high;
    let lobes = 5 + pen.dice.below(4) as usize;
    let deep = pen.dice.between(0.72, 0.85);
    let bulge = pen.dice.between(1.1, 1.25);
    let rim = ellipse([0.0, middle], [wide, high]);
    let at = |part: f32, reach: f32| {
        let [x, y] = rim[(part * rim.len() as f32) as usize % rim.len()];
        [x * reach, middle + (y - middle) * reach]
    };
    let lobe = |lobe: usize| {
        let part = |share: f32| (lobe as f32 + share) / lobes as f32;
        let corners = [(0.0, deep), (0.15, bulge), (0.85, bulge), (1.0, deep)];
        curve(&corners.map(|(share, reach)| at(part(share), reach)))
    };
    let leaves: Vec<Point> = (0..lobes).flat_map(lobe).collect();
    pen.part(&leaves, Role::Main);
    fruit(pen, wide * 0.6, middle, high * 0.6);
}

/// Now and then, something hangs in the crown.
fn fruit(pen: &mut Pen, wide: f32, middle: f32, high: f32) {
    if pen.dice.happens(0.45) {
        for _ in 0..3 + pen.dice.below(5) {
            let at = [pen.dice.between(-wide, wide), middle + pen.dice.between(-high, high)];
            pen.detail(&ellipse(at, [0.06, 0.06]), Role::Third);
        }
    }
}

/// Boughs with a ball of leaves at the end of each.
fn branches(pen: &mut Pen, fork: f32, foot: f32) {
    pen.line(&[[0.0, 0.9], [0.0, fork - 0.5]], foot * 1.6);
    let ball = pen.dice.between(0.2, 0.32);
    let spread = pen.dice.between(0.35, 0.6);
    let tips = [[-spread, fork - 0.5], [spread, fork - 0.6], [0.0, fork - 0.95]];
    for tip in tips {
        pen.line(&[[0.0, fork + 0.1], tip], foot);
        pen.part(&ellipse(tip, [ball * 1.15, ball]), Role::Main);
    }
}
