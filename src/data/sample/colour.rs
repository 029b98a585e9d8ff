//! Colours that go together.

use super::dice::Dice;

/// Red, green and blue, from 0 to 1, as the screen takes them.
pub type Colour = [f32; 3];

/// Part of the way from one colour to another.
pub fn mix(a: Colour, b: Colour, part: f32) -> Colour {
    [0, 1, 2].map(|channel| a[channel] + (b[channel] - a[channel]) * part)
}

/// How far apart two colours look, from 0 to 1, roughly: green counts most.
pub fn distance(a: Colour, b: Colour) -> f32 {
    let square = |channel: usize| (a[channel] - b[channel]) * (a[channel] - b[channel]);
    (0.3 * square(0) + 0.59 * square(1) + 0.11 * square(2)).sqrt()
}

/// Colours to choose from: a stretch of [`COLOURS`].
#[derive(Debug, Clone, Copy)]
pub struct Palette(&'static [u32]);

impl Palette {
    /// All of them: warm ones, cool ones, and a few that are neither.
    pub const ALL: Self = Self(&COLOURS);
    /// From cream to brick.
    pub const WARM: Self = Self(COLOURS.split_at(12).0);
    /// From mint to navy.
    pub const COOL: Self = Self(COLOURS.split_at(12).1.split_at(12).0);

    /// One of them, or close to it.
    pub fn pick(self, dice: &mut Dice) -> Colour {
        let hex = dice.pick(self.0);
        let light = dice.between(-0.05, 0.05);
        [16, 8, 0].map(|shift| {
            let channel = (hex >> shift & 255) as f32 / 255.0 + light;
            (channel + dice.between(-0.03, 0.03)).clamp(0.0, 1.0)
        })
    }

    /// One that stands out against all of `others`: the first of several at least `apart` from each, or else the
    /// one farthest from its nearest.
    pub fn apart_from(self, others: &[Colour], apart: f32, dice: &mut Dice) -> Colour {
        let mut best = (self.pick(dice), -1.0);
        for _ in 0..24 {
            let colour = self.pick(dice);
            let nearest = others.iter().fold(1.0f32, |least, &o| least.min(distance(colour, o)));
            if nearest >= apart {
                return colour;
            }
            if nearest > best.1 {
                best = (colour, nearest);
            }
        }
        best.0
    }
}

/// Twelve warm colours, twelve cool ones, and four that are neither.
const COLOURS: [u32; 28] = [
    0xf6e7cb, 0xf4c095, 0xe76f51, 0xc8553d, 0xe9b44c, 0xdcc095, 0xe5989b, 0x9b3a2e, 0xf3b8ae,
    0xb3862e, 0xf29c6b, 0xf7d98b, // warm
    0xd6e6ee, 0x9cc9e0, 0x4a7fb5, 0x1f3a5f, 0x2a9d8f, 0xb4dfce, 0x86b39d, 0x2f5d58, 0xb5b3dc,
    0x655f9f, 0x587488, 0xbfe0e8, // cool
    0xf7f5ef, 0x7d3f6b, 0xa5a6a4, 0xe4e2dc, // neither
];
