//! The things that are drawn: what makes each of them what it is, and how much of it may vary.
//!
//! Each is thought in a square from -1 to 1 whose y points down.

mod car;
mod cup;
mod face;
mod fish;
mod house;
mod star;
mod tree;
mod umbrella;

use super::pen::Pen;

/// In the order of [`CLASSES`](super::CLASSES).
pub const DRAW: [fn(&mut Pen); super::CLASSES.len()] = [
    house::draw,
    tree::draw,
    fish::draw,
    car::draw,
    face::draw,
    star::draw,
    cup::draw,
    umbrella::draw,
];
