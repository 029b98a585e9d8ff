//! The pre-trained models on offer, and how far the weights of the wanted one have come. Which one the visitor has
//! chosen is of the [`Project`](super::Project).

mod own;

use std::collections::BTreeMap;

use super::model_words::named;
use super::{ModelRef, State};
use crate::error::{Doing, DownloadError, Error, Kind, WeightsError};
use crate::protocol::project::KeptFile;
use crate::protocol::{
    Command, ExampleId, FileRef, ModelInfo, Origin, PreTraining, RequestId, WeightsSource,
};

/// The pre-trained model.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Model {
    /// The models on offer, in the order to offer them.
    pub offered: Vec<ModelInfo>,
    /// The id of the one on offer that was chosen last.
    pub chosen: Option<String>,
    /// How far the newest request has come.
    pub stage: Stage,
    /// The one in use.
    pub loaded: Option<Loaded>,
    /// Why the one that ships with the page is in use, or on its way, without having been asked for.
    pub stand_in: Option<StandIn>,
    /// Bytes that the browser keeps of the models on offer, by id.
    pub stored: BTreeMap<String, u64>,
    /// The newest wish.
    wanted: Wanted,
    /// The newest request for a model to use.
    loading: RequestId,
}

/// Where a model is to come from.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Wanted {
    /// It is the chosen one of those on offer.
    #[default]
    Chosen,
    /// Files of the visitor's; and how their copies are named, where they are read from these.
    Files(Vec<FileRef>, Vec<ExampleId>),
    /// An address that the visitor has typed, and what it must hash to.
    Address(String, Option<String>),
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
    Downloading(Received),
    /// Its model is in use.
    Loaded,
    /// Not to be had; the one before stays in use.
    Failed(Error),
}

/// How much of a download has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// Bytes so far.
    pub received: u64,
    /// Bytes in all, where that is known.
    pub total: Option<u64>,
}

/// A model in use.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// What is known of it.
    pub info: ModelInfo,
    /// Where its weights came from.
    pub source: WeightsSource,
    /// How to ask for it again.
    wanted: Wanted,
}

/// A model that takes the place of another, which could not be had.
#[derive(Debug, Clone, PartialEq)]
pub struct StandIn {
    /// The id of the other.
    pub instead_of: String,
}

impl Model {
    /// Nothing is loaded; this one will be asked for, or the default.
    pub(super) fn wanted(chosen: Option<String>) -> Self {
        Self { chosen, ..Self::default() }
    }

    /// What is known of the model of this id: one on offer, or the one in use.
    pub fn info(&self, id: &str) -> Option<&ModelInfo> {
        let loaded = self.loaded.iter().map(|loaded| &loaded.info);
        self.offered.iter().chain(loaded).find(|info| info.id == *id)
    }

    /// What the visitor is to see as chosen: what is in use where something else is only asked for
    /// or could not be read, the chosen one otherwise.
    pub fn shown(&self) -> Option<&ModelInfo> {
        match (&self.wanted, &self.loaded) {
            (Wanted::Files(..) | Wanted::Address(..), Some(loaded)) => Some(&loaded.info),
            _ => self.info(self.chosen.as_ref()?),
        }
    }

    /// Whether an answer is still to come.
    pub fn is_coming(&self) -> bool {
        matches!(self.stage, Stage::Asked | Stage::Downloading { .. })
    }

    /// The id of the model on offer that is asked for, while it is on its way.
    pub fn coming(&self) -> Option<&str> {
        let offered = self.is_coming() && self.wanted == Wanted::Chosen;
        self.chosen.as_deref().filter(|_| offered)
    }

    /// Whether the model of this id is in use.
    pub fn is_in_use(&self, id: &str) -> bool {
        self.loaded.as_ref().is_some_and(|loaded| loaded.info.id == id)
    }

    /// Wants what a project names. Files of which there are no `copies` are with whoever has opened them.
    pub(super) fn want_of(&mut self, model: &ModelRef, copies: Vec<FileRef>) {
        self.stand_in = None;
        (self.chosen, self.wanted) = match model {
            ModelRef::Offered(id) => (Some(id.clone()), Wanted::Chosen),
            ModelRef::Address { address, sha256 } => {
                (self.usual(), Wanted::Address(address.clone(), sha256.clone()))
            }
            ModelRef::Kept(files) if !copies.is_empty() => {
                let ids = files.iter().map(|file| file.id).collect();
                (self.usual(), Wanted::Files(copies, ids))
            }
            ModelRef::Usual | ModelRef::Files(_) | ModelRef::Kept(_) => {
                (self.usual(), Wanted::Chosen)
            }
        };
    }

