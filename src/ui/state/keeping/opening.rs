//! A project is opened, in place of the one before.

use super::stand::{Keeping, PATIENCE, Stand};
use crate::error::{Doing, Error, ProjectError, StorageError};
use crate::protocol::keeping::{KeeperCommand, Opened, Which};
use crate::protocol::{Command, Event, ModelInfo};
use crate::ui::state::document::Document;
use crate::ui::state::one_by_one::{map, set};
use crate::ui::state::{Arrivals, Examples, Folds, ModelRef, Project, State};

impl State {
    /// Has the project kept on the device from now on: the keeper is asked to open one.
    pub fn keep(&mut self, which: Which) {
        self.keeping.stand = Stand::Opening;
        self.keeping.orders.push(KeeperCommand::Open(self.modality, which));
    }

    /// Notes which models are on offer; the worker listens. Whether it can be briefed: before, the project has to be
    /// open.
    pub(in crate::ui::state) fn may_begin(
        &mut self,
        models: Vec<ModelInfo>,
    ) -> Option<Vec<ModelInfo>> {
        if self.keeping.stand == Stand::Opening {
            self.keeping.offered = Some(models);
            return None;
        }
        Some(models)
    }

    /// A project is open.
    pub(super) fn opened(&mut self, opened: Opened) -> Vec<Command> {
        let Opened { id, project, entries, whole, originals, read_only, remark } = opened;
        if self.keeping.project() == Some(&id) && !read_only {
            // The keeper was started anew, and what is here is newer than what is there.
            self.keeping.stand = Stand::Device(id);
            self.keeping.is_broken = true;
            self.keeping.thumbnails.clear();
            let copying = std::mem::take(&mut self.keeping.copying);
            self.order_copies(copying);
            return Vec::new();
        }
        let (count, is_new) = (entries.len(), project.is_none());
        let (document, fits) = match project {
            None => (Document::new(self.fresh_project()), false),
            Some(project) => Document::replay(*project, entries, map(originals)),
        };
        let is_whole = fits && whole;
        let offered = self.keeping.offered.take();
        self.keeping = Keeping {
            stand: if read_only { Stand::ReadOnly(id) } else { Stand::Device(id) },
            projects: self.keeping.projects.take(),
            deleted: self.keeping.deleted.take(),
            handed: self.keeping.handed.take(),
            thumbnails: std::mem::take(&mut self.keeping.thumbnails),
            carrying: self.keeping.carrying.take(),
            errand: self.keeping.errand.take(),
            room: self.keeping.room,
            is_broken: !is_whole,
            length: count,
            listens: true,
            ..Keeping::default()
        };
        let mut commands = self.change_document(document);
        if let Some(remark) = remark {
            self.warn(Error::new(Doing::CarryingFiles, remark));
        }
        if let Some(models) = offered {
            commands.extend(self.begin(models));
        }
        if let Some(handed) = self.keeping.handed.take_if(|_| is_new) {
            commands.extend(self.take_in(*handed));
        }
        commands
    }

    /// A project could not be opened. A new one is.
    pub(super) fn not_opened(&mut self, why: ProjectError) -> Vec<Command> {
        self.warn(Error::new(Doing::OpeningProject, why));
        self.keeping.orders.push(KeeperCommand::Open(self.modality, Which::New));
        Vec::new()
    }

    /// Another project takes the place of the one that was open.
    fn change_document(&mut self, document: Document) -> Vec<Command> {
        self.document = document;
        self.examples = Examples::default();
        self.drop_loose();
        self.arrivals = Arrivals::default();
        self.select_none();
        self.look_away();
        self.folds = Folds::default();
        self.examples.show(std::mem::take(&mut self.keeping.thumbnails));
        self.show_last_run();
        self.replace_trial(None);
        self.trial.prediction = None;
        self.stop_asking_why();
        // The worker forgets it with the project.
        self.clear_sorting();
        self.watch_anew();
        let was = self.model.wish();
        self.adopt_model();
        let mut commands = Vec::new();
        if self.lifeline.ready {
            commands.extend(self.tell_project());
            let another = self.model.wish() != was && self.entered;
            commands.extend(if another { self.load_model() } else { self.wake_head() });
            commands.extend(self.brief_examples());
        }
        commands
    }

