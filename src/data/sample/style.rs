//! In which manner a thing is drawn.

use super::colour::{Colour, Palette};
use super::dice::Dice;

/// What a colour is for.
#[derive(Debug, Clone, Copy)]
pub enum Role {
    /// The largest part.
    Main,
    /// Another part beside it.
    Second,
    /// Small parts upon it.
    Third,
    /// Lines around parts and on their own.
    Line,
}

/// Colours and lines.
#[derive(Debug)]
pub struct Style {
    /// The colour of each [`Role`], in its order.
    colours: [Colour; 4],
    /// Width of the lines around parts; 0 for none.
    pub outline: f32,
    /// How dark a shadow each part throws on what lies below; 0 for none.
    pub shadow: f32,
}

impl Style {
    /// Any, that stands out against the background.
    pub fn by_lot(ground: Colour, dice: &mut Dice) -> Self {
        let any = Palette::ALL;
        let manner = dice.below(10);
        let width = dice.between(0.04, 0.085);
        let shadow = if dice.happens(0.5) { dice.between(0.1, 0.22) } else { 0.0 };
        let main = any.apart_from(&[ground], 0.34, dice);
        match manner {
            // Lines alone.
            0 => {
                let line = any.apart_from(&[ground], 0.34, dice);
                Self { colours: [ground, ground, ground, line], outline: width, shadow: 0.0 }
            }
            // One colour, as cut out of one sheet.
            1..3 => {
                let line = any.apart_from(&[ground, main], 0.3, dice);
                Self { colours: [main, main, ground, line], outline: 0.0, shadow }
            }
            // Coloured parts, with lines around them or not.
            _ => {
                let second = any.apart_from(&[ground, main], 0.2, dice);
                let third = any.apart_from(&[main, second], 0.2, dice);
                let line = any.apart_from(&[ground, main], 0.3, dice);
                let outline = if manner < 7 { width * 0.8 } else { 0.0 };
                Self { colours: [main, second, third, line], outline, shadow }
            }
        }
    }

    /// The colour of what has this role.
    pub fn colour(&self, role: Role) -> Colour {
        self.colours[role as usize]
    }
}
