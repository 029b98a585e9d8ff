//! Answers to questions about what a model has learnt, whichever model is in use.

use super::{Fetched, Model, Purpose, Reading, Session, Wanted, post, stored};
use crate::browser::{clock, picture};
use crate::engine::cpu::TextEmbedder;
use crate::engine::{exhibits, labels};
use crate::error::{AbilityError, ClassesError, Doing, Error, Kind};
use crate::protocol::{Answer, Drawing, Event, Exhibit, FileRef, Labels, Modality, Question};
use crate::worker::language;
use crate::worker::memory::Remembered;
use crate::worker::picture_model::PictureModel;
use crate::worker::questions::Asked;

impl Session {
    /// Comes a step nearer to the answer of a question. False if there is nothing to do for it.
    pub(super) async fn answer(&mut self) -> bool {
        let Some(Asked { request, model, question }) = self.questions.first().cloned() else {
            return false;
        };
        // What is fetched for a question that another has taken the place of answers nothing.
        self.guest_fetch.take_if(|fetch| fetch.request != request);
        if let Some(fetch) = &self.guest_fetch {
            let Some(result) = fetch.take() else { return false };
            let fetch_doing = fetch.doing.clone();
            self.guest_fetch = None;
            match result {
                Ok(Fetched { info, found, .. }) => {
                    match Model::new(&info.id, found, &self.device, Purpose::Questions) {
                        Ok(model) => {
                            if let Some(before) = self.guest.replace(model) {
                                self.end_writing_of(before.id());
                            }
                        }
                        Err(kind) => self.reply(Err(Error::new(fetch_doing, kind))),
                    }
                    stored::report();
                }
                Err(error) => self.reply(Err(error)),
            }
            return true;
        }
        if self.present(&model).is_some() {
            if let Question::Write { prompt, settings } = question {
                self.begin_to_write(request, model, &prompt, &settings);
            } else {
                let answer = self.look(&model, question).await;
                self.reply(answer);
            }
        } else {
            match self.start_fetch(request, Wanted::Offered(model)) {
                Ok(fetch) => self.guest_fetch = Some(fetch),
                Err(error) => self.reply(Err(error)),
            }
        }
        true
    }

    pub(super) fn reply(&mut self, answer: Result<Answer, Error>) {
        if let Some(Asked { request, .. }) = self.questions.take_first() {
            post(&Event::Known { request, answer });
        }
    }

    fn pictures(&self, id: &str) -> Result<&PictureModel, Kind> {
        self.present(id).ok_or(Kind::Classes(ClassesError::NoModel))?.pictures()
    }

    fn pictures_mut(&mut self, id: &str) -> Result<&mut PictureModel, Kind> {
        self.present_mut(id).ok_or(Kind::Classes(ClassesError::NoModel))?.pictures_mut()
    }

    pub(super) fn reader(&self, id: &str) -> Result<&TextEmbedder, Kind> {
        Ok(self.present(id).ok_or(Kind::Classes(ClassesError::NoModel))?.texts()?.reader())
    }

    /// The answer of a model that is here.
    async fn look(&mut self, id: &str, question: Question) -> Result<Answer, Error> {
        match question {
            Question::Labels(file) => match self.name(id, &file).await {
                Ok(labels) => Ok(Answer::Labels(labels)),
                Err(kind) => Err(Error::new(Doing::Asking(file.name), kind)),
            },
            Question::Drawing { first, second, share } => {
                self.draw(id, &first, second.as_ref(), share).await.map(Answer::Drawing)
            }
            Question::Patches => {
                let patches = self.pictures(id).and_then(PictureModel::patches);
                let patches = patches.map_err(|kind| Error::new(Doing::ShowingPatches, kind));
                patches.map(Answer::Patches)
            }
            Question::Blanks(text) => {
                let fill = |reader| (language::get()?.fill)(reader, &text);
                let filled = self.reader(id).and_then(fill);
                let filled = filled.map_err(|kind| Error::new(Doing::FillingBlanks, kind));
                filled.map(Answer::Blanks)
            }
            Question::Follows { first, second } => {
                let ask = |reader| (language::get()?.follows)(reader, &first, &second);
                let share = self.reader(id).and_then(ask);
                let share = share.map_err(|kind| Error::new(Doing::Following, kind));
                share.map(Answer::Follows)
            }
            // Takes many steps, each with a look at the messages, and is begun elsewhere.
            Question::Write { .. } => Ok(Answer::Written),
        }
    }

    /// What a model says of a picture in the words that it was trained with.
    async fn name(&mut self, id: &str, file: &FileRef) -> Result<Labels, Kind> {
        let started = clock::now();
        let classifier = self
            .pictures(id)?
            .classifier()
            .ok_or(Kind::Ability(AbilityError::Cannot(Exhibit::Labels)))?
            .clone();
        let decoded = picture::decode(&file.url).await?;
        let reading = Reading::Picture(decoded);
        let embedding = self.embed_with(id, &reading).await?;
        let labels = labels::likeliest(&classifier, &embedding);
        let Reading::Picture(decoded) = reading else {
            return Err(Kind::Ability(AbilityError::Reads(Modality::Pictures)));
        };
        let thumbnail = decoded.thumbnail().await;
        let milliseconds = (clock::now() - started) as f32;
        Ok(Labels { labels, thumbnail, milliseconds })
    }

    /// What a model draws of a picture, or on the way from it to a second.
    async fn draw(
        &mut self,
        id: &str,
        first: &FileRef,
        second: Option<&FileRef>,
        share: f32,
    ) -> Result<Drawing, Error> {
        let failed = |file: &FileRef| {
            let doing = Doing::Drawing(file.name.clone());
            move |kind| Error::new(doing, kind)
        };
        if let Ok(model) = self.pictures_mut(id) {
            model.memory.retain(&std::iter::once(first).chain(second).collect::<Vec<_>>());
        }
        let start = self.remember(id, first).await.map_err(failed(first))?;
        let end = match second {
            Some(file) => Some(self.remember(id, file).await.map_err(failed(file))?),
            None => None,
        };
        let to = end.as_ref().map(|end| end.embedding.as_slice());
        let model = self.pictures(id);
        let drawn = model.and_then(|model| model.draw(&start.embedding, to, share));
        let drawn = drawn.map_err(failed(first))?;
        let seen = std::iter::once(start).chain(end).map(|picture| picture.seen).collect();
        Ok(Drawing { seen, drawn })
    }

    /// A picture as a model that draws has seen it: read and embedded once.
    async fn remember(&mut self, id: &str, file: &FileRef) -> Result<Remembered, Kind> {
        let model = self.pictures(id)?;
        if !model.draws() {
            return Err(Kind::Ability(AbilityError::Cannot(Exhibit::Drawing)));
        }
        if let Some(known) = model.memory.get(file) {
            return Ok(known.clone());
        }
        let size = model.input_size();
        let reading = Reading::Picture(picture::decode(&file.url).await?);
        let seen = exhibits::pixels(&reading.picture(size)?);
        let embedding = self.embed_with(id, &reading).await?;
        let remembered = Remembered { seen, embedding };
        if let Ok(model) = self.pictures_mut(id) {
            model.memory.keep(file, remembered.clone());
        }
        Ok(remembered)
    }
}