    /// The first of those on offer, once it is known which are.
    fn usual(&self) -> Option<String> {
        self.offered.first().map(|info| info.id.clone())
    }

    /// The newest wish: equal where it need not be asked for again.
    pub(super) fn wish(&self) -> (Option<String>, Wanted) {
        let chosen = self.chosen.clone().filter(|_| self.wanted == Wanted::Chosen);
        (chosen, self.wanted.clone())
    }

    /// The newest wish, as a project names it.
    pub(super) fn reference(&self) -> ModelRef {
        match &self.wanted {
            Wanted::Chosen => self.chosen.clone().map_or(ModelRef::Usual, ModelRef::Offered),
            Wanted::Files(files, kept) if !kept.is_empty() => {
                let files = files.iter().zip(kept);
                let kept = files.map(|(file, id)| KeptFile { id: *id, name: file.name.clone() });
                ModelRef::Kept(kept.collect())
            }
            Wanted::Files(files, _) => {
                ModelRef::Files(files.iter().map(|file| file.name.clone()).collect())
            }
            Wanted::Address(address, sha256) => {
                ModelRef::Address { address: address.clone(), sha256: sha256.clone() }
            }
        }
    }

    /// The id of the model to take where the default cannot be had: the first that ships with the
    /// page and was pre-trained with labels, which transfers best.
    fn substitute(&self) -> Option<&str> {
        let fits = |info: &&ModelInfo| {
            info.origin == Origin::Shipped && info.pre_training == Some(PreTraining::Supervised)
        };
        self.offered.iter().find(fits).map(|info| info.id.as_str())
    }
}

impl State {
    /// Takes in the models on offer. The page's address may have named one that is not there.
    pub(super) fn offer_models(&mut self, models: Vec<ModelInfo>) {
        let (own, others): (Vec<_>, Vec<_>) =
            models.into_iter().map(named).partition(|info| info.reads.modality() == self.modality);
        self.model.offered = own;
        let chosen = self.model.chosen.as_deref();
        let is_of =
            |all: &[ModelInfo]| chosen.is_some_and(|id| all.iter().any(|info| info.id == id));
        let known = is_of(&self.model.offered);
        // The page's address names one model, and each modality reads the same address.
        let of_another_modality = is_of(&others);
        if !known {
            let default = self.model.offered.first().map(|info| info.id.clone());
            if matches!(self.project().model, ModelRef::Offered(_)) {
                self.refer(ModelRef::Usual);
            }
            let before = std::mem::replace(&mut self.model.chosen, default);
            if let Some(unknown) = before.filter(|_| !of_another_modality) {
                let kind = Kind::Weights(WeightsError::UnknownModel(unknown.clone()));
                self.warn(Error::new(Doing::Downloading(unknown), kind));
            }
        }
    }

    /// Asks for a model on offer.
    pub fn choose_model(&mut self, id: String) -> Vec<Command> {
        self.model.chosen = Some(id);
        self.choose(Wanted::Chosen)
    }

    /// Asks once more for what could not be had; for the chosen model where that was a file, which
    /// would be the same again.
    pub fn retry_model(&mut self) -> Vec<Command> {
        if let Some(StandIn { instead_of }) = self.model.stand_in.take() {
            self.model.chosen = Some(instead_of);
        }
        let wanted = match self.model.wanted.clone() {
            Wanted::Files(..) => Wanted::Chosen,
            wanted => wanted,
        };
        let commands = self.want(wanted);
        self.refer_again();
        commands
    }

    /// Asks the worker to stop the download.
    pub fn cancel_download(&mut self) -> Vec<Command> {
        vec![Command::CancelDownload]
    }

    /// Asks the worker to remove what the browser keeps of a model on offer.
    pub fn remove_model(&mut self, id: String) -> Vec<Command> {
        self.lifeline.when_ready(Command::RemoveModel(id))
    }

    /// Asks for what the visitor has chosen.
    fn choose(&mut self, wanted: Wanted) -> Vec<Command> {
        let commands = self.want(wanted);
        self.refer(self.model.reference());
        commands
    }

    /// Notes in the project which model is chosen. No step back changes it: what was computed with another is gone.
    fn refer(&mut self, model: ModelRef) {
        if self.project().model != model {
            self.amend(|project| project.model = model);
        }
    }

    /// The same where what is wanted has changed, but not by a choice.
    fn refer_again(&mut self) {
        if self.is_chosen_by_hand() {
            self.refer(self.model.reference());
        }
    }

