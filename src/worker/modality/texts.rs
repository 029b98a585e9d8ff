//! Texts: divided into tokens, embedded by the CPU or the GPU; and what models of language are asked.

mod model;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use super::row::{Placed, Row};
use crate::engine::catalog::{self, Checkpoint};
use crate::engine::device::Device;
use crate::engine::gpu::Gpu;
use crate::engine::writer::Writer;
use crate::engine::{blanks, follows};
use crate::error::{AbilityError, ClassesError, Error, Kind};
use crate::protocol::{Answer, DeviceKind, Input, Look, Modality, Seen, Timing, WritingSettings};
use crate::worker::input::{Batch, ModelInput, ReadInput};
use crate::worker::model::Model;
use crate::worker::pool::Purpose;
use crate::worker::questions::asking;
use model::TextModel;

/// The row of texts.
pub static TEXTS: Row = Row {
    modality: Modality::Texts,
    recognise: catalog::read_texts,
    load,
    // Every model divides a text into tokens of its own.
    show: |_| async { Err(ClassesError::NoModel.into()) }.boxed_local(),
};

/// It is found out only here whether the weights of a model of language fit its sizes.
fn load(checkpoint: Checkpoint, device: &Device, _: Purpose) -> Result<Placed, Kind> {
    let mut model = TextModel::new(checkpoint.texts()?)?;
    let refused = model.move_to(device).err();
    Ok((Box::new(model), refused))
}

impl Model for TextModel {
    fn modality(&self) -> Modality {
        Modality::Texts
    }

    fn move_to(&mut self, device: &Device) -> Result<(), Kind> {
        self.move_to(device)
    }

    fn time<'a>(&'a mut self, _: &'a Gpu) -> LocalBoxFuture<'a, Result<Option<Timing>, Kind>> {
        self.time().boxed_local()
    }

    fn device(&self) -> DeviceKind {
        self.device()
    }

    fn batch(&self) -> usize {
        self.batch()
    }

    fn read<'a>(
        &'a self,
        input: &'a Input,
        show: bool,
    ) -> LocalBoxFuture<'a, Result<ReadInput, Kind>> {
        let read = move || match input {
            Input::Picture(_) => Err(AbilityError::Reads(Modality::Texts).into()),
            Input::Text(text) => {
                let (encoded, cut) = self.reader().encode(text)?;
                let seen = show.then_some(Seen::Text { tokens: encoded.tokens, cut });
                Ok(ReadInput { input: ModelInput::Text(encoded), seen, remark: None })
            }
        };
        async move { read() }.boxed_local()
    }

    fn embed<'a>(&'a self, batch: &'a Batch) -> LocalBoxFuture<'a, Result<Vec<Vec<f32>>, Kind>> {
        async move {
            match batch {
                Batch::Texts(texts) => self.embed(texts).await,
                Batch::Pixels(_) => Err(AbilityError::Reads(Modality::Texts).into()),
            }
        }
        .boxed_local()
    }

    fn backbone(&self) -> Option<export::Backbone> {
        self.backbone()
    }

    fn look<'a>(&'a mut self, look: &'a Look) -> LocalBoxFuture<'a, Result<Answer, Error>> {
        let reader = self.reader();
        let answer = match look {
            Look::Blanks(text) => blanks::fill(reader, text).map(Answer::Blanks),
            Look::Follows { first, second } => {
                follows::probability(reader, first, second).map(Answer::Follows)
            }
            Look::Labels(_) | Look::Drawing { .. } | Look::Patches | Look::View(_) => {
                Err(AbilityError::Reads(Modality::Texts).into())
            }
        };
        let answer = answer.map_err(|kind| Error::new(asking(look), kind));
        async { answer }.boxed_local()
    }

    fn begin(&self, prompt: &str, settings: &WritingSettings) -> Result<Writer, Kind> {
        Writer::new(self.reader(), prompt, settings)
    }

    fn write(&self, writer: &mut Writer) -> Result<String, Kind> {
        writer.write(self.reader())
    }
}
