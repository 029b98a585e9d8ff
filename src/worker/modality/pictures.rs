//! Pictures: decoded by the browser, embedded by the pool or the GPU.

mod answers;
mod drawn;
mod model;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use super::row::{Placed, Row};
use crate::browser::picture::{self, Decoded};
use crate::engine::catalog::{self, Checkpoint};
use crate::engine::device::Device;
use crate::engine::gpu::Gpu;
use crate::engine::why::Cells;
use crate::error::{AbilityError, Error, FileError, Kind};
use crate::protocol::{Answer, DeviceKind, Input, Look, Modality, Seen, Timing};
use crate::worker::input::{Batch, ModelInput, ReadInput, Shown};
use crate::worker::model::Model;
use crate::worker::pool::Purpose;
use model::PictureModel;

/// The row of pictures.
pub static PICTURES: Row = Row {
    modality: Modality::Pictures,
    recognise: catalog::read_pictures,
    load,
    show: |input| show(input).boxed_local(),
};

fn load(checkpoint: Checkpoint, device: &Device, purpose: Purpose) -> Result<Placed, Kind> {
    let pretrained = checkpoint.pictures()?;
    Ok((Box::new(PictureModel::new(pretrained, device, purpose)), None))
}

async fn show(input: &Input) -> Result<Shown, Kind> {
    Ok(shown(&decoded(input).await?).await)
}

/// A picture as the page shows it, and what should be said of it.
async fn shown(decoded: &Decoded) -> Shown {
    let thumbnail = decoded.thumbnail().await;
    let remark = if picture::is_disturbed() {
        Some(FileError::Disturbed.into())
    } else {
        thumbnail.is_blank.then(|| FileError::Blank.into())
    };
    Shown { seen: Seen::Picture(thumbnail.jpeg), remark }
}

async fn decoded(input: &Input) -> Result<Decoded, Kind> {
    match input {
        Input::Picture(file) => picture::decode(&file.url).await,
        // A text is read by models that read texts.
        Input::Text(_) => Err(AbilityError::Reads(Modality::Pictures).into()),
    }
}

impl Model for PictureModel {
    fn modality(&self) -> Modality {
        Modality::Pictures
    }

    fn move_to(&mut self, device: &Device) -> Result<(), Kind> {
        self.move_to(device);
        Ok(())
    }

    fn time<'a>(&'a mut self, gpu: &'a Gpu) -> LocalBoxFuture<'a, Result<Option<Timing>, Kind>> {
        async { self.time(gpu).await.map(Some) }.boxed_local()
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
        async move {
            let decoded = decoded(input).await?;
            let shown = if show { Some(shown(&decoded).await) } else { None };
            let (seen, remark) = match shown {
                Some(Shown { seen, remark }) => (Some(seen), remark),
                None => (None, None),
            };
            let input = ModelInput::Pixels(decoded.rgba(self.input_size())?);
            Ok(ReadInput { input, seen, remark })
        }
        .boxed_local()
    }

    fn read_frame(&self, frame: &Decoded) -> Result<ModelInput, Kind> {
        frame.rgba(self.input_size()).map(ModelInput::Pixels)
    }

    fn embed<'a>(&'a self, batch: &'a Batch) -> LocalBoxFuture<'a, Result<Vec<Vec<f32>>, Kind>> {
        async move {
            match batch {
                Batch::Pixels(pictures) => self.embed(pictures).await,
                Batch::Texts(_) => Err(AbilityError::Reads(Modality::Pictures).into()),
            }
        }
        .boxed_local()
    }

    fn cells(&self, input: &ModelInput) -> Option<Cells> {
        let ModelInput::Pixels(rgba) = input else { return None };
        self.cells(rgba)
    }

    fn backbone(&self) -> Option<export::Backbone> {
        Some(self.backbone())
    }

    fn look<'a>(&'a mut self, look: &'a Look) -> LocalBoxFuture<'a, Result<Answer, Error>> {
        self.answer(look).boxed_local()
    }
}
