//! A row of the table of what a worker reads.

use futures_util::future::LocalBoxFuture;

use crate::engine::catalog::Checkpoint;
use crate::engine::device::Device;
use crate::error::{AbilityError, Kind};
use crate::formats::Files;
use crate::protocol::{Input, Modality};
use crate::worker::input::Shown;
use crate::worker::model::Model;
use crate::worker::pool::Purpose;

/// How models of a modality come to be, and what is seen without one.
#[derive(Debug)]
pub struct Row {
    /// The modality that the row is of; no other row of a table has it.
    pub modality: Modality,
    /// Reads a model of it and recognises what it is of.
    pub recognise: fn(Files) -> Result<Checkpoint, Kind>,
    /// Puts a model of it on a device.
    pub load: fn(Checkpoint, &Device, Purpose) -> Result<Placed, Kind>,
    /// What is to be seen of an input while there is no model.
    pub show: for<'a> fn(&'a Input) -> LocalBoxFuture<'a, Result<Shown, Kind>>,
}

/// A model that has been loaded, and why it is on the CPU where the graphics adapter was to take it.
pub type Placed = (Box<dyn Model>, Option<Kind>);

/// The rows of a program.
pub type Table = &'static [&'static Row];

/// The row of this modality.
///
/// # Errors
/// [`AbilityError::Reads`] in a program that does not read it.
pub fn find(table: Table, modality: Modality) -> Result<&'static Row, Kind> {
    let row = table.iter().copied().find(|row| row.modality == modality);
    row.ok_or(AbilityError::Reads(modality).into())
}
