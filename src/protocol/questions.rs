//! What a model is asked of what it has learnt, and what it answers.

use serde::{Deserialize, Serialize};

use super::media::{FileRef, Pixels};

/// A question to a model about what it has learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Question {
    /// One that is answered at once.
    Look(Look),
    /// How would you go on? Answered by [`Event::Wrote`](super::Event::Wrote) many times before the answer.
    Write {
        /// What to go on from.
        prompt: String,
        /// How to choose each next word.
        settings: WritingSettings,
    },
}

impl From<Look> for Question {
    fn from(look: Look) -> Self {
        Self::Look(look)
    }
}

/// A question that a model answers at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Look {
    /// What does this picture show, in the words that you were trained with?
    Labels(FileRef),
    /// What is left of a picture in its embedding? Draw it again from that; with two pictures, from an
    /// embedding between theirs.
    Drawing {
        /// The picture, or the first of two.
        first: FileRef,
        /// The second of two; none where a single picture is drawn again.
        second: Option<FileRef>,
        /// How far the embedding is on the way from the first to the second, 0 to 1.
        share: f32,
    },
    /// Which patches do you compare pictures with?
    Patches,
    /// What do you see of this picture?
    View(FileRef),
    /// Which words fit best into the blanks of this text, each of which is written as [`BLANK`] or any two underscores and more?
    Blanks(String),
    /// Does the second text follow the first?
    Follows {
        /// The text that comes first.
        first: String,
        /// The text that may follow it.
        second: String,
    },
}

/// How a blank is written.
pub const BLANK: &str = "___";

/// How a model that writes chooses each next word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WritingSettings {
    /// 0 always takes the likeliest; the higher, the bolder. At most [`Self::HOTTEST`].
    pub temperature: f32,
    /// Only so many of the likeliest are chosen from; at least 1.
    pub top_k: u32,
    /// Seeds the choices.
    pub seed: u32,
    /// The most tokens to write.
    pub tokens: u32,
}

impl Default for WritingSettings {
    fn default() -> Self {
        Self { temperature: 0.8, top_k: 40, seed: 42, tokens: 200 }
    }
}

impl WritingSettings {
    /// The highest temperature: beyond it there is only noise.
    pub const HOTTEST: f32 = 2.0;

    /// The same within the bounds that writing can bear, whatever was typed.
    pub fn bounded(&self) -> Self {
        let default = Self::default().temperature;
        let temperature = if self.temperature.is_finite() { self.temperature } else { default };
        Self {
            temperature: temperature.clamp(0.0, Self::HOTTEST),
            top_k: self.top_k.clamp(1, 1000),
            seed: self.seed,
            tokens: self.tokens.clamp(1, 1000),
        }
    }
}

/// The answer to the [`Look`] of the same name, or to [`Question::Write`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// What a picture shows.
    Labels(Labels),
    /// What is drawn from an embedding.
    Drawing(Drawing),
    /// The patches that the model compares pictures with.
    Patches(Patches),
    /// A picture, and what the model sees of it.
    View(View),
    /// What fits into each blank, in their order.
    Blanks(Vec<Blank>),
    /// The probability that it follows, 0 to 1.
    Follows(f32),
    /// It has written all it was to, or was stopped.
    Written,
}

/// What fits into a blank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Blank {
    /// The five best words with their probabilities, 0 to 1, best first.
    pub words: Vec<(String, f32)>,
}

/// What a model says of one picture in the words that it was trained with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Labels {
    /// The five likeliest labels with their probabilities, 0 to 1, best first.
    pub labels: Vec<(String, f32)>,
    /// The square the model saw, small, as a JPEG file.
    #[serde(with = "serde_bytes")]
    pub thumbnail: Vec<u8>,
    /// Milliseconds from reading the file to the answer.
    pub milliseconds: f32,
}

/// What a model draws from an embedding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// The pictures as the model saw them: the first, and the second if there is one.
    pub seen: Vec<Pixels>,
    /// The picture that is drawn.
    pub drawn: Pixels,
}

/// The patches that a model compares pictures with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patches {
    /// All of them in rows, with transparent gaps between.
    pub sheet: Pixels,
    /// How many are on the sheet.
    pub shown: usize,
    /// How many there are.
    pub total: usize,
    /// Side of a patch in pixels.
    pub side: usize,
}

/// A picture to be looked at closely, with what a model sees of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// An address of the picture's file that the page can show, and gives back when it needs it no longer.
    pub file: String,
    /// The size of the file in bytes.
    pub bytes: u64,
    /// The very pixels that are embedded.
    pub seen: Pixels,
}
