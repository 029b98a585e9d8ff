//! The pre-trained model: which one, and how far its weights have come.

use super::{Forgotten, State};
use crate::error::{Doing, Error, Kind};
use crate::protocol::{Command, FileRef, ModelInfo, RequestId, WeightsSource};

/// The pre-trained model.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Model {
    /// The models on offer, in the order to offer them.
    pub offered: Vec<ModelInfo>,
    /// The id of the one that the visitor wants.
    pub chosen: Option<String>,
    /// How far the newest request has come.
    pub stage: Stage,
    /// The one in use.
    pub loaded: Option<Loaded>,
    /// The visitor's own file to read the chosen one from.
    file: Option<FileRef>,
    /// The newest request.
    request: RequestId,
}

/// How far a request for a model has come.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Stage {
    /// Nothing has been asked for: the worker is not there yet.
    #[default]
    Waiting,
    /// Asked for; the cache may have it.
    Asked,
    /// On its way.
    Downloading {
        /// Bytes so far.
        received: u64,
        /// Bytes in all.
        total: u64,
    },
    /// In use.
    Loaded,
    /// Not to be had; the one before stays in use.
    Failed(Error),
}

/// A model in use.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// Its id.
    pub model: String,
    /// Where its weights came from.
    pub source: WeightsSource,
}

impl Model {
    /// Nothing is loaded; this one will be asked for, or the default.
    pub(super) fn wanted(chosen: Option<String>) -> Self {
        Self { chosen, ..Self::default() }
    }

    /// What is known of the model that the visitor wants.
    pub fn chosen_info(&self) -> Option<&ModelInfo> {
        let id = self.chosen.as_ref()?;
        self.offered.iter().find(|info| info.id == *id)
    }

    /// Whether an answer is still to come.
    pub fn is_coming(&self) -> bool {
        matches!(self.stage, Stage::Asked | Stage::Downloading { .. })
    }
}

impl State {
    /// Takes in the models on offer. The page's address may have named one that is not there.
    pub(super) fn offer_models(&mut self, models: Vec<ModelInfo>) {
        self.model.offered = models;
        if self.model.chosen_info().is_none() {
            let default = self.model.offered.first().map(|info| info.id.clone());
            if let Some(unknown) = std::mem::replace(&mut self.model.chosen, default) {
                let kind = Kind::UnknownModel(unknown.clone());
                self.warn(Error::new(Doing::Downloading(unknown), kind));
            }
        }
    }

    /// Asks for a model from its public address.
    pub fn choose_model(&mut self, id: String) -> Vec<Command> {
        self.model.chosen = Some(id);
        self.replace_weights_file(None);
        self.load_model()
    }

    /// Asks for the chosen model from a file of the visitor's.
    pub fn open_weights(&mut self, file: FileRef) -> Vec<Command> {
        self.replace_weights_file(Some(file));
        self.load_model()
    }

    /// Asks once more for the model from its public address.
    pub fn retry_model(&mut self) -> Vec<Command> {
        self.replace_weights_file(None);
        self.load_model()
    }

    /// Asks the worker to stop the download.
    pub fn cancel_download(&mut self) -> Vec<Command> {
        vec![Command::CancelDownload]
    }

    fn replace_weights_file(&mut self, file: Option<FileRef>) {
        let before = std::mem::replace(&mut self.model.file, file);
        self.released.extend(before.map(|file| file.url));
    }

    /// Asks for the chosen model from wherever the visitor wants it from.
    pub(super) fn load_model(&mut self) -> Vec<Command> {
        let Some(model) = self.model.chosen.clone() else { return Vec::new() };
        // Before the worker is there its list of models is not, and the briefing asks anyway.
        if !self.ready {
            return Vec::new();
        }
        let names = [model.clone(), self.model_name(&model)];
        self.dismiss_about(|doing| match doing {
            Doing::Downloading(of) => names.contains(of),
            doing => matches!(doing, Doing::ReadingWeights(_)),
        });
        self.model.request += 1;
        self.model.stage = Stage::Asked;
        let request = self.model.request;
        vec![match self.model.file.clone() {
            Some(file) => Command::OpenModel { request, model, file },
            None => Command::LoadModel { request, model },
        }]
    }

    /// The name to show of the model of this id.
    pub fn model_name(&self, id: &str) -> String {
        let info = self.model.offered.iter().find(|info| info.id == id);
        info.map_or_else(|| id.to_owned(), |info| info.name.clone())
    }

    pub(super) fn downloading(&mut self, request: RequestId, received: u64, total: u64) {
        if request == self.model.request && self.model.is_coming() {
            self.model.stage = Stage::Downloading { received, total };
        }
    }

    pub(super) fn model_loaded(
        &mut self,
        request: RequestId,
        model: String,
        source: WeightsSource,
    ) {
        if request == self.model.request {
            self.model.stage = Stage::Loaded;
            self.model.loaded = Some(Loaded { model, source });
            // The worker embeds all examples anew, and its head spoke of the embeddings before.
            self.examples.embedded = 0;
            self.forget_head(Forgotten::ModelChanged);
        }
    }

    pub(super) fn model_failed(&mut self, request: RequestId, error: Error) {
        if request == self.model.request {
            self.model.stage = Stage::Failed(error.clone());
            // The visitor knows who cancelled.
            if error.kind != Kind::Cancelled {
                self.warn(error);
            }
        }
    }
}
