//! What a model that reads pictures answers about what it has learnt.

use web_sys::Url;

use super::drawn::Encoding;
use super::model::PictureModel;
use crate::browser::{clock, fetch, picture};
use crate::data::picture::Picture;
use crate::engine::{exhibits, labels};
use crate::error::{AbilityError, Doing, Error, FileError, Kind};
use crate::protocol::{Answer, Drawing, Exhibit, FileRef, Labels, Look, Modality, Pixels, View};
use crate::worker::questions::asking;

impl PictureModel {
    /// Answers a question about pictures.
    ///
    /// # Errors
    /// [`AbilityError::Cannot`], or [`AbilityError::Reads`] if it is about texts; what is wrong with a picture; those of
    /// [`embed`](Self::embed).
    pub async fn answer(&mut self, look: &Look) -> Result<Answer, Error> {
        let answer = match look {
            Look::Labels(file) => self.name(file).await.map(Answer::Labels),
            Look::Drawing { first, second, share } => {
                return self.drawing(first, second.as_ref(), *share).await.map(Answer::Drawing);
            }
            Look::Patches => self.patches().map(Answer::Patches),
            Look::View(file) => self.view(file).await.map(Answer::View),
            Look::Blanks(_) | Look::Follows { .. } => {
                Err(AbilityError::Reads(Modality::Pictures).into())
            }
        };
        answer.map_err(|kind| Error::new(asking(look), kind))
    }

    /// What it says of a picture in the words that it was trained with.
    async fn name(&self, file: &FileRef) -> Result<Labels, Kind> {
        let started = clock::now();
        let classifier = self.classifier().ok_or(AbilityError::Cannot(Exhibit::Labels))?;
        let decoded = picture::decode(&file.url).await?;
        let pixels = decoded.rgba(self.input_size())?;
        let embedding = self.embed(&[pixels]).await?.concat();
        let labels = labels::likeliest(classifier, &embedding);
        let thumbnail = decoded.thumbnail().await.jpeg;
        let milliseconds = (clock::now() - started) as f32;
        Ok(Labels { labels, thumbnail, milliseconds })
    }

    /// A picture, and what it sees of that: the pixels that it embeds.
    async fn view(&self, file: &FileRef) -> Result<View, Kind> {
        let side = self.input_size();
        let rgba = picture::decode(&file.url).await?.rgba(side)?;
        let blob = fetch::file(&file.url).await?;
        let address =
            Url::create_object_url_with_blob(&blob).map_err(|_| FileError::Undecodable)?;
        let seen = Pixels { width: side as u32, height: side as u32, rgba };
        Ok(View { file: address, bytes: blob.size() as u64, seen })
    }

    /// What it draws of a picture, or on the way from it to a second.
    async fn drawing(
        &mut self,
        first: &FileRef,
        second: Option<&FileRef>,
        share: f32,
    ) -> Result<Drawing, Error> {
        let failed = |file: &FileRef| {
            let doing = Doing::Drawing(file.name.clone());
            move |kind| Error::new(doing, kind)
        };
        self.drawn.retain(&std::iter::once(first).chain(second).collect::<Vec<_>>());
        let start = self.encoding(first).await.map_err(failed(first))?;
        let end = match second {
            Some(file) => Some(self.encoding(file).await.map_err(failed(file))?),
            None => None,
        };
        let to = end.as_ref().map(|end| end.embedding.as_slice());
        let drawn = self.draw(&start.embedding, to, share).map_err(failed(first))?;
        let seen = std::iter::once(start).chain(end).map(|picture| picture.seen).collect();
        Ok(Drawing { seen, drawn })
    }

    /// A picture as a model that draws has seen it: read and embedded once.
    async fn encoding(&mut self, file: &FileRef) -> Result<Encoding, Kind> {
        if !self.draws() {
            return Err(AbilityError::Cannot(Exhibit::Drawing).into());
        }
        if let Some(known) = self.drawn.get(file) {
            return Ok(known.clone());
        }
        let size = self.input_size();
        let pixels = picture::decode(&file.url).await?.rgba(size)?;
        let seen = exhibits::pixels(&Picture::from_rgba(size, &pixels));
        let embedding = self.embed(&[pixels]).await?.concat();
        let encoding = Encoding { seen, embedding };
        self.drawn.keep(file, encoding.clone());
        Ok(encoding)
    }
}
