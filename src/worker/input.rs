//! What models embed.

use crate::error::{AbilityError, Kind};
use crate::formats::tokenizer::Encoded;
use crate::protocol::{Modality, Seen};

/// What a model embeds of a picture or a text: little, also of a large photo.
#[derive(Debug)]
pub enum ModelInput {
    /// Pixels of red, green, blue and opacity, as many as the model takes: numbers are made of them by whoever
    /// embeds, and a quarter is sent of what would be otherwise.
    Pixels(Vec<u8>),
    /// A text in tokens.
    Text(Encoded),
}

/// Something that has been read for a model.
#[derive(Debug)]
pub struct ReadInput {
    /// What the model embeds of it.
    pub input: ModelInput,
    /// What it sees of it, if that was asked for.
    pub seen: Option<Seen>,
    /// What should be said of it, though it can be used; if it was asked what is seen of it.
    pub remark: Option<Kind>,
}

/// What is seen of something without a model.
#[derive(Debug)]
pub struct Shown {
    /// What is to be seen of it.
    pub seen: Seen,
    /// What should be said of it, though it can be used.
    pub remark: Option<Kind>,
}

/// Inputs of one kind, to be embedded together.
#[derive(Debug)]
pub enum Batch {
    /// Of pictures: [`ModelInput::Pixels`].
    Pixels(Vec<Vec<u8>>),
    /// Of texts: [`ModelInput::Text`].
    Texts(Vec<Encoded>),
}

impl Batch {
    /// Puts inputs together. None of them is copied.
    ///
    /// # Errors
    /// [`AbilityError::Reads`] if they are of several kinds.
    pub fn of(inputs: Vec<ModelInput>) -> Result<Self, Kind> {
        let (mut pixels, mut texts) = (Vec::new(), Vec::new());
        for input in inputs {
            match input {
                ModelInput::Pixels(picture) => pixels.push(picture),
                ModelInput::Text(text) => texts.push(text),
            }
        }
        match (pixels.is_empty(), texts.is_empty()) {
            (_, true) => Ok(Self::Pixels(pixels)),
            (true, false) => Ok(Self::Texts(texts)),
            (false, false) => Err(AbilityError::Reads(Modality::Pictures).into()),
        }
    }
}
