//! What things are drawn with: where, how large, in which manner.

use super::canvas::Canvas;
use super::colour::Colour;
use super::dice::Dice;
use super::path::{self, Point};
use super::style::{Role, Style};

/// The colour of shadows.
const SHADOW: Colour = [0.1, 0.08, 0.12];

/// From the square that a thing is thought in, -1 to 1, to where it stands on the picture.
#[derive(Debug)]
pub struct Place {
    /// Bends all lines a little: nobody draws two things alike. Shares of the products of coordinates.
    bend: [f32; 4],
    /// Where the directions right and down come to point.
    right: Point,
    down: Point,
    middle: Point,
}

impl Place {
    /// Any that leaves most of the thing on the picture.
    pub fn by_lot(dice: &mut Dice) -> Self {
        let size = dice.between(0.78, 0.98);
        let aspect = dice.between(0.9, 1.1);
        let mirror = dice.sign();
        // A turn by twice the angle whose tangent this is: up to about 11 degrees either way.
        let t = dice.between(-0.1, 0.1);
        let (c, s) = ((1.0 - t * t) / (1.0 + t * t), 2.0 * t / (1.0 + t * t));
        let lean = dice.between(-0.06, 0.06);
        let free = 1.04 - size;
        Self {
            bend: [0; 4].map(|_| dice.between(-0.05, 0.05)),
            right: [c * size * aspect * mirror, s * size * aspect * mirror],
            down: [(c * lean - s) * size, (s * lean + c) * size],
            middle: [dice.between(-free, free), dice.between(-free, free)],
        }
    }

    /// Where a point comes to lie.
    fn put(&self, [x, y]: Point) -> Point {
        let [a, b, c, d] = self.bend;
        let (x, y) = (x + a * y * y + b * x * y, y + c * x * x + d * x * y);
        [0, 1].map(|axis| self.middle[axis] + x * self.right[axis] + y * self.down[axis])
    }
}

/// Draws one thing.
#[derive(Debug)]
pub struct Pen<'a> {
    /// What it draws on.
    pub canvas: &'a mut Canvas,
    /// Where the thing stands, how large, and how it is turned.
    pub place: Place,
    /// In which manner.
    pub style: Style,
    /// For whatever the thing leaves open.
    pub dice: Dice,
}

impl Pen<'_> {
    /// A part within an outline, which throws its shadow on what lies below.
    pub fn part(&mut self, outline: &[Point], role: Role) {
        if self.style.shadow > 0.0 {
            let mut fallen = self.place(&[outline.to_vec()]);
            fallen[0].iter_mut().for_each(|[x, y]| (*x, *y) = (*x + 0.03, *y + 0.04));
            self.canvas.cover(&fallen, SHADOW, self.style.shadow);
        }
        self.cover(&[outline.to_vec()], role);
        self.outline(outline, self.style.outline);
    }

    /// A small part painted on another: without shadow, and with a finer line around it.
    pub fn detail(&mut self, outline: &[Point], role: Role) {
        self.cover(&[outline.to_vec()], role);
        self.outline(outline, self.style.outline * 0.7);
    }

    /// A small part in the colour of the lines.
    pub fn dot(&mut self, outline: &[Point]) {
        self.cover(&[outline.to_vec()], Role::Line);
    }

    /// A line of this width through these points, in the colour of the lines.
    pub fn line(&mut self, points: &[Point], width: f32) {
        self.cover(&path::stroke(points, width), Role::Line);
    }

    /// A bent part as thick everywhere.
    pub fn band(&mut self, along: &[Point], width: f32, role: Role) {
        let outline = self.style.outline;
        if outline > 0.0 {
            self.line(along, width + outline);
        }
        self.cover(&path::stroke(along, width - outline), role);
    }

    fn outline(&mut self, around: &[Point], width: f32) {
        if width > 0.0 {
            self.cover(&path::contour(around, width), Role::Line);
        }
    }

    fn cover(&mut self, outlines: &[Vec<Point>], role: Role) {
        let placed = self.place(outlines);
        self.canvas.cover(&placed, self.style.colour(role), 1.0);
    }

    fn place(&self, outlines: &[Vec<Point>]) -> Vec<Vec<Point>> {
        let put =
            |outline: &Vec<Point>| outline.iter().map(|&point| self.place.put(point)).collect();
        outlines.iter().map(put).collect()
    }
}
