//! A model in use or asked something, whatever it reads.

use super::crew::Purpose;
use super::picture_model::PictureModel;
use super::reading::Material;
use super::text_model::TextModel;
use crate::engine::catalog::Checkpoint;
use crate::engine::device::Device;
use crate::engine::gpu::Gpu;
use crate::error::{AbilityError, Kind};
use crate::protocol::{DeviceKind, Modality, Timing};

/// A model on the device.
#[derive(Debug)]
pub struct Model {
    id: String,
    of: Of,
}

#[derive(Debug)]
enum Of {
    Pictures(Box<PictureModel>),
    Texts(Box<TextModel>),
}

impl Model {
    /// Puts the model of this id on a device.
    ///
    /// # Errors
    /// Those of [`TextModel::new`]: of a model of language it is found out only here whether its weights
    /// fit its sizes.
    pub fn new(
        id: &str,
        found: Checkpoint,
        device: &Device,
        purpose: Purpose,
    ) -> Result<Self, Kind> {
        let of = match found {
            Checkpoint::Pictures(pretrained) => {
                Of::Pictures(Box::new(PictureModel::new(*pretrained, device, purpose)))
            }
            Checkpoint::Texts(files) => Of::Texts(Box::new(TextModel::new(*files, device)?)),
        };
        Ok(Self { id: id.into(), of })
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The model, if it reads pictures.
    ///
    /// # Errors
    /// [`AbilityError::Reads`].
    pub fn pictures(&self) -> Result<&PictureModel, Kind> {
        match &self.of {
            Of::Pictures(model) => Ok(model),
            Of::Texts(_) => Err(Kind::Ability(AbilityError::Reads(Modality::Texts))),
        }
    }

    /// The model, if it reads pictures.
    ///
    /// # Errors
    /// [`AbilityError::Reads`].
    pub fn pictures_mut(&mut self) -> Result<&mut PictureModel, Kind> {
        match &mut self.of {
            Of::Pictures(model) => Ok(model),
            Of::Texts(_) => Err(Kind::Ability(AbilityError::Reads(Modality::Texts))),
        }
    }

    /// The model, if it reads texts.
    ///
    /// # Errors
    /// [`AbilityError::Reads`].
    pub fn texts(&self) -> Result<&TextModel, Kind> {
        match &self.of {
            Of::Pictures(_) => Err(Kind::Ability(AbilityError::Reads(Modality::Pictures))),
            Of::Texts(model) => Ok(model),
        }
    }

    /// Moves it to another device, which embeds a little differently.
    pub fn move_to(&mut self, device: &Device) {
        match &mut self.of {
            Of::Pictures(model) => model.move_to(device),
            Of::Texts(model) => model.move_to(device),
        }
    }

    /// Moves it to the device that embeds faster, and says what was measured, if both can.
    ///
    /// # Errors
    /// Those of [`embed`](Self::embed).
    pub async fn race(&mut self, gpu: &Gpu) -> Result<Option<Timing>, Kind> {
        match &mut self.of {
            Of::Pictures(model) => model.race(gpu).await.map(Some),
            Of::Texts(model) => model.race().await,
        }
    }

    /// What it reads.
    pub fn modality(&self) -> Modality {
        match &self.of {
            Of::Pictures(_) => Modality::Pictures,
            Of::Texts(_) => Modality::Texts,
        }
    }

    /// What embeds.
    pub fn device(&self) -> DeviceKind {
        match &self.of {
            Of::Pictures(model) => model.device(),
            Of::Texts(model) => model.device(),
        }
    }

    /// How many pictures or texts it had best be given at once.
    pub fn batch(&self) -> usize {
        match &self.of {
            Of::Pictures(model) => model.batch(),
            Of::Texts(model) => model.batch(),
        }
    }

    /// The embeddings of up to [`batch`](Self::batch) pictures or texts that were read for it.
    ///
    /// # Errors
    /// [`DeviceError::Lost`](crate::error::DeviceError::Lost), [`DeviceError::Failed`](crate::error::DeviceError::Failed) or [`DeviceError::SelfTestFailed`](crate::error::DeviceError::SelfTestFailed); [`FileError::Undecodable`](crate::error::FileError::Undecodable);
    /// [`AbilityError::Reads`] or [`AbilityError::Reads`] if they were read for another.
    pub async fn embed(&self, materials: &[Material]) -> Result<Vec<Vec<f32>>, Kind> {
        match &self.of {
            Of::Pictures(model) => {
                let pictures = materials.iter().map(|material| match material {
                    Material::Pixels(pixels) => Ok(pixels.clone()),
                    Material::Text(_) => {
                        Err(Kind::Ability(AbilityError::Reads(Modality::Pictures)))
                    }
                });
                model.embed(&pictures.collect::<Result<Vec<_>, _>>()?).await
            }
            Of::Texts(model) => {
                let texts = materials.iter().map(|material| match material {
                    Material::Text(text) => Ok(text.clone()),
                    Material::Pixels(_) => Err(Kind::Ability(AbilityError::Reads(Modality::Texts))),
                });
                model.embed(&texts.collect::<Result<Vec<_>, _>>()?).await
            }
        }
    }
}