    /// Tells the worker which project is open. What it says until it has heard is of the one before.
    pub(in crate::ui::state) fn tell_project(&mut self) -> Vec<Command> {
        let (project, writable) = match &self.keeping.stand {
            Stand::Device(project) => (Some(project.clone()), true),
            Stand::ReadOnly(project) => (Some(project.clone()), false),
            Stand::Memory | Stand::Opening => return Vec::new(),
        };
        let request = self.next_request();
        self.keeping.fence = Some(request);
        vec![Command::OpenProject { request, project, writable }]
    }

    /// Whether this is of examples or a head of the project that was open before.
    pub(in crate::ui::state) fn is_fenced(&mut self, event: &Event) -> bool {
        match event {
            Event::ProjectOpened(request) => {
                self.keeping.fence.take_if(|fence| fence == request);
                false
            }
            Event::ExampleRead { .. }
            | Event::ExampleRejected { .. }
            | Event::Embedded { .. }
            | Event::HeadOpened { .. }
            | Event::Training(_)
            | Event::TrainingAgain { .. }
            | Event::Trained { .. }
            | Event::TrainingFailed { .. }
            | Event::Trust { .. }
            | Event::Compared { .. }
            | Event::Predicted { .. }
            | Event::Why { .. }
            | Event::Sorted { .. } => self.keeping.fence.is_some(),
            _ => false,
        }
    }

    /// Wants the model of the project; of one that has none, the model that the page's address names.
    fn adopt_model(&mut self) {
        let asked = self.asked_model.take().map(ModelRef::Offered);
        let model = self.project().model.clone();
        match asked {
            // A model that somebody has chosen is not changed in silence.
            Some(asked) if model == ModelRef::Usual => {
                self.model.want_of(&asked, Vec::new());
                self.amend(|project| project.model = asked);
            }
            _ => {
                let copies = self.weights_copies(&model);
                self.model.want_of(&model, copies);
            }
        }
    }

    /// A project that nothing was done with yet.
    fn fresh_project(&mut self) -> Project {
        let mut project = Project::new(self.modality);
        if let Some(asked) = self.asked_model.take() {
            project.model = ModelRef::Offered(asked);
        }
        project.add_class();
        project.add_class();
        project
    }

    /// Nothing can be kept: the project is in memory.
    pub(super) fn keep_nothing(&mut self, why: StorageError) -> Vec<Command> {
        self.keeping.stand = Stand::Memory;
        self.keeping.carrying = None;
        self.keeping.orders.clear();
        self.look_again();
        self.keeping.trouble = Some(why);
        let copying = set(std::mem::take(&mut self.keeping.copying).into_keys());
        let mut commands = self.tell_of(&copying);
        if let Some(models) = self.keeping.offered.take() {
            commands.extend(self.begin(models));
        }
        if let Some(handed) = self.keeping.handed.take() {
            commands.extend(self.take_in(*handed));
        }
        commands
    }

    /// The keeper is gone. Whether another should take its place: it opens the same project, and what has happened
    /// is written down anew.
    pub fn keeper_fails(&mut self, why: StorageError) -> (bool, Vec<Command>) {
        self.keeping.listens = false;
        self.keeping.failures += 1;
        self.keeping.carrying = None;
        let again = self.keeping.project().cloned().filter(|_| self.keeping.failures <= PATIENCE);
        match again {
            Some(id) => {
                // What it was told last may not be on the device.
                self.keeping.is_broken = true;
                self.keeping.orders = vec![KeeperCommand::Open(self.modality, Which::Named(id))];
                self.look_again();
                (true, Vec::new())
            }
            None => (false, self.keep_nothing(why)),
        }
    }
}
