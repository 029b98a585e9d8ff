//! A picture or a text of the visitor's, read for a model.

use super::language;
use super::model::Model;
use crate::browser::picture::{self, Decoded};
use crate::data::picture::Picture;
use crate::error::{AbilityError, ClassesError, Doing, Kind};
use crate::formats::tokenizer::Encoded;
use crate::protocol::{Input, Modality, Seen};

/// A picture or a text that has been read.
#[derive(Debug)]
pub enum Reading {
    /// A picture, still in the browser's hands.
    Picture(Decoded),
    /// A text, and how many bytes of it the model sees where it was too long.
    Text(Encoded, Option<usize>),
}

impl Reading {
    /// Reads something; a text as this model divides it into tokens.
    ///
    /// # Errors
    /// Those of [`picture::decode`] and of
    /// [`TextEmbedder::encode`](crate::engine::cpu::TextEmbedder::encode); [`ClassesError::NoModel`] for a text
    /// without one, [`AbilityError::Reads`] with one that reads none.
    pub async fn of(input: &Input, model: Option<&Model>) -> Result<Self, Kind> {
        match input {
            Input::Picture(file) => Ok(Self::Picture(picture::decode(&file.url).await?)),
            Input::Text(text) => {
                let reader = model.ok_or(Kind::Classes(ClassesError::NoModel))?.texts()?.reader();
                let (encoded, cut) = (language::get()?.encode)(reader, text)?;
                Ok(Self::Text(encoded, cut))
            }
        }
    }

    /// What is seen of it.
    pub async fn seen(&self) -> Seen {
        match self {
            Self::Picture(decoded) => Seen::Picture(decoded.thumbnail().await),
            Self::Text(encoded, cut) => Seen::Text { tokens: encoded.tokens, cut: *cut },
        }
    }

    /// The picture, as a network of this size takes it.
    ///
    /// # Errors
    /// Those of [`Decoded::picture`]; [`AbilityError::Reads`] if it is a text.
    pub fn picture(&self, size: usize) -> Result<Picture, Kind> {
        self.decoded()?.picture(size)
    }

    /// What this model embeds of it.
    ///
    /// # Errors
    /// Those of [`Decoded::rgba`]; [`AbilityError::Reads`] or [`AbilityError::Reads`] of the wrong model.
    pub fn material(&self, model: &Model) -> Result<Material, Kind> {
        Ok(match self {
            Self::Picture(decoded) => {
                Material::Pixels(decoded.rgba(model.pictures()?.input_size())?)
            }
            Self::Text(encoded, _) => {
                model.texts()?;
                Material::Text(encoded.clone())
            }
        })
    }

    fn decoded(&self) -> Result<&Decoded, Kind> {
        match self {
            Self::Picture(decoded) => Ok(decoded),
            Self::Text(..) => Err(Kind::Ability(AbilityError::Reads(Modality::Pictures))),
        }
    }
}

/// What a model embeds: little, also of a large photo.
#[derive(Debug, Clone)]
pub enum Material {
    /// Pixels of red, green, blue and opacity, as many as the model takes: numbers are made of them by whoever
    /// embeds, and a quarter is sent of what would be otherwise.
    Pixels(Vec<u8>),
    /// A text in tokens.
    Text(Encoded),
}

/// What is being done when something is read.
pub fn doing(input: &Input) -> Doing {
    match input {
        Input::Picture(file) => Doing::ReadingPicture(file.name.clone()),
        Input::Text(_) => Doing::ReadingText(input.name()),
    }
}