    /// Whether the visitor has chosen, be it by the page's address.
    fn is_chosen_by_hand(&self) -> bool {
        self.project().model != ModelRef::Usual
    }

    fn want(&mut self, wanted: Wanted) -> Vec<Command> {
        self.entered = true;
        self.model.stand_in = None;
        self.release_weights(|model| model.wanted = wanted);
        self.dismiss_about(|doing| {
            matches!(doing, Doing::Downloading(_) | Doing::ReadingWeights(_))
        });
        self.load_model()
    }

    /// Changes what is wanted or in use, and gives back the files that nothing needs any more.
    fn release_weights(&mut self, change: impl FnOnce(&mut Model)) {
        let before = self.model.files();
        change(&mut self.model);
        let after = self.model.files();
        self.released.extend(before.difference(&after).cloned());
    }

    /// Prepares to ask another worker for what this one had in use, unless something else is on its
    /// way.
    pub(super) fn want_again(&mut self) {
        if matches!(self.model.stage, Stage::Loaded | Stage::Failed(_)) {
            self.release_weights(|model| {
                if let Some(Loaded { info, wanted, .. }) = &model.loaded {
                    if info.origin != Origin::Own {
                        model.chosen = Some(info.id.clone());
                    }
                    model.wanted = wanted.clone();
                }
            });
            self.refer_again();
        }
        self.model.stage = Stage::Waiting;
    }

    /// The worker that had it in use is gone.
    pub(super) fn forget_loaded(&mut self) {
        self.release_weights(|model| model.loaded = None);
    }

    /// Asks for what is wanted.
    pub(super) fn load_model(&mut self) -> Vec<Command> {
        // Before the worker is there its list of models is not, and the briefing asks anyway.
        if !self.lifeline.ready {
            return Vec::new();
        }
        let Some(model) = self.model.chosen.clone() else { return Vec::new() };
        self.model.stage = Stage::Asked;
        let request = self.next_request();
        self.model.loading = request;
        let modality = self.modality;
        vec![match self.model.wanted.clone() {
            Wanted::Chosen => Command::LoadModel { request, model },
            Wanted::Files(files, _) => Command::OpenModel { request, files, modality },
            Wanted::Address(address, sha256) => {
                Command::LoadAddress { request, address, sha256, modality }
            }
        }]
    }

    /// The name to show of the model of this id.
    pub fn model_name(&self, id: &str) -> String {
        self.model.info(id).map_or_else(|| id.to_owned(), |info| info.name.clone())
    }

    pub(super) fn downloading(&mut self, request: RequestId, received: Received) {
        if request == self.model.loading && self.model.is_coming() {
            self.model.stage = Stage::Downloading(received);
        }
        for inquiry in self.inquiries() {
            inquiry.downloading(request, received);
        }
    }

    pub(super) fn model_loaded(
        &mut self,
        request: RequestId,
        info: ModelInfo,
        source: WeightsSource,
    ) -> Vec<Command> {
        if request == self.model.loading {
            let info = named(info);
            self.model.stage = Stage::Loaded;
            self.dismiss_about(|doing| matches!(doing, Doing::Downloading(of) if *of == info.name));
            self.release_weights(|model| {
                let wanted = model.wanted.clone();
                model.loaded = Some(Loaded { info, source, wanted });
            });
            // The worker embeds all examples anew, and its head spoke of the embeddings before.
            self.examples.embedded = 0;
            self.forget_own_answers();
            self.copy_weights();
            let mut commands = self.wake_head();
            commands.extend(self.look_anew());
            return commands;
        }
        Vec::new()
    }

    /// A model could not be had. Where nobody has chosen it and nothing is in use, the one that
    /// ships with the page takes its place.
    pub(super) fn model_failed(&mut self, request: RequestId, error: Error) -> Vec<Command> {
        if request != self.model.loading {
            return Vec::new();
        }
        let cancelled = error.kind == Kind::Download(DownloadError::Cancelled);
        self.model.stage = Stage::Failed(error.clone());
        // The visitor knows who cancelled.
        if cancelled {
            return Vec::new();
        }
        self.warn(error);
        let alone = !self.is_chosen_by_hand() && self.model.loaded.is_none();
        let substitute = self.model.substitute().map(str::to_owned).filter(|_| alone);
        let chosen = self.model.chosen.clone();
        match (substitute, chosen) {
            (Some(substitute), Some(chosen)) if substitute != chosen => {
                self.model.stand_in = Some(StandIn { instead_of: chosen });
                self.model.chosen = Some(substitute);
                self.load_model()
            }
            _ => Vec::new(),
        }
    }
}
