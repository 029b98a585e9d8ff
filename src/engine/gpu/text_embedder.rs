//! Embedding texts on the GPU.

use std::cell::RefCell;

use wgpu::BufferUsages;

use super::Gpu;
use super::encoder::{Buffers, Dispatch, Encoder, Size};
use super::encoder_layers::{padded, values};
use crate::error::{DeviceError, FileError, Kind};
use crate::models::bert::{Batch, Bert, Embeddings};

/// A BERT on the GPU.
///
/// The tables of words, positions and segments stay on the CPU: they are the larger part of a small
/// model, and only the rows that a text uses are sent. What fills texts up to the length of the longest
/// is not sent either: the texts' own tokens stand one after the other, and no others need hiding.
#[derive(Debug)]
pub struct TextEmbedder {
    gpu: Gpu,
    embeddings: Embeddings,
    encoder: Encoder,
    room: RefCell<Option<Room>>,
}

/// Room for so many rows and texts, and the dispatches that use it.
#[derive(Debug)]
struct Room {
    rows: usize,
    texts: usize,
    buffers: Buffers,
    dispatches: Vec<Dispatch>,
}

impl TextEmbedder {
    /// Most texts that [`embed`](Self::embed) should get at once: more would hold up Stop.
    pub const BATCH: usize = 8;

    /// Puts the layers of an encoder, whose tensors are on the CPU, on the GPU.
    ///
    /// # Errors
    /// [`DeviceError::NoRoom`] if one of its layers is larger than the adapter allows.
    pub fn new(gpu: &Gpu, bert: &Bert) -> Result<Self, DeviceError> {
        let encoder = Encoder::new(gpu, bert)?;
        let (gpu, embeddings) = (gpu.clone(), bert.embeddings.clone());
        Ok(Self { gpu, embeddings, encoder, room: RefCell::new(None) })
    }

    /// The embeddings of some texts: the mean over each text's own tokens, of length 1, as
    /// [`Language::embed`](crate::models::language::Language::embed) gives for a BERT.
    ///
    /// # Errors
    /// [`FileError::Empty`] if a text has no token; [`DeviceError::Lost`] or [`DeviceError::Failed`]; [`DeviceError::NoRoom`]
    /// where the texts together are longer than the adapter allows.
    pub async fn embed(&self, batch: &Batch) -> Result<Vec<Vec<f32>>, Kind> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        if batch.lengths.contains(&0) {
            return Err(Kind::File(FileError::Empty));
        }
        let width = self.embeddings.width();
        let means = self.submit(batch)?;
        let stride = self.encoder.groups() * 4;
        let read = self.gpu.read(&[(&means, batch.len() * stride)]).await?;
        let rows = read.iter().flat_map(|means| means.chunks_exact(stride));
        Ok(rows.map(|row| unit(&row[..width])).collect())
    }

    /// Has the means computed; returns where they will be.
    fn submit(&self, batch: &Batch) -> Result<wgpu::Buffer, Kind> {
        let size = Size {
            rows: batch.lengths.iter().sum(),
            texts: batch.len(),
            longest: batch.lengths.iter().copied().max().unwrap_or(0),
        };
        let mut room = self.room.borrow_mut();
        let room = match &mut *room {
            Some(room) if size.rows <= room.rows && size.texts <= room.texts => room,
            room => room.insert(self.room(size)?),
        };
        let mut first = 0;
        let texts = batch.lengths.iter().map(|&length| {
            first += length;
            [(first - length) as u32, length as u32]
        });
        self.gpu.write(&room.buffers.texts, &texts.collect::<Vec<_>>());
        self.gpu.write(&room.buffers.rows, &[size.rows as u32]);
        self.gpu.write(&room.buffers.x, &self.own_rows(batch));
        self.gpu.submit(|pass| {
            for dispatch in &room.dispatches {
                dispatch.run(pass, size);
            }
        });
        Ok(room.buffers.means.clone())
    }

    /// What goes into the first layer, of the texts' own tokens only: `[rows][groups][4]`.
    fn own_rows(&self, batch: &Batch) -> Vec<f32> {
        let (time, width) = (batch.time(), self.embeddings.width());
        let all = values(&self.embeddings.forward(batch)); // [batch * time, width]
        let texts = all.chunks_exact(time * width).zip(&batch.lengths);
        let own = texts.flat_map(|(rows, &length)| rows.chunks_exact(width).take(length));
        own.flat_map(padded).collect()
    }

    /// Room for at least this much. It doubles, so that texts each a little longer than the last do
    /// not each need new room.
    fn room(&self, size: Size) -> Result<Room, Kind> {
        let most_rows = self.encoder.most_rows(&self.gpu);
        if size.rows > most_rows {
            return Err(DeviceError::NoRoom(format!("a text of {} tokens", size.longest)).into());
        }
        let rows = size.rows.next_power_of_two().min(most_rows);
        let texts = size.texts.max(Self::BATCH);
        let storage = |bytes: usize| self.gpu.zeros(bytes as u64, BufferUsages::STORAGE);
        let table = |rows: usize, groups: usize| storage(rows * groups * size_of::<[f32; 4]>());
        let groups = self.encoder.groups();
        let buffers = Buffers {
            rows: self.gpu.uniform(&[0u32; 4]),
            texts: storage(texts * size_of::<[u32; 2]>()),
            x: table(rows, groups),
            wide: table(rows, self.encoder.wide_groups()),
            gathered: table(rows, groups),
            added: table(rows, groups),
            means: table(texts, groups),
        };
        let dispatches = self.encoder.dispatches(&self.gpu, &buffers);
        Ok(Room { rows, texts, buffers, dispatches })
    }
}

/// A vector brought to length 1.
fn unit(vector: &[f32]) -> Vec<f32> {
    let square: f32 = vector.iter().map(|value| value * value).sum();
    let length = square.sqrt().max(f32::MIN_POSITIVE);
    vector.iter().map(|value| value / length).collect()
}
