//! A model on the device, whatever it reads.

use std::fmt;

use futures_util::future::LocalBoxFuture;

use super::input::{Batch, ModelInput, ReadInput};
use crate::browser::picture::Decoded;
use crate::engine::device::Device;
use crate::engine::gpu::Gpu;
use crate::engine::why::Cells;
use crate::engine::writer::Writer;
use crate::error::{AbilityError, Error, Kind};
use crate::protocol::{Answer, DeviceKind, Input, Look, Modality, Timing, WritingSettings};

/// A model on the device. There is one for each modality (`modality`), and only a program that names the modality
/// has its code.
pub trait Model: fmt::Debug {
    /// What it reads.
    fn modality(&self) -> Modality;

    /// Moves it to another device, which embeds a little differently.
    ///
    /// # Errors
    /// [`DeviceError::NoRoom`](crate::error::DeviceError::NoRoom) if it is too large for the adapter: it is on the CPU
    /// then.
    fn move_to(&mut self, device: &Device) -> Result<(), Kind>;

    /// Moves it to the device that embeds faster, and gives what embedding one took, if both can.
    ///
    /// # Errors
    /// Those of [`embed`](Self::embed).
    fn time<'a>(&'a mut self, gpu: &'a Gpu) -> LocalBoxFuture<'a, Result<Option<Timing>, Kind>>;

    /// The device that embeds with it at the moment.
    fn device(&self) -> DeviceKind;

    /// How many inputs it had best be given at once.
    fn batch(&self) -> usize;

    /// Reads something for it; with `show` also says what it sees of it.
    ///
    /// # Errors
    /// [`FileError`](crate::error::FileError) for a picture, [`AbilityError`] for a text that cannot be used;
    /// [`AbilityError::Reads`] for what it does not read.
    fn read<'a>(
        &'a self,
        input: &'a Input,
        show: bool,
    ) -> LocalBoxFuture<'a, Result<ReadInput, Kind>>;

    /// Reads a frame of a camera for it.
    ///
    /// # Errors
    /// [`FileError::Undecodable`](crate::error::FileError::Undecodable) if the browser has no memory for it;
    /// [`AbilityError::Reads`] of a model that reads no pictures.
    fn read_frame(&self, _frame: &Decoded) -> Result<ModelInput, Kind> {
        Err(AbilityError::Reads(self.modality()).into())
    }

    /// The embeddings of up to [`batch`](Self::batch) inputs that were read for it.
    ///
    /// # Errors
    /// [`DeviceError::Lost`](crate::error::DeviceError::Lost), [`DeviceError::Failed`](crate::error::DeviceError::Failed),
    /// [`DeviceError::NoRoom`](crate::error::DeviceError::NoRoom) or
    /// [`DeviceError::SelfTestFailed`](crate::error::DeviceError::SelfTestFailed); [`AbilityError::Reads`] if they were
    /// read for another.
    fn embed<'a>(&'a self, batch: &'a Batch) -> LocalBoxFuture<'a, Result<Vec<Vec<f32>>, Kind>>;

    /// What it makes of the cells of a picture that was read for it. None where its embedding is not the mean over cells.
    fn cells(&self, _input: &ModelInput) -> Option<Cells> {
        None
    }

    /// Its weights, to be taken away; none of a kind that no format holds.
    fn backbone(&self) -> Option<export::Backbone> {
        None
    }

    /// Answers what it is asked about what it has learnt.
    ///
    /// # Errors
    /// What it cannot do, or why not with this; those of [`embed`](Self::embed).
    fn look<'a>(&'a mut self, look: &'a Look) -> LocalBoxFuture<'a, Result<Answer, Error>>;

    /// Begins to write on from a prompt.
    ///
    /// # Errors
    /// Those of [`Writer::new`]; [`AbilityError::Reads`] of a model that reads no texts.
    fn begin(&self, _prompt: &str, _settings: &WritingSettings) -> Result<Writer, Kind> {
        Err(AbilityError::Reads(self.modality()).into())
    }

    /// Writes on with what [`begin`](Self::begin) gave.
    ///
    /// # Errors
    /// Those of [`Writer::write`]; [`AbilityError::Reads`] of a model that reads no texts.
    fn write(&self, _writer: &mut Writer) -> Result<String, Kind> {
        Err(AbilityError::Reads(self.modality()).into())
    }
}
